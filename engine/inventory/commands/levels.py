"""Levels: what of an item lies where. The caller holds the item's row, which guards its levels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, select, update

from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.inventory.edges import moved
from engine.inventory.models import InventoryItem, Level, Location
from engine.inventory.rules import MOST


def locked_level(session: StoreSession, item_id: int, location_id: int) -> Level:
    """The level, fresh from the database; made if it is missing."""
    level = session.scalars(
        select(Level)
        .where(Level.item_id == item_id, Level.location_id == location_id)
        .execution_options(populate_existing=True)
    ).first()
    if level is None:
        level = Level(item_id=item_id, location_id=location_id, on_hand=0, committed=0, incoming=0)
        level.held = level.safety = 0
        session.add(level)
        session.flush()
    return level


def move_level(
    session: StoreSession, level: Level, *, on_hand: int = 0, committed: int = 0, held: int = 0
) -> None:
    """Add to what a level counts, and keep what its safety stock withholds from the web right."""
    level.on_hand += on_hand
    level.committed += committed
    level.held += held
    session.flush()
    if level.safety:
        keep_withheld(session, level.item_id)


def keep_withheld(session: StoreSession, item_id: int) -> None:
    """Write what safety stock withholds of an item: at each place no more than is free there."""
    free = Level.on_hand - Level.committed - Level.held
    part = case((free < 0, 0), (free < Level.safety, free), else_=Level.safety)
    total = (
        select(func.coalesce(func.sum(part), 0))
        .where(Level.store_id == session.store, Level.item_id == item_id)
        .scalar_subquery()
    )
    session.execute(
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id)
        .values(withheld=total)
        .execution_options(synchronize_session=False)
    )


def set_safety(session: StoreSession, item_ids: Iterable[int], location_id: int, units: int) -> None:
    """Keep *units* of items at a location from being sold online. Raises NotFound, Refused."""
    if not 0 <= units <= MOST:
        raise Refused("inventory.quantity", field="safety", value=units)
    session.need(Location, location_id)
    for item_id in sorted(set(item_ids)):
        lock_item(session, item_id)
        locked_level(session, item_id, location_id).safety = units
        session.flush()
        keep_withheld(session, item_id)
        moved(session, item_id, units or 1)


def lock_item(session: StoreSession, item_id: int) -> InventoryItem:
    """An item, locked, fresh from the database. Raises NotFound."""
    session.execute(
        select(InventoryItem.id)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id)
        .with_for_update()
    )
    item = session.get(InventoryItem, (session.store, item_id), populate_existing=True)
    if item is None:
        raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    return item


def levels_of(session: StoreSession, item_id: int) -> Sequence[tuple[Level, Location]]:
    """Levels of an item with their locations, fresh from the database."""
    rows = session.execute(
        select(Level, Location)
        .join(Location, (Location.store_id == Level.store_id) & (Location.id == Level.location_id))
        .where(Level.item_id == item_id)
        .execution_options(populate_existing=True)
    )
    return [(level, location) for level, location in rows]
