"""Customers: who they are, where they live, how they sign in."""
