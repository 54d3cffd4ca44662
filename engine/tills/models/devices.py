"""Tables of who sells where: devices, PINs, and who stands at which device."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class TillDevice(StoreModel):
    """A till at a location. ``number`` is its short name on receipts, unique in the store.

    It is paired by a code that works once (only hashes of code and key are kept); a device paired anew has a new key and
    keeps its number. Parked sales and the queue live on the device itself.
    """

    __tablename__ = "till_device"

    location_id: Mapped[int]
    number: Mapped[int]
    name: Mapped[str]
    code_hash: Mapped[str | None] = mapped_column(default=None)
    code_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    key_hash: Mapped[str | None] = mapped_column(default=None)
    paired_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    last_seen_at: Mapped[datetime | None] = mapped_column(default=None)
    drift_seconds: Mapped[int] = mapped_column(default=0)
    """How far its clock was ahead of ours (behind: below zero) when it last told."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Sales in its queue when it last told."""
    terminal: Mapped[str | None] = mapped_column(default=None)
    """The name of the card terminal beside it, as the terminals' service knows it."""
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "number"),
        UniqueConstraint("store_id", "code_hash"),
        UniqueConstraint("store_id", "key_hash"),
        CheckConstraint("number > 0", name="number_positive"),
    )


class TillPin(StoreModel):
    """The PIN of somebody who sells over the counter, as an argon2 hash."""

    __tablename__ = "till_pin"

    staff_id: Mapped[int]
    pin_hash: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("store_id", "staff_id"),
    )


class TillShift(StoreModel):
    """Somebody at a device, from a right PIN until it is locked, somebody else enters theirs, or it expires."""

    __tablename__ = "till_shift"

    device_id: Mapped[int]
    staff_id: Mapped[int]
    token_hash: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("device_id", "till_device", ondelete="CASCADE"),
        belongs_to("staff_id", "staff", ondelete="CASCADE"),
        UniqueConstraint("store_id", "token_hash"),
    )
