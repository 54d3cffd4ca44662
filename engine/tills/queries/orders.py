"""Reads about orders that are taken at tills."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, exists, or_, select

from engine.base.db import StoreSession
from engine.tills.models import TillCard, TillOrder, TillPayment


def checkouts_needed(session: StoreSession, checkout_ids: Sequence[int]) -> set[int]:
    """Those of the checkouts whose buyer a till may still have to know. One query for any number.

    Money is owed for the order; or it is open, and a card was asked for at its till since, whose sale has not come: a till
    that is without the network brings it late, and if the order cannot be made then, somebody must know whose it was.
    """
    if not checkout_ids:
        return set()
    settled = exists().where(TillPayment.store_id == session.store, TillPayment.card_id == TillCard.id)
    may_have_paid = exists().where(
        TillCard.store_id == session.store,
        TillCard.device_id == TillOrder.device_id,
        TillCard.kind == "payment",
        TillCard.created_at >= TillOrder.created_at,
        or_(TillCard.state.in_(("started", "unknown")), and_(TillCard.state == "approved", ~settled)),
    )
    needed = select(TillOrder.checkout_id).where(
        TillOrder.store_id == session.store,
        TillOrder.checkout_id.in_(checkout_ids),
        or_(TillOrder.state == "not_placed", and_(TillOrder.state == "open", may_have_paid)),
    )
    return {checkout_id for checkout_id in session.scalars(needed) if checkout_id is not None}
