"""What every change of designations goes through: the lock, the rows, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from engine.base.bulk import insert_rows
from engine.base.db import StoreSession
from engine.base.dependencies import touch_all
from engine.base.errors import NotFound
from engine.catalogue.events import products_changed
from engine.catalogue.models import Variant
from engine.inventory.models import Designation, InventoryItem
from engine.inventory.relisting import derive_items, derive_products


def lock_items(session: StoreSession, ids: Sequence[int], *, missing_ok: bool = False) -> list[int]:
    """Lock these items in the order of all locks; those that are gone are left out, or raise NotFound."""
    found = list(
        session.scalars(
            select(InventoryItem.id)
            .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(ids))
            .order_by(InventoryItem.id)
            .with_for_update()
        )
    )
    if not missing_ok and len(found) != len(ids):
        raise NotFound("record.not_found", kind="inventory_item", id=next(i for i in ids if i not in found))
    return found


def publish(session: StoreSession, item_ids: Sequence[int]) -> None:
    """Derive what follows from the designations of these items, and tell everyone who shows or lists them."""
    derive_items(session, item_ids)
    products = list(
        session.scalars(
            select(Variant.product_id)
            .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(item_ids))
            .distinct()
        )
    )
    derive_products(session, products)
    touch_all(session, "item", item_ids)
    products_changed(session, sorted(products))


def write_designations(
    session: StoreSession, new: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    """Write rows of designations as they are: those that are *new*, and those *changed* of an item and a channel."""
    ids = session.new_ids(len(new))
    insert_rows(
        session,
        Designation,
        [row | {"store_id": session.store, "id": row_id} for row, row_id in zip(new, ids, strict=True)],
    )
    if changed:
        table: Any = Designation.__table__
        session.connection().execute(
            table.update()
            .where(
                table.c.store_id == bindparam("of_store"),
                table.c.item_id == bindparam("of_item"),
                table.c.channel_id == bindparam("of_channel"),
            )
            .values({name: bindparam(name) for name in ("chosen", "state", "floor", "changed_at")}),
            [
                {name: row[name] for name in ("chosen", "state", "floor", "changed_at")}
                | {"of_store": session.store, "of_item": row["item_id"], "of_channel": row["channel_id"]}
                for row in changed
            ],
        )
