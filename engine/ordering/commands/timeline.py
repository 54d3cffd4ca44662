"""Who did what to an order, when and why: written in the transaction of the change."""

from __future__ import annotations

from typing import Any

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.ordering.models import CustomerOrder, OrderEvent, Payment, PaymentEvent
from engine.ordering.rules import PAYMENT

MOST_TEXT = 2_000


def note_event(
    session: StoreSession,
    order_id: int,
    verb: str,
    actor: Actor,
    *,
    brand_order_id: int | None = None,
    detail: dict[str, Any] | None = None,
    is_public: bool = False,
) -> OrderEvent:
    """A line of the timeline. *verb* is a locale key below ``timeline.``; public ones are shown to the shopper."""
    event = OrderEvent(
        customer_order_id=order_id,
        brand_order_id=brand_order_id,
        verb=verb,
        detail=detail,
        is_public=is_public,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        at=clock.now(),
    )
    session.add(event)
    return event


def move_payment(
    session: StoreSession,
    payment: Payment,
    step: str,
    actor: Actor,
    *,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Take a step of a payment and write it down. Raises Conflict when its state does not allow it."""
    before, now = payment.state, clock.now()
    payment.state, payment.updated_at = PAYMENT.after(before, step), now
    session.add(
        PaymentEvent(
            payment_id=payment.id,
            step=step,
            from_state=before,
            to_state=payment.state,
            reason=reason,
            detail=detail,
            actor_kind=actor.kind,
            actor_name=actor.name,
            actor_id=actor.id,
            at=now,
        )
    )


def add_note(session: StoreSession, order_id: int, text: str, actor: Actor) -> OrderEvent:
    """A remark of the staff on an order's timeline. Raises NotFound, Refused when it is empty or too long."""
    from engine.base.errors import Refused

    text = text.strip()
    if not 0 < len(text) <= MOST_TEXT:
        raise Refused("orders.note_length", field="text", most=MOST_TEXT)
    order = session.need(CustomerOrder, order_id)
    return note_event(session, order.id, "note_added", actor, detail={"text": text})
