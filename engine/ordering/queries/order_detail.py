"""One order with everything about it, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.ordering.models import (
    BrandOrder,
    CustomerOrder,
    Fulfilment,
    FulfilmentLine,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentEvent,
    Refund,
    RefundLine,
)
from engine.ordering.queries.ledger import LedgerLine, entries_of_order
from engine.ordering.rules import share_of_units
from engine.stores.models import Partner


@dataclass(frozen=True)
class LineDetail:
    """An order line and what can still be done with it, in units."""

    line: OrderLine
    to_fulfil: int
    to_refund: int
    refundable_minor: int
    """What giving back all of ``to_refund`` comes to."""

    def refund_of(self, units: int) -> int:
        """Minor units for giving back *units* more."""
        already = self.line.quantity - self.to_refund
        return share_of_units(self.line.total_minor, self.line.quantity, already, units)


@dataclass(frozen=True)
class FulfilmentDetail:
    """A hand-over: (line, units)."""

    fulfilment: Fulfilment
    lines: tuple[tuple[OrderLine, int], ...]


@dataclass(frozen=True)
class BrandOrderDetail:
    """The part of an order that one partner fulfils."""

    brand_order: BrandOrder
    partner: Partner
    lines: tuple[LineDetail, ...]
    fulfilments: tuple[FulfilmentDetail, ...]

    @property
    def to_fulfil(self) -> int:
        """Units that have not left."""
        return sum(line.to_fulfil for line in self.lines)


@dataclass(frozen=True)
class OrderDetail:
    """Amounts in minor units of the order's currency. ``events`` is the timeline, newest first."""

    order: CustomerOrder
    brand_orders: tuple[BrandOrderDetail, ...]
    payments: tuple[Payment, ...]
    payment_events: tuple[PaymentEvent, ...]
    refunds: tuple[Refund, ...]
    ledger: tuple[LedgerLine, ...]
    events: tuple[OrderEvent, ...]
    captured_minor: int
    refundable_minor: int
    """Captured, less what was given back or is about to be."""
    delivery_refundable_minor: int

    @property
    def can_cancel(self) -> bool:
        """Whether anything has not left yet."""
        return any(part.to_fulfil for part in self.brand_orders)

    @property
    def awaits_payment(self) -> bool:
        """Whether "mark as paid" makes sense."""
        return any(payment.state == "awaiting_transfer" for payment in self.payments)

    @property
    def due_minor(self) -> int:
        """What the shopper still has to pay."""
        return sum(p.amount_minor for p in self.payments if p.state == "awaiting_transfer")


def order_detail(session: StoreSession, order_id: int) -> OrderDetail:
    """Everything about an order. Raises NotFound."""
    return _detail(session, session.need(CustomerOrder, order_id))


def order_by_number(session: StoreSession, number: int) -> CustomerOrder | None:
    """The order of that number."""
    return session.scalars(select(CustomerOrder).where(CustomerOrder.number == number)).first()


def order_by_token(session: StoreSession, token: str) -> CustomerOrder:
    """The order of a status page's link. Raises NotFound."""
    found = None
    if 20 <= len(token) <= 64:
        found = session.scalars(select(CustomerOrder).where(CustomerOrder.status_token == token)).first()
    if found is None:
        raise NotFound("orders.unknown")
    return found


def order_detail_by_token(session: StoreSession, token: str) -> OrderDetail:
    """Everything about the order of a status page's link. Raises NotFound."""
    return _detail(session, order_by_token(session, token))


