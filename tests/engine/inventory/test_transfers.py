"""Goods on their way, and shelves being counted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, Refused
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem, Movement, StockCountLine
from tests.engine.inventory.shop import LASTS, add_item, add_location, free, stocked


@pytest.fixture
def rooms(db: Database, store_id: int) -> tuple[int, int, int]:
    """A warehouse with ten cups, an empty shop, the cup."""
    with db.write(store_id) as session:
        warehouse, shop = add_location(session), add_location(session, "Shop")
        return warehouse, shop, add_item(session, warehouse, 10)


def levels(db: Database, store_id: int, item: int) -> dict[str, tuple[int, int]]:
    """{place: (on hand, incoming)}."""
    with db.read(store_id) as session:
        return {
            level.location_name: (level.on_hand, level.incoming)
            for level in queries.levels(session, [item])[item]
        }


def test_sent_received_in_part_and_the_rest_missing(
    db: Database, store_id: int, rooms: tuple[int, int, int]
) -> None:
    warehouse, shop, cup = rooms
    with db.write(store_id) as session:
        sent = commands.draft_transfer(
            session, from_id=warehouse, to_id=shop, quantities={cup: 6}, actor=SYSTEM
        )
        transfer = sent.id
    assert free(db, store_id, cup) == 10, "a draft moves nothing"
    for _ in range(2):
        with db.write(store_id) as session:
            commands.send_transfer(session, transfer, actor=SYSTEM)
    assert levels(db, store_id, cup) == {"Warehouse": (4, 0), "Shop": (0, 6)}
    assert free(db, store_id, cup) == 4, "what is on its way is nobody's to sell"
    for _ in range(2):
        with db.write(store_id) as session:
            commands.receive_transfer(session, transfer, {cup: 4}, key="first", actor=SYSTEM)
    assert levels(db, store_id, cup) == {"Warehouse": (4, 0), "Shop": (4, 2)}
    with db.write(store_id) as session, pytest.raises(Refused) as refused:
        commands.receive_transfer(session, transfer, {cup: 3}, key="second", actor=SYSTEM)
    assert refused.value.values["left"] == 2
    with db.write(store_id) as session:
        done = commands.receive_transfer(session, transfer, {cup: 1}, key="third", actor=SYSTEM, close=True)
        assert done.state == "received"
        assert [line.missing for line in queries.transfer_lines(session, transfer)] == [1]
    assert levels(db, store_id, cup) == {"Warehouse": (4, 0), "Shop": (5, 0)}
    with db.read(store_id) as session:
        assert queries.recount(session) == []
        assert queries.transfers(session).items[0].underway == 0


def test_a_cancelled_transfer_goes_back(db: Database, store_id: int, rooms: tuple[int, int, int]) -> None:
    warehouse, shop, cup = rooms
    with db.write(store_id) as session:
        transfer = commands.draft_transfer(
            session, from_id=warehouse, to_id=shop, quantities={cup: 6}, actor=SYSTEM
        ).id
        commands.send_transfer(session, transfer, actor=SYSTEM)
        commands.receive_transfer(session, transfer, {cup: 2}, key="a", actor=SYSTEM)
    for _ in range(2):
        with db.write(store_id) as session:
            commands.cancel_transfer(session, transfer, actor=SYSTEM)
    assert levels(db, store_id, cup) == {"Warehouse": (8, 0), "Shop": (2, 0)}
    with db.write(store_id) as session, pytest.raises(Conflict):
        commands.receive_transfer(session, transfer, {cup: 1}, key="b", actor=SYSTEM)


def test_promised_goods_do_not_leave(db: Database, store_id: int, rooms: tuple[int, int, int]) -> None:
    warehouse, shop, cup = rooms
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {cup: 5}, LASTS)
        transfer = commands.draft_transfer(
            session, from_id=warehouse, to_id=shop, quantities={cup: 6}, actor=SYSTEM
        ).id
    with db.write(store_id) as session, pytest.raises(Invalid) as refused:
        commands.send_transfer(session, transfer, actor=SYSTEM)
    assert refused.value.errors[f"line-{cup}"].values["left"] == 5
    assert levels(db, store_id, cup)["Warehouse"] == (10, 0)


def test_bad_transfers_say_what_is_wrong_of_every_line(
    db: Database, store_id: int, rooms: tuple[int, int, int]
) -> None:
    warehouse, shop, cup = rooms
    with db.write(store_id) as session, pytest.raises(Invalid) as same:
        commands.draft_transfer(session, from_id=shop, to_id=shop, quantities={cup: 1}, actor=SYSTEM)
    assert set(same.value.errors) == {"to_id"}
    with db.write(store_id) as session, pytest.raises(Invalid) as lines:
        commands.draft_transfer(
            session, from_id=warehouse, to_id=shop, quantities={cup: 0, 999_999: 1}, actor=SYSTEM
        )
    assert set(lines.value.errors) == {f"line-{cup}", "line-999999"}


def test_goods_of_a_supplier_come_in(db: Database, store_id: int, rooms: tuple[int, int, int]) -> None:
    _, shop, cup = rooms
    with db.write(store_id) as session:
        transfer = commands.draft_transfer(
            session, from_id=None, to_id=shop, quantities={cup: 3}, actor=SYSTEM, supplier="Ostara"
        ).id
        commands.send_transfer(session, transfer, actor=SYSTEM)
        commands.receive_transfer(session, transfer, {cup: 3}, key="a", actor=SYSTEM)
        causes = session.scalars(select(Movement.cause).where(Movement.location_id == shop)).all()
    assert causes == ["received"] and free(db, store_id, cup) == 13


def test_what_is_sold_while_a_shelf_is_counted_is_no_difference(db: Database, store_id: int) -> None:
    place, (cup, plate) = stocked(db, store_id, 10, 4)
    with db.write(store_id) as session:
        count = commands.open_count(session, place, actor=SYSTEM).id
        commands.count_item(session, count, cup, 5, actor=SYSTEM)
        commands.count_item(session, count, cup, 4, actor=SYSTEM, add=True)
        commands.count_item(session, count, plate, 4, actor=SYSTEM)
    with db.write(store_id) as session:
        commands.sell_here(session, place, {cup: 2}, actor=SYSTEM, reference=("till_sale", 1))
    for expected in ((1, 1, 0), (0, 0, 0)):
        with db.write(store_id) as session:
            done = commands.apply_count(session, count, actor=SYSTEM)
            assert (done.changed, done.right, done.waiting) == expected
    assert free(db, store_id, cup) == 7
    with db.read(store_id) as session:
        assert session.need(InventoryItem, plate).counted_at is not None
        assert queries.recount(session) == []
        assert queries.stock_counts(session).items[0].row.state == "applied"


def test_a_count_below_what_is_promised_waits_and_the_rest_is_applied(db: Database, store_id: int) -> None:
    place, (cup, plate) = stocked(db, store_id, 10, 4)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {cup: 8}, LASTS)
        count = commands.open_count(session, place, actor=SYSTEM).id
        commands.count_item(session, count, cup, 6, actor=SYSTEM)
        commands.count_item(session, count, plate, 3, actor=SYSTEM)
    with db.write(store_id) as session:
        done = commands.apply_count(session, count, actor=SYSTEM)
        assert (done.changed, done.waiting) == (1, 1)
    with db.read(store_id) as session:
        line = session.scalars(select(StockCountLine).where(StockCountLine.item_id == cup)).one()
        assert line.state == "waiting" and line.problem == "inventory.promised:2"
    with db.write(store_id) as session:
        commands.release(session, "checkout", 1)
        assert commands.apply_count(session, count, actor=SYSTEM).changed == 1
    assert (free(db, store_id, cup), free(db, store_id, plate)) == (6, 3)
    with db.write(store_id) as session, pytest.raises(Conflict):
        commands.count_item(session, count, cup, 1, actor=SYSTEM)
