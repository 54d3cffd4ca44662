"""Ways to get an order."""
