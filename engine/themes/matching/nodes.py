"""A section or block while it is bound, and what one trial of a bundle in a kind of block came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .shapes import Group, Leaf
from .slots import Kind, Place

Key = tuple[tuple[str, ...], str]
"""A setting, with the way to it through blocks at fixed places."""
Target = tuple[int, str]
"""An item's number and the field of it."""


@dataclass
class Node:
    """A section or block: which setting shows what. With `trial` it stands for the block that was tried before with a
    bundle of the same shape; `leaves` and `groups` are what takes the place of the trial's."""

    place: Place
    kind: Kind | None = None
    group: int | None = None
    """The number of the bundle that it shows; None for a part of the bundle around it."""
    values: dict[Key, Target] = field(default_factory=dict)
    blocks: list[Node] = field(default_factory=list)
    instance: int = 0
    trial: Trial | None = None
    leaves: tuple[Leaf, ...] = ()
    groups: tuple[int, ...] = ()

    def first(self) -> int:
        """The number of the first item that it shows."""
        if self.trial is not None:
            left = set(self.trial.left)
            return min((leaf.number for at, leaf in enumerate(self.leaves) if at not in left), default=LAST)
        own = min((number for number, _ in self.values.values()), default=LAST)
        return min((block.first() for block in self.blocks), default=own) if self.blocks else own

    def unused(self) -> int:
        """Visible settings that stay empty, its blocks' included."""
        if self.trial is not None:
            return self.trial.unused
        count = sum(block.unused() for block in self.blocks)
        for slots in self.place.rooms.values():
            count += sum(slot.key not in self.values and slot.role not in UNSEEN for slot in slots)
        return count


LAST = 1_000_000
UNSEEN = frozenset({"alt", "described"})


@dataclass(frozen=True)
class Trial:
    """A bundle's shape in a kind of block. `left` are the places of the leaves that found none."""

    node: Node
    leaves: tuple[Leaf, ...]
    groups: tuple[int, ...]
    left: tuple[int, ...]
    held: float
    bent: int
    regrouped: int
    adjusted: tuple[tuple[str, int], ...]
    unused: int


def all_leaves(group: Group) -> list[Leaf]:
    """A group's leaves and those of the groups inside, in order."""
    found = list(group.leaves)
    for inner in group.inner:
        found += all_leaves(inner)
    return found


def all_groups(group: Group) -> Iterator[int]:
    """The numbers of a group and of those inside."""
    yield group.number
    for inner in group.inner:
        yield from all_groups(inner)
