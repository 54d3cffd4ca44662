"""Checkouts that nobody pays forget who they were for; whatever money hangs on is kept, and who comes back can buy."""

from __future__ import annotations

import itertools
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.base import clock as the_clock
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.ordering import commands, ports, queries
from engine.ordering.commands.forgetting import NOBODY, forget_some
from engine.ordering.models import Cart, CartLine, Checkout, CheckoutLine, CustomerOrder, Payment
from engine.ordering.rules import PAYMENT
from engine.ordering.rules.states import UNDONE
from tests.factories.orders import DECLINED, SECOND_STEP, Shop, make_shop
from tests.faults.crowd import crowd_of
from tests.support.counting import counted
from tests.support.invariants import broken

TYPED = ("email", "phone", "shipping_address", "billing_address", "note", "payment_method", "customer_id")


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db)


def of(shop: Shop, checkout_id: int) -> Checkout:
    with shop.db.read(shop.id) as session:
        return session.need(Checkout, checkout_id)


def knows(checkout: Checkout) -> set[str]:
    """What the checkout still has of what was typed."""
    return {name for name in TYPED if getattr(checkout, name) is not None}


def change(shop: Shop, checkout_id: int, **values: Any) -> None:
    with shop.db.write(shop.id) as session:
        chosen = (Checkout.store_id == shop.id, Checkout.id == checkout_id)
        session.execute(update(Checkout).where(*chosen).values(**values))


def test_what_was_typed_is_forgotten_after_thirty_days_and_not_before(shop: Shop, clock: FixedClock) -> None:
    checkout_id = shop.checkout(shop.cart(mug=2), card=DECLINED)
    assert shop.pay(checkout_id).status == "declined"
    shop.choose_payment(checkout_id)
    change(shop, checkout_id, phone="+49 30 1234", note="Ring at Lovelace", accepts_marketing=True)
    clock.advance(days=4)
    commands.expire_checkouts_and_reservations(shop.db)
    clock.advance(days=26)
    assert commands.forget_old_checkouts(shop.db) == 0
    assert knows(of(shop, checkout_id)) == set(TYPED) - {"billing_address", "customer_id"}
    clock.advance(seconds=1)  # expiring was not the buyer's touch
    assert commands.forget_old_checkouts(shop.db) == 1
    checkout = of(shop, checkout_id)
    assert {name: getattr(checkout, name) for name in NOBODY} == NOBODY
    assert (checkout.state, checkout.total_minor) == ("expired", 2 * 1450 + 490)
    with shop.db.read(shop.id) as session:
        assert session.scalars(select(CheckoutLine)).all() == []
        assert [line.quantity for line in session.scalars(select(CartLine))] == [2]
        attempt = session.scalars(select(Payment)).one()
        assert (attempt.state, attempt.summary, attempt.amount_minor) == ("declined", None, 3390)
    assert commands.forget_old_checkouts(shop.db) == 0
    assert broken(shop.db, shop.id) == []


def test_who_comes_back_finds_empty_fields_and_can_buy(shop: Shop, clock: FixedClock) -> None:
    expired = shop.checkout(shop.cart(mug=1))
    clock.advance(days=31)
    still_open = shop.checkout(shop.cart(vase=1))
    change(shop, still_open, updated_at=clock.now() - timedelta(days=31))
    commands.expire_checkouts_and_reservations(shop.db)
    assert commands.forget_old_checkouts(shop.db) == 2
    with shop.db.write(shop.id) as session:
        again = commands.begin_again(session, expired).id
    for checkout_id in (again, still_open):
        assert of(shop, checkout_id).state == "open" and not knows(of(shop, checkout_id))
        with shop.db.read(shop.id) as session:
            view = queries.checkout_view(session, session.need(Checkout, checkout_id))
            assert (view.open_step, len(view.cart.buyable)) == ("contact", 1)
        shop.fill(checkout_id, method="pickup")
        shop.choose_payment(checkout_id)
        assert shop.pay(checkout_id).status == "placed"
    with shop.db.read(shop.id) as session:
        assert {order.customer_name for order in session.scalars(select(CustomerOrder))} == {"Ada Lovelace"}
    clock.advance(days=400)
    assert commands.forget_old_checkouts(shop.db) == 0
    assert broken(shop.db, shop.id) == []


def test_coming_back_from_the_cart_is_a_touch(shop: Shop, clock: FixedClock) -> None:
    ports.forget_after.bind(timedelta(days=1))
    token = shop.cart(mug=1)
    checkout_id = shop.checkout(token)
    clock.advance(days=1, seconds=1)
    with shop.db.write(shop.id) as session:
        assert commands.begin(session, token).id == checkout_id
    assert commands.forget_old_checkouts(shop.db) == 0
    clock.advance(days=1, seconds=1)
    assert commands.forget_old_checkouts(shop.db) == 1


