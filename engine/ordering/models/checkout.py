"""The checkout: contact → delivery → payment → review, kept from the first step, resumable by link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to

KNOWS_SOMEBODY = (
    "state IN ('open', 'expired') AND (customer_id IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL"
    " OR shipping_address IS NOT NULL OR billing_address IS NOT NULL OR payment_method IS NOT NULL"
    " OR note IS NOT NULL)"
)
"""Not placed, and something personal was typed. In words, since an index has this condition: databases use it only for a
query that says the same, and values that are bound say nothing to them."""


class Checkout(StoreModel):
    """``state``: open, paying (stock reserved, a payment runs), completed or expired. Amounts in minor units of ``currency``,
    worked out on the server at every step."""

    __tablename__ = "checkout"

    cart_id: Mapped[int]
    token: Mapped[str]
    """The unguessable part of its link; kept whole, since reminders carry the link."""
    state: Mapped[str] = mapped_column(default="open")
    customer_id: Mapped[int | None] = mapped_column(default=None)
    """The customer who was signed in when it began; not a foreign key, since one who is gone buys as a guest."""
    email: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    accepts_marketing: Mapped[bool] = mapped_column(default=False)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """{name, company, line1, line2, postcode, city, region, country (ISO 3166 alpha-2), phone}."""
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    delivery_method_id: Mapped[int | None] = mapped_column(default=None)
    delivery_detail: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """The chosen way as it was when payment started: {name, kind, promise, location}."""
    gateway: Mapped[str | None] = mapped_column(default=None)
    payment_method: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """What the gateway made of the shopper's choice: {option, token, summary}. Never a card number."""
    note: Mapped[str | None] = mapped_column(default=None)
    currency: Mapped[str]
    subtotal_minor: Mapped[int] = mapped_column(default=0)
    discount_minor: Mapped[int] = mapped_column(default=0)
    delivery_minor: Mapped[int] = mapped_column(default=0)
    tax_minor: Mapped[int] = mapped_column(default=0)
    total_minor: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(default="en")
    revision: Mapped[int] = mapped_column(default=1)
    """Rises when lines or prices change; a review of an older one is shown again before paying."""
    expires_at: Mapped[datetime]
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    """The buyer's last touch; what the clock does to a checkout is none."""

    __table_args__ = (
        belongs_to("cart_id", "cart", ondelete="CASCADE"),
        belongs_to("delivery_method_id", "delivery_method"),
        UniqueConstraint("store_id", "token"),
        Index("ix_checkout_cart", "store_id", "cart_id"),
        Index("ix_checkout_expiry", "state", "expires_at"),
        Index(
            "ix_checkout_to_forget",
            "store_id",
            "updated_at",
            "id",
            postgresql_where=text(KNOWS_SOMEBODY),
            sqlite_where=text(KNOWS_SOMEBODY),
        ),
    )


class CheckoutLine(StoreModel):
    """A line as priced. Every amount is for the whole line unless it says unit; ``total = subtotal - discount`` (+ tax where
    prices exclude it)."""

    __tablename__ = "checkout_line"

    checkout_id: Mapped[int]
    variant_id: Mapped[int]
    """Not a foreign key: what is being paid for stays known when the variant is deleted meanwhile."""
    bought: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the order line will say: {title, variant_title, sku, brand_name, partner_id, product_id, inventory_item_id,
    media_id, requires_shipping}."""
    quantity: Mapped[int]
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int]
    unit_minor: Mapped[int]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    delivery_minor: Mapped[int] = mapped_column(default=0)
    delivery_tax_minor: Mapped[int] = mapped_column(default=0)
    tax_minor: Mapped[int] = mapped_column(default=0)
    total_minor: Mapped[int]

    __table_args__ = (
        belongs_to("checkout_id", "checkout", ondelete="CASCADE"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_checkout_line_checkout", "store_id", "checkout_id", "position"),
    )
