"""Table of orders that are taken at a till."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class TillOrder(StoreModel):
    """What a customer orders at a till, beside what they take along; ``made_id`` was made by the device, so that an order
    that is sent twice is one. Who it is for stands in its checkout, and once it is placed in the order.

    ``kind``: home (delivered) or shop (collected at the till's shop). ``state``: open, placed, not_placed (the money was
    taken by card and the order could not be made: it is owed) or settled (a person saw to what was owed).
    """

    __tablename__ = "till_order"

    made_id: Mapped[str]
    device_id: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    cart_token: Mapped[str | None] = mapped_column(default=None)
    """Of the cart that the checkout is of; no browser has it."""
    checkout_id: Mapped[int | None] = mapped_column(default=None)
    sale_id: Mapped[int | None] = mapped_column(default=None)
    """The sale in which it was paid."""
    customer_order_id: Mapped[int | None] = mapped_column(default=None)
    total_minor: Mapped[int] = mapped_column(default=0)
    """What it comes to; once there is a sale, what was paid for it. Minor units of the store's currency."""
    staff_name: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("device_id", "till_device"),
        belongs_to("checkout_id", "checkout"),
        belongs_to("sale_id", "till_sale"),
        belongs_to("customer_order_id", "customer_order"),
        UniqueConstraint("store_id", "made_id"),
        UniqueConstraint("store_id", "sale_id"),
        Index("ix_till_order_order", "store_id", "customer_order_id"),
        Index("ix_till_order_checkout", "store_id", "checkout_id"),
        CheckConstraint("kind IN ('home', 'shop')", name="kind_known"),
        CheckConstraint("state IN ('open', 'placed', 'not_placed', 'settled')", name="state_known"),
    )
