"""Typed fields that a shop adds to its records: definitions, values, and the types that both share with metaobjects."""
