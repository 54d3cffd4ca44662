"""Tables of what was sold, given back and counted. A sale is written once and never edited, but for what a person notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class TillSale(StoreModel):
    """A sale over the counter, or a return (``kind``); amounts of a return are below zero, minor units.

    ``made_id`` was made by the device, so that a sale that is sent twice is settled once; ``body_hash`` tells whether it is
    the same. ``device_at`` is what the device's clock said, ``sold_at`` the same set right by ours, ``settled_at`` ours.
    ``state``: settled, or needs_person when a note wants one: ``notes`` is [{code, …}], words below ``till.notes.``.
    """

    __tablename__ = "till_sale"

    made_id: Mapped[str]
    body_hash: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="settled")
    device_id: Mapped[int]
    location_id: Mapped[int]
    turn: Mapped[int]
    """The device's own count of its sales."""
    number: Mapped[str]
    """For people, on the receipt: the device's number and its count. Known off line."""
    staff_id: Mapped[int | None] = mapped_column(default=None)
    staff_name: Mapped[str]
    device_at: Mapped[datetime]
    sold_at: Mapped[datetime]
    settled_at: Mapped[datetime]
    drift_seconds: Mapped[int] = mapped_column(default=0)
    was_queued: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    discount_reason: Mapped[str | None] = mapped_column(default=None)
    tax_minor: Mapped[int] = mapped_column(default=0)
    total_minor: Mapped[int]
    """What the lines come to by our own reckoning."""
    paid_minor: Mapped[int]
    """What was taken or given back. Where it differs from the total, a note says so."""
    tax_rate_bp: Mapped[int] = mapped_column(default=0)
    tax_included: Mapped[bool] = mapped_column(default=True)
    of_sale_id: Mapped[int | None] = mapped_column(default=None)
    """The sale that a return gives back from; None: brought without a receipt."""
    day_id: Mapped[int | None] = mapped_column(default=None)
    """The count of the drawer that it was in; None until then."""
    notes: Mapped[list[Any]] = mapped_column(default=list)
    seen_by: Mapped[str | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("device_id", "till_device"),
        belongs_to("location_id", "location"),
        belongs_to("of_sale_id", "till_sale"),
        belongs_to("day_id", "till_day"),
        UniqueConstraint("store_id", "made_id"),
        Index("ix_till_sale_number", "store_id", "number"),
        Index("ix_till_sale_recent", "store_id", "settled_at", "id"),
        Index("ix_till_sale_drawer", "store_id", "device_id", "day_id"),
        CheckConstraint("kind IN ('sale', 'return')", name="kind_known"),
        CheckConstraint("state IN ('settled', 'needs_person')", name="state_known"),
    )


class TillLine(StoreModel):
    """A line of a sale; quantity and amounts of a return are below zero. Titles and prices are copies on purpose."""

    __tablename__ = "till_line"

    sale_id: Mapped[int]
    position: Mapped[int]
    variant_id: Mapped[int | None] = mapped_column(default=None)
    """Not foreign keys: a product may be deleted later, its sales stay."""
    item_id: Mapped[int | None] = mapped_column(default=None)
    partner_id: Mapped[int]
    title: Mapped[str]
    variant_title: Mapped[str | None] = mapped_column(default=None)
    sku: Mapped[str | None] = mapped_column(default=None)
    quantity: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0)
    """Units of it given back since; never more than were sold."""
    unit_minor: Mapped[int]
    subtotal_minor: Mapped[int]
    discount_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    of_line_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("sale_id", "till_sale", ondelete="CASCADE"),
        belongs_to("of_line_id", "till_line"),
        Index("ix_till_line_sale", "store_id", "sale_id", "position"),
        Index("ix_till_line_item", "store_id", "item_id"),
        CheckConstraint("returned >= 0", name="returned_not_negative"),
        CheckConstraint("returned = 0 OR returned <= quantity", name="not_more_than_sold"),
    )


class TillPayment(StoreModel):
    """What was paid, or given back (below zero). ``kind``: cash or card."""

    __tablename__ = "till_payment"

    sale_id: Mapped[int]
    kind: Mapped[str]
    amount_minor: Mapped[int]
    given_minor: Mapped[int] = mapped_column(default=0)
    """Cash handed over; the change is what is above the amount."""
    card_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("sale_id", "till_sale", ondelete="CASCADE"),
        belongs_to("card_id", "till_card"),
        UniqueConstraint("store_id", "card_id"),
        Index("ix_till_payment_sale", "store_id", "sale_id"),
        CheckConstraint("kind IN ('cash', 'card')", name="kind_known"),
    )


class TillCard(StoreModel):
    """A payment or refund asked of a card terminal. ``made_id`` was made by the device and is our reference at the terminal:
    asking twice is asking once. ``state``: started, approved, declined, cancelled or unknown."""

    __tablename__ = "till_card"

    made_id: Mapped[str]
    device_id: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    terminal: Mapped[str]
    of_reference: Mapped[str | None] = mapped_column(default=None)
    """For a refund: the terminal's reference of the payment."""
    reference: Mapped[str | None] = mapped_column(default=None)
    summary: Mapped[str | None] = mapped_column(default=None)
    code: Mapped[str | None] = mapped_column(default=None)
    """Why it was declined, below ``till.declined.``."""
    staff_name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("device_id", "till_device"),
        UniqueConstraint("store_id", "made_id"),
        Index("ix_till_card_device", "store_id", "device_id", "created_at"),
        CheckConstraint("kind IN ('payment', 'refund')", name="kind_known"),
        CheckConstraint(
            "state IN ('started', 'approved', 'declined', 'cancelled', 'unknown')", name="state_known"
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )


class TillDay(StoreModel):
    """The drawer of a device, counted: every sale since the count before it belongs to it, whatever the clocks said."""

    __tablename__ = "till_day"

    made_id: Mapped[str]
    device_id: Mapped[int]
    location_id: Mapped[int]
    currency: Mapped[str]
    float_minor: Mapped[int]
    """What was in the drawer before the first sale."""
    cash_minor: Mapped[int]
    card_minor: Mapped[int]
    sales: Mapped[int]
    returns: Mapped[int]
    expected_minor: Mapped[int]
    counted_minor: Mapped[int]
    left_minor: Mapped[int]
    """What stays in the drawer for the next day."""
    note: Mapped[str | None] = mapped_column(default=None)
    staff_id: Mapped[int | None] = mapped_column(default=None)
    staff_name: Mapped[str]
    closed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("device_id", "till_device"),
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "made_id"),
        Index("ix_till_day_recent", "store_id", "closed_at", "id"),
        Index("ix_till_day_device", "store_id", "device_id", "closed_at"),
    )

    @property
    def difference_minor(self) -> int:
        """What was counted beyond what was expected; below zero where something is missing."""
        return self.counted_minor - self.expected_minor
