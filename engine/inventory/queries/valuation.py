"""What the stock is worth, and what runs low."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, select, true

from engine.base.db import StoreSession
from engine.catalogue.models import Product, Variant
from engine.inventory.models import InventoryItem, Level, Location, LowNotice


@dataclass(frozen=True)
class Worth:
    """Of one location: units on hand and what they cost, in minor units of the store's currency. ``without_cost`` counts
    units of items whose cost nobody said; they are worth nothing here. Below zero counts as nothing."""

    location_id: int
    location_name: str
    units: int
    cost_minor: int
    price_minor: int
    without_cost: int


def valuation(session: StoreSession) -> list[Worth]:
    """Every location with stock, by position. One query; untracked items and bundles have no stock to value.

    ``price_minor``: what it would sell for, at the price of an item's first variant.
    """
    units = case((Level.on_hand > 0, Level.on_hand), else_=0)
    price = (
        select(func.min(Variant.price_minor))
        .where(Variant.store_id == Level.store_id, Variant.inventory_item_id == Level.item_id)
        .correlate(Level)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Location.id,
            Location.name,
            func.sum(units),
            func.sum(units * func.coalesce(InventoryItem.cost_minor, 0)),
            func.sum(units * func.coalesce(price, 0)),
            func.sum(case((InventoryItem.cost_minor.is_(None), units), else_=0)),
        )
        .select_from(Level)
        .join(
            InventoryItem,
            and_(InventoryItem.store_id == Level.store_id, InventoryItem.id == Level.item_id),
        )
        .join(Location, and_(Location.store_id == Level.store_id, Location.id == Level.location_id))
        .where(Level.store_id == session.store, InventoryItem.tracked, ~InventoryItem.is_bundle)
        .group_by(Location.id, Location.name, Location.position)
        .order_by(Location.position, Location.id)
    )
    return [
        Worth(place, name, int(count), int(cost), int(price_sum), int(without))
        for place, name, count, cost, price_sum, without in rows
    ]


@dataclass(frozen=True)
class Low:
    """An item of which fewer than ``low_at`` are free."""

    item_id: int
    product_id: int | None
    title: str
    free: int
    low_at: int


def is_low() -> ColumnElement[bool]:
    """Fewer are free than the mark says; an item without a mark never runs low."""
    return and_(
        InventoryItem.tracked,
        InventoryItem.low_at.is_not(None),
        InventoryItem.free() < InventoryItem.low_at,
    )


def was_told() -> ColumnElement[bool]:
    """The staff were told of the item, and it has not recovered since."""
    return exists().where(LowNotice.store_id == InventoryItem.store_id, LowNotice.item_id == InventoryItem.id)


def low_stock(session: StoreSession, *, limit: int = 50, untold: bool = False) -> list[Low]:
    """Items below their mark, the emptiest first; with `untold` those that nobody was told of. One query."""
    free = InventoryItem.free()
    rows = session.execute(
        select(
            InventoryItem.id,
            func.min(Variant.product_id),
            func.min(Product.title),
            free.label("free"),
            InventoryItem.low_at,
        )
        .outerjoin(
            Variant,
            and_(Variant.store_id == InventoryItem.store_id, Variant.inventory_item_id == InventoryItem.id),
        )
        .outerjoin(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .where(
            InventoryItem.store_id == session.store,
            is_low(),
            not_(was_told()) if untold else true(),
        )
        .group_by(
            InventoryItem.id,
            InventoryItem.on_hand,
            InventoryItem.reserved,
            InventoryItem.committed,
            InventoryItem.low_at,
        )
        .order_by(free, InventoryItem.id)
        .limit(limit)
    )
    return [
        Low(item_id, product_id, title or "", int(left), int(mark or 0))
        for item_id, product_id, title, left, mark in rows
    ]


def count_low(session: StoreSession) -> int:
    """How many items are below their mark."""
    return (
        session.scalar(
            select(func.count())
            .select_from(InventoryItem)
            .where(InventoryItem.store_id == session.store, is_low())
        )
        or 0
    )
