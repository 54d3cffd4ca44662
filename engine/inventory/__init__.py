"""Inventory items, locations, levels, movements, reservations."""
