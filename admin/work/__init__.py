"""Background work that waits for a person."""
