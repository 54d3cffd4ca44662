"""One search over everything, from the top bar."""
