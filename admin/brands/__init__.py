"""Brands: the partners whose products are sold."""
