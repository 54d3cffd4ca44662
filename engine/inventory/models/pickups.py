"""Goods held at a shop for somebody who comes to buy them there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class PickupHold(StoreModel):
    """Who a hold at a shop is for. ``state``: waiting, handed_over, let_go or expired. The units are those of the reservation
    ("pickup", id). ``number`` is what the shopper says in the shop, ``token`` the address of their page."""

    __tablename__ = "pickup_hold"

    number: Mapped[str]
    token: Mapped[str]
    item_id: Mapped[int]
    location_id: Mapped[int]
    variant_id: Mapped[int]
    """Not a foreign key: the words below stay when a variant goes."""
    title: Mapped[str]
    """Product and variant, as they were called."""
    quantity: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    locale: Mapped[str | None] = mapped_column(default=None)
    address_hash: Mapped[str | None] = mapped_column(default=None)
    """The network address as a keyed hash, for the limit."""
    state: Mapped[str] = mapped_column(default="waiting")
    until: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("item_id", "inventory_item"),
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "number"),
        UniqueConstraint("store_id", "token"),
        Index("ix_pickup_hold_place", "store_id", "location_id", "state", "until"),
        Index("ix_pickup_hold_item", "store_id", "item_id", "state"),
        Index("ix_pickup_hold_address", "store_id", "address_hash", "created_at"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("state IN ('waiting', 'handed_over', 'let_go', 'expired')", name="state_known"),
    )
