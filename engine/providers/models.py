"""Tables of the offline twins. They stand for what an outside service remembers, in transactions of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel


class TestGatewayPayment(StoreModel):
    """What the test gateway remembers of a payment. ``state``: requires_action, authorised, captured, voided, declined."""

    __test__ = False  # not a test class, in spite of its name
    __tablename__ = "test_gateway_payment"

    request_key: Mapped[str]
    """Our idempotency key: the same key gives the same payment."""
    reference: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    captured_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    decline_code: Mapped[str | None] = mapped_column(default=None)
    last4: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("store_id", "request_key"),
        UniqueConstraint("store_id", "reference", name="uq_test_gateway_payment_reference"),
    )


class TestGatewayRefund(StoreModel):
    """A refund made by the test gateway, once per key."""

    __test__ = False
    __tablename__ = "test_gateway_refund"

    request_key: Mapped[str]
    payment_reference: Mapped[str]
    reference: Mapped[str]
    amount_minor: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "request_key"),)
