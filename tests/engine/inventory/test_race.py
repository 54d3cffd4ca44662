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
from tests.engine.inventory.shop import LASTS, add_item, add_location, stocked

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


def test_the_last_unit_goes_to_the_web_or_over_the_counter(
    db: Database, store_id: int, record_property: Callable[[str, object], None]
) -> None:
    rounds = 16
    place, items = stocked(db, store_id, *[1] * rounds)

    def grab(number: int) -> int:
        item = items[number // 2]
        try:
            with db.write(store_id) as session:
                if number % 2:
                    commands.reserve(session, "checkout", number, {item: 1}, LASTS)
                    commands.commit(session, "checkout", number, [Wanted(number, item, 1)])
                else:
                    commands.sell_here(
                        session, place, {item: 1}, actor=SYSTEM, reference=("till_sale", number)
                    )
        except Refused:
            return 0
        return 1

    won = together(2 * rounds, grab)
    assert [won[turn] + won[turn + 1] for turn in range(0, 2 * rounds, 2)] == [1] * rounds
    record_property("last units", rounds)
    record_property("to the web", sum(won[1::2]))
    record_property("over the counter", sum(won[::2]))
    with db.read(store_id) as session:
        assert queries.recount(session) == []


def test_fifty_units_in_three_places_for_carts_with_two_lines_of_one_item(
    db: Database, store_id: int, record_property: Callable[[str, object], None]
) -> None:
    """Two lines of one item are one demand; every third buyer stands at a counter instead."""
    with db.write(store_id) as session:
        places = [add_location(session, name) for name in ("Near", "Far", "Shop")]
        item = add_item(session, places[0], 20)
        commands.receive(session, places[1], {item: 13}, actor=SYSTEM)
        commands.receive(session, places[2], {item: 17}, actor=SYSTEM)

    def buy(number: int) -> int:
        try:
            with db.write(store_id) as session:
                if number % 3 == 0:
                    commands.sell_here(
                        session, places[2], {item: 1}, actor=SYSTEM, reference=("till_sale", number)
                    )
                    return 1
                commands.reserve(session, "checkout", number, {item: 2}, LASTS)
                lines = [Wanted(2 * number, item, 1), Wanted(2 * number + 1, item, 1)]
                commands.commit(session, "checkout", number, lines, commands.rule_for(session))
                return 2
        except Refused:
            return 0

    sold = together(200, buy)
    record_property("buyers", 200)
    record_property("units sold on the web", sum(units for units in sold if units == 2))
    record_property("over the counter", sum(units for units in sold if units == 1))
    assert sum(sold) in (49, 50), "an odd unit may be left for carts that want two"
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
        assert now.quantity == 50 - sum(sold)
        assert all(level.free >= 0 for level in queries.levels(session, [item])[item])
        assert queries.recount(session) == []


def test_sets_and_their_parts_bought_at_once_leave_the_sums_right(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        place = add_location(session)
        pot, cup, tea_set = (add_item(session, place, count) for count in (12, 40, 0))
        commands.set_bundle(session, tea_set, {pot: 1, cup: 2})

    def buy(number: int) -> int:
        wanted = ({tea_set: 1}, {cup: 1}, {pot: 1}, {tea_set: 1, cup: 1})[number % 4]
        try:
            with db.write(store_id) as session:
                commands.reserve(session, "checkout", number, wanted, LASTS)
        except Refused:
            return 0
        return 1

    assert 12 <= sum(together(80, buy)) < 80
    with db.read(store_id) as session:
        assert queries.recount(session) == []
        assert all(row.quantity >= 0 for row in queries.availability(session, [pot, cup, tea_set]).values())
