"""Balances: queries over entries, never stored numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine.base.db import StoreSession
from engine.ordering.models import LedgerEntry, LedgerTransaction


@dataclass(frozen=True)
class LedgerLine:
    """One entry with its transaction. Positive amounts are debits."""

    transaction_id: int
    kind: str
    at: datetime
    actor_name: str
    account: str
    amount_minor: int
    currency: str


def balances(session: StoreSession) -> dict[tuple[str, str], int]:
    """{(account, currency): minor units} of the whole store."""
    rows = session.execute(
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor)).group_by(
            LedgerEntry.account, LedgerEntry.currency
        )
    )
    return {(account, currency): int(total) for account, currency, total in rows}


def balance(session: StoreSession, account: str, currency: str) -> int:
    """What stands on an account, in minor units."""
    return int(
        session.scalar(
            select(func.coalesce(func.sum(LedgerEntry.amount_minor), 0)).where(
                LedgerEntry.account == account, LedgerEntry.currency == currency
            )
        )
        or 0
    )


def entries_of_order(session: StoreSession, order_id: int) -> list[LedgerLine]:
    """Everything that happened to the money of an order, oldest first."""
    rows = session.execute(
        select(LedgerTransaction, LedgerEntry)
        .join(
            LedgerEntry,
            (LedgerEntry.store_id == LedgerTransaction.store_id)
            & (LedgerEntry.transaction_id == LedgerTransaction.id),
        )
        .where(LedgerTransaction.customer_order_id == order_id)
        .order_by(LedgerTransaction.at, LedgerTransaction.id, LedgerEntry.id)
    )
    return [
        LedgerLine(
            transaction.id,
            transaction.kind,
            transaction.at,
            transaction.actor_name,
            entry.account,
            entry.amount_minor,
            entry.currency,
        )
        for transaction, entry in rows
    ]
