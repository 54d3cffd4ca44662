"""Tables of stores and the people in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import InstallationModel, StoreModel, belongs_to
from engine.stores.customers.models import Customer, CustomerAddress, CustomerLink, CustomerSession

__all__ = [
    "Activity",
    "Customer",
    "CustomerAddress",
    "CustomerLink",
    "CustomerSession",
    "OneTimeLink",
    "Partner",
    "SignInAttempt",
    "Staff",
    "StaffSession",
    "Store",
    "StoreHost",
]


class Store(InstallationModel):
    """One shop. ``status``: setting_up (behind the password page, checklist shown), closed (password page), open."""

    __tablename__ = "store"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handle: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default="setting_up")
    currency: Mapped[str]
    """ISO 4217; fixed once there is an order."""
    locale: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str] = mapped_column(default="UTC")
    email: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    tagline: Mapped[str | None] = mapped_column(default=None)
    description: Mapped[str | None] = mapped_column(default=None)
    address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    logo_media_id: Mapped[int | None] = mapped_column(default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    """argon2 hash of the password page's password."""
    tax_rate_bp: Mapped[int] = mapped_column(default=0)
    """Tax rate in basis points (1900 = 19 %)."""
    prices_include_tax: Mapped[bool] = mapped_column(default=True)
    payment_gateways: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the gateways offered at checkout, in order: ``test``, ``manual`` …"""
    transfer_details: Mapped[str | None] = mapped_column(default=None)
    """Where a bank transfer goes, as shoppers are told: account holder, IBAN, bank."""
    checklist: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Steps of the set-up done: {step: ISO time}."""
    preview_series: Mapped[int] = mapped_column(default=0, server_default="0")
    """What private links to a preview carry; those of an earlier series have ended."""
    allocation_rule: Mapped[str] = mapped_column(default="one_place", server_default="one_place")
    """Which location an order's goods come from: a name in engine/inventory's rules."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def dependencies(self) -> Iterator[Dependency]:
        if not self.is_going():
            yield ("store",)

    def store_of_dependencies(self) -> int:
        return self.id


class StoreHost(InstallationModel):
    """A host name of a store's shop. checkout., admin. and preview. stand before it."""

    __tablename__ = "store_host"

    host: Mapped[str] = mapped_column(primary_key=True)
    store_ref: Mapped[int] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    is_primary: Mapped[bool] = mapped_column(default=True)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("store",)

    def store_of_dependencies(self) -> int:
        return self.store_ref


class Staff(StoreModel):
    """A person who works in the admin. ``role``: owner, manager or assistant."""

    __tablename__ = "staff"

    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(default="manager")
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "email"),)


class StaffSession(StoreModel):
    """A signed-in browser. The cookie holds a token; only its SHA-256 is kept. A new row replaces it at each sign-in."""

    __tablename__ = "staff_session"

    staff_id: Mapped[int]
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("store_id", "token_hash"),
    )


class SignInAttempt(StoreModel):
    """One try, for the limits per account and per address. Both are kept as keyed hashes."""

    __tablename__ = "sign_in_attempt"

    account_hash: Mapped[str]
    address_hash: Mapped[str]
    tried_at: Mapped[datetime]
    succeeded: Mapped[bool]

    __table_args__ = (
        Index("ix_sign_in_attempt_account", "store_id", "account_hash", "tried_at"),
        Index("ix_sign_in_attempt_address", "store_id", "address_hash", "tried_at"),
    )


class OneTimeLink(StoreModel):
    """A link that works once: ``purpose`` is set_up or reset_password. Only the token's SHA-256 is kept."""

    __tablename__ = "one_time_link"

    purpose: Mapped[str]
    token_hash: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(default=None)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("store_id", "token_hash"),
    )


class Partner(StoreModel):
    """A brand. The *house* partner is the store itself; there is exactly one, from the start."""

    __tablename__ = "partner"

    handle: Mapped[str]
    name: Mapped[str]
    is_house: Mapped[bool] = mapped_column(default=False)
    tagline: Mapped[str | None] = mapped_column(default=None)
    story_html: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("store_id", "handle"),
        UniqueConstraint("store_id", "name", name="uq_partner_name"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "partner", self.id
        yield ("partners",)


class Activity(StoreModel):
    """One line of the activity feed: who did what to which record, written with the change."""

    __tablename__ = "activity"

    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    verb: Mapped[str]
    """Locale key below ``activity.``, such as ``product.updated``."""
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(default=None)
    subject_label: Mapped[str]
    detail: Mapped[dict[str, Any] | None] = mapped_column(default=None)

    __table_args__ = (Index("ix_activity_recent", "store_id", "at", "id"),)
