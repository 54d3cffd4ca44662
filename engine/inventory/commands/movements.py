"""Changes of what is on hand. Each is one movement, appended; level and item totals change in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, or_, select, true, update

from engine.base import clock
from engine.base.actor import Actor
from engine.base.bulk import insert_rows, rows_changed
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.inventory.commands.bundles import parts_of
from engine.inventory.commands.levels import locked_level, move_level
from engine.inventory.edges import moved
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem, Level, Location, Movement
from engine.inventory.rules import ADJUSTED, CAUSES, COUNTED, MOST, RECEIVED, RETURNED

Reference = tuple[str, int]
"""What a movement belongs to: (kind, id), such as ("order", 42)."""


def adjust(
    session: StoreSession,
    item_id: int,
    location_id: int,
    by: int,
    *,
    actor: Actor,
    cause: str = ADJUSTED,
    reference: Reference | None = None,
    note: str | None = None,
) -> None:
    """Add *by* (signed) to what is on hand. Raises Refused when that would leave a promise without its stock."""
    if cause not in CAUSES or by == 0 or abs(by) > MOST:
        raise Refused("inventory.quantity", field="quantity", value=by)
    session.need(Location, location_id)
    if session.need(InventoryItem, item_id).is_bundle:
        raise Refused("inventory.bundle_has_no_stock", field="quantity")
    change_item(session, item_id, by)
    level = locked_level(session, item_id, location_id)
    item = session.get(InventoryItem, (session.store, item_id), populate_existing=True)
    assert item is not None
    strict = item.tracked and item.policy == "deny"
    promised = level.committed + level.held
    if by < 0 and strict and level.on_hand + by < max(0, promised):
        raise Refused("inventory.promised_here", field="quantity", left=max(0, level.on_hand - promised))
    if cause == COUNTED:
        item.counted_at = clock.now()
    append(session, item_id, location_id, by, cause, actor, reference, note)
    move_level(session, level, on_hand=by)
    stock_changed(session, [item_id])


def set_on_hand(
    session: StoreSession,
    item_id: int,
    location_id: int,
    quantity: int,
    *,
    actor: Actor,
    cause: str = COUNTED,
    reference: Reference | None = None,
    note: str | None = None,
) -> int:
    """Make what is on hand at a location *quantity*; returns the change (0: no movement). Raises Refused as ``adjust``."""
    if not -MOST <= quantity <= MOST:
        raise Refused("inventory.quantity", field="quantity", value=quantity)
    # the item's row is the lock of all its levels
    session.execute(
        select(InventoryItem.id)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id)
        .with_for_update()
    )
    now = session.scalar(
        select(Level.on_hand).where(
            Level.store_id == session.store, Level.item_id == item_id, Level.location_id == location_id
        )
    )
    by = quantity - (now or 0)
    if by:
        adjust(session, item_id, location_id, by, actor=actor, cause=cause, reference=reference, note=note)
    elif cause == COUNTED:
        session.need(InventoryItem, item_id).counted_at = clock.now()
    return by


def receive(
    session: StoreSession,
    location_id: int,
    quantities: Mapping[int, int],
    *,
    actor: Actor,
    reference: Reference | None = None,
    note: str | None = None,
) -> None:
    """Goods came in: {item id: how many}, each above zero."""
    for quantity in quantities.values():
        if quantity <= 0:
            raise Refused("inventory.quantity", field="quantity", value=quantity)
    _adjust_each(session, location_id, quantities, RECEIVED, actor, reference, note)


def restock(
    session: StoreSession,
    location_id: int,
    quantities: Mapping[int, int],
    *,
    actor: Actor,
    reference: Reference | None = None,
    note: str | None = None,
) -> None:
    """Returned goods go back on the shelf: {item id: how many}; a bundle as its parts. Untracked items are left alone."""
    quantities = parts_of(session, quantities)
    tracked = session.scalars(
        select(InventoryItem.id).where(InventoryItem.id.in_(list(quantities)), InventoryItem.tracked)
    ).all()
    back = {item_id: quantities[item_id] for item_id in tracked}
    _adjust_each(session, location_id, back, RETURNED, actor, reference, note)


def _adjust_each(
    session: StoreSession,
    location_id: int,
    quantities: Mapping[int, int],
    cause: str,
    actor: Actor,
    reference: Reference | None,
    note: str | None,
) -> None:
    """By id, as items are locked everywhere."""
    for item_id in sorted(quantities):
        by = quantities[item_id]
        adjust(session, item_id, location_id, by, actor=actor, cause=cause, reference=reference, note=note)


def stock_new_items(
    session: StoreSession,
    location_id: int,
    quantities: Mapping[int, int],
    *,
    actor: Actor,
    cause: str,
    reference: Reference | None = None,
    totals_written: bool = False,
) -> None:
    """First stock of items made in this transaction, in three statements however many there are (two when the items were
    made with their totals: *totals_written*).

    Quantities of 0 are left out; below zero is kept as it is (an oversold item of another system).
    """
    counted = {item_id: n for item_id, n in quantities.items() if n}
    if not counted:
        return
    now, ids = clock.now(), session.new_ids(2 * len(counted))
    levels, movements = [], []
    for number, (item_id, quantity) in enumerate(counted.items()):
        place = {"store_id": session.store, "item_id": item_id, "location_id": location_id}
        levels.append(
            place
            | {
                "id": ids[2 * number],
                "on_hand": quantity,
                "committed": 0,
                "incoming": 0,
                "held": 0,
                "safety": 0,
            }
        )
        movements.append(
            place
            | {"id": ids[2 * number + 1], "quantity": quantity, "at": now}
            | _movement_columns(cause, actor, reference, None)
        )
    if not totals_written:
        _write_totals(session, counted)
    insert_rows(session, Level, levels)
    insert_rows(session, Movement, movements)


def _write_totals(session: StoreSession, quantities: Mapping[int, int]) -> None:
    for item_id, count in quantities.items():
        moved(session, item_id, count)
    item = cast("Table", InventoryItem.__table__)
    session.connection().execute(
        update(item)
        .where(item.c.store_id == bindparam("store_id_of"), item.c.id == bindparam("item"))
        .values(on_hand=bindparam("quantity")),
        [
            {"store_id_of": session.store, "item": item_id, "quantity": count}
            for item_id, count in quantities.items()
        ],
    )


def change_item(session: StoreSession, item_id: int, by: int) -> None:
    """Add to an item's on_hand in one conditional statement, which also locks the item. Raises Refused, NotFound."""
    free = InventoryItem.on_hand + by - InventoryItem.reserved - InventoryItem.committed
    allowed = or_(InventoryItem.policy == "continue", ~InventoryItem.tracked, free >= 0) if by < 0 else true()
    statement = (
        update(InventoryItem)
        .where(InventoryItem.store_id == session.store, InventoryItem.id == item_id, allowed)
        .values(on_hand=InventoryItem.on_hand + by)
    )
    if rows_changed(session, statement) == 0:
        item = session.find(InventoryItem, item_id)
        if item is None:
            raise NotFound("record.not_found", kind="inventory_item", id=item_id)
        raise Refused(
            "inventory.promised",
            field="quantity",
            left=max(0, item.on_hand - item.reserved - item.committed),
        )
    moved(session, item_id, by)


def append(
    session: StoreSession,
    item_id: int,
    location_id: int,
    quantity: int,
    cause: str,
    actor: Actor,
    reference: Reference | None = None,
    note: str | None = None,
) -> None:
    """Write a movement. The caller changes level and item."""
    columns = _movement_columns(cause, actor, reference, note)
    session.add(
        Movement(item_id=item_id, location_id=location_id, quantity=quantity, at=clock.now(), **columns)
    )


def _movement_columns(
    cause: str, actor: Actor, reference: Reference | None, note: str | None
) -> dict[str, Any]:
    return {
        "cause": cause,
        "reference_kind": reference[0] if reference else None,
        "reference_id": reference[1] if reference else None,
        "note": (note or "").strip()[:500] or None,
        "actor_kind": actor.kind,
        "actor_name": actor.name,
        "actor_id": actor.id,
    }
