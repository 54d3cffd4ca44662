"""Facts about orders, as the outbox carries them: ids only."""

from __future__ import annotations

from engine.base.db import StoreSession
from engine.base.outbox import record


def order_placed(session: StoreSession, order_id: int) -> None:
    """A customer order and its brand orders were made."""
    record(session, "order.placed", order_id=order_id)


def order_cancelled(session: StoreSession, order_id: int) -> None:
    """Some or all of an order will not be fulfilled."""
    record(session, "order.cancelled", order_id=order_id)


def order_refunded(session: StoreSession, order_id: int, refund_id: int) -> None:
    """Money went back."""
    record(session, "order.refunded", order_id=order_id, refund_id=refund_id)


def brand_order_fulfilled(session: StoreSession, brand_order_id: int, fulfilment_id: int) -> None:
    """Lines of a brand order were handed over."""
    record(session, "brand_order.fulfilled", brand_order_id=brand_order_id, fulfilment_id=fulfilment_id)


def payment_moved(session: StoreSession, state: str, payment_id: int) -> None:
    """A payment came to *state*: authorised, captured, declined or voided."""
    record(session, f"payment.{state}", payment_id=payment_id)
