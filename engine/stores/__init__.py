"""Stores, their hosts, staff, customers, partners, and what happened lately."""
