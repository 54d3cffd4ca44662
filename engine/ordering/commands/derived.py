"""Summaries, derived from their parts under lock; never set by hand."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.ordering.models import BrandOrder, CustomerOrder, Payment, Refund
from engine.ordering.rules import fulfilment_state_of, payment_state_of


def locked_order(session: StoreSession, order_id: int) -> CustomerOrder:
    """The order with its row locked: every change of its parts goes through here first. Raises NotFound."""
    session.need(CustomerOrder, order_id)
    return session.scalars(
        select(CustomerOrder)
        .where(CustomerOrder.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def derive(session: StoreSession, order: CustomerOrder) -> None:
    """Work out the states and the refunded sum of an order. The caller holds its row."""
    session.flush()
    states = session.scalars(select(BrandOrder.state).where(BrandOrder.customer_order_id == order.id)).all()
    payments = session.execute(
        select(Payment.state, Payment.amount_minor).where(Payment.customer_order_id == order.id)
    ).all()
    order.refunded_minor = refunded(session, order.id)
    order.fulfilment_state = fulfilment_state_of(states)
    order.payment_state = payment_state_of(
        [(state, amount) for state, amount in payments], order.refunded_minor
    )
    session.flush()


def refunded(session: StoreSession, order_id: int, states: tuple[str, ...] = ("done",)) -> int:
    """Minor units given back, counting refunds in *states*."""
    return int(
        session.scalar(
            select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
                Refund.customer_order_id == order_id, Refund.state.in_(states)
            )
        )
        or 0
    )


def captured(session: StoreSession, order_id: int) -> int:
    """Minor units captured for an order."""
    return int(
        session.scalar(
            select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
                Payment.customer_order_id == order_id, Payment.state == "captured"
            )
        )
        or 0
    )