def _detail(session: StoreSession, order: CustomerOrder) -> OrderDetail:
    lines = session.scalars(
        select(OrderLine).where(OrderLine.customer_order_id == order.id).order_by(OrderLine.position)
    ).all()
    payments = session.scalars(
        select(Payment).where(Payment.customer_order_id == order.id).order_by(Payment.id)
    ).all()
    refunds = session.scalars(
        select(Refund).where(Refund.customer_order_id == order.id).order_by(Refund.created_at, Refund.id)
    ).all()
    captured = sum(payment.amount_minor for payment in payments if payment.state == "captured")
    claimed = [refund for refund in refunds if refund.state in ("pending", "done")]
    on_top = 0 if order.tax_included else sum(line.delivery_tax_minor for line in lines)
    delivery_left = order.delivery_minor + on_top - sum(refund.delivery_minor for refund in claimed)
    refundable = captured - sum(refund.amount_minor for refund in claimed)
    return OrderDetail(
        order,
        _brand_orders(session, order, lines),
        tuple(payments),
        _payment_events(session, [payment.id for payment in payments]),
        tuple(refunds),
        tuple(entries_of_order(session, order.id)),
        tuple(
            session.scalars(
                select(OrderEvent)
                .where(OrderEvent.customer_order_id == order.id)
                .order_by(OrderEvent.at.desc(), OrderEvent.id.desc())
            )
        ),
        captured,
        refundable,
        max(0, min(delivery_left, refundable)),
    )


def _brand_orders(session: StoreSession, order: CustomerOrder, lines: Any) -> tuple[BrandOrderDetail, ...]:
    rows = session.execute(
        select(BrandOrder, Partner)
        .join(Partner, (Partner.store_id == BrandOrder.store_id) & (Partner.id == BrandOrder.partner_id))
        .where(BrandOrder.customer_order_id == order.id)
        .order_by(BrandOrder.position)
    ).all()
    claimed = _claimed(session, order.id)
    handed_over = _fulfilments(session, order.id, {line.id: line for line in lines})
    return tuple(
        BrandOrderDetail(
            brand_order,
            partner,
            tuple(_line(line, claimed) for line in lines if line.brand_order_id == brand_order.id),
            tuple(handed_over.get(brand_order.id, ())),
        )
        for brand_order, partner in rows
    )


def _line(line: OrderLine, claimed: dict[int, int]) -> LineDetail:
    already = claimed.get(line.id, 0)
    left = line.quantity - already
    return LineDetail(
        line,
        line.quantity - line.fulfilled_quantity - line.cancelled_quantity,
        left,
        share_of_units(line.total_minor, line.quantity, already, left),
    )


def _claimed(session: StoreSession, order_id: int) -> dict[int, int]:
    rows = session.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.quantity))
        .join(Refund, (Refund.store_id == RefundLine.store_id) & (Refund.id == RefundLine.refund_id))
        .where(Refund.customer_order_id == order_id, Refund.state.in_(("pending", "done")))
        .group_by(RefundLine.order_line_id)
    )
    return {line_id: int(units) for line_id, units in rows}


def _fulfilments(
    session: StoreSession, order_id: int, lines: dict[int, OrderLine]
) -> dict[int, list[FulfilmentDetail]]:
    rows = session.execute(
        select(Fulfilment, FulfilmentLine)
        .join(
            FulfilmentLine,
            (FulfilmentLine.store_id == Fulfilment.store_id)
            & (FulfilmentLine.fulfilment_id == Fulfilment.id),
        )
        .join(
            BrandOrder,
            (BrandOrder.store_id == Fulfilment.store_id) & (BrandOrder.id == Fulfilment.brand_order_id),
        )
        .where(BrandOrder.customer_order_id == order_id)
        .order_by(Fulfilment.created_at, Fulfilment.id, FulfilmentLine.id)
    )
    grouped: dict[int, tuple[Fulfilment, list[tuple[OrderLine, int]]]] = {}
    for fulfilment, part in rows:
        group = grouped.setdefault(fulfilment.id, (fulfilment, []))
        group[1].append((lines[part.order_line_id], part.quantity))
    found: dict[int, list[FulfilmentDetail]] = {}
    for fulfilment, parts in grouped.values():
        found.setdefault(fulfilment.brand_order_id, []).append(FulfilmentDetail(fulfilment, tuple(parts)))
    return found


def _payment_events(session: StoreSession, payment_ids: list[int]) -> tuple[PaymentEvent, ...]:
    if not payment_ids:
        return ()
    return tuple(
        session.scalars(
            select(PaymentEvent)
            .where(PaymentEvent.payment_id.in_(payment_ids))
            .order_by(PaymentEvent.at, PaymentEvent.id)
        )
    )
