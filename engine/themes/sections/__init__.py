"""Section data between a pack's JSON and the store: taken apart into content and presentation, put together for a file,
and changed through a binding (docs/section-data.md)."""

from __future__ import annotations

from .apart import SectionParts, take_apart
from .changing import Draft
from .readers import capacity_for, reader_of
from .together import Together, presentation_key, put_together, spoken_in

__all__ = [
    "Draft",
    "SectionParts",
    "Together",
    "capacity_for",
    "presentation_key",
    "put_together",
    "reader_of",
    "spoken_in",
    "take_apart",
]
