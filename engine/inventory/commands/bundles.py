"""Bundles: an item that is sold as several others. Its own ``on_hand`` is how many its parts would make, kept in the
transaction that moves a part; what is reserved, promised and sold are the parts.

A bundle's row is locked after every other item's, since nothing else is taken while it is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, func, select, update

from engine.base.db import StoreSession
from engine.base.dependencies import touch
from engine.base.errors import NotFound, Refused
from engine.inventory.events import stock_changed
from engine.inventory.models import BundlePart, InventoryItem, Level
from engine.inventory.rules import MOST

MOST_PARTS = 50


def set_bundle(session: StoreSession, bundle_id: int, parts: Mapping[int, int]) -> None:
    """Make an item a bundle of {item id: units}; an empty mapping makes it an item of its own again (with nothing on hand).

    Raises Refused when the item has stock of its own or promises, is a part itself, or a part is a bundle.
    """
    items = _locked(session, [bundle_id, *parts])
    bundle = items[bundle_id]
    if not parts and not bundle.is_bundle:
        return
    _check(session, bundle, parts, items)
    session.execute(
        delete(BundlePart).where(BundlePart.store_id == session.store, BundlePart.bundle_id == bundle_id)
    )
    for item_id in sorted(parts):
        session.add(BundlePart(bundle_id=bundle_id, item_id=item_id, quantity=parts[item_id]))
    bundle.is_bundle, bundle.tracked, bundle.policy, bundle.on_hand = bool(parts), True, "deny", 0
    session.flush()
    settle_bundles(session, [bundle_id])
    touch(session, ("item", bundle_id), ("stock", bundle_id))
    stock_changed(session, [bundle_id])


def _check(
    session: StoreSession, bundle: InventoryItem, parts: Mapping[int, int], items: Mapping[int, InventoryItem]
) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused("inventory.bundle_parts", field="parts", most=MOST_PARTS)
    for item_id, quantity in parts.items():
        if not 0 < quantity <= 1_000:
            raise Refused("inventory.quantity", field="parts", value=quantity)
        if item_id == bundle.id or items[item_id].is_bundle:
            raise Refused("inventory.bundle_of_bundles", field="parts")
    if not bundle.is_bundle:
        own = select(func.count()).where(
            Level.store_id == session.store, Level.item_id == bundle.id, Level.on_hand != 0
        )
        if session.scalar(own) or bundle.reserved or bundle.committed:
            raise Refused("inventory.bundle_has_stock", field="parts")
    used = select(BundlePart.id).where(BundlePart.store_id == session.store, BundlePart.item_id == bundle.id)
    if parts and session.execute(used.limit(1)).first() is not None:
        raise Refused("inventory.bundle_of_bundles", field="parts")


def _locked(session: StoreSession, item_ids: Iterable[int]) -> dict[int, InventoryItem]:
    wanted = sorted(set(item_ids))
    found = {
        item.id: item
        for item in session.scalars(
            select(InventoryItem)
            .where(InventoryItem.id.in_(wanted))
            .order_by(InventoryItem.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    for item_id in wanted:
        if item_id not in found:
            raise NotFound("record.not_found", kind="inventory_item", id=item_id)
    return found


def part_rows(session: StoreSession, item_ids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """{bundle id: [(item id, units)]} of those of these items that are bundles. One query."""
    found: dict[int, list[tuple[int, int]]] = {}
    for bundle_id, item_id, quantity in session.execute(
        select(BundlePart.bundle_id, BundlePart.item_id, BundlePart.quantity)
        .where(BundlePart.store_id == session.store, BundlePart.bundle_id.in_(sorted(set(item_ids))))
        .order_by(BundlePart.bundle_id, BundlePart.item_id)
    ):
        found.setdefault(bundle_id, []).append((item_id, quantity))
    return found


def parts_of(session: StoreSession, quantities: Mapping[int, int]) -> dict[int, int]:
    """{item id: units} with every bundle taken apart, lines of one item summed. Raises Refused beyond what can be counted."""
    rows = part_rows(session, quantities)
    summed: dict[int, int] = {}
    for item_id, count in quantities.items():
        for part_id, each in rows.get(item_id, [(item_id, 1)]):
            summed[part_id] = summed.get(part_id, 0) + count * each
    for item_id, count in summed.items():
        if count > MOST:
            raise Refused("inventory.quantity", field="quantity", value=count, item_id=item_id)
    return summed


def bundles_with(session: StoreSession, item_ids: Iterable[int]) -> list[int]:
    """Bundles that have one of these items as a part. One query."""
    return list(
        session.scalars(
            select(BundlePart.bundle_id)
            .where(BundlePart.store_id == session.store, BundlePart.item_id.in_(sorted(set(item_ids))))
            .distinct()
            .order_by(BundlePart.bundle_id)
        )
    )


def settle_bundles(session: StoreSession, bundle_ids: Sequence[int]) -> None:
    """Write how many of each bundle its parts would make. Rows are locked first, so that of two transactions that move
    different parts the second one sees what the first one did."""
    if not bundle_ids:
        return
    session.execute(
        select(InventoryItem.id)
        .where(InventoryItem.store_id == session.store, InventoryItem.id.in_(sorted(bundle_ids)))
        .order_by(InventoryItem.id)
        .with_for_update()
    )
    rows: dict[int, list[tuple[InventoryItem, int]]] = {}
    for part, item in session.execute(
        select(BundlePart, InventoryItem)
        .join(
            InventoryItem,
            (InventoryItem.store_id == BundlePart.store_id) & (InventoryItem.id == BundlePart.item_id),
        )
        .where(BundlePart.bundle_id.in_(bundle_ids))
        .execution_options(populate_existing=True)
    ):
        rows.setdefault(part.bundle_id, []).append((item, part.quantity))
    for bundle_id in sorted(rows):
        limits = [
            max(0, item.on_hand - item.reserved - item.committed - item.withheld) // each
            for item, each in rows[bundle_id]
            if item.tracked and item.policy == "deny"
        ]
        session.execute(
            update(InventoryItem)
            .where(InventoryItem.store_id == session.store, InventoryItem.id == bundle_id)
            .values(on_hand=min(limits, default=0), tracked=bool(limits))
            .execution_options(synchronize_session=False)
        )
