"""Selling over the counter: devices that are paired, people who enter a PIN, sales that settle exactly once, the drawer."""
