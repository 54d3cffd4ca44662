"""Binds ports to what fills them."""