@pytest.mark.parametrize("at_once", [1, 7, 200])
def test_exactly_what_is_unpaid_untouched_and_not_waited_for_is_forgotten(
    shop: Shop, clock: FixedClock, at_once: int
) -> None:
    """Every state of a checkout with every state of a payment, young and old, whatever the size of a batch."""
    model, ordered = shop.checkout(shop.cart(mug=1)), shop.buy(vase=1)
    with shop.db.read(shop.id) as session:
        of_order = session.need(CustomerOrder, ordered).checkout_id
    states = ("open", "expired", "paying", "completed")
    payments = (None, "started", *sorted({end for _, end in PAYMENT.steps.values()}))
    cases = list(itertools.product(states, payments, (29, 31)))
    ids = [checkout_id for checkout_id, _ in crowd_of(shop, model, len(cases))]
    now = clock.now()
    for checkout_id, (state, payment, days) in zip(ids, cases, strict=True):
        change(shop, checkout_id, state=state, updated_at=now - timedelta(days=days))
        if payment is not None:
            with shop.db.write(shop.id) as session:
                session.add(_payment(checkout_id, payment))
    # a checkout with an order is kept even if its state were wrong
    change(shop, of_order, state="open", updated_at=now - timedelta(days=99))
    before = {checkout_id: knows(of(shop, checkout_id)) for checkout_id in [*ids, of_order]}
    due = {
        checkout_id
        for checkout_id, (state, payment, days) in zip(ids, cases, strict=True)
        if state in ("open", "expired") and (payment is None or payment in UNDONE) and days == 31
    }
    assert len(due) == 2 * 3
    assert commands.forget_old_checkouts(shop.db, at_once=at_once) == len(due)
    for checkout_id, known in before.items():
        assert knows(of(shop, checkout_id)) == (set() if checkout_id in due else known)
    assert commands.forget_old_checkouts(shop.db, at_once=at_once) == 0


def _payment(checkout_id: int, state: str) -> Payment:
    now = the_clock.now()
    return Payment(
        checkout_id=checkout_id, gateway="test", request_key=f"{checkout_id}", state=state, amount_minor=1,
        currency="EUR", created_at=now, updated_at=now,
    )  # fmt: skip


def test_an_open_payment_keeps_the_buyer_until_it_came_to_nothing(shop: Shop, clock: FixedClock) -> None:
    checkout_id = shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)
    paid = shop.pay(checkout_id)
    clock.advance(days=99)
    assert commands.forget_old_checkouts(shop.db) == 0
    commands.reconcile_payments(shop.db)
    with shop.db.read(shop.id) as session:
        assert session.need(Payment, paid.payment_id).state == "voided"
    assert commands.forget_old_checkouts(shop.db) == 0  # opened again a moment ago
    clock.advance(days=31)
    assert commands.forget_old_checkouts(shop.db) == 1
    with shop.db.read(shop.id) as session:
        attempt = session.need(Payment, paid.payment_id)
        assert (attempt.next_action_url, attempt.summary) == (None, None)


def test_many_cost_as_many_statements_as_one_and_stay_in_their_store(shop: Shop, clock: FixedClock) -> None:
    neighbour = make_shop(shop.db, handle="neighbour")
    kept = neighbour.checkout(neighbour.cart(mug=1))
    model = shop.checkout(shop.cart(mug=1))
    old, before = clock.now() - timedelta(days=40), clock.now() - timedelta(days=30)
    change(shop, model, updated_at=old)
    with shop.db.write(shop.id) as session, counted(shop.db) as one:
        assert forget_some(session, before) == (1, None)
    shop.fill(model)
    change(shop, model, updated_at=old)
    crowd_of(shop, model, 449)
    with shop.db.write(shop.id) as session, counted(shop.db) as many:
        forgot, after = forget_some(session, before, at_once=150)
    assert forgot == 150 and after is not None
    assert many.count == one.count <= 8, many
    assert commands.forget_old_checkouts(shop.db, at_once=100, most=100) == 100
    assert commands.forget_old_checkouts(shop.db, at_once=100) == 200
    assert commands.forget_old_checkouts(shop.db) == 0
    assert knows(of(neighbour, kept))


def test_the_note_of_a_cart_goes_when_it_was_left_and_its_lines_stay(shop: Shop, clock: FixedClock) -> None:
    tokens = [shop.cart(mug=1), shop.cart(vase=1)]
    for token in tokens:
        shop.checkout(token)
        with shop.db.write(shop.id) as session:
            commands.update(session, token, {}, note="For Ada", attributes={"gift": "Ada"})
    clock.advance(days=31)
    with shop.db.write(shop.id) as session:  # the second cart is still shopped with
        commands.add(session, tokens[1], [commands.NewLine(shop.variants["mug"])])
    assert commands.forget_old_checkouts(shop.db) == 2
    with shop.db.read(shop.id) as session:
        left, used = session.scalars(select(Cart).order_by(Cart.id))
        assert (left.note, left.attributes) == (None, {})
        assert (used.note, used.attributes) == ("For Ada", {"gift": "Ada"})
        assert len(session.scalars(select(CartLine)).all()) == 3


def test_what_is_logged_is_a_number(shop: Shop, clock: FixedClock, caplog: pytest.LogCaptureFixture) -> None:
    checkout_id = shop.checkout(shop.cart(mug=1))
    typed = of(shop, checkout_id)
    clock.advance(days=31)
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="vitrine.ordering"):
        commands.forget_old_checkouts(shop.db)
    said = [record.getMessage() for record in caplog.records if record.name == "vitrine.ordering"]
    assert said == ["unpaid checkouts that forgot who they were for: 1"]
    everything = "\n".join(record.getMessage() for record in caplog.records)
    assert typed.email and typed.email not in everything
    assert "Lovelace" not in everything and "Torstra" not in everything and typed.token not in everything


def test_the_condition_finds_its_index(shop: Shop) -> None:
    from engine.ordering.commands.forgetting import _due

    before = the_clock.now()
    with shop.db.write(shop.id) as session:
        text = str(
            _due(session, before, (before, 1)).compile(
                session.get_bind(), compile_kwargs={"literal_binds": True}
            )
        )
        if not shop.db.is_sqlite:
            session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if shop.db.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(row) for row in session.connection().exec_driver_sql(f"{explain} {text}"))
    assert "ix_checkout_to_forget" in plan, plan
