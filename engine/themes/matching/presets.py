"""What the presets of a file make of it: a section that takes any block is for what its author offers it as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.themes.schema import SectionSchema

from .functions import CHARACTERS, LISTED
from .slots import Kind, Offered, Place, Slot, type_key

MOST_DEPTH = 8


def offered(schema: SectionSchema, place: Place, blocks: Mapping[str, Kind]) -> Offered:
    """What a file's presets bring with the blocks that they name."""
    functions: set[str] = set()
    characters: set[str] = set()
    types: dict[frozenset[str], None] = {}
    own = {kind.name: kind for kind in place.kinds if kind.how == "block"}
    for preset in schema.presets:
        kinds = [kind for name in _names(preset, 0) if (kind := own.get(name) or blocks.get(name))]
        slots = [slot for kind in kinds for slot in _own(kind.place, 2) if slot.seen]
        functions |= {function for kind in kinds for function in kind.features}
        characters |= {CHARACTERS[slot.role] for slot in slots if slot.role in CHARACTERS}
        characters |= {LISTED[slot.type] for slot in slots if slot.type in LISTED}
        types[frozenset(type_key(s.type, s.role) for s in slots if s.role not in ("alt", "described"))] = None
    return Offered(frozenset(functions), frozenset(characters), tuple(types))


def _own(place: Place, depth: int) -> Iterator[Slot]:
    """Its slots and those of the blocks that it names: the rows of an accordion."""
    yield from place.slots
    for kind in place.kinds if depth else ():
        if not kind.is_open:
            yield from _own(kind.place, depth - 1)


def _names(node: Any, depth: int) -> Iterator[str]:
    blocks = node.get("blocks") if isinstance(node, dict) else None
    each = blocks.values() if isinstance(blocks, dict) else blocks if isinstance(blocks, list) else ()
    for block in each:
        if isinstance(block, dict) and depth < MOST_DEPTH:
            yield str(block.get("type"))
            yield from _names(block, depth + 1)
