"""Buyers, counters and the clock at once, on real databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands, queries
from engine.inventory.commands import Wanted
from tests.engine.inventory.shop import LASTS, stocked

AT_ONCE = 8


def together(count: int, work: Callable[[int], int]) -> list[int]:
    """Run *work* for 0 … count-1 in threads that start at one moment; their answers."""
    barrier = threading.Barrier(AT_ONCE)
    waited = threading.local()

    def run(number: int) -> int:
        if not getattr(waited, "done", False):
            waited.done = True
            barrier.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(count)))


def test_fifty_units_are_sold_to_fifty_of_two_hundred_buyers(db: Database, store_id: int) -> None:
    _, (item,) = stocked(db, store_id, 50)

    def buy(number: int) -> int:
        try:
            with db.write(store_id) as session:
                commands.reserve(session, "checkout", number + 1, {item: 1}, LASTS)
        except Refused:
            return 0
        with db.write(store_id) as session:
            commands.commit(session, "checkout", number + 1, [Wanted(number + 1, item, 1)])
        return 1

    assert sum(together(200, buy)) == 50
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
        assert (now.on_hand, now.reserved, now.committed) == (50, 0, 50)
        assert queries.recount(session) == []


def test_one_reference_asked_many_times_at_once_holds_once(db: Database, store_id: int) -> None:
    _, (item, other) = stocked(db, store_id, 5, 5)

    def ask(_number: int) -> int:
        with db.write(store_id) as session:
            return len(commands.reserve(session, "checkout", 1, {other: 1, item: 2}, LASTS))

    assert together(24, ask) == [2] * 24
    with db.read(store_id) as session:
        now = queries.availability(session, [item, other])
        assert (now[item].reserved, now[other].reserved) == (2, 1)
        assert queries.recount(session) == []


def test_items_in_any_order_never_wait_for_each_other_in_a_ring(db: Database, store_id: int) -> None:
    _, items = stocked(db, store_id, 300, 300, 300)

    def mix(number: int) -> int:
        turned = items[number % 3 :] + items[: number % 3]
        with db.write(store_id) as session:
            commands.reserve(session, "checkout", number, dict.fromkeys(turned, 1), LASTS)
        with db.write(store_id) as session:
            if number % 2:
                return commands.release(session, "checkout", number)
            wanted = [Wanted(number * 10 + place, item, 1) for place, item in enumerate(reversed(turned))]
            return len(commands.commit(session, "checkout", number, wanted))

    assert together(60, mix) == [3] * 60
    with db.read(store_id) as session:
        assert queries.recount(session) == []
        assert {now.committed for now in queries.availability(session, items).values()} == {30}


def test_expiry_racing_a_payment_leaves_one_winner(db: Database, store_id: int) -> None:
    _, (item,) = stocked(db, store_id, 40)
    with db.write(store_id) as session:
        for number in range(40):
            commands.reserve(session, "checkout", number, {item: 1}, timedelta(seconds=-1))

    def pay_or_expire(number: int) -> int:
        with db.write(store_id) as session:
            if number % 2:
                commands.expire_due(session, most=2)
                return 0
            try:
                commands.commit(session, "checkout", number, [Wanted(number, item, 1)])
            except Refused:
                return 0
            return 1

    paid = sum(together(40, pay_or_expire))
    with db.write(store_id) as session:
        while commands.expire_due(session):
            pass
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
        assert (now.committed, now.reserved) == (paid, 0)
        assert queries.recount(session) == []


def test_counting_down_while_selling_never_oversells(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 60)

    def work(number: int) -> int:
        try:
            with db.write(store_id) as session:
                if number % 3 == 0:
                    commands.adjust(session, item, location, -2, actor=SYSTEM)
                    return 2
                commands.reserve(session, "checkout", number, {item: 1}, LASTS)
                return 1
        except Refused:
            return 0

    taken = sum(together(120, work))
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
        assert now.quantity == 60 - taken
        assert now.quantity >= 0
        assert queries.recount(session) == []
