"""The words of capacity: slots for one item each, kinds of entries, and the places that have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.themes.schema import Setting

UNLIMITED = 1_000_000
FACTS = frozenset({"place", "date", "rating", "number", "address", "until"})
"""Roles of texts that say a fact, which words in general do not."""
_APART = {"collection": frozenset({"products"}), "text": FACTS, "image": frozenset({"before", "after"})}
"""Roles in which an item of a type is a type of its own."""


@dataclass(frozen=True)
class Field:
    """One setting of a slot: which field of the item it shows (`label`, `url`, `file`…), and its setting type."""

    name: str
    setting: str
    type: str


@dataclass(frozen=True)
class Slot:
    """Room for one item. `at` leads through blocks at fixed places to the block that has the settings."""

    type: str
    role: str
    fields: tuple[Field, ...]
    at: tuple[str, ...] = ()
    level: str = ""
    """The setting that says whether a text is set as a heading (`h2`)."""
    seen: bool = True
    """False for a setting that the file never shows: it may hold a value, but is no capacity."""

    @cached_property
    def key(self) -> tuple[tuple[str, ...], str]:
        """Which slot of its place it is."""
        return self.at, self.fields[0].setting

    @cached_property
    def has_label(self) -> bool:
        """Whether it shows the label of a link."""
        return any(f.name == "label" for f in self.fields)


@dataclass(frozen=True)
class Kind:
    """A kind of entry: blocks of a type (`block`), one reference each of a list setting (`list`), or a repeated group
    of settings (`group`). `wrapper` is the chain of containers that such a block stands in."""

    how: str
    name: str
    place: Place
    limit: int = UNLIMITED
    is_part: bool = False
    """Whether its items belong to the bundle around it: a heading block, a button block."""
    is_container: bool = False
    """Whether it only holds other blocks."""
    wrapper: tuple[str, ...] = ()
    is_open: bool = False
    """Whether it may be put there because any block may, not because the file names it."""
    instances: tuple[tuple[Slot, ...], ...] = ()
    """The settings of each repetition of a group."""
    features: frozenset[str] = frozenset()

    @property
    def is_frame(self) -> bool:
        """Whether it only holds a list of entries of one kind."""
        inner = self.place.kinds
        return (
            self.is_container and len({k.name for k in inner if not k.wrapper}) == 1 and not inner[0].is_part
        )


@dataclass(frozen=True)
class Static:
    """A block at a fixed place."""

    id: str
    type: str
    statics: tuple[Static, ...] = ()


@dataclass(frozen=True)
class Place:
    """What the settings of a section or block, and the blocks in it, can hold."""

    slots: tuple[Slot, ...] = ()
    kinds: tuple[Kind, ...] = ()
    most: int = UNLIMITED
    """Blocks that fit in."""
    statics: tuple[Static, ...] = ()
    features: frozenset[str] = frozenset()
    """Functions of the blocks at fixed places."""
    takes_apps: bool = False
    looks: frozenset[str] = frozenset()
    """Ids of settings that are presentation."""

    @cached_property
    def rooms(self) -> dict[str, tuple[Slot, ...]]:
        """Its own visible slots by the type of item."""
        found: dict[str, list[Slot]] = {}
        for slot in self.slots:
            if slot.seen:
                found.setdefault(slot.type, []).append(slot)
        return {kind: tuple(slots) for kind, slots in found.items()}

    @cached_property
    def holds(self) -> frozenset[str]:
        """Kinds of leaves (`shapes.Leaf.kind`) that find a place there or in the blocks inside."""
        types = {slot.type for slot in self.all_slots if slot.seen}
        return frozenset(types | {"url", "label"} if "link" in types else types)

    @cached_property
    def parts(self) -> tuple[Kind, ...]:
        """Kinds of blocks that are parts of the bundle itself."""
        return tuple(kind for kind in self.kinds if kind.is_part and kind.how == "block")

    @cached_property
    def part_types(self) -> frozenset[str]:
        """Types of items that such parts have room for."""
        return frozenset(kind for part in self.parts for kind in part.place.rooms)

    @cached_property
    def lists(self) -> tuple[Kind, ...]:
        """Kinds of entries. A block that only holds a list is none: the entries are those inside it."""
        return tuple(kind for kind in self.kinds if not kind.is_part and not kind.is_frame)

    @cached_property
    def is_mixed(self) -> bool:
        """Whether blocks of several kinds stand side by side, so that a piece in a block is nothing strange."""
        return sum(kind.how == "block" for kind in self.kinds) > 1

    def kind(self, block_type: str, wrapper: tuple[str, ...] = ()) -> Kind | None:
        """The kind of block of that type."""
        return next(
            (k for k in self.kinds if k.how == "block" and k.name == block_type and k.wrapper == wrapper),
            None,
        )

    @cached_property
    def all_slots(self) -> tuple[Slot, ...]:
        """Its own slots and those of all kinds, each once. Places share what they have inside, so this is quick."""
        found = {id(slot): slot for slot in self.slots}
        for kind in self.kinds:
            found.update((id(slot), slot) for slot in kind.place.all_slots)
        return tuple(found.values())


@dataclass(frozen=True)
class Offered:
    """What the blocks of a file's presets bring: functions, characters of lists, and the types of each preset."""

    functions: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()
    types: tuple[frozenset[str], ...] = ()


