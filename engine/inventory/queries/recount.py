"""The checker: counts everything again from movements, commitments, live holds, bundles and open cases, derives again what
follows from designations, and names what disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.catalogue.models import Product
from engine.inventory.models import (
    BundlePart,
    Commitment,
    InventoryItem,
    Level,
    Movement,
    OversellCase,
    Reservation,
)
from engine.inventory.relisting import item_in_shop, item_online, product_online


@dataclass(frozen=True)
class Discrepancy:
    """A stored sum that is not the sum of its parts, or a state that does not follow from them. ``location_id`` is None for an
    item's own; ``column`` "product online" speaks of the product with that id."""

    item_id: int
    location_id: int | None
    column: str
    stored: int | str
    counted: int | str


def recount(session: StoreSession) -> list[Discrepancy]:
    """Every disagreement of this store; empty when all is well. Run it where nothing is being written (a read session)."""
    place = (Level.item_id, Level.location_id)
    levels = {
        (item_id, location_id): (on_hand, committed)
        for item_id, location_id, on_hand, committed in session.execute(
            select(*place, Level.on_hand, Level.committed).where(Level.store_id == session.store)
        )
    }
    moved = _sums(session, Movement.quantity, Movement.item_id, Movement.location_id)
    promised = _sums(session, Commitment.quantity, Commitment.item_id, Commitment.location_id)
    found = []
    for key in sorted({*levels, *moved, *promised}):
        on_hand, committed = levels.get(key, (0, 0))
        found += _compare(key, (("on_hand", on_hand, moved.get(key, 0)),))
        found += _compare(key, (("committed", committed, promised.get(key, 0)),))
    return found + _held(session) + _items(session, levels) + _offered(session)


def _held(session: StoreSession) -> list[Discrepancy]:
    """What levels hold to be picked up, against the live holds at each place."""
    counted = _sums(session, Reservation.quantity, Reservation.item_id, Reservation.location_id, live=True)
    stored = {
        (item_id, location_id): held
        for item_id, location_id, held in session.execute(
            select(Level.item_id, Level.location_id, Level.held).where(Level.store_id == session.store)
        )
    }
    found = []
    for key in sorted({key for key in (*stored, *counted) if key[1] is not None}):
        found += _compare(key, (("held", stored.get(key, 0), counted.get(key, 0)),))
    return found


def _items(session: StoreSession, levels: Mapping[Any, tuple[int, int]]) -> list[Discrepancy]:
    on_hand: dict[int, int] = {}
    committed: dict[int, int] = {}
    for (item_id, _), (here, promised) in levels.items():
        on_hand[item_id] = on_hand.get(item_id, 0) + here
        committed[item_id] = committed.get(item_id, 0) + promised
    reserved = _sums(session, Reservation.quantity, Reservation.item_id, live=True)
    withheld, oversold = _withheld(session), _oversold(session)
    items = {item.id: item for item in session.execute(_ITEMS.where(InventoryItem.store_id == session.store))}
    bundles = _bundles(session, items)
    found = []
    for item_id, item in items.items():
        found += _compare(
            (item_id, None),
            (
                ("on_hand", item.on_hand, bundles.get(item_id, on_hand.get(item_id, 0))),
                ("committed", item.committed, committed.get(item_id, 0)),
                ("reserved", item.reserved, reserved.get((item_id,), 0)),
                ("withheld", item.withheld, withheld.get(item_id, 0)),
                ("oversold", item.oversold, oversold.get(item_id, 0)),
            ),
        )
    return found


_ITEMS = select(
    InventoryItem.id,
    InventoryItem.on_hand,
    InventoryItem.committed,
    InventoryItem.reserved,
    InventoryItem.withheld,
    InventoryItem.oversold,
    InventoryItem.free_online().label("free_online"),
    InventoryItem.is_unlimited().label("is_unlimited"),
)


def _withheld(session: StoreSession) -> dict[int, int]:
    """What safety stock withholds: at each place no more than is free there."""
    found: dict[int, int] = {}
    for item_id, free, safety in session.execute(
        select(Level.item_id, Level.on_hand - Level.committed - Level.held, Level.safety).where(
            Level.store_id == session.store, Level.safety > 0
        )
    ):
        found[item_id] = found.get(item_id, 0) + min(safety, max(0, free))
    return found


def _oversold(session: StoreSession) -> dict[int, int]:
    rows = session.execute(
        select(OversellCase.item_id, func.sum(OversellCase.promised))
        .where(OversellCase.store_id == session.store, OversellCase.state == "open")
        .group_by(OversellCase.item_id)
    )
    return {item_id: int(units) for item_id, units in rows}


def _bundles(session: StoreSession, items: Mapping[int, Any]) -> dict[int, int]:
    """How many of each bundle its parts would make."""
    limits: dict[int, list[int]] = {}
    for bundle_id, part_id, each in session.execute(
        select(BundlePart.bundle_id, BundlePart.item_id, BundlePart.quantity).where(
            BundlePart.store_id == session.store
        )
    ):
        part = items[part_id]
        limits.setdefault(bundle_id, []).extend(
            [] if part.is_unlimited else [max(0, int(part.free_online)) // each]
        )
    return {bundle_id: min(found, default=0) for bundle_id, found in limits.items()}


def _offered(session: StoreSession) -> list[Discrepancy]:
    """What pages and lists filter by, against the designations that it is derived from."""
    found = []
    for model, name, stored, derived in (
        (InventoryItem, "online", InventoryItem.online, item_online()),
        (InventoryItem, "in_shop", InventoryItem.in_shop, item_in_shop()),
        (Product, "product online", Product.online, product_online()),
    ):
        rows = session.execute(
            select(model.id, stored, derived).where(model.store_id == session.store, stored != derived)
        )
        found += [Discrepancy(row_id, None, name, was, now) for row_id, was, now in rows]
    return found


def _sums(session: StoreSession, quantity: Any, *keys: Any, live: bool = False) -> dict[Any, int]:
    table = quantity.class_
    statement = select(*keys, func.sum(quantity)).where(table.store_id == session.store).group_by(*keys)
    if live:
        statement = statement.where(Reservation.state == "held")
    return {tuple(row[:-1]): int(row[-1]) for row in session.execute(statement)}


def _compare(key: tuple[int, int | None], sums: Iterable[tuple[str, int, int]]) -> list[Discrepancy]:
    return [
        Discrepancy(key[0], key[1], column, stored, counted)
        for column, stored, counted in sums
        if stored != counted
    ]
