"""Content in the platform's strict types: what section data holds, whatever pack it was made in.

A section's content is a lead bundle and ordered entries; a bundle holds items and, again, entries. The JSON shape is
that of `models.SectionData.content`, with one difference that `canonical` takes away: a list setting (`refs`) is as
many entries as it has references, so that a list of collections and a list of blocks with one collection each are the
same content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TYPES = (
    "text",
    "image",
    "video",
    "link",
    "product",
    "collection",
    "page",
    "blog",
    "article",
    "menu",
    "record",
    "code",
    "feature",
)
"""The strict types. A fact (date, number, place) is a text with that role until the format has settings for facts."""

WEIGHTS = {
    "text": 1.0,
    "image": 3.0,
    "video": 4.0,
    "link": 1.0,
    "product": 3.0,
    "collection": 3.0,
    "page": 2.0,
    "blog": 3.0,
    "article": 3.0,
    "menu": 3.0,
    "record": 3.0,
    "code": 3.0,
    "feature": 4.0,
}
"""How much of a section is lost with an item of a type; fidelity is the share that is held."""

ATTACHED = frozenset({"alt", "described", "unseen"})
"""Roles of what no page shows by itself: an alternative text, a name for assistive technology, a value that the file
which it was written for never shows."""
VARIANT_WEIGHT = 0.5
"""An image for phones is another cut of one that is shown anyway."""


@dataclass(frozen=True)
class Item:
    """One piece of content. `value` as in section data: {"text", "format"}, {"label", "url"}, {"file"}, {"ref"}…"""

    id: str
    type: str
    role: str
    value: Json = field(hash=False)

    @property
    def weight(self) -> float:
        """What its loss counts; what is attached counts nothing."""
        if self.role in ATTACHED:
            return 0.0
        return VARIANT_WEIGHT if self.role == "mobile" else WEIGHTS[self.type]

    def as_json(self) -> Json:
        """The shape that is stored."""
        return {"id": self.id, "type": self.type, "role": self.role, "value": self.value}


@dataclass(frozen=True)
class Bundle:
    """Items that belong together (a slide, a column, a tab), and the bundles inside."""

    id: str
    items: tuple[Item, ...] = ()
    entries: tuple[Bundle, ...] = ()

    def all_items(self) -> Iterator[Item]:
        """Its own items and those of everything inside, in order."""
        yield from self.items
        for entry in self.entries:
            yield from entry.all_items()

    def as_json(self) -> Json:
        """The shape that is stored."""
        return {
            "id": self.id,
            "items": [item.as_json() for item in self.items],
            "entries": [entry.as_json() for entry in self.entries],
        }


@dataclass(frozen=True)
class SectionContent:
    """One section's content, with what could not be typed and the presentation beside it.

    `functions` are what the section does (`newsletter`, `buy`), not what it holds. `presentation` is the section's own
    settings that are no content, by id, for reuse where both files model them the same way.
    """

    lead: Bundle
    entries: tuple[Bundle, ...] = ()
    functions: frozenset[str] = frozenset()
    main: str = ""
    """The function that makes it what it is; empty for words and pictures."""
    presentation: Json = field(default_factory=dict, hash=False, compare=False)
    unclassified: tuple[Json, ...] = field(default=(), hash=False)

    def items(self) -> Iterator[Item]:
        """Every item, in order."""
        yield from self.lead.all_items()
        for entry in self.entries:
            yield from entry.all_items()

    def as_json(self) -> Json:
        """The shape of `models.SectionData.content`."""
        return {"lead": self.lead.as_json(), "entries": [entry.as_json() for entry in self.entries]}


def canonical(stored: Json, functions: frozenset[str] = frozenset(), main: str = "") -> SectionContent:
    """Stored section data (`models.SectionData.content`) as the engine compares it: what is hidden or blank, and entries
    that are empty, are left out."""
    lead = _bundle(stored.get("lead") or {"id": "lead"})
    inner = tuple(e for entry in stored.get("entries") or () if (e := _bundle(entry)).items or e.entries)
    return SectionContent(Bundle(lead.id, lead.items), lead.entries + inner, functions, main)


def _bundle(stored: Json) -> Bundle:
    items: list[Item] = []
    lists: list[Bundle] = []
    for each in stored.get("items") or ():
        value = {name: v for name, v in (each.get("value") or {}).items() if v not in (None, "", [], {})}
        if each.get("hidden") or not value.keys() - {"format"}:
            continue
        if isinstance(value.get("refs"), list):
            lists.extend(one_each(each["id"], each["type"], each["role"], value["refs"]))
        elif each["type"] in WEIGHTS:
            items.append(Item(each["id"], each["type"], each["role"], value))
    entries = tuple(e for entry in stored.get("entries") or () if (e := _bundle(entry)).items or e.entries)
    return Bundle(stored["id"], tuple(items), (*lists, *entries))


def one_each(item_id: str, kind: str, role: str, refs: list[Any]) -> Iterator[Bundle]:
    """A list of references as bundles of one reference each."""
    for at, ref in enumerate(refs):
        yield Bundle(f"{item_id}#{at}", (Item(f"{item_id}#{at}", kind, role, {"ref": ref}),))
