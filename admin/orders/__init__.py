"""Orders and their brand orders."""
