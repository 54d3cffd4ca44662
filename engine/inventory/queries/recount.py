"""The checker: counts everything again from movements, commitments and live holds, and names what disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.inventory.models import Commitment, InventoryItem, Level, Movement, Reservation


@dataclass(frozen=True)
class Discrepancy:
    """A stored sum that is not the sum of its parts. ``location_id`` is None for an item's total."""

    item_id: int
    location_id: int | None
    column: str
    stored: int
    counted: int


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
    return found + _items(session, levels)


def _items(session: StoreSession, levels: Mapping[Any, tuple[int, int]]) -> list[Discrepancy]:
    on_hand: dict[int, int] = {}
    committed: dict[int, int] = {}
    for (item_id, _), (here, promised) in levels.items():
        on_hand[item_id] = on_hand.get(item_id, 0) + here
        committed[item_id] = committed.get(item_id, 0) + promised
    reserved = _sums(session, Reservation.quantity, Reservation.item_id, live=True)
    found = []
    for item_id, *stored in session.execute(
        select(
            InventoryItem.id, InventoryItem.on_hand, InventoryItem.committed, InventoryItem.reserved
        ).where(InventoryItem.store_id == session.store)
    ):
        found += _compare(
            (item_id, None),
            (
                ("on_hand", stored[0], on_hand.get(item_id, 0)),
                ("committed", stored[1], committed.get(item_id, 0)),
                ("reserved", stored[2], reserved.get((item_id,), 0)),
            ),
        )
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
