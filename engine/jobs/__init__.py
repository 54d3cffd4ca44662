"""The relay from outbox to workers, handlers and schedule."""
