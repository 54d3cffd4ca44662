"""Random walks: whatever is done to orders in whatever order, money and stock add up after every step."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.ordering import commands, queries
from engine.ordering.commands import RefundAsked
from tests.factories.orders import DECLINED, SECOND_STEP, Shop, make_shop
from tests.support.invariants import broken

STAFF = Actor("staff", "Grace", 7)
STEPS = 40


@pytest.mark.parametrize("seed", [1, 2])
def test_every_promise_holds_after_every_step(db: Database, clock: FixedClock, seed: int) -> None:
    chance = random.Random(seed)
    shop = make_shop(db, stock={"mug": 60, "vase": 60, "bowl": 60, "lamp": 60})
    shop.set_tax(1900, included=bool(seed % 2))
    orders: list[int] = []
    moves: list[Callable[[], None]] = [
        lambda: _buy(shop, orders, chance),
        lambda: _hand_over(shop, orders, chance),
        lambda: _refund(shop, orders, chance),
        lambda: _cancel(shop, orders, chance),
        lambda: _mark_paid(shop, orders, chance),
        lambda: _let_time_pass(shop, clock, chance),
    ]
    done = 0
    for _ in range(STEPS):
        try:
            chance.choices(moves, (8, 4, 4, 2, 2, 1))[0]()
            done += 1
        except Refused:
            pass
        assert broken(shop.db, shop.id) == []
    assert done > STEPS // 2 and orders


def _buy(shop: Shop, orders: list[int], chance: random.Random) -> None:
    wanted = {
        name: chance.randint(1, 3)
        for name in chance.sample(["mug", "vase", "bowl", "lamp"], chance.randint(1, 4))
    }
    pay_by = chance.choice(["card", "card", "transfer"])
    card = chance.choice([None, None, DECLINED, SECOND_STEP]) if pay_by == "card" else None
    shop.gateway.misbehave.queue = chance.choice([[], [], ["after_accepting"], ["before_accepting"]])
    paid = shop.pay(shop.checkout(shop.cart(**wanted), card=card, pay_by=pay_by))
    shop.gateway.misbehave.queue = []
    if paid.url:
        shop.gateway.answer_second_step(shop.id, paid.url.rsplit("/", 1)[1], approve=chance.random() < 0.7)
        paid = commands.resolve(shop.db, shop.id, paid.payment_id)
    if paid.order_id:
        orders.append(paid.order_id)


def _some(shop: Shop, orders: list[int], chance: random.Random) -> queries.OrderDetail:
    if not orders:
        raise Refused("orders.unknown")
    with shop.db.read(shop.id) as session:
        return queries.order_detail(session, chance.choice(orders))


def _hand_over(shop: Shop, orders: list[int], chance: random.Random) -> None:
    part = chance.choice(_some(shop, orders, chance).brand_orders)
    quantities = {line.line.id: chance.randint(0, line.to_fulfil) for line in part.lines}
    with shop.db.write(shop.id) as session:
        commands.mark_fulfilled(
            session,
            part.brand_order.id,
            key=str(chance.random()),
            actor=STAFF,
            quantities=chance.choice([None, quantities]),
        )


def _refund(shop: Shop, orders: list[int], chance: random.Random) -> None:
    detail = _some(shop, orders, chance)
    lines = {
        line.line.id: chance.randint(0, line.to_refund) for part in detail.brand_orders for line in part.lines
    }
    asked = RefundAsked(
        lines,
        delivery_minor=chance.randint(0, detail.delivery_refundable_minor),
        amount_minor=chance.choice([None, None, chance.randint(1, 5000)]),
        restock=chance.random() < 0.5,
    )
    commands.refund(shop.db, shop.id, detail.order.id, asked, key=str(chance.random()), actor=STAFF)


def _cancel(shop: Shop, orders: list[int], chance: random.Random) -> None:
    detail = _some(shop, orders, chance)
    part = chance.choice([None, chance.choice(detail.brand_orders).brand_order.id])
    commands.cancel(
        shop.db,
        shop.id,
        detail.order.id,
        brand_order_id=part,
        key=str(chance.random()),
        actor=STAFF,
        restock=chance.random() < 0.7,
    )


def _mark_paid(shop: Shop, orders: list[int], chance: random.Random) -> None:
    order_id = _some(shop, orders, chance).order.id
    with shop.db.write(shop.id) as session:
        commands.mark_as_paid(session, order_id, STAFF)


def _let_time_pass(shop: Shop, clock: FixedClock, chance: random.Random) -> None:
    clock.advance(minutes=chance.choice([3, 20]))
    commands.expire_checkouts_and_reservations(shop.db)
    commands.reconcile_payments(shop.db)
