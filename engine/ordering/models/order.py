"""The customer order and its brand orders. States of the whole are derived from the parts, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class CustomerOrder(StoreModel):
    """What the shopper sees, pays and tracks. Amounts in minor units of ``currency``.

    ``payment_state``: pending, authorised, paid, part_refunded, refunded, voided. ``fulfilment_state``: unfulfilled,
    part_fulfilled, fulfilled, cancelled. Both derived; never set by hand.
    """

    __tablename__ = "customer_order"

    checkout_id: Mapped[int]
    customer_id: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int]
    status_token: Mapped[str]
    """The unguessable part of the status page's link."""
    email: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    customer_name: Mapped[str]
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    delivery_method_id: Mapped[int | None] = mapped_column(default=None)
    delivery_name: Mapped[str]
    delivery_kind: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)
    locale: Mapped[str] = mapped_column(default="en")
    currency: Mapped[str]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int]
    delivery_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    refunded_minor: Mapped[int] = mapped_column(default=0)
    """Derived from the ledger in the transaction that changes it, for lists."""
    tax_included: Mapped[bool] = mapped_column(default=True)
    """Whether prices contain the tax; if not, it was added to them."""
    tax_rate_bp: Mapped[int] = mapped_column(default=0)
    delivery_detail: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """{name, kind, promise, location} as promised."""
    at_till: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    """Where it was taken, if that was at a shop's till: {till, staff, receipt, sale_id}."""
    item_count: Mapped[int]
    payment_state: Mapped[str]
    fulfilment_state: Mapped[str] = mapped_column(default="unfulfilled")
    placed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("checkout_id", "checkout"),
        belongs_to("customer_id", "customer"),
        UniqueConstraint("store_id", "checkout_id"),
        UniqueConstraint("store_id", "number", name="uq_customer_order_number"),
        UniqueConstraint("store_id", "status_token", name="uq_customer_order_status_token"),
        Index("ix_customer_order_recent", "store_id", "placed_at", "id"),
        Index("ix_customer_order_email", "store_id", "email"),
        Index("ix_customer_order_customer", "store_id", "customer_id", "placed_at", "id"),
        Index("ix_customer_order_states", "store_id", "fulfilment_state", "payment_state", "placed_at"),
    )


class BrandOrder(StoreModel):
    """The part of an order that one partner fulfils; ``number`` is ``1001-2``. ``state`` follows ``ordering.rules.BRAND_ORDER``:
    new, part_fulfilled, fulfilled or cancelled. Its amounts and those of its sisters add up to the order's."""

    __tablename__ = "brand_order"

    customer_order_id: Mapped[int]
    partner_id: Mapped[int]
    number: Mapped[str]
    position: Mapped[int]
    state: Mapped[str] = mapped_column(default="new")
    currency: Mapped[str]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int]
    delivery_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("customer_order_id", "customer_order", ondelete="CASCADE"),
        belongs_to("partner_id", "partner"),
        UniqueConstraint("store_id", "customer_order_id", "partner_id"),
        Index("ix_brand_order_partner", "store_id", "partner_id", "state"),
    )


class OrderLine(StoreModel):
    """What was bought, as it was then: titles and prices are copies on purpose."""

    __tablename__ = "order_line"

    customer_order_id: Mapped[int]
    brand_order_id: Mapped[int]
    variant_id: Mapped[int | None] = mapped_column(default=None)
    """Not foreign keys: a product may be deleted later, its orders stay."""
    product_id: Mapped[int | None] = mapped_column(default=None)
    inventory_item_id: Mapped[int | None] = mapped_column(default=None)
    media_id: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int]
    title: Mapped[str]
    variant_title: Mapped[str | None] = mapped_column(default=None)
    sku: Mapped[str | None] = mapped_column(default=None)
    brand_name: Mapped[str]
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    quantity: Mapped[int]
    fulfilled_quantity: Mapped[int] = mapped_column(default=0)
    cancelled_quantity: Mapped[int] = mapped_column(default=0)
    refunded_quantity: Mapped[int] = mapped_column(default=0)
    unit_minor: Mapped[int]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int]
    delivery_minor: Mapped[int]
    """This line's share of the delivery."""
    delivery_tax_minor: Mapped[int] = mapped_column(default=0)
    """The tax in (or on) that share; ``tax_minor`` is the goods' own."""
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    """What the shopper pays for the line, delivery left out."""

    __table_args__ = (
        belongs_to("customer_order_id", "customer_order", ondelete="CASCADE"),
        belongs_to("brand_order_id", "brand_order", ondelete="CASCADE"),
        Index("ix_order_line_order", "store_id", "customer_order_id", "position"),
        Index("ix_order_line_product", "store_id", "product_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("fulfilled_quantity + cancelled_quantity <= quantity", name="not_more_than_ordered"),
    )


class Fulfilment(StoreModel):
    """Lines of a brand order handed over, in one go."""

    __tablename__ = "fulfilment"

    brand_order_id: Mapped[int]
    carrier: Mapped[str | None] = mapped_column(default=None)
    tracking_number: Mapped[str | None] = mapped_column(default=None)
    tracking_url: Mapped[str | None] = mapped_column(default=None)
    request_key: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("brand_order_id", "brand_order", ondelete="CASCADE"),
        UniqueConstraint("store_id", "request_key"),
        Index("ix_fulfilment_brand_order", "store_id", "brand_order_id"),
    )


class FulfilmentLine(StoreModel):
    """A quantity of an order line in a fulfilment."""

    __tablename__ = "fulfilment_line"

    fulfilment_id: Mapped[int]
    order_line_id: Mapped[int]
    quantity: Mapped[int]

    __table_args__ = (
        belongs_to("fulfilment_id", "fulfilment", ondelete="CASCADE"),
        belongs_to("order_line_id", "order_line"),
        Index("ix_fulfilment_line_fulfilment", "store_id", "fulfilment_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class OrderEvent(StoreModel):
    """The timeline: every change of an order or brand order, who, when, why, written in the same transaction.

    ``verb`` is a locale key below ``timeline.``; ``is_public`` ones are shown to the shopper."""

    __tablename__ = "order_event"

    customer_order_id: Mapped[int]
    brand_order_id: Mapped[int | None] = mapped_column(default=None)
    verb: Mapped[str]
    detail: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    is_public: Mapped[bool] = mapped_column(default=False)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("customer_order_id", "customer_order", ondelete="CASCADE"),
        belongs_to("brand_order_id", "brand_order", ondelete="CASCADE"),
        Index("ix_order_event_order", "store_id", "customer_order_id", "at"),
    )
