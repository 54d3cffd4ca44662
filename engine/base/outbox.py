"""The outbox: what happened, written in the transaction in which it happened. The relay tells the workers later."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.model import StoreModel


class OutboxEvent(StoreModel):
    """A fact. ``name`` is past tense and dotted (``product.changed``); ``payload`` holds ids and plain values only,
    no personal data."""

    __tablename__ = "outbox_event"

    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    relayed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the relay made a job row for every subscribed handler; None while it waits."""

    __table_args__ = (
        Index(
            "ix_outbox_event_waiting",
            "occurred_at",
            postgresql_where=text("relayed_at IS NULL"),
            sqlite_where=text("relayed_at IS NULL"),
        ),
    )


def record(session: StoreSession, name: str, payload: Any = None, /, **values: Any) -> OutboxEvent:
    """Write an event in the caller's transaction. *payload* is a frozen dataclass or a dict of plain values."""
    data = asdict(payload) if is_dataclass(payload) and not isinstance(payload, type) else dict(payload or {})
    event = OutboxEvent(name=name, payload=data | values, occurred_at=clock.now())
    session.add(event)
    return event
