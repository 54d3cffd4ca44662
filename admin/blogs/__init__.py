"""Blogs and their articles."""
