"""What the public Liquid reference knows, and what of it this shop front does: the audit, as a program.

Names and meanings stand in tables (`objects.toml`, `words.py`); whether something is supported is read off the
environment and the drops. The documents for theme authors and the linter both come from here.
"""

from __future__ import annotations

from .audit import Entry, Status, filters, objects, properties, tags
from .public import PUBLIC, PublicObject, Type

__all__ = ["PUBLIC", "Entry", "PublicObject", "Status", "Type", "filters", "objects", "properties", "tags"]
