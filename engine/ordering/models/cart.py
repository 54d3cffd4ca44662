"""The cart: what a shopper means to buy. Prices are read when it is shown; what it keeps of them is only there to say
that one changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class Cart(StoreModel):
    """Found by the SHA-256 of the token in the shopper's cookie."""

    __tablename__ = "cart"

    token_hash: Mapped[str]
    note: Mapped[str | None] = mapped_column(default=None)
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its order was made; the shopper then starts with a new cart."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("store_id", "token_hash"),
        Index("ix_cart_age", "store_id", "updated_at"),
    )


class CartLine(StoreModel):
    """A variant with what the shopper asked for (``properties``); ``line_key`` is a hash of both."""

    __tablename__ = "cart_line"

    cart_id: Mapped[int]
    variant_id: Mapped[int]
    """Not a foreign key: a variant may vanish, and the cart then says so."""
    title: Mapped[str]
    """What the shopper put in, in words, for when the variant is gone."""
    unit_minor: Mapped[int]
    """The price as the shopper last acknowledged it. Nothing is ever charged by it."""
    line_key: Mapped[str]
    quantity: Mapped[int]
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int]
    added_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("cart_id", "cart", ondelete="CASCADE"),
        UniqueConstraint("store_id", "cart_id", "line_key"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )
