"""The status of every documented tag, filter, object and property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.liquid.filters import STANDARD_FILTERS
from engine.liquid.tags import STANDARD_TAGS
from engine.rendering.filters import SHOP_FILTERS

from . import code
from .differences import ALWAYS, DIFFERENT, NOT_HERE, RAW_TAGS
from .public import PUBLIC, Type
from .words import FILTERS, TAGS


class Status(StrEnum):
    """How far something is supported."""

    FULL = "supported"
    DIFFERENT = "supported, with a difference"
    NOT_HERE = "not applicable here"


@dataclass(frozen=True)
class Entry:
    """One documented thing: what it means, its status, and what differs or why it is not here."""

    name: str
    means: str
    status: Status
    note: str = ""
    type: Type | None = None
    is_old: bool = False


def _entry(name: str, means: str, there: bool, kind: str) -> Entry:
    note = DIFFERENT.get(f"{kind}:{name}")
    if not there:
        return Entry(name, means, Status.NOT_HERE, NOT_HERE.get(f"{kind}:{name}", ""))
    return Entry(name, means, Status.DIFFERENT if note else Status.FULL, note or "")


def tags() -> list[Entry]:
    """Every documented tag."""
    own = {tag.name for tag in STANDARD_TAGS} | RAW_TAGS
    return [_entry(name, means, name in own, "tag") for name, means in sorted(TAGS.items())]


def filter_names() -> frozenset[str]:
    """Every filter of the environment."""
    return frozenset(STANDARD_FILTERS) | frozenset(SHOP_FILTERS)


def filters() -> list[Entry]:
    """Every documented filter."""
    own = filter_names()
    return [_entry(name, means, name in own, "filter") for name, means in sorted(FILTERS.items())]


def objects() -> list[Entry]:
    """Every documented object."""
    return [object_entry(name) for name in sorted(PUBLIC)]


def object_entry(name: str) -> Entry:
    """One documented object."""
    known = PUBLIC[name]
    if not code.is_known(name, bool(known.properties)):
        return Entry(name, known.means, Status.NOT_HERE, NOT_HERE.get(name, ""), is_old=known.is_old)
    note = DIFFERENT.get(name, "")
    status = Status.DIFFERENT if note else Status.FULL
    return Entry(name, known.means, status, note, is_old=known.is_old)


def properties(name: str) -> list[Entry]:
    """Every documented property of an object."""
    return [property_entry(name, key) for key in sorted(PUBLIC[name].properties)]


def property_entry(name: str, key: str) -> Entry:
    """One documented property."""
    known = PUBLIC[name]
    kind, is_old = known.properties[key], key in known.old_properties
    path = f"{name}.{key}"
    if not code.is_known(name, bool(known.properties)):
        return Entry(key, "", Status.NOT_HERE, NOT_HERE.get(name, ""), kind, is_old)
    if not code.offers(name, key):
        return Entry(key, "", Status.NOT_HERE, NOT_HERE.get(path, ""), kind, is_old)
    note = DIFFERENT.get(path, "")
    if code.is_constant(name, key):
        note = ALWAYS.get(path) or ALWAYS.get(f"*.{key}") or note
    return Entry(key, "", Status.DIFFERENT if note else Status.FULL, note, kind, is_old)


def unexplained() -> list[str]:
    """What is not supported, or always the same, without a word why: each is a gap in the code or in this audit."""
    return [
        *_silent("tag", tags()),
        *_silent("filter", filters()),
        *_silent("object", objects()),
        *(f"property {path}" for path in _silent_properties()),
    ]


def _silent(kind: str, entries: Iterable[Entry]) -> Iterator[str]:
    return (f"{kind} {e.name}" for e in entries if e.status is Status.NOT_HERE and not e.note)


def _silent_properties() -> Iterator[str]:
    for name in sorted(PUBLIC):
        for entry in properties(name):
            constant = code.is_constant(name, entry.name)
            if not entry.note and (entry.status is Status.NOT_HERE or constant):
                yield f"{name}.{entry.name}"
