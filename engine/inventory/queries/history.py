"""How an item's stock went: its movements as a line of figures."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.inventory.models import InventoryItem, Movement

DAYS = 60


def daily_on_hand(session: StoreSession, item_id: int, days: int = DAYS) -> list[int]:
    """On hand at the end of each of the last *days* days, today last: the present figure less what moved since. Two queries."""
    now = clock.now()
    first = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    day = func.date(func.timezone("UTC", Movement.at) if is_postgresql else Movement.at)
    moved = {
        str(when): int(units)
        for when, units in session.execute(
            select(day, func.sum(Movement.quantity))
            .where(Movement.store_id == session.store, Movement.item_id == item_id, Movement.at >= first)
            .group_by(day)
        )
    }
    left = (
        session.scalar(
            select(InventoryItem.on_hand).where(
                InventoryItem.store_id == session.store, InventoryItem.id == item_id
            )
        )
        or 0
    )
    found = []
    for back in range(days):
        found.append(left)
        left -= moved.get((now - timedelta(days=back)).date().isoformat(), 0)
    return found[::-1]
