"""Clients of outside services, each with a twin that works offline."""
