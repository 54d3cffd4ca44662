"""Delivery methods and their rates."""
