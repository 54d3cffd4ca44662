"""The checklist from an empty store to open doors."""
