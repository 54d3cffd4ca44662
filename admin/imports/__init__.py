"""Products brought in from a file."""