NOTHING_OFFERED = Offered()


@dataclass(frozen=True)
class Capacity:
    """What one section file can hold and what it does.

    `main` is the function that makes it what it is (`header`, `buy`, `newsletter`), or empty. `functions` are those of
    its own Liquid, `optional` those that a block brings. `used_in` are the templates and groups that use it.
    """

    file: str
    name: str
    place: Place
    main: str = ""
    functions: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    """What all of these are about (`functions.family`)."""
    character: str = ""
    """`quotes` or `questions` if that is what its entries are."""
    characters: frozenset[str] = frozenset()
    pointed_at: frozenset[str] = frozenset()
    """What each of its entries can point at, `collections` or `products`, even if that is not what they are."""
    types: frozenset[str] = frozenset()
    """Keys of everything that it accepts: item types, with `collection:products` and features apart."""
    core: frozenset[str] = frozenset()
    """The types of what it is made for: what it names, as against what fits in because any block does."""
    list_of: frozenset[str] = frozenset()
    """The kind of entries that it is made for, if there is one such kind."""
    offered: Offered = NOTHING_OFFERED
    """What its presets make of it."""
    named: frozenset[str] = frozenset()
    """Purposes that its name says, `marked` those of its HTML (`purpose`)."""
    marked: frozenset[str] = frozenset()
    compares: bool = False
    """Whether it sets out what it lists in a table."""
    presentation: tuple[Setting, ...] = ()
    enabled_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    disabled_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    used_in: frozenset[str] = frozenset()
    is_alternate: bool = False
    """Whether only alternate templates use it (`product.gift`)."""
    is_addable: bool = False
    """Whether a merchant can put it on a page: it has a preset."""
    blocks: Mapping[str, Kind] = field(default_factory=dict, compare=False, repr=False, hash=False)
    """Every theme block of the pack, for section data with more levels than were looked at."""
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False, hash=False)
    """Bindings of shapes of content that were made before; they depend on nothing else, so they are never stale."""
    trials: dict[object, object] = field(default_factory=dict, compare=False, repr=False, hash=False)
    """The same for bundles in kinds of blocks."""

    def allows(self, where: str) -> bool:
        """Whether it may stand in a template (`product`) or group (`group:header`)."""
        kind, _, name = where.partition(":")
        group = kind == "group"
        what = (name if group else kind).split(".")[0]
        key = "groups" if group else "templates"
        if self.enabled_on:
            names = dict(self.enabled_on).get(key, ())
            return "*" in names or what in names
        names = dict(self.disabled_on).get(key, ())
        return not ("*" in names or what in names)


def type_key(kind: str, role: str) -> str:
    """A type for counting combinations: a list of a collection's products is another thing than a way to it, a date
    another than words, the picture of before another than any."""
    return f"{kind}:{role}" if role in _APART.get(kind, ()) else kind
