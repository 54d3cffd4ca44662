"""A merchant's own copy of a pack: made, edited, and brought up to date with its original (docs/theme-authors/our-packs.md)."""

from __future__ import annotations

from .making import Origin, base_key, copy_of, origin_of
from .merging import Conflict, Merged, merged
from .updating import update_of, updated_zip

__all__ = [
    "Conflict",
    "Merged",
    "Origin",
    "base_key",
    "copy_of",
    "merged",
    "origin_of",
    "update_of",
    "updated_zip",
]
