"""The Liquid environment of a store: filters, objects, pages and sections."""
