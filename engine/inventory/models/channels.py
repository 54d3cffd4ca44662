"""Tables of channels and designations: per item and channel whether it is for sale, only to be seen, or not listed.

A designation is the truth. ``inventory_item.online``, ``inventory_item.in_shop`` and ``product.online`` are derived from it in
the same transaction, so that pages and lists filter without looking further; ``queries.recount`` counts them again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to

STATES = "'for_sale', 'view_only', 'not_listed'"


class Channel(StoreModel):
    """Where items are offered. ``kind``: online (the store's own shop, one per store, id 1), pos (a till's list, one per
    shop), api or buy_button. ``others``: exclude, or include with an indicator, items that are not designated for it.

    ``default_state``: what a new item is here unless its source has a default of its own.
    """

    __tablename__ = "channel"

    kind: Mapped[str]
    name: Mapped[str]
    location_id: Mapped[int | None] = mapped_column(default=None)
    others: Mapped[str] = mapped_column(default="exclude")
    default_state: Mapped[str] = mapped_column(default="for_sale")
    is_active: Mapped[bool] = mapped_column(default=True)
    notice_address: Mapped[str | None] = mapped_column(default=None)
    """Where changes of the list are told, signed."""
    notice_secret: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "location_id", "kind"),
        CheckConstraint("kind IN ('online', 'pos', 'api', 'buy_button')", name="kind_known"),
        CheckConstraint("others IN ('exclude', 'include')", name="others_known"),
        CheckConstraint(f"default_state IN ({STATES})", name="default_known"),
    )


class ChannelKey(StoreModel):
    """A key with which a program reads a channel's list. Only its hash is kept."""

    __tablename__ = "channel_key"

    channel_id: Mapped[int]
    name: Mapped[str]
    key_hash: Mapped[str]
    start: Mapped[str]
    """The first letters, so that people can tell keys apart."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("channel_id", "channel", ondelete="CASCADE"),
        UniqueConstraint("store_id", "key_hash"),
    )


class Designation(StoreModel):
    """Whether an item is offered in a channel. ``chosen`` is what a person or a default said; ``state`` is what holds now:
    the same, unless ``floor`` stops selling (view only while fewer than this many are left in the shops)."""

    __tablename__ = "designation"

    item_id: Mapped[int]
    channel_id: Mapped[int]
    chosen: Mapped[str]
    state: Mapped[str]
    floor: Mapped[int | None] = mapped_column(default=None)
    changed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("channel_id", "channel", ondelete="CASCADE"),
        UniqueConstraint("store_id", "item_id", "channel_id"),
        # the channel first: SQLite without statistics would else take it, being covering, for what asks for an item
        Index("ix_designation_list", "channel_id", "store_id", "state", "item_id"),
        CheckConstraint(f"chosen IN ({STATES})", name="chosen_known"),
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
    )


class DesignationDefault(StoreModel):
    """What items from a source (``admin``, ``import``, the name of an import's format …) are in a channel at first."""

    __tablename__ = "designation_default"

    source: Mapped[str]
    channel_id: Mapped[int]
    state: Mapped[str]

    __table_args__ = (
        belongs_to("channel_id", "channel", ondelete="CASCADE"),
        UniqueConstraint("store_id", "source", "channel_id"),
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
    )


class DesignationChange(StoreModel):
    """One act of a person or of the program over any number of items, so that it can be told and undone as one.
    ``state``: running (a long one, done by a job), done or undone. ``total`` and ``finished`` count items.

    ``plan``: what a long one still has to do, and ``after_item`` how far it is, so that it goes on after a fault.
    """

    __tablename__ = "designation_change"

    words: Mapped[str]
    """Why: designated, rule, scheduled, undone, floor, default."""
    state: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)
    plan: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    after_item: Mapped[int] = mapped_column(default=0)
    undoes_id: Mapped[int | None] = mapped_column(default=None)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("undoes_id", "designation_change"),
        Index("ix_designation_change_at", "store_id", "at", "id"),
    )


class DesignationEvent(StoreModel):
    """What an act changed of one item in one channel."""

    __tablename__ = "designation_event"

    change_id: Mapped[int]
    item_id: Mapped[int]
    channel_id: Mapped[int]
    before: Mapped[str]
    after: Mapped[str]
    floor_before: Mapped[int | None] = mapped_column(default=None)
    floor_after: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("change_id", "designation_change", ondelete="CASCADE"),
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("channel_id", "channel", ondelete="CASCADE"),
        Index("ix_designation_event_change", "store_id", "change_id", "item_id"),
        Index("ix_designation_event_item", "store_id", "item_id", "at"),
    )


class DesignationPlan(StoreModel):
    """A designation that a job makes when its time has come. ``state``: waiting, done or cancelled."""

    __tablename__ = "designation_plan"

    item_id: Mapped[int]
    channel_id: Mapped[int]
    to: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("channel_id", "channel", ondelete="CASCADE"),
        Index("ix_designation_plan_due", "state", "due_at"),
        Index("ix_designation_plan_item", "store_id", "item_id", "channel_id"),
        CheckConstraint(f'"to" IN ({STATES})', name="to_known"),
    )


class ItemChange(StoreModel):
    """That something of an item changed which lists show: one row per item, with the last transaction that changed it.

    ``id`` is the item's own; the row outlives the item, so that lists learn that it is gone. ``turn`` orders transactions:
    PostgreSQL's own number of the transaction, on SQLite a count of the store's. Read only by ``listing.feeds``.
    """

    __tablename__ = "item_change"

    turn: Mapped[int]

    __table_args__ = (Index("ix_item_change_turn", "store_id", "turn", "id"),)
