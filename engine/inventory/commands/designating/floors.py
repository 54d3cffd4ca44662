"""Rules that stop selling: only shown while fewer than so many are left in the shops."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.inventory.commands.designating.writing import lock_items, publish
from engine.inventory.models import Channel, Designation, InventoryItem, Level
from engine.inventory.offered import effective
from engine.inventory.queries.shops import units_here


def left_in_shops(session: StoreSession, item_ids: Iterable[int]) -> dict[int, int]:
    """{item id: units free in places that have a list for tills}; bundles as their parts make them. One query."""
    rows = session.execute(
        select(
            InventoryItem.id,
            func.sum(
                units_here(
                    InventoryItem.store_id, InventoryItem.id, Channel.location_id, InventoryItem.is_bundle
                )
            ),
        )
        .join(Channel, Channel.store_id == InventoryItem.store_id)
        .outerjoin(
            Level,
            (Level.store_id == InventoryItem.store_id)
            & (Level.item_id == InventoryItem.id)
            & (Level.location_id == Channel.location_id),
        )
        .where(
            InventoryItem.store_id == session.store,
            InventoryItem.id.in_(sorted(item_ids)),
            Channel.kind == "pos",
            Channel.is_active,
        )
        .group_by(InventoryItem.id)
    )
    return {item_id: int(units) for item_id, units in rows}


def with_floors(session: StoreSession, item_ids: Iterable[int]) -> list[int]:
    """Those of these items that have a rule about what is left in the shops. One query."""
    return sorted(
        session.scalars(
            select(Designation.item_id)
            .where(
                Designation.store_id == session.store,
                Designation.item_id.in_(sorted(set(item_ids))),
                Designation.floor.is_not(None),
            )
            .distinct()
        )
    )


def settle_floors(session: StoreSession, item_ids: Iterable[int]) -> list[int]:
    """Hold rules "only shown while fewer than so many are left in the shops" against the present stock. Returns the items
    that changed. Run by a job after stock changed; at most AT_ONCE items."""
    ids = sorted(set(item_ids))
    ruled = (
        Designation.store_id == session.store,
        Designation.item_id.in_(ids),
        Designation.floor.is_not(None),
    )
    items = lock_items(
        session, sorted(set(session.scalars(select(Designation.item_id).where(*ruled)))), missing_ok=True
    )
    if not items:
        return []
    left, changed = left_in_shops(session, items), []
    for row in session.scalars(select(Designation).where(*ruled).execution_options(populate_existing=True)):
        state = effective(row.chosen, row.floor, left.get(row.item_id, 0))
        if state != row.state:
            row.state, row.changed_at = state, clock.now()
            changed.append(row.item_id)
    session.flush()
    if changed:
        publish(session, sorted(set(changed)))
    return sorted(set(changed))
