"""Paying: a named sequence, because a gateway is never called inside a transaction.

1. ``start``: hold the stock, freeze what is paid for, write the attempt under its own key (one transaction).
2. The gateway is called with that key.
3. ``record_outcome``: the order is made, or the hold let go (one transaction), whoever brings the news first: the request
   itself, a second click, the gateway's own page, or the scheduled reconciliation.
4. The money is captured.

An answer that does not come is ``unknown``: the gateway is asked what became of the key before anything else happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import SHOPPER, SYSTEM, Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Conflict, Refused
from engine.base.signing import new_token
from engine.inventory import commands as inventory
from engine.ordering import events, ports
from engine.ordering.commands.capturing import capture, post_capture
from engine.ordering.commands.checkout import LASTS, locked_checkout, reprice
from engine.ordering.commands.placing import HOLD, Unplaceable, hold_stock, place_order
from engine.ordering.commands.timeline import move_payment
from engine.ordering.models import Checkout, CheckoutLine, Payment
from engine.ordering.ports import Outcome, PaymentRequest
from engine.ordering.queries.checkouts import (
    CheckoutView,
    checkout_view,
    live_payment,
    order_of_checkout,
)
from engine.ordering.rules import CHECKOUT
from engine.ordering.rules.states import LIVE, SETTLED

NEVER_SENT_AFTER = timedelta(minutes=2)
"""A payment that its gateway has never heard of is given up after this; calls time out long before."""

Status = Literal["placed", "second_step", "declined", "running", "too_late", "voided"]


@dataclass(frozen=True)
class Paid:
    """How an attempt stands. ``order_id`` and ``status_token`` when placed, ``url`` for a second step, ``code`` why not."""

    status: Status
    payment_id: int
    order_id: int | None = None
    status_token: str | None = None
    url: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Started:
    """The attempt of a checkout. ``is_new``: this request made it and is the one to call the gateway."""

    payment_id: int
    is_new: bool


def pay(db: Database, store_id: int, checkout_id: int, *, seen: str, return_url: str) -> Paid:
    """Pay a checkout. *seen* is the fingerprint of what the shopper was shown.

    Pressed twice, in two tabs or again after a time-out: one payment, one order. Raises Refused (a line is sold out, a
    step is missing) and Conflict (the price changed since, the checkout expired); everything typed is kept.
    """
    with db.write(store_id) as session:
        started = start(session, checkout_id, seen=seen)
    if not started.is_new:
        return resolve(db, store_id, started.payment_id)
    with db.read(store_id) as session:
        gateway, request = payment_request(session, started.payment_id, return_url)
    outcome = gateway.authorise(request)
    if outcome.status == "unknown":
        outcome = gateway.lookup(store_id, request.key) or outcome
    return settle(db, store_id, started.payment_id, outcome)


def start(session: StoreSession, checkout_id: int, *, seen: str) -> Started:
    """Step 1. Raises Refused and Conflict as ``pay``."""
    checkout = locked_checkout(session, checkout_id)
    running = live_payment(session, checkout.id)
    if running is not None:
        return Started(running.id, False)
    if checkout.state == "expired" or checkout.expires_at <= clock.now():
        raise Conflict("checkout.expired")
    view = checkout_view(session, checkout)
    check_ready(view, seen)
    reprice(session, checkout)
    lines = freeze(session, checkout, view)
    checkout.state = CHECKOUT.after(checkout.state, "start_paying")
    now = clock.now()
    payment = Payment(
        checkout_id=checkout.id,
        gateway=checkout.gateway or "",
        request_key=f"pay-{checkout.id}-{new_token()[:12]}",
        amount_minor=checkout.total_minor,
        currency=checkout.currency,
        summary=(checkout.payment_method or {}).get("summary"),
        created_at=now,
        updated_at=now,
    )
    session.add(payment)
    session.flush()
    hold_stock(session, checkout, lines)
    return Started(payment.id, True)


def settle(db: Database, store_id: int, payment_id: int, outcome: Outcome, actor: Actor = SHOPPER) -> Paid:
    """Steps 3 and 4: take in what a gateway said. Safe to call any number of times, from anywhere."""
    try:
        with db.write(store_id) as session:
            paid = record_outcome(session, payment_id, outcome, actor)
    except Unplaceable as too_late:
        with db.write(store_id) as session:
            give_up(session, payment_id, outcome, too_late.refusal)
        return undo(db, store_id, payment_id)
    if paid.status == "placed":
        capture(db, store_id, payment_id, actor)
    return paid


def record_outcome(session: StoreSession, payment_id: int, outcome: Outcome, actor: Actor = SHOPPER) -> Paid:
    """Step 3. Raises Unplaceable when the money came and the stock is gone; nothing is changed then."""
    payment, checkout = _locked(session, payment_id)
    if payment.state in LIVE:
        payment.gateway_reference = outcome.reference or payment.gateway_reference
        payment.summary = outcome.summary or payment.summary
        match outcome.status:
            case "authorised":
                move_payment(session, payment, "authorise", actor)
                events.payment_moved(session, "authorised", payment.id)
            case "captured":
                move_payment(session, payment, "capture", actor)
                events.payment_moved(session, "captured", payment.id)
            case "pending":
                move_payment(session, payment, "await_transfer", actor)
            case "requires_action":
                if payment.state != "requires_action":
                    move_payment(session, payment, "challenge", actor)
                payment.next_action_url = outcome.url
            case "declined" | "voided" | "refunded":
                _let_go(session, payment, checkout, outcome, actor)
            case "unknown":
                if payment.state == "started":
                    move_payment(session, payment, "lose", actor)
    if payment.state in SETTLED:
        order = place_order(session, checkout, payment)
        if payment.state == "captured":
            post_capture(session, payment, order, actor)
    return standing(session, payment)


def give_up(session: StoreSession, payment_id: int, outcome: Outcome, why: Refused) -> None:
    """The money came, the stock is gone: from now on the payment can only be undone."""
    payment, checkout = _locked(session, payment_id)
    if payment.state not in LIVE | {"authorised"} or order_of_checkout(session, checkout.id):
        return
    payment.gateway_reference = outcome.reference or payment.gateway_reference
    payment.decline_code = why.code
    move_payment(
        session, payment, "give_up", SYSTEM, reason=why.code, detail={"title": why.values.get("title")}
    )


def undo(db: Database, store_id: int, payment_id: int) -> Paid:
    """Void a payment that was given up, and tell the shopper by opening the checkout again."""
    with db.read(store_id) as session:
        payment = session.need(Payment, payment_id)
        gateway = ports.gateways().get(payment.gateway)
        key, reference = payment.request_key, payment.gateway_reference or ""
        if payment.state != "voiding" or gateway is None:
            return standing(session, payment)
    outcome = gateway.void(store_id, key, reference)
    with db.write(store_id) as session:
        payment, checkout = _locked(session, payment_id)
        if payment.state == "voiding" and outcome.status == "voided":
            move_payment(session, payment, "void", SYSTEM, reason=payment.decline_code)
            events.payment_moved(session, "voided", payment.id)
            _reopen(session, checkout)
        return standing(session, payment)


def resolve(db: Database, store_id: int, payment_id: int, actor: Actor = SHOPPER) -> Paid:
    """Where a payment stands; one that runs is looked up at its gateway first, never sent again."""
    with db.read(store_id) as session:
        payment = session.need(Payment, payment_id)
        state, key, age = payment.state, payment.request_key, clock.now() - payment.created_at
        gateway = ports.gateways().get(payment.gateway)
        now = standing(session, payment)
    if gateway is None:
        return now
    if state == "voiding":
        return undo(db, store_id, payment_id)
    if state in LIVE:
        outcome = gateway.lookup(store_id, key)
        if outcome is None:
            if age < NEVER_SENT_AFTER:
                return now
            outcome = Outcome("voided", code="never_sent")
        return settle(db, store_id, payment_id, outcome, actor)
    if state in SETTLED and now.status != "placed":
        return settle(db, store_id, payment_id, Outcome("unknown"), actor)
    if state == "authorised":
        capture(db, store_id, payment_id, actor)
    return now


def abandon(db: Database, store_id: int, payment_id: int) -> Paid:
    """Stop a payment whose second step nobody took: void it at the gateway, let the stock go, open the checkout again."""
    paid = resolve(db, store_id, payment_id, SYSTEM)
    if paid.status != "second_step":
        return paid
    with db.write(store_id) as session:
        payment, _ = _locked(session, payment_id)
        if payment.state != "requires_action":
            return standing(session, payment)
        payment.decline_code = "second_step_abandoned"
        move_payment(session, payment, "give_up", SYSTEM, reason="second_step_abandoned")
    return undo(db, store_id, payment_id)


def standing(session: StoreSession, payment: Payment) -> Paid:
    """What an attempt has come to, read from its rows."""
    order = order_of_checkout(session, payment.checkout_id)
    if order is not None:
        return Paid("placed", payment.id, order.id, order.status_token)
    if payment.state == "requires_action":
        return Paid("second_step", payment.id, url=payment.next_action_url)
    if payment.state == "declined":
        return Paid("declined", payment.id, code=payment.decline_code)
    if payment.state == "voided":
        late = (payment.decline_code or "").startswith(("cart.", "inventory."))
        return Paid("too_late" if late else "voided", payment.id, code=payment.decline_code)
    return Paid("running", payment.id)


def check_ready(view: CheckoutView, seen: str) -> None:
    """Raises Refused for a line that cannot be bought or a step that is missing, Conflict for a price that changed."""
    if not view.cart.lines:
        raise Refused("cart.empty")
    problem = next((line.problem for line in view.cart.lines if line.problem), None)
    if problem is not None:
        raise problem
    if view.open_step != "review":
        raise Refused(f"checkout.{view.open_step}_missing", step=view.open_step)
    if seen != view.seen:
        raise Conflict("checkout.changed")


def freeze(session: StoreSession, checkout: Checkout, view: CheckoutView) -> list[CheckoutLine]:
    """Write down what is paid for, as it is now: it no longer follows the cart."""
    assert view.delivery is not None
    checkout.delivery_detail = view.delivery.snapshot()
    checkout.delivery_method_id = view.delivery.id
    session.execute(
        delete(CheckoutLine).where(
            CheckoutLine.store_id == session.store, CheckoutLine.checkout_id == checkout.id
        )
    )
    by_key = {line.id: line for line in view.cart.buyable}
    lines = []
    for position, priced in enumerate(view.priced.lines, start=1):
        source = by_key[priced.key]
        assert source.offer is not None
        line = CheckoutLine(
            checkout_id=checkout.id,
            variant_id=source.variant_id,
            bought=source.offer.snapshot(),
            quantity=priced.quantity,
            properties=source.properties,
            position=position,
            unit_minor=priced.unit_minor,
            subtotal_minor=priced.subtotal_minor,
            discount_minor=priced.discount_minor,
            delivery_minor=priced.delivery_minor,
            delivery_tax_minor=priced.delivery_tax_minor,
            tax_minor=priced.tax_minor,
            total_minor=priced.total_minor,
        )
        session.add(line)
        lines.append(line)
    session.flush()
    return lines


def payment_request(
    session: StoreSession, payment_id: int, return_url: str
) -> tuple[ports.Gateway, PaymentRequest]:
    """The gateway of an attempt and what it is asked."""
    payment = session.need(Payment, payment_id)
    checkout = session.need(Checkout, payment.checkout_id)
    gateway = ports.gateways().get(payment.gateway)
    if gateway is None:
        raise Refused("checkout.payment_missing")
    return gateway, PaymentRequest(
        session.store,
        payment.request_key,
        payment.amount_minor,
        payment.currency,
        checkout.payment_method or {},
        return_url,
    )


def _locked(session: StoreSession, payment_id: int) -> tuple[Payment, Checkout]:
    """Lock order everywhere: checkout, payment, holds, items."""
    checkout = locked_checkout(session, session.need(Payment, payment_id).checkout_id)
    payment = session.scalars(
        select(Payment)
        .where(Payment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return payment, checkout


def _let_go(
    session: StoreSession, payment: Payment, checkout: Checkout, outcome: Outcome, actor: Actor
) -> None:
    declined = outcome.status == "declined"
    payment.decline_code = outcome.code or payment.decline_code or "generic"
    move_payment(session, payment, "decline" if declined else "void", actor, reason=payment.decline_code)
    events.payment_moved(session, "declined" if declined else "voided", payment.id)
    _reopen(session, checkout)


def _reopen(session: StoreSession, checkout: Checkout) -> None:
    """The hold goes, the cart and everything typed stay; the card is asked for again."""
    inventory.release(session, HOLD, checkout.id)
    if checkout.state == "paying":
        checkout.state = CHECKOUT.after(checkout.state, "reopen")
    checkout.payment_method = None
    checkout.updated_at = clock.now()
    checkout.expires_at = clock.now() + LASTS
    session.flush()
