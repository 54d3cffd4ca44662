"""Pure decisions about stock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

RECEIVED, COUNTED, ADJUSTED, SOLD, RETURNED, IMPORTED = (
    "received",
    "counted",
    "adjusted",
    "sold",
    "returned",
    "imported",
)
TRANSFERRED_IN, TRANSFERRED_OUT = "transferred_in", "transferred_out"
DAMAGED, LOST, GIVEN, FOUND = "damaged", "lost", "given", "found"
REASONS = (ADJUSTED, DAMAGED, LOST, GIVEN, FOUND)
"""Why a person adjusts: a correction, broken goods, missing ones, a gift or sample, or some that turned up."""
CAUSES = (
    RECEIVED,
    COUNTED,
    SOLD,
    RETURNED,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    IMPORTED,
    *REASONS,
)
"""Why on_hand may change."""
POLICIES = ("deny", "continue")
LOCATION_KINDS = ("warehouse", "shop", "partner")
MOST = 1_000_000_000
"""No quantity of one item goes beyond this."""


@dataclass(frozen=True)
class Stocked:
    """What one location could give: ``free`` is on hand less committed; ``rank`` orders locations, lowest first."""

    location_id: int
    free: int
    rank: int = 0


@dataclass(frozen=True)
class Share:
    """*quantity* taken from one location."""

    location_id: int
    quantity: int


LocationRule = Callable[[int, Sequence[Stocked]], list[Share]]
"""Chooses where *quantity* of one item comes from. The shares add up to the quantity."""


def one_location_else_split(quantity: int, stocked: Sequence[Stocked]) -> list[Share]:
    """The first location that has all of it; else as few as possible, fullest first.

    What nobody has (items that may be oversold, or are not counted) falls to the first location.
    """
    ranked = sorted(stocked, key=lambda s: (s.rank, s.location_id))
    whole = next((s for s in ranked if s.free >= quantity), None)
    if whole:
        return [Share(whole.location_id, quantity)]
    shares: dict[int, int] = {}
    left = quantity
    for place in sorted(ranked, key=lambda s: (-s.free, s.rank, s.location_id)):
        taken = min(max(place.free, 0), left)
        if taken:
            shares[place.location_id] = taken
            left -= taken
    if left:
        first = ranked[0].location_id
        shares[first] = shares.get(first, 0) + left
    return [Share(location_id, count) for location_id, count in shares.items()]


def deal(shares: Sequence[Share], wanted: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Deal the shares of one item to its order lines in order: (line id, location id, quantity)."""
    dealt: list[tuple[int, int, int]] = []
    stacks = [[share.location_id, share.quantity] for share in shares]
    for line_id, quantity in wanted:
        while quantity:
            location_id, left = stacks[0]
            taken = min(left, quantity)
            dealt.append((line_id, location_id, taken))
            quantity -= taken
            stacks[0][1] -= taken
            if not stacks[0][1]:
                stacks.pop(0)
    return dealt
