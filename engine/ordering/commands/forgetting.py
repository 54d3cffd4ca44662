"""Checkouts that nobody pays forget, after a while, who they were for.

What stays is a checkout that works: its link, its cart and prices, its fields empty. A buyer who is at it in the same
moment wins: what somebody has locked is passed over, and what they keep is young again. One who comes a moment later
waits for this transaction and finds empty fields.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, text, update
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.bulk import rows_changed
from engine.base.db import Database, StoreSession
from engine.ordering import ports
from engine.ordering.models import Cart, Checkout, CheckoutLine, CustomerOrder, Payment
from engine.ordering.models.checkout import KNOWS_SOMEBODY
from engine.ordering.rules.states import UNDONE
from engine.stores.models import Store

WHY = "checkouts of every store forget who they were for, by the clock"
AT_ONCE = 200
MOST = 5_000
"""Checkouts of one run: other tasks of the clock wait for it. The next run goes on."""
NOBODY: dict[str, Any] = {
    "customer_id": None,
    "email": None,
    "phone": None,
    "accepts_marketing": False,
    "shipping_address": None,
    "billing_address": None,
    "gateway": None,
    "payment_method": None,
    "note": None,
    # Not personal, but asked for together with the address or the name of who collects: kept, a step would be skipped.
    "delivery_method_id": None,
    "delivery_detail": None,
}
"""A checkout's columns while nothing was typed."""

Key = tuple[datetime, int]

log = logging.getLogger("vitrine.ordering")


def forget(checkout: Checkout) -> None:
    """The checkout no longer knows who it is for. The caller holds its row."""
    for name, value in NOBODY.items():
        setattr(checkout, name, value)


def forget_old_checkouts(db: Database, *, at_once: int = AT_ONCE, most: int = MOST) -> int:
    """Scheduled: checkouts that were not paid, and not touched for ``ports.forget_after``, forget who they were for.

    Small transactions, *at_once* checkouts each, about *most* in a run. Returns how many forgot. What money still hangs
    on is kept: a payment that runs or succeeded, an order, and what ``ports.still_needed`` names.
    """
    before = clock.now() - ports.forget_after()
    done = 0
    for store_id in _stores(db, before):
        after: Key | None = None
        while done < most:
            with db.write(store_id) as session:
                forgot, after = forget_some(session, before, after, at_once)
            done += forgot
            if after is None:
                break
    if done:
        log.info("unpaid checkouts that forgot who they were for: %d", done)
    return done


def forget_some(
    session: StoreSession, before: datetime, after: Key | None = None, at_once: int = AT_ONCE
) -> tuple[int, Key | None]:
    """One transaction's worth, oldest first: those untouched since *before*, from the key *after* on.

    Returns how many forgot, and the key to go on from; None at the end. As many statements for one as for *at_once*.
    """
    found = session.execute(_due(session, before, after).limit(at_once)).all()
    if not found:
        return 0, None
    needed = ports.still_needed()(session, [row.id for row in found])
    going = [row for row in found if row.id not in needed]
    if going:
        _forget(session, [row.id for row in going])
        _forget_notes(session, [row.cart_id for row in going], before)
    last = found[-1]
    return len(going), (last.updated_at, last.id) if len(found) == at_once else None


def _stores(db: Database, before: datetime) -> Sequence[int]:
    old = exists().where(Checkout.store_id == Store.id, text(KNOWS_SOMEBODY), Checkout.updated_at < before)
    with db.read(None, cross_store=WHY) as session:
        return session.scalars(select(Store.id).where(old).order_by(Store.id)).all()


def _due(session: StoreSession, before: datetime, after: Key | None) -> Any:
    """Their rows, locked. The states of the checkout say enough; its payments and order are looked at all the same, since
    what is lost here cannot be brought back."""
    ordered = exists().where(
        CustomerOrder.store_id == session.store, CustomerOrder.checkout_id == Checkout.id
    )
    paying = exists().where(
        Payment.store_id == session.store, Payment.checkout_id == Checkout.id, Payment.state.not_in(UNDONE)
    )
    due = select(Checkout.id, Checkout.cart_id, Checkout.updated_at).where(
        Checkout.store_id == session.store,
        text(KNOWS_SOMEBODY),
        Checkout.updated_at < before,
        ~ordered,
        ~paying,
    )
    if after is not None:
        moment, last = after
        due = due.where(Checkout.updated_at >= moment, or_(Checkout.updated_at > moment, Checkout.id > last))
    return due.order_by(Checkout.updated_at, Checkout.id).with_for_update(skip_locked=True, of=Checkout)


def _forget(session: StoreSession, ids: Sequence[int]) -> None:
    """Not ``updated_at``: forgetting is not the buyer's touch."""
    own = Checkout.store_id == session.store
    rows_changed(session, update(Checkout).where(own, Checkout.id.in_(ids)).values(NOBODY))
    lines = delete(CheckoutLine).where(
        CheckoutLine.store_id == session.store, CheckoutLine.checkout_id.in_(ids)
    )
    rows_changed(session, lines)  # what a payment that came to nothing was for, with what was asked for of it
    attempts = update(Payment).where(
        Payment.store_id == session.store, Payment.checkout_id.in_(ids), Payment.state.in_(UNDONE)
    )
    rows_changed(session, attempts.values(summary=None, next_action_url=None))


def _forget_notes(session: StoreSession, cart_ids: Sequence[int], before: datetime) -> None:
    """The notes of carts that were left as long ago. Carts are locked before checkouts elsewhere, so one that is locked is
    passed over instead of waited for: somebody is at it, and it is not left."""
    other = aliased(Checkout)
    younger = exists().where(
        other.store_id == session.store, other.cart_id == Cart.id, other.updated_at >= before
    )
    left = (
        select(Cart.id)
        .where(Cart.store_id == session.store, Cart.id.in_(cart_ids), Cart.updated_at < before, ~younger)
        .with_for_update(skip_locked=True, of=Cart)
    )
    ids = session.scalars(left).all()
    own = Cart.store_id == session.store
    rows_changed(session, update(Cart).where(own, Cart.id.in_(ids)).values(note=None, attributes={}))
