"""Pure decisions about stock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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
    kind: str = "warehouse"


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


def warehouses_first(quantity: int, stocked: Sequence[Stocked]) -> list[Share]:
    """Send from warehouses as long as they can; from shops and partners only what they cannot."""
    return _in_order_of_kind(quantity, stocked, ("warehouse", "shop", "partner"))


def shops_first(quantity: int, stocked: Sequence[Stocked]) -> list[Share]:
    """Send from shops as long as they can: for stores that keep their stock there."""
    return _in_order_of_kind(quantity, stocked, ("shop", "warehouse", "partner"))


def fullest_first(quantity: int, stocked: Sequence[Stocked]) -> list[Share]:
    """Send from where most is left, so that shelves stay even."""
    fullest = sorted(stocked, key=lambda place: (-place.free, place.rank, place.location_id))
    return one_location_else_split(
        quantity, [replace(place, rank=rank) for rank, place in enumerate(fullest)]
    )


def _in_order_of_kind(quantity: int, stocked: Sequence[Stocked], kinds: Sequence[str]) -> list[Share]:
    order = {kind: (place + 1) * 10_000_000 for place, kind in enumerate(kinds)}
    return one_location_else_split(
        quantity, [replace(place, rank=order.get(place.kind, 0) + place.rank) for place in stocked]
    )


ALLOCATION: dict[str, LocationRule] = {
    "one_place": one_location_else_split,
    "warehouses_first": warehouses_first,
    "shops_first": shops_first,
    "fullest_first": fullest_first,
}
"""The rules that a store chooses from; another one is a function and a line here."""


def at(location_id: int, otherwise: LocationRule) -> LocationRule:
    """All that *location_id* has comes from there, as for goods that are picked up; the rest by another rule."""

    def rule(quantity: int, stocked: Sequence[Stocked]) -> list[Share]:
        chosen = next((place for place in stocked if place.location_id == location_id), None)
        here = min(quantity, max(0, chosen.free)) if chosen else 0
        rest = [place for place in stocked if place.location_id != location_id]
        shares = [Share(location_id, here)] if here else []
        if quantity > here:
            shares += otherwise(quantity - here, rest) if rest else [Share(location_id, quantity - here)]
        return _merged(shares)

    return rule


def _merged(shares: Sequence[Share]) -> list[Share]:
    found: dict[int, int] = {}
    for share in shares:
        found[share.location_id] = found.get(share.location_id, 0) + share.quantity
    return [Share(location_id, count) for location_id, count in found.items()]


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
