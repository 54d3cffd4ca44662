"""Parts of pages, and whole pages, that are kept until something changes that they read (docs/decisions/fragments.md)."""

from .keeping import Keeper
from .store import FragmentStore, Kept

__all__ = ["FragmentStore", "Keeper", "Kept"]
