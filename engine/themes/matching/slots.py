"""The words of capacity: slots for one item each, kinds of entries, and the places that have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.themes.schema import Setting

UNLIMITED = 1_000_000


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
    seen: bool = True
    """False for a setting that the file never shows: it may hold a value, but is no capacity."""

    def has(self, name: str) -> bool:
        """Whether it shows that field."""
        return any(f.name == name for f in self.fields)


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
    instances: tuple[tuple[Slot, ...], ...] = ()
    """The settings of each repetition of a group."""
    features: frozenset[str] = frozenset()


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

    def kind(self, block_type: str, wrapper: tuple[str, ...] = ()) -> Kind | None:
        """The kind of block of that type."""
        return next(
            (k for k in self.kinds if k.how == "block" and k.name == block_type and k.wrapper == wrapper),
            None,
        )

    def all_slots(self, depth: int = 4) -> Iterator[Slot]:
        """Its own slots and those of all kinds."""
        yield from self.slots
        for kind in self.kinds if depth else ():
            yield from kind.place.all_slots(depth - 1)


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
    character: str = ""
    """`quotes` or `questions` if that is what its entries are."""
    characters: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    """Keys of everything that it accepts: item types, with `collection:products` and features apart."""
    presentation: tuple[Setting, ...] = ()
    enabled_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    disabled_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    used_in: frozenset[str] = frozenset()
    is_addable: bool = False
    """Whether a merchant can put it on a page: it has a preset."""
    memo: dict[object, object] = field(default_factory=dict, compare=False, repr=False, hash=False)
    """Bindings of shapes of content that were tried before; depends on nothing else, so it is never stale."""

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
