"""Orders as the admin lists and searches them: a constant number of queries, keyset paging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from engine.base.db import StoreSession
from engine.ordering.models import BrandOrder, CustomerOrder, OrderLine
from engine.stores.models import Partner

PAGE = 50


@dataclass(frozen=True)
class OrderFilters:
    """What to list. ``search``: a number (``1001``, ``#1001``, ``1001-2``), an e-mail, a name or a SKU. Times in UTC;
    ``placed_from`` included, ``placed_to`` not."""

    search: str = ""
    payment: str | None = None
    fulfilment: str | None = None
    partner_id: int | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == OrderFilters()


@dataclass(frozen=True)
class OrderRow:
    """An order in a list. ``brands``: (name, state) of its brand orders, in order."""

    id: int
    number: int
    placed_at: datetime
    customer_name: str
    email: str
    total_minor: int
    refunded_minor: int
    currency: str
    item_count: int
    payment_state: str
    fulfilment_state: str
    delivery_kind: str
    brands: tuple[tuple[str, str], ...]
    at_till: dict[str, Any] | None = None
    """Where it was taken, if that was at a shop's till: {till, staff, receipt, sale_id}."""


@dataclass(frozen=True)
class OrdersPage:
    """``next_cursor`` opens the page after this one; None at the end."""

    rows: list[OrderRow]
    next_cursor: str | None


def orders_page(
    session: StoreSession,
    filters: OrderFilters = OrderFilters(),
    *,
    cursor: str | None = None,
    limit: int = PAGE,
) -> OrdersPage:
    """Orders, newest first. Two queries. A cursor that is none reads as the beginning."""
    statement = _filtered(select(CustomerOrder), filters)
    after = _read_cursor(cursor)
    if after:
        placed_at, order_id = after
        statement = statement.where(
            or_(
                CustomerOrder.placed_at < placed_at,
                and_(CustomerOrder.placed_at == placed_at, CustomerOrder.id < order_id),
            )
        )
    orders = session.scalars(
        statement.order_by(CustomerOrder.placed_at.desc(), CustomerOrder.id.desc()).limit(limit + 1)
    ).all()
    page = orders[:limit]
    last = page[-1] if len(orders) > limit else None
    return OrdersPage(_rows(session, page), _cursor(last) if last else None)


def count_orders(session: StoreSession, filters: OrderFilters = OrderFilters()) -> int:
    """How many orders the filters let through."""
    return int(session.scalar(_filtered(select(func.count(CustomerOrder.id)), filters)) or 0)


def find_orders(session: StoreSession, text: str, *, limit: int = 5) -> list[OrderRow]:
    """The newest orders whose number, e-mail, name or SKU matches, for the search over everything."""
    return orders_page(session, OrderFilters(search=text), limit=limit).rows if text.strip() else []


def orders_of_customer(session: StoreSession, customer_id: int, *, limit: int = 20) -> list[OrderRow]:
    """The latest orders of a customer."""
    found = session.scalars(
        select(CustomerOrder)
        .where(CustomerOrder.customer_id == customer_id)
        .order_by(CustomerOrder.placed_at.desc(), CustomerOrder.id.desc())
        .limit(limit)
    ).all()
    return _rows(session, found)


def _filtered(statement: Select[Any], filters: OrderFilters) -> Select[Any]:
    if filters.payment:
        statement = statement.where(CustomerOrder.payment_state == filters.payment)
    if filters.fulfilment:
        statement = statement.where(CustomerOrder.fulfilment_state == filters.fulfilment)
    if filters.placed_from:
        statement = statement.where(CustomerOrder.placed_at >= filters.placed_from)
    if filters.placed_to:
        statement = statement.where(CustomerOrder.placed_at < filters.placed_to)
    if filters.partner_id:
        statement = statement.where(
            exists().where(
                BrandOrder.store_id == CustomerOrder.store_id,
                BrandOrder.customer_order_id == CustomerOrder.id,
                BrandOrder.partner_id == filters.partner_id,
            )
        )
    text = filters.search.strip()[:100]
    return statement.where(_matches(text)) if text else statement


def _matches(text: str) -> Any:
    number = text.removeprefix("#").partition("-")[0]
    if number.isdigit() and len(number) < 16 and (text.startswith("#") or len(number) < 9):
        digits = CustomerOrder.number == int(number)
        return digits if text.startswith("#") else or_(digits, _has_sku(text))
    folded = text.lower()
    if "@" in text:
        return CustomerOrder.email.startswith(folded, autoescape=True)
    return or_(
        CustomerOrder.email.startswith(folded, autoescape=True),
        func.lower(CustomerOrder.customer_name).contains(folded, autoescape=True),
        _has_sku(text),
    )


def _has_sku(text: str) -> Any:
    return exists().where(
        OrderLine.store_id == CustomerOrder.store_id,
        OrderLine.customer_order_id == CustomerOrder.id,
        func.lower(OrderLine.sku) == text.lower(),
    )


def _rows(session: StoreSession, orders: Any) -> list[OrderRow]:
    brands: dict[int, list[tuple[str, str]]] = {}
    if orders:
        found = session.execute(
            select(BrandOrder.customer_order_id, Partner.name, BrandOrder.state)
            .join(Partner, (Partner.store_id == BrandOrder.store_id) & (Partner.id == BrandOrder.partner_id))
            .where(BrandOrder.customer_order_id.in_([order.id for order in orders]))
            .order_by(BrandOrder.customer_order_id, BrandOrder.position)
        )
        for order_id, name, state in found:
            brands.setdefault(order_id, []).append((name, state))
    return [
        OrderRow(
            order.id,
            order.number,
            order.placed_at,
            order.customer_name,
            order.email,
            order.total_minor,
            order.refunded_minor,
            order.currency,
            order.item_count,
            order.payment_state,
            order.fulfilment_state,
            order.delivery_kind,
            tuple(brands.get(order.id, ())),
            order.at_till,
        )
        for order in orders
    ]


def _cursor(order: CustomerOrder) -> str:
    return f"{order.placed_at.isoformat()}~{order.id}"


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    moment, _, order_id = cursor.replace(" ", "+").partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, int(order_id)) if at.tzinfo else None
    except ValueError:
        return None
