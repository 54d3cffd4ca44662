"""Tables of work with stock: transfers between locations, counts, and what tills sold that was not there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class OversellCase(StoreModel):
    """A till sold, off line, what was not there: *quantity* units, of which ``promised`` were promised to somebody else and
    are counted in the item's ``oversold``. ``state``: open or solved; ``way`` says how a person solved it."""

    __tablename__ = "oversell_case"

    item_id: Mapped[int]
    location_id: Mapped[int]
    quantity: Mapped[int]
    promised: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    way: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    reference_kind: Mapped[str | None] = mapped_column(default=None)
    reference_id: Mapped[int | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    solved_at: Mapped[datetime | None] = mapped_column(default=None)
    solved_by: Mapped[str | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        belongs_to("location_id", "location"),
        Index("ix_oversell_case_open", "store_id", "state", "opened_at", "id"),
        Index("ix_oversell_case_item", "store_id", "item_id"),
    )


class LowNotice(StoreModel):
    """The staff were told that an item runs low. Gone when it has recovered, so that the next time is told again."""

    __tablename__ = "low_notice"

    item_id: Mapped[int]
    told_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("item_id", "inventory_item", ondelete="CASCADE"),
        UniqueConstraint("store_id", "item_id"),
    )


class Transfer(StoreModel):
    """Goods on their way from one location to another. ``state``: draft, sent, received or cancelled. ``from_id`` is None for
    goods that a supplier sends."""

    __tablename__ = "transfer"

    number: Mapped[int]
    from_id: Mapped[int | None] = mapped_column(default=None)
    to_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    supplier: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    expected_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    created_by: Mapped[str]

    __table_args__ = (
        belongs_to("from_id", "location"),
        belongs_to("to_id", "location"),
        UniqueConstraint("store_id", "number"),
        Index("ix_transfer_state", "store_id", "state", "created_at", "id"),
    )


class TransferLine(StoreModel):
    """How much of an item. ``received`` came in, ``missing`` never will; the rest is on its way."""

    __tablename__ = "transfer_line"

    transfer_id: Mapped[int]
    item_id: Mapped[int]
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        belongs_to("transfer_id", "transfer", ondelete="CASCADE"),
        belongs_to("item_id", "inventory_item"),
        UniqueConstraint("store_id", "transfer_id", "item_id"),
        Index("ix_transfer_line_item", "store_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class StockCount(StoreModel):
    """A count of a location. ``state``: open, applied or dropped."""

    __tablename__ = "stock_count"

    number: Mapped[int]
    location_id: Mapped[int]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    created_by: Mapped[str]

    __table_args__ = (
        belongs_to("location_id", "location"),
        UniqueConstraint("store_id", "number"),
        Index("ix_stock_count_state", "store_id", "state", "created_at", "id"),
    )


class StockCountLine(StoreModel):
    """What was counted of an item, and what the level said at that moment: what is sold between counting and applying is no
    difference. ``problem``: why a line could not be applied."""

    __tablename__ = "stock_count_line"

    count_id: Mapped[int]
    item_id: Mapped[int]
    counted: Mapped[int]
    expected: Mapped[int]
    state: Mapped[str] = mapped_column(default="counted")
    problem: Mapped[str | None] = mapped_column(default=None)
    counted_at: Mapped[datetime]
    counted_by: Mapped[str]

    __table_args__ = (
        belongs_to("count_id", "stock_count", ondelete="CASCADE"),
        belongs_to("item_id", "inventory_item"),
        UniqueConstraint("store_id", "count_id", "item_id"),
        CheckConstraint("counted >= 0", name="counted_not_negative"),
    )
