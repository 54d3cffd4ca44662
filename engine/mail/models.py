"""Tables of mail that goes out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel


class OutgoingMail(StoreModel):
    """A message to send once. ``unique_key`` (``order_confirmation:17``) makes writing it twice harmless.

    ``state``: waiting, sending (claimed at ``sent_at``), sent or failed."""

    __tablename__ = "outgoing_mail"

    unique_key: Mapped[str]
    message_kind: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body_text: Mapped[str]
    body_markup: Mapped[str | None] = mapped_column(default=None)
    customer_order_id: Mapped[int | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="waiting")
    message_id: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (UniqueConstraint("store_id", "unique_key"),)
