"""Forgetting beside a buyer who comes back in that very moment: one of the two is first, and nothing is half forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.ordering import commands, queries
from engine.ordering.commands import Paid
from engine.ordering.commands.checkout import locked_checkout
from engine.ordering.commands.forgetting import forget_some
from engine.ordering.models import Checkout, CustomerOrder
from tests.factories.orders import Shop, make_shop
from tests.faults.crowd import ROUNDS, all_at_once, crowd_of
from tests.support.invariants import broken

DAYS = timedelta(days=30)


def _old(shop: Shop, clock: FixedClock) -> int:
    """An open checkout in front of its review, untouched for forty days."""
    checkout_id = shop.checkout(shop.cart(mug=1))
    with shop.db.write(shop.id) as session:
        session.execute(
            update(Checkout)
            .where(Checkout.store_id == shop.id)
            .values(updated_at=clock.now() - timedelta(days=40))
        )
    return checkout_id


def test_a_buyer_who_is_there_first_is_passed_over_and_then_young(
    postgres_db: Database, clock: FixedClock
) -> None:
    shop = make_shop(postgres_db)
    checkout_id = _old(shop, clock)
    with shop.db.write(shop.id) as session:
        locked_checkout(session, checkout_id)
        assert commands.forget_old_checkouts(shop.db) == 0  # without waiting
        commands.set_contact(session, checkout_id, email="back@example.com")
    assert commands.forget_old_checkouts(shop.db) == 0
    with shop.db.read(shop.id) as session:
        checkout = session.need(Checkout, checkout_id)
        assert checkout.email == "back@example.com" and checkout.shipping_address
    assert shop.pay(checkout_id).status == "placed"


def test_a_buyer_who_is_second_waits_and_finds_empty_fields(postgres_db: Database, clock: FixedClock) -> None:
    shop = make_shop(postgres_db)
    checkout_id = _old(shop, clock)
    seen = shop.seen(checkout_id)
    answers: list[Any] = []

    def come_back() -> None:
        try:
            answers.append(commands.pay(shop.db, shop.id, checkout_id, seen=seen, return_url="/"))
        except Refused as refusal:
            answers.append(refusal.code)
        with shop.db.write(shop.id) as session:
            answers.append(commands.set_contact(session, checkout_id, email="back@example.com").open_step)

    buyer = threading.Thread(target=come_back)
    with shop.db.write(shop.id) as session:
        assert forget_some(session, clock.now() - DAYS) == (1, None)
        buyer.start()
        buyer.join(timeout=0.5)
        assert buyer.is_alive() and answers == []
    buyer.join(timeout=30)
    assert answers == ["checkout.contact_missing", "delivery"]
    with shop.db.read(shop.id) as session:
        checkout = session.need(Checkout, checkout_id)
        assert (checkout.state, checkout.email, checkout.shipping_address) == (
            "open",
            "back@example.com",
            None,
        )
    shop.fill(checkout_id)
    shop.choose_payment(checkout_id)
    assert shop.pay(checkout_id).status == "placed"
    assert broken(shop.db, shop.id) == []


def test_who_begins_from_the_cart_is_not_waited_for(postgres_db: Database, clock: FixedClock) -> None:
    """Beginning locks the cart, then the checkout; forgetting has the checkout and passes the cart over: no deadlock."""
    shop = make_shop(postgres_db)
    token = shop.cart(mug=1)
    checkout_id = shop.checkout(token)
    clock.advance(days=2)
    began: list[int] = []

    def begin() -> None:
        with shop.db.write(shop.id) as session:
            began.append(commands.begin(session, token).id)

    for _ in range(10):
        with shop.db.write(shop.id) as session:
            session.execute(
                update(Checkout)
                .where(Checkout.store_id == shop.id)
                .values(updated_at=clock.now() - timedelta(days=2))
            )
        acts: list[Callable[[], Any]] = [begin, begin]
        acts += [lambda: _forget(shop, clock.now() - timedelta(days=1))] * 2
        assert [one for one in all_at_once(acts) if isinstance(one, Exception)] == []
    assert set(began) == {checkout_id}


def _forget(shop: Shop, before: Any) -> int:
    with shop.db.write(shop.id) as session:
        return forget_some(session, before)[0]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_payments_race_forgetting(
    db: Database, turn: int, database_kind: str, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db, stock={"mug": 100})
    model = _old(shop, clock)
    seen = shop.seen(model)
    buyers = [checkout_id for checkout_id, _ in crowd_of(shop, model, 24)]
    acts: list[Callable[[], Any]] = [
        lambda one=one: commands.pay(db, shop.id, one, seen=seen, return_url="/") for one in buyers
    ]
    acts[6:6] = [lambda: commands.forget_old_checkouts(db, at_once=5)] * 3
    answers = all_at_once(acts)
    placed = [one for one in answers if isinstance(one, Paid)]
    refused = [one for one in answers if isinstance(one, Refused)]
    assert {one.status for one in placed} <= {"placed"}
    assert {one.code for one in refused} <= {"checkout.contact_missing"}
    assert len(placed) + len(refused) == len(buyers)
    with db.read(shop.id) as session:
        orders = session.scalars(select(CustomerOrder)).all()
        assert len(orders) == len(placed)
        assert all(one.email.startswith("b") and one.shipping_address for one in orders)
        for checkout in session.scalars(select(Checkout).where(Checkout.id.in_(buyers))):
            view = queries.checkout_view(session, checkout)
            assert (checkout.email is None) == (checkout.shipping_address is None)
            assert checkout.state == "completed" or view.open_step == "contact"
    assert broken(db, shop.id) == []
    with capsys.disabled():
        print(f"\npaying beside forgetting, {database_kind}: {len(placed)} placed, {len(refused)} asked anew")
