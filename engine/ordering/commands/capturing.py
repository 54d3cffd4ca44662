"""Taking the money of an authorised payment, and noting money that came by itself."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict
from engine.ordering import events, ports
from engine.ordering.commands.derived import derive, locked_order
from engine.ordering.commands.ledger import CUSTOMER, Entry, held_by, post
from engine.ordering.commands.timeline import move_payment, note_event
from engine.ordering.models import CustomerOrder, Payment
from engine.stores.commands import record_activity


def capture(db: Database, store_id: int, payment_id: int, actor: Actor) -> bool:
    """Capture an authorised payment whose order stands. Returns whether it is captured now.

    Repeating it is harmless; when the gateway does not answer, the scheduled reconciliation tries again.
    """
    with db.read(store_id) as session:
        payment = session.need(Payment, payment_id)
        if payment.state != "authorised" or payment.customer_order_id is None:
            return payment.state == "captured"
        gateway = ports.gateways().get(payment.gateway)
        key, reference, amount = payment.request_key, payment.gateway_reference or "", payment.amount_minor
    if gateway is None:
        return False
    outcome = gateway.capture(store_id, key, reference, amount)
    if outcome.status != "captured":
        return False
    with db.write(store_id) as session:
        order, payment = _locked_pair(session, payment_id)
        if payment.state == "authorised":
            move_payment(session, payment, "capture", actor)
            events.payment_moved(session, "captured", payment.id)
            post_capture(session, payment, order, actor)
    return True


def mark_as_paid(session: StoreSession, order_id: int, actor: Actor, *, note: str = "") -> CustomerOrder:
    """The transfer arrived, or the shopper paid at pick-up. Raises Conflict when nothing is awaited."""
    order = locked_order(session, order_id)
    payment = session.scalars(
        select(Payment)
        .where(Payment.customer_order_id == order.id, Payment.state == "awaiting_transfer")
        .with_for_update()
    ).first()
    if payment is None:
        if order.payment_state in ("paid", "part_refunded", "refunded"):
            return order  # pressed twice
        raise Conflict("orders.nothing_awaited")
    move_payment(session, payment, "capture", actor, reason=note.strip()[:500] or None)
    events.payment_moved(session, "captured", payment.id)
    post_capture(session, payment, order, actor)
    record_activity(session, actor, "order.paid", "order", order.id, f"#{order.number}")
    ports.letters().payment_received(session, order.id)
    return order


def post_capture(session: StoreSession, payment: Payment, order: CustomerOrder, actor: Actor) -> None:
    """Ledger, timeline and derived state of a captured payment."""
    entries = [
        Entry(held_by(payment.gateway), payment.amount_minor, payment.currency),
        Entry(CUSTOMER, -payment.amount_minor, payment.currency),
    ]
    new = post(
        session,
        f"capture:{payment.id}",
        "capture",
        entries,
        actor,
        order_id=order.id,
        payment_id=payment.id,
    )
    if new:
        detail = {"amount_minor": payment.amount_minor, "summary": payment.summary}
        note_event(session, order.id, "paid", actor, detail=detail, is_public=True)
    derive(session, order)


def _locked_pair(session: StoreSession, payment_id: int) -> tuple[CustomerOrder, Payment]:
    order_id = session.need(Payment, payment_id).customer_order_id
    assert order_id is not None
    order = locked_order(session, order_id)
    payment = session.scalars(
        select(Payment)
        .where(Payment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return order, payment
