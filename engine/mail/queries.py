"""Reads about mail that goes out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.mail.models import OutgoingMail


def mail_of_order(session: StoreSession, order_id: int) -> Sequence[OutgoingMail]:
    """What was written to the shopper about an order, newest first."""
    return session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.customer_order_id == order_id)
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
    ).all()
