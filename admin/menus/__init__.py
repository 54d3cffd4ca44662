"""Menus: links in an order, nested."""
