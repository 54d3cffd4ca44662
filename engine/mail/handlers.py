"""Sending, as a job: claim the row, hand the message over, note it. Claimed by state, so that a second run does not send."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.mail import ports
from engine.mail.models import OutgoingMail
from engine.mail.rules import message_id_of, message_of
from engine.stores.queries import load_store

CLAIM_LASTS = timedelta(minutes=5)
"""A worker that claimed a message and was not heard of again is taken for dead after this."""

SECRET = ("account_activation", "account_recovery")
"""Kinds of message with a link that lets somebody in: once handed over, what they say is not kept."""


class StillSending(Exception):
    """Another worker has it; the job is tried again later."""


def on_mail_written(database: Database, event: OutboxEvent) -> None:
    """Send the message of the event, unless it was sent. Raises what the transport raises, so that the job is retried."""
    send_mail(database, event.store_id, int(event.payload["mail_id"]))


def send_mail(database: Database, store_id: int, mail_id: int) -> bool:
    """Send a waiting message. Returns whether this call handed it over."""
    message = _claim(database, store_id, mail_id)
    if message is None:
        return False
    try:
        ports.transport().send(message)
    except smtplib.SMTPRecipientsRefused:
        _note(database, store_id, mail_id, "failed")  # no retry will change the server's mind
        return False
    except Exception:
        _note(database, store_id, mail_id, "waiting")
        raise
    _note(database, store_id, mail_id, "sent")
    return True


def _claim(database: Database, store_id: int, mail_id: int) -> EmailMessage | None:
    with database.write(store_id) as session:
        mail = session.scalars(
            select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()
        ).first()
        if mail is None or mail.state in ("sent", "failed"):
            return None
        if mail.state == "sending" and mail.sent_at and mail.sent_at > clock.now() - CLAIM_LASTS:
            raise StillSending
        store = load_store(session, store_id)
        mail.message_id = mail.message_id or message_id_of(store_id, mail.id, store.host)
        mail.state, mail.sent_at = "sending", clock.now()
        return message_of(
            message_id=mail.message_id,
            sender_name=store.name,
            sender=store.row.email or ports.sender(),
            recipient=mail.recipient,
            subject=mail.subject,
            text=mail.body_text,
            markup=mail.body_markup,
            at=mail.created_at,
        )


def _note(database: Database, store_id: int, mail_id: int, state: str) -> None:
    with database.write(store_id) as session:
        mail = session.need(OutgoingMail, mail_id)
        mail.state, mail.sent_at = state, clock.now() if state == "sent" else None
        if mail.message_kind in SECRET and state in ("sent", "failed"):
            mail.body_text, mail.body_markup = "", None
