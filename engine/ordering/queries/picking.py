"""What is to be taken from the shelves of a location, for which orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import Product, Variant
from engine.inventory.models import Commitment, Location
from engine.ordering.models import CustomerOrder, OrderLine


@dataclass(frozen=True)
class PickLine:
    """Units of an item for an order line. ``part``: what to take where the line is a bundle."""

    order_line_id: int
    item_id: int
    title: str
    variant_title: str | None
    sku: str | None
    quantity: int
    part: str | None


@dataclass(frozen=True)
class PickOrder:
    """An order with what this location gives to it."""

    order_id: int
    number: int
    placed_at: datetime
    kind: str
    name: str
    lines: list[PickLine] = field(default_factory=list)

    @property
    def units(self) -> int:
        """Things to take from the shelf."""
        return sum(line.quantity for line in self.lines)


def picking_places(session: StoreSession) -> list[tuple[int, str, int]]:
    """(location id, name, units to pick) of every location that has something to pick, by position. One query."""
    rows = session.execute(
        select(Location.id, Location.name, func.sum(Commitment.quantity))
        .join(
            Commitment, and_(Commitment.store_id == Location.store_id, Commitment.location_id == Location.id)
        )
        .where(Location.store_id == session.store)
        .group_by(Location.id, Location.name, Location.position)
        .order_by(Location.position, Location.id)
    )
    return [(place, name, int(units)) for place, name, units in rows]


def pick_list(
    session: StoreSession, location_id: int, *, cursor: str | None = None, limit: int = 50
) -> Page[PickOrder]:
    """Orders that wait for goods of a location, oldest first, with their lines: three queries at most."""
    waiting = (
        select(OrderLine.customer_order_id)
        .join(
            Commitment,
            and_(Commitment.store_id == OrderLine.store_id, Commitment.order_line_id == OrderLine.id),
        )
        .where(OrderLine.store_id == session.store, Commitment.location_id == location_id)
    )
    statement = select(CustomerOrder).where(CustomerOrder.id.in_(waiting))
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(CustomerOrder.placed_at, CustomerOrder.id) > tuple_(*after))
    orders = session.scalars(
        statement.order_by(CustomerOrder.placed_at, CustomerOrder.id).limit(limit + 1)
    ).all()
    found = {
        order.id: PickOrder(order.id, order.number, order.placed_at, order.delivery_kind, order.customer_name)
        for order in orders
    }
    rows = session.execute(
        select(OrderLine, Commitment.item_id, Commitment.quantity)
        .join(
            Commitment,
            and_(Commitment.store_id == OrderLine.store_id, Commitment.order_line_id == OrderLine.id),
        )
        .where(
            OrderLine.store_id == session.store,
            OrderLine.customer_order_id.in_(list(found)),
            Commitment.location_id == location_id,
        )
        .order_by(OrderLine.id, Commitment.item_id, Commitment.id)
    ).all()
    parts = _named(session, {item_id for line, item_id, _ in rows if item_id != line.inventory_item_id})
    for line, item_id, units in rows:
        part = parts.get(item_id) if item_id != line.inventory_item_id else None
        found[line.customer_order_id].lines.append(
            PickLine(
                line.id,
                item_id,
                line.title,
                line.variant_title,
                part[1] if part else line.sku,
                units,
                part[0] if part else None,
            )
        )
    return page_of(list(found.values()), limit, lambda order: (order.placed_at, order.order_id))


def _named(session: StoreSession, item_ids: set[int]) -> dict[int, tuple[str, str | None]]:
    """{item id: (product title, SKU)} of parts of bundles."""
    if not item_ids:
        return {}
    rows = session.execute(
        select(Variant.inventory_item_id, Product.title, Variant.sku)
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(sorted(item_ids)))
        .order_by(Variant.id.desc())
    )
    return {item_id: (title, sku) for item_id, title, sku in rows}
