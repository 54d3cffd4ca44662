"""What runs by the clock: checkouts and holds whose time is over, payments and refunds whose end nobody saw."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.bulk import rows_changed
from engine.base.db import Database, StoreSession
from engine.inventory.commands import holds
from engine.ordering.commands.paying import abandon, resolve
from engine.ordering.commands.placing import HOLD_LASTS
from engine.ordering.commands.refunding import carry_out
from engine.ordering.models import Checkout, Payment, Refund

WHY = "checkouts and payments of every store are looked at by the clock"
UNSEEN_AFTER = timedelta(seconds=60)
"""Younger payments are still in the hands of the request that made them."""
AT_ONCE = 200

log = logging.getLogger(__name__)


def expire_checkouts_and_reservations(db: Database) -> int:
    """Scheduled: checkouts left open too long expire (the cart stays), holds whose time is over are let go.

    Returns how many checkouts expired.
    """
    holds.expire_everywhere(db)
    total = 0
    for store_id, ids in _due(db, _expired_checkouts).items():
        with db.write(store_id) as session:
            total += rows_changed(
                session,
                update(Checkout)
                .where(Checkout.store_id == store_id, Checkout.id.in_(ids), Checkout.state == "open")
                .values(state="expired"),
            )
    return total


def reconcile_payments(db: Database) -> int:
    """Scheduled: ask the gateways about payments and refunds whose end was not seen. Returns how many were looked at.

    A payment that succeeded gets its order (or is undone, when the stock is gone); one that nobody finished is let go; an
    authorised one is captured. The money never stays without an order, nor the order without its money being asked for.
    """
    looked_at = 0
    for store_id, ids in _due(db, _unfinished_payments).items():
        for payment_id in ids:
            _safely(resolve, db, store_id, payment_id, SYSTEM)
            looked_at += 1
    for store_id, ids in _due(db, _abandoned_payments).items():
        for payment_id in ids:
            _safely(abandon, db, store_id, payment_id)
            looked_at += 1
    for store_id, ids in _due(db, _pending_refunds).items():
        for refund_id in ids:
            _safely(carry_out, db, store_id, refund_id)
            looked_at += 1
    return looked_at


def _safely(step: Callable[..., Any], *arguments: Any) -> None:
    """One payment's trouble must not keep the others waiting; it is looked at again next time."""
    try:
        step(*arguments)
    except Exception:
        log.exception("reconciling %s failed", arguments[1:3])


def _due(db: Database, chosen: Callable[[], Any]) -> dict[int, list[int]]:
    with db.read(None, cross_store=WHY) as session:
        return _by_store(session, chosen())


def _by_store(session: StoreSession, statement: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for store_id, record_id in session.execute(statement.limit(AT_ONCE)):
        found.setdefault(store_id, []).append(record_id)
    return found


def _expired_checkouts() -> Any:
    return select(Checkout.store_id, Checkout.id).where(
        Checkout.state == "open", Checkout.expires_at <= clock.now()
    )


def _unfinished_payments() -> Any:
    return select(Payment.store_id, Payment.id).where(
        or_(
            Payment.state.in_(("started", "unknown", "voiding")),
            (Payment.state == "authorised"),
        ),
        Payment.updated_at <= clock.now() - UNSEEN_AFTER,
    )


def _abandoned_payments() -> Any:
    return select(Payment.store_id, Payment.id).where(
        Payment.state == "requires_action", Payment.updated_at <= clock.now() - HOLD_LASTS
    )


def _pending_refunds() -> Any:
    return select(Refund.store_id, Refund.id).where(
        Refund.state == "pending", Refund.created_at <= clock.now() - UNSEEN_AFTER
    )
