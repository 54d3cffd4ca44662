"""Payments and refunds. Each outside call has a unique key, written before the call is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class Payment(StoreModel):
    """One attempt to pay a checkout. ``state`` follows ``ordering.rules.PAYMENT``: started, requires_action, authorised,
    captured, awaiting_transfer (manual), declined, voiding (it succeeded too late, and is being undone), voided, unknown."""

    __tablename__ = "payment"

    checkout_id: Mapped[int]
    customer_order_id: Mapped[int | None] = mapped_column(default=None)
    gateway: Mapped[str]
    request_key: Mapped[str]
    gateway_reference: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="started")
    amount_minor: Mapped[int]
    currency: Mapped[str]
    decline_code: Mapped[str | None] = mapped_column(default=None)
    next_action_url: Mapped[str | None] = mapped_column(default=None)
    summary: Mapped[str | None] = mapped_column(default=None)
    """What the shopper and the merchant recognise it by: ``card ending 4242``."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("checkout_id", "checkout"),
        belongs_to("customer_order_id", "customer_order"),
        UniqueConstraint("store_id", "request_key"),
        Index("ix_payment_checkout", "store_id", "checkout_id"),
        Index("ix_payment_order", "store_id", "customer_order_id"),
        Index("ix_payment_reference", "store_id", "gateway", "gateway_reference"),
        # One payment may run or have succeeded per checkout; another attempt starts only after a decline or a void.
        Index(
            "uq_payment_live",
            "store_id",
            "checkout_id",
            unique=True,
            postgresql_where=text("state NOT IN ('declined', 'voided')"),
            sqlite_where=text("state NOT IN ('declined', 'voided')"),
        ),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    )


class PaymentEvent(StoreModel):
    """A step of a payment: who, when, why."""

    __tablename__ = "payment_event"

    payment_id: Mapped[int]
    step: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str | None] = mapped_column(default=None)
    detail: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("payment_id", "payment", ondelete="CASCADE"),
        Index("ix_payment_event_payment", "store_id", "payment_id"),
    )


class Refund(StoreModel):
    """Money back. ``state``: pending (asked of the gateway), done or failed. Never more than was captured."""

    __tablename__ = "refund"

    customer_order_id: Mapped[int]
    payment_id: Mapped[int]
    request_key: Mapped[str]
    gateway_reference: Mapped[str | None] = mapped_column(default=None)
    amount_minor: Mapped[int]
    currency: Mapped[str]
    delivery_minor: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(default=None)
    restock: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="pending")
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("customer_order_id", "customer_order"),
        belongs_to("payment_id", "payment"),
        UniqueConstraint("store_id", "request_key"),
        Index("ix_refund_order", "store_id", "customer_order_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )


class RefundLine(StoreModel):
    """What the refund is for: a quantity of an order line and its amount."""

    __tablename__ = "refund_line"

    refund_id: Mapped[int]
    order_line_id: Mapped[int]
    quantity: Mapped[int]
    amount_minor: Mapped[int]

    __table_args__ = (
        belongs_to("refund_id", "refund", ondelete="CASCADE"),
        belongs_to("order_line_id", "order_line"),
        Index("ix_refund_line_refund", "store_id", "refund_id"),
    )
