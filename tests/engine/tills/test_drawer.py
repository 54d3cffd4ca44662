"""A drawer is counted: every sale is in one count and in no other."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from engine.base.actor import Actor
from engine.base.db import Database
from engine.base.errors import Conflict, Refused
from engine.tills import commands, queries
from engine.tills.models import TillDay, TillDevice, TillSale
from tests.engine.tills.shop import Shop, open_shop

IDA = Actor("staff", "Ida Quinn")


def test_a_drawer_is_counted_once_and_holds_what_was_settled_since(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=9)
    sale = shop.settle(shop.body(("cup", 2))).sale
    shop.settle(shop.body(("cup", 1), kind="return"))

    def count(made_id: str, counted: int, left: int) -> int:
        with db.write(store_id) as session:
            device = session.need(TillDevice, shop.device_id)
            day = commands.close_day(
                session, device, made_id, counted_minor=counted, left_minor=left, note=" a note ", actor=IDA
            )
            return day.id

    first_id = str(uuid.uuid4())
    first = count(first_id, 1150, 200)
    assert count(first_id, 9999, 0) == first
    shop.settle(shop.body(("cup", 1)), queued=True)
    with db.read(store_id) as session:
        now = queries.drawer_now(session, shop.device_id)
        assert (now.float_minor, now.cash_minor, now.sales, now.returns) == (200, 1200, 1, 0)
        days = queries.days(session).items
        assert [(row.day.expected_minor, row.day.difference_minor, row.day.note) for row in days] == [
            (1200, -50, "a note")
        ]
    second = count(str(uuid.uuid4()), 1400, 0)
    assert shop.detail(sale.id).sale.day_id == first != second
    ledger = shop.ledger()
    assert f"drawer:{shop.device_id}" not in ledger and ledger["cash_taken_out"] == 950 + 1400
    assert ledger["drawer_difference"] == 50 and sum(ledger.values()) == 0
    for counted, left in ((-1, 0), (100, 101)):
        with pytest.raises(Refused):
            count(str(uuid.uuid4()), counted, left)


def test_a_sale_settled_while_the_drawer_is_counted_is_in_one_count_only(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=9)
    shop.settle(shop.body(("cup", 1)))
    late = Thread(target=shop.settle, args=(shop.body(("cup", 2)),))

    def settle(_: Connection) -> None:
        late.start()
        if not db.is_sqlite:  # there it waits until the count is written
            late.join(30)

    with _before(db, "SELECT till_payment.kind, sum(", settle):
        first = _count(shop)
    late.join(30)
    second = _count(shop)
    assert [(day.sales, day.cash_minor) for day in (first, second)] == [(1, 1200), (1, 2400)]


def test_a_count_that_would_count_a_sale_twice_is_refused(db: Database, store_id: int) -> None:
    shop = open_shop(db, store_id, cup=9)
    shop.settle(shop.body(("cup", 1)))
    earlier = _count(shop)
    shop.settle(shop.body(("cup", 2)))
    ledger = shop.ledger()

    def count(connection: Connection) -> None:
        connection.execute(update(TillSale).where(TillSale.store_id == store_id).values(day_id=earlier.id))

    with (
        _before(db, "UPDATE till_sale SET day_id=", count),
        pytest.raises(Conflict, match="counted_meanwhile"),
    ):
        _count(shop)
    assert shop.ledger() == ledger and shop.count(TillDay) == 1
    assert _count(shop).cash_minor == 2400


@contextmanager
def _before(db: Database, start: str, act: Callable[[Connection], None]) -> Iterator[None]:
    """*act* once, before the first statement that begins like this."""
    begun = []

    def look(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(start) and not begun:
            begun.append(statement)
            act(connection)

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
    assert begun


def _count(shop: Shop) -> TillDay:
    with shop.db.write(shop.store_id) as session:
        device = session.need(TillDevice, shop.device_id)
        return commands.close_day(
            session, device, str(uuid.uuid4()), counted_minor=0, left_minor=0, note=None, actor=IDA
        )
