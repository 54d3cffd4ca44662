"""Content without its values: what a binding depends on. Sections of one shape are bound alike, so each shape once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .content import ATTACHED, Bundle, Item, SectionContent
from .functions import CHARACTERS, LISTED, family
from .slots import type_key


class Leaf(NamedTuple):
    """One value to find a place for: a field of an item. `number` is the item's number in `SectionContent.items()`."""

    number: int
    field: str
    kind: str
    """`text`, `label`, `url`, or the item's type."""
    role: str
    format: str
    weight: float


@dataclass(frozen=True)
class Group:
    """A bundle's leaves, item by item, and the groups inside."""

    number: int
    leaves: tuple[Leaf, ...]
    inner: tuple[Group, ...] = ()

    def weight(self) -> float:
        """What its loss counts."""
        return sum(leaf.weight for leaf in self.leaves) + sum(group.weight() for group in self.inner)


@dataclass(frozen=True)
class Shaped:
    """A section's content as the binder sees it. `key` is equal for equal shapes."""

    lead: Group
    entries: tuple[Group, ...]
    functions: frozenset[str]
    families: frozenset[str]
    main: str
    key: tuple[object, ...]
    types: frozenset[str]
    characters: frozenset[str]
    character: str
    weight: float
    visible: int
    """Items that a page shows."""


def shaped(content: SectionContent) -> Shaped:
    """The shape of a section's content."""
    counter = _Counter()
    lead = counter.group(content.lead)
    entries = tuple(counter.group(entry) for entry in content.entries)
    keys = (_key(lead), tuple(_key(entry) for entry in entries), content.functions, content.main)
    weight = lead.weight() + sum(entry.weight() for entry in entries)
    return Shaped(
        lead,
        entries,
        content.functions,
        frozenset(family(f) for f in content.functions),
        content.main,
        keys,
        frozenset(counter.types),
        frozenset(
            {CHARACTERS[role] for role in counter.roles & CHARACTERS.keys()}
            | {name for kind, name in LISTED.items() if kind in counter.kinds}
        ),
        _character(lead, entries),
        weight,
        counter.visible,
    )


def _character(lead: Group, entries: tuple[Group, ...]) -> str:
    for role, name in CHARACTERS.items():
        if all(_plays(group, role) for group in entries or (lead,)):
            return name
    if sum(entry.weight() for entry in entries) < lead.weight():
        return ""  # the list is not what the section is about
    for kind, name in LISTED.items():
        if entries and all(
            any(type_key(leaf.kind, leaf.role) == kind and leaf.weight for leaf in group.leaves)
            for group in entries
        ):
            return name
    return ""


def _plays(group: Group, role: str) -> bool:
    return any(leaf.role == role for leaf in group.leaves) or any(
        _plays(inner, role) for inner in group.inner
    )


class _Counter:
    def __init__(self) -> None:
        self.items = 0
        self.groups = 0
        self.types: set[str] = set()
        self.roles: set[str] = set()
        self.kinds: set[str] = set()
        self.visible = 0

    def group(self, bundle: Bundle) -> Group:
        number, self.groups = self.groups, self.groups + 1
        leaves = [leaf for item in bundle.items for leaf in self._leaves(item)]
        return Group(number, tuple(leaves), tuple(self.group(entry) for entry in bundle.entries))

    def _leaves(self, item: Item) -> list[Leaf]:
        index, self.items = self.items, self.items + 1
        self.roles.add(item.role)
        if item.role not in ATTACHED:
            self.visible += 1
            self.kinds.add(item.type)
            self.types.add(type_key(item.type, item.role))
        if item.type == "text":
            form = str(item.value.get("format") or "text")
            return [Leaf(index, "text", "text", item.role, form, item.weight)]
        if item.type == "link":
            given = [name for name in ("label", "url") if name in item.value]
            weight = item.weight / 2  # half of it for the address, half for the label
            return [Leaf(index, name, name, item.role, "text", weight) for name in given]
        name = next(iter(item.value), "") if item.type != "video" else "+".join(sorted(item.value))
        return [Leaf(index, name, item.type, item.role, "", item.weight)]


def _key(group: Group) -> tuple[object, ...]:
    leaves = tuple((leaf.field, leaf.kind, leaf.role, leaf.format, leaf.weight) for leaf in group.leaves)
    return (leaves, tuple(_key(inner) for inner in group.inner)) if group.inner else (leaves,)
