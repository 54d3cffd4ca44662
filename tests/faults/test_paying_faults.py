"""Races and crashes around a payment: one order for one payment, no more stock than there is, no more money back than came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.base.outbox import OutboxEvent
from engine.inventory.models import InventoryItem
from engine.ordering import commands, queries
from engine.ordering.commands import NewLine, Paid, RefundAsked, paying
from engine.ordering.models import CustomerOrder, Payment, Refund
from tests.factories.orders import DECLINED, SECOND_STEP, Shop, make_shop
from tests.factories.shopfront import install_theme
from tests.faults.crowd import ROUNDS, all_at_once, crowd_of
from tests.support.invariants import broken
from tests.support.redis_server import RedisServer
from tests.support.serving import HostClient
from tests.support.shopping import Shopper, path_of

STAFF = Actor("staff", "Grace", 7)


def _say(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        print(f"\n{words}")


def _stock(shop: Shop, name: str) -> tuple[int, int, int]:
    with shop.db.read(shop.id) as session:
        item = session.need(InventoryItem, shop.items[name])
        return item.on_hand, item.reserved, item.committed


def _orders(shop: Shop) -> int:
    with shop.db.read(shop.id) as session:
        return int(session.scalar(select(func.count(CustomerOrder.id))) or 0)


def _outcomes(answers: list[Paid | Exception]) -> Counter[str]:
    unexpected = [
        answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)
    ]
    assert unexpected == []
    return Counter(answer.status if isinstance(answer, Paid) else "refused" for answer in answers)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_lines_of_one_item_are_summed_before_they_are_held(
    db: Database, turn: int, database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db, stock={"vase": 21})
    with shop.db.write(shop.id) as session:
        vase = shop.variants["vase"]
        lines = [NewLine(vase, 1), NewLine(vase, 1, {"Gift": "yes"})]
        token = commands.add(session, None, lines).token
    model = shop.checkout(token)
    seen = shop.seen(model)
    buyers = crowd_of(shop, model, 24)
    outcomes = _outcomes(
        all_at_once(
            [lambda id=id: commands.pay(db, shop.id, id, seen=seen, return_url="/") for id, _ in buyers]
        )
    )
    assert outcomes == {"placed": 10, "refused": 14}
    assert _stock(shop, "vase") == (21, 0, 20)
    assert broken(db, shop.id) == []
    _say(
        capsys,
        f"two lines of one item, {database_kind}: 24 buyers of 2, 21 units, {outcomes['placed']} served",
    )


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_attempt_fifty_times_at_once_is_one_order(
    db: Database, turn: int, database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db)
    checkout_id = shop.checkout(shop.cart(mug=1, vase=1))
    seen = shop.seen(checkout_id)
    outcomes = _outcomes(
        all_at_once([lambda: commands.pay(db, shop.id, checkout_id, seen=seen, return_url="/")] * 50)
    )
    assert outcomes["placed"] >= 1 and set(outcomes) <= {"placed", "running"}
    with db.read(shop.id) as session:
        assert session.scalar(select(func.count(Payment.id))) == 1
    assert _orders(shop) == 1
    assert shop.gateway.misbehave.calls == 1
    assert broken(db, shop.id) == []
    _say(capsys, f"one attempt 50 times, {database_kind}: {dict(outcomes)}, 1 order, 1 call to the gateway")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_twenty_refunds_at_once_never_exceed_what_was_captured(
    db: Database, turn: int, database_kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db)
    order_id = shop.buy(vase=2)
    with db.read(shop.id) as session:
        total = session.need(CustomerOrder, order_id).total_minor
    asked = RefundAsked({}, amount_minor=total // 3)
    answers = all_at_once(
        [
            lambda n=n: commands.refund(db, shop.id, order_id, asked, key=f"r{n}", actor=STAFF)
            for n in range(20)
        ]
    )
    done = [answer for answer in answers if isinstance(answer, commands.Refunded)]
    assert len(done) == 3 and all(one.state == "done" for one in done)
    assert all(isinstance(answer, (Refused, commands.Refunded)) for answer in answers)
    with db.read(shop.id) as session:
        given_back = session.scalar(select(func.sum(Refund.amount_minor)))
        assert given_back == 3 * (total // 3) <= total
    assert broken(db, shop.id) == []
    _say(
        capsys,
        f"20 refunds of a third at once, {database_kind}: {len(done)} done, {given_back} of {total} back",
    )


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_expiry_races_payment(
    db: Database, turn: int, database_kind: str, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db, stock={"lamp": 6})
    started = [shop.pay(shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)) for _ in range(6)]
    late = shop.checkout(shop.cart(bowl=1))
    clock.advance(minutes=16)
    for paid in started:
        shop.gateway.answer_second_step(shop.id, (paid.url or "").rsplit("/", 1)[1], approve=True)
    seen = shop.seen(late)
    acts: list[Callable[[], Paid | int]] = [
        lambda paid=paid: commands.resolve(db, shop.id, paid.payment_id) for paid in started
    ]
    acts += [lambda paid=paid: commands.resolve(db, shop.id, paid.payment_id) for paid in started]
    acts += [lambda: commands.expire_checkouts_and_reservations(db)] * 3
    acts += [lambda: commands.pay(db, shop.id, late, seen=seen, return_url="/")]
    answers = all_at_once(acts)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    for paid in started:
        assert commands.resolve(db, shop.id, paid.payment_id).status == "placed"
    assert _stock(shop, "lamp") == (6, 0, 6)
    assert broken(db, shop.id) == []
    _say(
        capsys,
        f"expiry racing payment, {database_kind}: 6 payments, 3 sweeps: 6 orders, nothing held twice",
    )


def test_late_money_for_the_last_unit_is_undone(
    db: Database, database_kind: str, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = make_shop(db, stock={"lamp": 2})
    slow = [shop.pay(shop.checkout(shop.cart(lamp=1), card=SECOND_STEP)) for _ in range(2)]
    clock.advance(minutes=16)
    commands.expire_checkouts_and_reservations(db)
    quick = [shop.checkout(shop.cart(lamp=1)) for _ in range(2)]
    seen = [shop.seen(one) for one in quick]
    for paid in slow:
        shop.gateway.answer_second_step(shop.id, (paid.url or "").rsplit("/", 1)[1], approve=True)
    acts: list[Callable[[], Paid]] = [lambda p=p: commands.resolve(db, shop.id, p.payment_id) for p in slow]
    acts += [lambda n=n: commands.pay(db, shop.id, quick[n], seen=seen[n], return_url="/") for n in range(2)]
    outcomes = _outcomes(all_at_once(acts))
    assert outcomes["placed"] == 2 and outcomes["too_late"] + outcomes["refused"] == 2
    assert _stock(shop, "lamp") == (2, 0, 2)
    assert broken(db, shop.id) == []
    _say(capsys, f"late money for the last units, {database_kind}: {dict(outcomes)}")


@pytest.mark.parametrize("point", ["before the call", "after the call", "before the capture"])
def test_a_crash_in_the_middle_of_paying_ends_in_an_order_or_in_nothing(
    db: Database, clock: FixedClock, point: str
) -> None:
    shop = make_shop(db)
    checkout_id = shop.checkout(shop.cart(mug=1, lamp=1))
    with db.write(shop.id) as session:
        started = paying.start(session, checkout_id, seen=shop.seen(checkout_id))
    if point != "before the call":
        with db.read(shop.id) as session:
            gateway, request = paying.payment_request(session, started.payment_id, "/")
        outcome = gateway.authorise(request)
        if point == "before the capture":
            with db.write(shop.id) as session:
                paying.record_outcome(session, started.payment_id, outcome)
    clock.advance(minutes=3)  # the process died here; the clock's tasks come by
    commands.reconcile_payments(db)
    commands.reconcile_payments(db)
    with db.read(shop.id) as session:
        payment = session.need(Payment, started.payment_id)
        assert payment.state == ("voided" if point == "before the call" else "captured")
    assert _orders(shop) == (0 if point == "before the call" else 1)
    assert _stock(shop, "mug")[1] == 0
    assert broken(db, shop.id) == []
    if point == "before the call":
        shop.choose_payment(checkout_id)
        assert shop.pay(checkout_id).status == "placed"


def test_a_declined_card_and_another_in_two_tabs_at_once(db: Database, clock: FixedClock) -> None:
    shop = make_shop(db)
    checkout_id = shop.checkout(shop.cart(mug=1), card=DECLINED)
    assert shop.pay(checkout_id).status == "declined"
    shop.choose_payment(checkout_id)
    seen = shop.seen(checkout_id)
    outcomes = _outcomes(
        all_at_once([lambda: commands.pay(db, shop.id, checkout_id, seen=seen, return_url="/")] * 2)
    )
    assert outcomes["placed"] >= 1 and _orders(shop) == 1
    assert broken(db, shop.id) == []


def test_the_order_is_taken_while_redis_is_down(
    app: Flask,
    db: Database,
    database_kind: str,
    redis_server: RedisServer,
    client_at: Callable[[str], HostClient],
    do_due_work: Callable[[], int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shop = make_shop(db)
    install_theme(db, shop.id)
    redis_server.kill()
    shopper = Shopper(client_at, shop)
    shopper.ready(mug=1, vase=1)
    assert path_of(shopper.press()).endswith("/thanks")
    assert _orders(shop) == 1
    with db.read(shop.id) as session:
        waiting = session.scalar(
            select(func.count(OutboxEvent.id)).where(
                OutboxEvent.relayed_at.is_(None), OutboxEvent.name.in_(("order.placed", "mail.written"))
            )
        )
        assert waiting == 2
    redis_server.start()
    do_due_work()
    letters = list((tmp_path / "instance" / "mailbox").glob("*.eml"))
    assert len(letters) == 1
    assert broken(db, shop.id) == []
    _say(
        capsys,
        f"Redis down during checkout, {database_kind}: order taken, {len(letters)} letter sent afterwards",
    )


def test_balances_after_it_all(db: Database, clock: FixedClock) -> None:
    """What the gateway remembers and what the ledger says are the same sum."""
    shop = make_shop(db)
    for _ in range(3):
        shop.buy(mug=1, vase=1)
    order_id = shop.buy(lamp=1)
    commands.cancel(db, shop.id, order_id, key="c", actor=STAFF)
    from engine.providers.models import TestGatewayPayment

    with db.read(shop.id) as session:
        held = session.execute(
            select(func.sum(TestGatewayPayment.captured_minor - TestGatewayPayment.refunded_minor))
        ).scalar_one()
        assert queries.balance(session, "gateway:test", "EUR") == held == 3 * (1450 + 3890 + 490)
