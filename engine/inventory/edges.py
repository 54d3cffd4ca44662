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
_LEFT = "left_of_stock"


def moved(
    session: StoreSession, item_id: int, by: int, *, left: int | None = None, is_part: bool = True
) -> None:
    """What is free of an item changed by *by* (signed); 0 where only its parts moved. Whoever knows what is *left* online, and
    whether it *is_part* of a bundle, says so, and nothing is looked up while the item is locked."""
    found: dict[int, int] = session.info.setdefault(_MOVED, {})
    found[item_id] = found.get(item_id, 0) + abs(by)
    known: dict[int, tuple[int, bool]] = session.info.setdefault(_LEFT, {})
    if left is None:
        known.pop(item_id, None)
    else:
        known[item_id] = (left, is_part)
    touch(session, ("stock", item_id))


@expansion("stock")
def _edges(session: StoreSession, item_ids: list[Any]) -> Iterator[Dependency]:
    movements: dict[int, int] = session.info.pop(_MOVED, {})
    changed = [item_id for item_id in item_ids if movements.get(item_id)]
    if not changed:
        return
    known: dict[int, tuple[int, bool]] = session.info.pop(_LEFT, {})
    may_be_parts = [item_id for item_id in changed if item_id not in known or known[item_id][1]]
    bundles = bundles_with(session, may_be_parts) if may_be_parts else []
    settle_bundles(session, bundles)
    stock_changed(session, bundles)
    for bundle_id in bundles:
        yield "stock", bundle_id
        yield "item", bundle_id
    for item_id, left in _left(session, changed, known):
        if left - movements[item_id] <= 0 < left + movements[item_id]:
            yield "item", item_id


def _left(
    session: StoreSession, item_ids: list[int], known: dict[int, tuple[int, bool]]
) -> Iterator[tuple[int, int]]:
    yield from ((item_id, known[item_id][0]) for item_id in item_ids if item_id in known)
    unknown = [item_id for item_id in item_ids if item_id not in known]
    if unknown:
        rows = session.execute(
            select(InventoryItem.id, InventoryItem.free_online()).where(
                InventoryItem.store_id == session.store, InventoryItem.id.in_(unknown)
            )
        )
        yield from ((item_id, int(left)) for item_id, left in rows)
