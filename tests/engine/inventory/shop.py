"""A small stock room for the tests of this folder."""

from __future__ import annotations

from datetime import timedelta

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.inventory import commands, queries

LASTS = timedelta(minutes=15)


def add_location(session: StoreSession, name: str = "Warehouse") -> int:
    """A location; its id."""
    return commands.create_location(session, commands.LocationInput(name), SYSTEM).id


def add_item(session: StoreSession, location_id: int, on_hand: int, **kind: object) -> int:
    """An item with stock; its id."""
    item_id = commands.create_items(session, [commands.NewItem(**kind)])[0]  # type: ignore[arg-type]
    if on_hand:
        commands.receive(session, location_id, {item_id: on_hand}, actor=SYSTEM)
    return item_id


def stocked(db: Database, store_id: int, *on_hand: int) -> tuple[int, list[int]]:
    """A location and items with these quantities."""
    with db.write(store_id) as session:
        location_id = add_location(session)
        return location_id, [add_item(session, location_id, count) for count in on_hand]


def free(db: Database, store_id: int, item_id: int) -> int:
    """Units of an item free to sell."""
    with db.read(store_id) as session:
        return queries.availability(session, [item_id])[item_id].quantity
