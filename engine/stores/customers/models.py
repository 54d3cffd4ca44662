"""Tables of customers: the record, its addresses, signed-in browsers, and links that work once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class Customer(StoreModel):
    """A person who bought, asked for letters or has an account. ``email`` is lower case, one record per address.

    ``state`` is the public format's: disabled (no account), invited (an activation link was sent), enabled (the address
    was confirmed and a password chosen), declined (turned the invitation down). Only an enabled record can be opened by
    a shopper, so what is filed under an address is seen by nobody who has not shown that mail to it reaches them.
    """

    __tablename__ = "customer"

    email: Mapped[str]
    name: Mapped[str | None] = mapped_column(default=None)
    """Both names as one, for lists; kept in step with the two below."""
    first_name: Mapped[str | None] = mapped_column(default=None)
    last_name: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    locale: Mapped[str | None] = mapped_column(default=None)
    """The language to write to them in; None for the store's."""
    accepts_marketing: Mapped[bool] = mapped_column(default=False)
    marketing_at: Mapped[datetime | None] = mapped_column(default=None)
    """When consent was last given or withdrawn."""
    marketing_source: Mapped[str | None] = mapped_column(default=None)
    """Where: newsletter, register or checkout."""
    state: Mapped[str] = mapped_column(default="disabled", server_default="disabled")
    password_hash: Mapped[str | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a link sent to the address was used for the first time."""
    note: Mapped[str | None] = mapped_column(default=None)
    """The merchant's, never shown to the customer."""
    tags: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    tax_exempt: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "email"),)


class CustomerAddress(StoreModel):
    """An entry of a customer's address book. ``country`` is ISO 3166 alpha-2. At most one is the default."""

    __tablename__ = "customer_address"

    customer_id: Mapped[int]
    first_name: Mapped[str | None] = mapped_column(default=None)
    last_name: Mapped[str | None] = mapped_column(default=None)
    company: Mapped[str | None] = mapped_column(default=None)
    line1: Mapped[str | None] = mapped_column(default=None)
    line2: Mapped[str | None] = mapped_column(default=None)
    postcode: Mapped[str | None] = mapped_column(default=None)
    city: Mapped[str | None] = mapped_column(default=None)
    region: Mapped[str | None] = mapped_column(default=None)
    country: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("customer_id", "customer", ondelete="CASCADE"),
        Index("ix_customer_address_customer", "store_id", "customer_id"),
        Index(
            "uq_customer_address_default",
            "store_id",
            "customer_id",
            unique=True,
            postgresql_where=text("is_default"),
            sqlite_where=text("is_default"),
        ),
    )


class CustomerSession(StoreModel):
    """A browser in which a customer is signed in. Only the SHA-256 of the cookie's token is kept."""

    __tablename__ = "customer_session"

    customer_id: Mapped[int]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("customer_id", "customer", ondelete="CASCADE"),
        UniqueConstraint("store_id", "token_hash"),
        Index("ix_customer_session_customer", "store_id", "customer_id"),
    )


class CustomerLink(StoreModel):
    """A link sent by mail that works once: ``purpose`` is activation or recovery. Only the token's SHA-256 is kept."""

    __tablename__ = "customer_link"

    customer_id: Mapped[int]
    purpose: Mapped[str]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("customer_id", "customer", ondelete="CASCADE"),
        UniqueConstraint("store_id", "token_hash"),
        Index("ix_customer_link_customer", "store_id", "customer_id", "purpose"),
    )
