"""Blocks that are written once for each thing of a list: the template of a card. What stands in them is shown as often
as the list is long, so it is no room for content."""

from __future__ import annotations

from dataclasses import replace

from .slots import Kind, Place


def unseen(kind: Kind) -> Kind:
    """A kind of block whose settings hold values, and show nobody's content."""
    return replace(kind, place=_muted(kind.place), features=frozenset())


def _muted(place: Place) -> Place:
    slots = tuple(replace(slot, role="unseen", seen=False) for slot in place.slots)
    return replace(
        place, slots=slots, kinds=tuple(unseen(kind) for kind in place.kinds), features=frozenset()
    )
