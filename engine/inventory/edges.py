"""When stock changes in a way that pages show: an exact number for those that print it, and the edge between there and gone.

Sales are many and edges few. Whoever moves an item's totals says by how much; as the transaction ends, items that may have
crossed the edge are found with one statement. What a savepoint took back still counts as moved, which errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.dependencies import Dependency, expansion, touch
from engine.inventory.commands.bundles import bundles_with, settle_bundles
from engine.inventory.events import stock_changed
from engine.inventory.models import InventoryItem

_MOVED = "moved_stock"


def moved(session: StoreSession, item_id: int, by: int) -> None:
    """What is free of an item changed by *by* (signed); 0 where only its parts moved."""
    found: dict[int, int] = session.info.setdefault(_MOVED, {})
    found[item_id] = found.get(item_id, 0) + abs(by)
    touch(session, ("stock", item_id))


@expansion("stock")
def _edges(session: StoreSession, item_ids: list[Any]) -> Iterator[Dependency]:
    movements: dict[int, int] = session.info.pop(_MOVED, {})
    changed = [item_id for item_id in item_ids if movements.get(item_id)]
    if not changed:
        return
    bundles = bundles_with(session, changed)
    settle_bundles(session, bundles)
    stock_changed(session, bundles)
    for bundle_id in bundles:
        yield "stock", bundle_id
        yield "item", bundle_id
    free = InventoryItem.on_hand - InventoryItem.reserved - InventoryItem.committed
    statement = select(InventoryItem.id, free).where(
        InventoryItem.store_id == session.store, InventoryItem.id.in_(changed)
    )
    for item_id, left in session.execute(statement):
        if left - movements[item_id] <= 0 < left + movements[item_id]:
            yield "item", item_id
