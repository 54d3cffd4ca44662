"""The one conditional statement with which an item's units are held or let go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, or_, select, true, update

from engine.base.db import StoreSession
from engine.inventory.edges import moved
from engine.inventory.models import BundlePart, InventoryItem
from engine.inventory.offered import FOR_SALE


def take(session: StoreSession, item_id: int, by: int, online: bool, must_be_for_sale: bool) -> bool:
    """The one conditional statement: hold *by* more (or fewer) of an item, if there are that many, and it is for sale."""
    statement = _TAKE[by > 0, online, must_be_for_sale]
    row = (
        session.connection()
        .execute(statement, {"store": session.store, "item": item_id, "units": by})
        .first()
    )
    if row is not None:
        moved(session, item_id, by, left=row.left, is_part=row.is_part)
    return row is not None


def _take_statement(more: bool, online: bool, must_be_for_sale: bool) -> Any:
    item: Any = InventoryItem
    enough: Any = true()
    if more:
        free = item.free_online() if online else item.free()
        enough = or_(item.is_unlimited(), free >= _UNITS)
        if must_be_for_sale:
            enough = and_(item.online == FOR_SALE, enough)
    part = select(BundlePart.id).where(
        BundlePart.store_id == bindparam("store"), BundlePart.item_id == bindparam("item")
    )
    return (
        update(item.__table__)
        .where(item.store_id == bindparam("store"), item.id == bindparam("item"), enough)
        .values(reserved=item.reserved + _UNITS)
        .returning(item.free_online().label("left"), part.exists().label("is_part"))
    )


# Built once: buyers of one thing wait for each other, and what a statement costs to build would be waited for too.
_UNITS: Any = bindparam("units", type_=BigInteger())
_TAKE = {
    (more, online, strict): _take_statement(more, online, strict)
    for more in (True, False)
    for online in (True, False)
    for strict in (True, False)
}
