"""Holds, commitments and movements, one command at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.inventory import commands, queries
from engine.inventory.commands import Wanted
from engine.inventory.models import Commitment, Movement, Reservation
from tests.engine.inventory.shop import LASTS, add_item, add_location, free, stocked

ANNA = Actor("staff", "Anna", 7)


def whole(db: Database, store_id: int) -> bool:
    with db.read(store_id) as session:
        return queries.recount(session) == []


def test_a_hold_takes_from_what_is_free_and_gives_it_back(db: Database, store_id: int) -> None:
    _, (item, other) = stocked(db, store_id, 5, 3)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 4, other: 3}, LASTS)
    assert (free(db, store_id, item), free(db, store_id, other)) == (1, 0)
    with db.write(store_id) as session:
        assert commands.release(session, "checkout", 1) == 2
        assert commands.release(session, "checkout", 1) == 0
    assert (free(db, store_id, item), free(db, store_id, other)) == (5, 3)
    assert whole(db, store_id)


def test_a_hold_is_all_or_nothing_and_names_what_is_short(db: Database, store_id: int) -> None:
    _, (item, other, plenty) = stocked(db, store_id, 2, 0, 9)
    with db.write(store_id) as session:
        with pytest.raises(Refused) as refused:
            commands.reserve(session, "checkout", 1, {plenty: 1, item: 3, other: 1}, LASTS)
        assert refused.value.code == "inventory.sold_out"
        assert sorted(refused.value.values["items"], key=lambda i: int(i["item_id"])) == [
            {"item_id": item, "wanted": 3, "left": 2},
            {"item_id": other, "wanted": 1, "left": 0},
        ]
    assert free(db, store_id, plenty) == 9
    with db.read(store_id) as session:
        assert session.scalars(select(Reservation)).all() == []
    assert whole(db, store_id)


def test_the_caller_may_go_on_in_its_transaction_after_a_refusal(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 1)
    with db.write(store_id) as session:
        with pytest.raises(Refused):
            commands.reserve(session, "checkout", 1, {item: 2}, LASTS)
        commands.receive(session, location, {item: 4}, actor=ANNA)
    assert free(db, store_id, item) == 5


def test_holding_again_holds_the_difference(db: Database, store_id: int, clock: FixedClock) -> None:
    _, (item, other) = stocked(db, store_id, 5, 5)
    for quantities, left in (
        ({item: 3}, (2, 5)),
        ({item: 3}, (2, 5)),
        ({item: 5, other: 1}, (0, 4)),
        ({other: 2}, (5, 3)),
    ):
        clock.advance(minutes=10)
        with db.write(store_id) as session:
            held = commands.reserve(session, "checkout", 1, quantities, LASTS)
            assert held == quantities
            rows = session.scalars(select(Reservation).where(Reservation.state == "held")).all()
            assert {row.item_id: row.quantity for row in rows} == quantities
            assert all(row.expires_at == clock.at + LASTS for row in rows)
        assert (free(db, store_id, item), free(db, store_id, other)) == left
    assert whole(db, store_id)


def test_a_hold_ends_by_the_clock(db: Database, store_id: int, clock: FixedClock) -> None:
    _, (item,) = stocked(db, store_id, 5)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 4}, timedelta(minutes=15))
        commands.reserve(session, "checkout", 2, {item: 1}, timedelta(minutes=30))
    clock.advance(minutes=14, seconds=59)
    assert commands.expire_everywhere(db) == 0
    clock.advance(seconds=1)
    assert commands.expire_everywhere(db) == 1
    assert free(db, store_id, item) == 4
    with db.write(store_id) as session:
        with pytest.raises(Conflict):
            commands.commit(session, "checkout", 1, [Wanted(9, item, 4)])
        commands.reserve(session, "checkout", 1, {item: 4}, LASTS)
        commands.commit(session, "checkout", 1, [Wanted(9, item, 4)])
    assert whole(db, store_id)


@pytest.mark.parametrize("kind", [{"tracked": False}, {"policy": "continue"}])
def test_what_is_not_limited_can_always_be_held(db: Database, store_id: int, kind: dict[str, object]) -> None:
    with db.write(store_id) as session:
        item = add_item(session, add_location(session), 1, **kind)
        commands.reserve(session, "checkout", 1, {item: 500}, LASTS)
        assert queries.availability(session, [item])[item].in_stock
        commands.commit(session, "checkout", 1, [Wanted(9, item, 500)])
        commands.fulfil(session, {9: 500}, actor=ANNA, reference=("order", 3))
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
    assert now.on_hand == (1 if "tracked" in kind else -499)
    assert now.committed == now.reserved == 0
    assert whole(db, store_id)


@pytest.mark.parametrize("quantity", [0, -1, 1_000_000_001])
def test_quantities_out_of_bounds_are_refused(db: Database, store_id: int, quantity: int) -> None:
    location, (item,) = stocked(db, store_id, 5)
    with db.write(store_id) as session:
        with pytest.raises(Refused):
            commands.reserve(session, "checkout", 1, {item: quantity}, LASTS)
        with pytest.raises(Refused):
            commands.adjust(session, item, location, quantity if quantity > 0 else 0, actor=ANNA)
    assert free(db, store_id, item) == 5


def test_two_lines_of_one_item_are_summed_and_each_gets_its_own(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        near, far = add_location(session, "Near"), add_location(session, "Far")
        item = add_item(session, near, 3)
        commands.receive(session, far, {item: 4}, actor=ANNA)
        commands.reserve(session, "checkout", 1, {item: 6}, LASTS)
        made = commands.commit(session, "checkout", 1, [Wanted(11, item, 5), Wanted(12, item, 1)])
        again = commands.commit(session, "checkout", 1, [Wanted(11, item, 5), Wanted(12, item, 1)])
    assert sorted((c.order_line_id, c.location_id, c.quantity) for c in made) == sorted(
        [(11, far, 4), (11, near, 1), (12, near, 1)]
    )
    assert {c.id for c in again} == {c.id for c in made}
    with db.read(store_id) as session:
        assert {view.location_id: view.free for view in queries.levels(session, [item])[item]} == {
            near: 1,
            far: 0,
        }
    assert whole(db, store_id)


def test_fulfilling_moves_and_cancelling_gives_back(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 10)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 5}, LASTS)
        commands.commit(session, "checkout", 1, [Wanted(11, item, 5)])
        commands.fulfil(session, {11: 2}, actor=ANNA, reference=("fulfilment", 4))
        commands.release_commitment(session, {11: 1}, actor=ANNA)
        with pytest.raises(Conflict):
            commands.fulfil(session, {11: 3}, actor=ANNA)
        session.rollback()
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 5}, LASTS)
        commands.commit(session, "checkout", 1, [Wanted(11, item, 5)])
        commands.fulfil(session, {11: 2}, actor=ANNA, reference=("fulfilment", 4))
        commands.release_commitment(session, {11: 1}, actor=ANNA)
        commands.restock(session, location, {item: 1}, actor=ANNA, reference=("refund", 8))
    with db.read(store_id) as session:
        now = queries.availability(session, [item])[item]
        assert (now.on_hand, now.committed, now.quantity) == (9, 2, 7)
        newest, sold, received = queries.movements(session, item)
        assert (newest.cause, newest.quantity) == ("returned", 1)
        assert (sold.cause, sold.quantity, sold.actor_name, sold.reference_kind, sold.reference_id) == (
            ("sold", -2, "Anna", "fulfilment", 4)
        )
        assert (received.cause, received.quantity) == ("received", 10)
        assert sum(c.quantity for c in session.scalars(select(Commitment))) == 2
    assert whole(db, store_id)


def test_counting_writes_the_difference_as_a_movement(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 10)
    with db.write(store_id) as session:
        assert commands.set_on_hand(session, item, location, 7, actor=ANNA, note="Shelf counted") == -3
        assert commands.set_on_hand(session, item, location, 7, actor=ANNA) == 0
    with db.read(store_id) as session:
        last = queries.movements(session, item)[0]
        assert (last.quantity, last.cause, last.note) == (-3, "counted", "Shelf counted")
        assert len(session.scalars(select(Movement)).all()) == 2
    assert whole(db, store_id)


def test_stock_that_is_promised_cannot_be_counted_away(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        near, far = add_location(session, "Near"), add_location(session, "Far")
        item = add_item(session, near, 4)
        commands.receive(session, far, {item: 4}, actor=ANNA)
        commands.reserve(session, "checkout", 1, {item: 3}, LASTS)
        commands.commit(session, "checkout", 1, [Wanted(11, item, 3)])
    with db.write(store_id) as session:
        with pytest.raises(Refused) as refused:
            commands.set_on_hand(session, item, near, 2, actor=ANNA)
        assert (refused.value.code, refused.value.values["left"]) == ("inventory.promised_here", 1)
        session.rollback()
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 2, {item: 5}, LASTS)
        with pytest.raises(Refused) as refused:
            commands.adjust(session, item, far, -1, actor=ANNA)
        assert refused.value.code == "inventory.promised"
    assert whole(db, store_id)


def test_an_oversold_item_cannot_be_made_strict(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        item = add_item(session, add_location(session), 1, policy="continue")
        commands.reserve(session, "checkout", 1, {item: 3}, LASTS)
        with pytest.raises(Conflict):
            commands.set_item(session, item, tracked=True, policy="deny")
        commands.release(session, "checkout", 1)
        commands.set_item(session, item, tracked=True, policy="deny")
        with pytest.raises(Refused):
            commands.reserve(session, "checkout", 1, {item: 3}, LASTS)


def test_another_stores_items_are_not_there(db: Database, store_id: int, other_store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 5)
    with db.write(other_store_id) as session:
        with pytest.raises(NotFound):
            commands.reserve(session, "checkout", 1, {item: 1}, LASTS)
        with pytest.raises(NotFound):
            commands.adjust(session, item, location, 1, actor=ANNA)
        assert queries.availability(session, [item]) == {}
    assert free(db, store_id, item) == 5


def test_what_changes_availability_is_told(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 5)

    def told() -> int:
        with db.read(store_id) as session:
            events = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "stock.changed")).all()
        assert all(event.payload["item_ids"] == [item] for event in events)
        return len(events)

    before = told()
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 1}, LASTS)
    with db.write(store_id) as session:
        commands.reserve(session, "checkout", 1, {item: 1}, LASTS)
    assert told() == before + 1
    with db.write(store_id) as session:
        commands.commit(session, "checkout", 1, [Wanted(11, item, 1)])
        commands.release_commitment(session, {11: 1}, actor=ANNA)
        commands.adjust(session, item, location, 2, actor=ANNA)
    assert told() == before + 3


def test_the_checker_sees_what_does_not_add_up(db: Database, store_id: int) -> None:
    location, (item,) = stocked(db, store_id, 5)
    with db.write(store_id) as session:
        level = session.scalars(select(queries.stock.Level)).one()  # type: ignore[attr-defined]
        level.on_hand = 6
    with db.read(store_id) as session:
        found = queries.recount(session)
    assert [(f.item_id, f.location_id, f.column, f.stored, f.counted) for f in found] == [
        (item, location, "on_hand", 6, 5),
        (item, None, "on_hand", 5, 6),
    ]


def test_what_is_not_counted_can_be_sold_from_a_store_that_named_no_location(
    db: Database, store_id: int
) -> None:
    with db.write(store_id) as session:
        items = commands.create_items(session, [commands.NewItem(tracked=False)] * 2)
    for order_id, item_id in enumerate(items, start=1):
        with db.write(store_id) as session:
            commands.reserve(session, "checkout", order_id, {item_id: 1}, LASTS)
            commands.commit(session, "checkout", order_id, [Wanted(order_id, item_id, 1)])
    with db.read(store_id) as session:
        places = queries.locations(session)
        assert len(places) == 1 and places[0].name, "made at the first sale, found at the second"
        assert {c.location_id for c in session.scalars(select(Commitment))} == {places[0].id}
    assert whole(db, store_id)
