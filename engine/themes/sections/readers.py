"""What the files of a pack can hold, read once per version of the pack."""

from __future__ import annotations

import threading
from dataclasses import replace

from engine.themes.matching import Capacity, PackReader
from engine.themes.matching.roles import Reader
from engine.themes.matching.slots import Kind, Place
from engine.themes.matching.uses import Trace
from engine.themes.packs import SETTINGS_FILE, Pack
from engine.themes.roles import carried, is_presentation
from engine.themes.schema import SectionSchema

_READING = threading.RLock()
"""Reading fills caches step by step; threads take turns."""


def reader_of(pack: Pack) -> PackReader:
    """The reader of a pack. It lives as long as the pack, which never changes."""
    with _READING:
        found = pack.__dict__.get("_reader")
        if found is None:
            found = pack.__dict__["_reader"] = PackReader(pack)
        reader: PackReader = found
        return reader


def capacity_for(pack: Pack, schema: SectionSchema) -> Capacity:
    """What a section file can hold; for the theme settings, what they can. Raises KeyError for an unknown file."""
    with _READING:
        reader = reader_of(pack)
        if schema.file != SETTINGS_FILE:
            return reader.capacity(schema.file)
        found = pack.__dict__.get("_settings_capacity")
        if found is None:
            found = pack.__dict__["_settings_capacity"] = _settings(reader, schema)
        capacity: Capacity = found
        return capacity


def all_capacities(pack: Pack) -> dict[str, Capacity]:
    """Every section file with a readable schema."""
    with _READING:
        return reader_of(pack).all()


def _settings(reader: PackReader, schema: SectionSchema) -> Capacity:
    """The theme settings: no Liquid of their own, so names and types say what they carry; a list of links to networks is
    no list of entries, since each has its own name."""
    trace = Trace(is_whole=False)
    slots = Reader(trace, "section", reader.texts, None, False).slots(schema.settings)
    roles = carried(schema.settings)
    named = [replace(slot, role=roles[slot.fields[-1].setting].role) for slot in slots]
    lists = [slot for slot in named if slot.fields[0].name == "refs"]
    kinds = tuple(
        Kind(
            "list",
            slot.fields[0].setting,
            Place(slots=(replace(slot, fields=(replace(slot.fields[0], name="ref"),)),)),
        )
        for slot in lists
    )
    looks = frozenset(s.id for s in schema.settings if is_presentation(s))
    place = Place(slots=tuple(slot for slot in named if slot not in lists), kinds=kinds, looks=looks)
    presentation = tuple(s for s in schema.settings if is_presentation(s))
    return Capacity(file=SETTINGS_FILE, name="", place=place, presentation=presentation)
