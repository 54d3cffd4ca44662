"""Tables of stock. Movements are appended, never edited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import StoreModel, belongs_to


class Location(StoreModel):
    """Where stock lies. ``kind``: shop, warehouse or partner. ``hours``: [{days, opens, closes}] for shops."""

    __tablename__ = "location"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="warehouse")
    partner_id: Mapped[int | None] = mapped_column(default=None)
    address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    hours: Mapped[list[Any]] = mapped_column(default=list)
    offers_pickup: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    __table_args__ = (belongs_to("partner_id", "partner"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("places",)


class InventoryItem(StoreModel):
    """The thing stocked. ``available = on_hand - reserved - committed``.

    ``on_hand`` and ``committed`` are the sums over its levels, kept in the transaction that changes a level; ``reserved`` is
    the sum of its live reservations. They stand here so that reserving is one conditional statement on one row.
    ``policy``: deny (never below zero) or continue (may be oversold). Untracked items are always available. ``withheld`` is
    what safety stock keeps from being sold online; ``oversold`` what sales of tills off line took that was not there, until
    a person has dealt with it. ``online`` and ``in_shop`` are derived from designations (``in_shop``: the most that any
    shop offers). A bundle's ``on_hand`` is how many its parts would make.
    """

    __tablename__ = "inventory_item"

    tracked: Mapped[bool] = mapped_column(default=True)
    policy: Mapped[str] = mapped_column(default="deny")
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    committed: Mapped[int] = mapped_column(default=0)
    withheld: Mapped[int] = mapped_column(default=0)
    oversold: Mapped[int] = mapped_column(default=0)
    online: Mapped[str] = mapped_column(default="for_sale")
    in_shop: Mapped[str] = mapped_column(default="not_listed")
    is_bundle: Mapped[bool] = mapped_column(default=False)
    low_at: Mapped[int | None] = mapped_column(default=None)
    """A warning is given when fewer than this many are free."""
    counted_at: Mapped[datetime | None] = mapped_column(default=None)
    cost_minor: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("committed >= 0", name="committed_not_negative"),
        CheckConstraint(
            "policy = 'continue' OR NOT tracked OR on_hand - reserved - committed + oversold >= 0",
            name="never_oversold",
        ),
        Index("ix_inventory_item_offered", "store_id", "online", "in_shop", "id"),
        Index(
            "ix_inventory_item_marked",
            "store_id",
            "id",
            sqlite_where=text("low_at IS NOT NULL"),
            postgresql_where=text("low_at IS NOT NULL"),
        ),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "stock", self.id
        yield "item", self.id

    @classmethod
    def free(cls) -> ColumnElement[int]:
        """Units that nobody has a claim on: what a till can sell."""
        return cls.on_hand - cls.reserved - cls.committed

    @classmethod
    def free_online(cls) -> ColumnElement[int]:
        """The same without safety stock: what can be sold online."""
        return cls.on_hand - cls.reserved - cls.committed - cls.withheld

    @classmethod
    def is_unlimited(cls) -> ColumnElement[bool]:
        """Not counted, or may be oversold."""
        return or_(~cls.tracked, cls.policy == "continue")

    @classmethod
    def is_buyable(cls) -> ColumnElement[bool]:
        """Whether one can be bought online now."""
        return and_(cls.online == "for_sale", or_(cls.is_unlimited(), cls.free_online() > 0))


class Level(StoreModel):
    """Stock of an item at a location; ``on_hand`` equals the sum of its movements."""

    __tablename__ = "level"

    item_id: Mapped[int]
    location_id: Mapped[int]
    on_hand: Mapped[int] = mapped_column(default=0)
    committed: Mapped[int] = mapped_column(default=0)
    incoming: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    """Reserved here, to be picked up; part of the item's ``reserved``."""
    safety: Mapped[int] = mapped_column(default=0)
    """Units kept for the shop itself: not sold online."""

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "item_id", "location_id"),
        CheckConstraint("held >= 0", name="held_not_negative"),
        Index("ix_level_location", "store_id", "location_id"),
    )

    def dependencies(self) -> Iterator[Dependency]:
        yield "stock", self.item_id


class Movement(StoreModel):
    """A change of on_hand, with its cause: received, counted, adjusted, sold, returned, transferred_in/out, imported."""

    __tablename__ = "movement"

    item_id: Mapped[int]
    location_id: Mapped[int]
    quantity: Mapped[int]
    """Signed: what was added to on_hand."""
    cause: Mapped[str]
    reference_kind: Mapped[str | None] = mapped_column(default=None)
    reference_id: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("location_id", "location"),
        Index("ix_movement_item", "store_id", "item_id", "at"),
    )


class Reservation(StoreModel):
    """A short hold while a payment runs: one row per item and checkout. ``state``: held, committed, released or expired.
    With ``location_id`` it holds at that place, to be picked up there."""

    __tablename__ = "reservation"

    item_id: Mapped[int]
    location_id: Mapped[int | None] = mapped_column(default=None)
    """Not a foreign key: SQLite takes none for a table that exists. The item's level there is locked before it is written."""
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(default="held")
    reference_kind: Mapped[str]
    reference_id: Mapped[int]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("item_id", "inventory_item"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_reservation_reference", "store_id", "reference_kind", "reference_id"),
        Index(
            "uq_reservation_held",
            "store_id",
            "reference_kind",
            "reference_id",
            "item_id",
            unique=True,
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        Index("ix_reservation_expiry", "state", "expires_at"),
    )


class Commitment(StoreModel):
    """Stock of a location promised to an order line until it is fulfilled or released."""

    __tablename__ = "commitment"

    item_id: Mapped[int]
    location_id: Mapped[int]
    quantity: Mapped[int]
    each: Mapped[int] = mapped_column(default=1)
    """Units of the item in one unit of the line: more than one where the line is a bundle."""
    order_line_id: Mapped[int]
    """Not a foreign key: orders are a room further right."""
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("item_id", "inventory_item"),
        belongs_to("location_id", "location"),
        Index("ix_commitment_line", "store_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class BundlePart(StoreModel):
    """That a bundle is made of *quantity* of an item. A part is never a bundle itself."""

    __tablename__ = "bundle_part"

    bundle_id: Mapped[int]
    item_id: Mapped[int]
    quantity: Mapped[int]

    __table_args__ = (
        belongs_to("bundle_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("item_id", "inventory_item"),
        UniqueConstraint("store_id", "bundle_id", "item_id"),
        Index("ix_bundle_part_item", "store_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )
