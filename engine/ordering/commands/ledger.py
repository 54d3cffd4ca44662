"""Posting to the ledger. What does not sum to zero is refused; posting the same key twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.ordering.models import LedgerEntry, LedgerTransaction


@dataclass(frozen=True)
class Entry:
    """A debit (positive) or credit (negative) of an account, in minor units of ``currency``."""

    account: str
    amount_minor: int
    currency: str
    brand_order_id: int | None = None


class DoesNotBalance(ValueError):
    """Entries that do not sum to zero: a defect of the program."""


CUSTOMER = "customer"
DELIVERY = "delivery"
TAX = "tax"
ADJUSTMENT = "adjustment"
"""Goodwill: money given back that no line or delivery accounts for."""


def sales(partner_id: int) -> str:
    """The account of what a partner's goods brought in."""
    return f"sales:{partner_id}"


def held_by(gateway: str) -> str:
    """The account of what a gateway holds for us."""
    return f"gateway:{gateway}"


def check_balance(entries: Sequence[Entry]) -> None:
    """Raises DoesNotBalance unless the entries sum to zero in every currency."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.currency] = sums.get(entry.currency, 0) + entry.amount_minor
    wrong = {currency: total for currency, total in sums.items() if total}
    if wrong:
        raise DoesNotBalance(f"entries sum to {wrong}, not to zero")


def post(
    session: StoreSession,
    unique_key: str,
    kind: str,
    entries: Sequence[Entry],
    actor: Actor,
    *,
    order_id: int | None = None,
    payment_id: int | None = None,
    refund_id: int | None = None,
) -> bool:
    """Post a transaction once. Entries of nothing are left out. Returns whether it was new. Raises DoesNotBalance."""
    check_balance(entries)
    known = select(LedgerTransaction.id).where(LedgerTransaction.unique_key == unique_key)
    if session.scalars(known).first() is not None:
        return False
    transaction = LedgerTransaction(
        unique_key=unique_key,
        kind=kind,
        customer_order_id=order_id,
        payment_id=payment_id,
        refund_id=refund_id,
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
        at=clock.now(),
    )
    session.add(transaction)
    session.flush()
    for entry in entries:
        if entry.amount_minor:
            session.add(
                LedgerEntry(
                    transaction_id=transaction.id,
                    account=entry.account,
                    amount_minor=entry.amount_minor,
                    currency=entry.currency,
                    brand_order_id=entry.brand_order_id,
                )
            )
    return True
