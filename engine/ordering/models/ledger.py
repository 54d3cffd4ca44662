"""The ledger: double entry, append only. The balance of an account is a query, never a stored number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.model import StoreModel, belongs_to


class LedgerTransaction(StoreModel):
    """One thing that happened to money. Its entries sum to zero. ``unique_key`` makes posting it twice harmless."""

    __tablename__ = "ledger_transaction"

    unique_key: Mapped[str]
    kind: Mapped[str]
    """sale, capture, refund, cancellation …"""
    customer_order_id: Mapped[int | None] = mapped_column(default=None)
    payment_id: Mapped[int | None] = mapped_column(default=None)
    refund_id: Mapped[int | None] = mapped_column(default=None)
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(default=None)
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("customer_order_id", "customer_order"),
        UniqueConstraint("store_id", "unique_key"),
        Index("ix_ledger_transaction_order", "store_id", "customer_order_id"),
        Index("ix_ledger_transaction_time", "store_id", "at"),
    )


class LedgerEntry(StoreModel):
    """A debit (positive) or credit (negative) of an account, in minor units.

    Accounts: ``customer`` (owed by the shopper), ``gateway:NAME`` (held for us by a gateway), ``sales:PARTNER_ID``,
    ``delivery``, ``tax``."""

    __tablename__ = "ledger_entry"

    transaction_id: Mapped[int]
    account: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    brand_order_id: Mapped[int | None] = mapped_column(default=None)

    __table_args__ = (
        belongs_to("transaction_id", "ledger_transaction"),
        belongs_to("brand_order_id", "brand_order"),
        Index("ix_ledger_entry_account", "store_id", "account"),
        Index("ix_ledger_entry_transaction", "store_id", "transaction_id"),
    )
