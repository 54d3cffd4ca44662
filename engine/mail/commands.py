"""Writing mail: a row in the transaction of what it tells about; a job sends it."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.outbox import record
from engine.mail.models import OutgoingMail
from engine.mail.rules import header_safe


def write_mail(
    session: StoreSession,
    *,
    unique_key: str,
    kind: str,
    recipient: str,
    subject: str,
    text: str,
    markup: str | None = None,
    order_id: int | None = None,
) -> OutgoingMail:
    """Write a message to be sent once; written twice under one key, it is the same message.

    Raises Refused for a recipient or subject that would break out of its header.
    """
    before = session.scalars(select(OutgoingMail).where(OutgoingMail.unique_key == unique_key)).first()
    if before is not None:
        return before
    mail = OutgoingMail(
        unique_key=unique_key,
        message_kind=kind,
        recipient=header_safe(recipient, "recipient"),
        subject=header_safe(subject, "subject"),
        body_text=text,
        body_markup=markup,
        customer_order_id=order_id,
        created_at=clock.now(),
    )
    session.add(mail)
    session.flush()
    record(session, "mail.written", mail_id=mail.id)
    return mail


def mail_exists(session: StoreSession, unique_key: str) -> bool:
    """Whether a message was written under that key."""
    return (
        session.scalars(select(OutgoingMail.id).where(OutgoingMail.unique_key == unique_key)).first()
        is not None
    )
