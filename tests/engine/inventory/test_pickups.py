"""Goods held at a shop for people who come for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Invalid, NotFound, Refused
from engine.catalogue.models import Product, Variant
from engine.inventory import commands, queries
from engine.inventory.commands import LocationInput, Wish
from engine.inventory.hours import kept_until, opening, read_hours, typed
from engine.inventory.models import Channel, Level, PickupHold
from engine.stores.commands import TooManyTries
from tests.factories.catalogue import make_product
from tests.factories.stores import make_store

WEEK = read_hours(dict.fromkeys((1, 2, 3, 4, 5), "9:00-12:30, 14-18") | {6: "10 – 14"})


def _shop(db: Database, store_id: int, on_hand: int = 3, **kind: object) -> tuple[int, int, int]:
    """A shop with a thing that is only shown online: its place, the variant and the item."""
    with db.write(store_id) as session:
        given = LocationInput("Quay Street", kind="shop", hours=WEEK, offers_pickup=True)
        place = commands.create_location(session, given, SYSTEM).id
    product = make_product(db, store_id, "Bowl", on_hand=on_hand, **kind)
    with db.write(store_id) as session:
        variant = session.scalars(select(Variant).where(Variant.product_id == product)).one()
        commands.designate(session, [variant.inventory_item_id], {1: "view_only"}, SYSTEM)
        return place, variant.id, variant.inventory_item_id


def _wish(variant: int, place: int, quantity: int = 1, email: str = "ada@example.com") -> Wish:
    return Wish(variant, place, quantity, "Ada", email)


def _sums(db: Database, store_id: int, item: int) -> tuple[int, int]:
    """Free of the item, held at its place; and all sums hold."""
    with db.read(store_id) as session:
        assert queries.recount(session) == []
        held = sum(session.scalars(select(Level.held).where(Level.item_id == item)))
        return queries.availability(session, [item])[item].quantity, held


def test_units_are_held_until_the_end_of_the_next_opening_day(
    db: Database, store_id: int, clock: FixedClock
) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        hold = commands.hold_for_pickup(session, _wish(variant, place, 2))
    assert hold.until == datetime(2026, 1, 16, 18, tzinfo=UTC) and len(hold.number) == 6
    assert _sums(db, store_id, item) == (1, 2)
    with db.read(store_id) as session:
        (waiting,) = queries.pickup_holds(session, place)
        assert (waiting.number, waiting.title, waiting.quantity) == (hold.number, "Bowl", 2)
        assert queries.pickup_by_token(session, hold.token) == waiting
        assert queries.pickup_holds(session, 99) == []
    clock.at = hold.until
    commands.expire_everywhere(db)
    assert _sums(db, store_id, item) == (3, 0)
    with db.read(store_id) as session:
        found = queries.pickup_by_token(session, hold.token)
        assert found is not None and found.state == "expired"
        assert queries.pickup_holds(session) == []


def test_asked_twice_it_is_one_hold(db: Database, store_id: int) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        first = commands.hold_for_pickup(session, _wish(variant, place)).id
    with db.write(store_id) as session:
        assert commands.hold_for_pickup(session, _wish(variant, place)).id == first
    assert _sums(db, store_id, item) == (2, 1)


def test_no_more_is_held_than_nobody_has_a_claim_on(db: Database, store_id: int) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        commands.set_safety(session, [item], place, 3)
        commands.hold_for_pickup(session, _wish(variant, place, 2))
    with pytest.raises(Refused, match="pickup_fewer") as none, db.write(store_id) as session:
        commands.hold_for_pickup(session, _wish(variant, place, 2, "eve@example.com"))
    assert none.value.values["count"] == 1
    assert _sums(db, store_id, item) == (1, 2)
    with pytest.raises(Refused), db.write(store_id) as session:
        commands.set_on_hand(session, item, place, 1, actor=SYSTEM)


def test_what_is_handed_over_can_be_sold_in_the_same_transaction(db: Database, store_id: int) -> None:
    place, variant, item = _shop(db, store_id, on_hand=1)
    with db.write(store_id) as session:
        hold = commands.hold_for_pickup(session, _wish(variant, place)).id
    with pytest.raises(Refused), db.write(store_id) as session:
        commands.sell_here(session, place, {item: 1}, actor=SYSTEM, reference=("sale", 1))
    with db.write(store_id) as session:
        commands.hand_over_hold(session, hold, SYSTEM)
        commands.sell_here(session, place, {item: 1}, actor=SYSTEM, reference=("sale", 1))
    assert _sums(db, store_id, item) == (0, 0)
    with db.write(store_id) as session:
        assert commands.hand_over_hold(session, hold, SYSTEM).state == "handed_over"
        with pytest.raises(Conflict, match="pickup_over"):
            commands.let_go_hold(session, hold, SYSTEM)
        with pytest.raises(NotFound):
            commands.let_go_hold(session, 1, SYSTEM)


def test_what_nobody_comes_for_is_let_go(db: Database, store_id: int) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        hold = commands.hold_for_pickup(session, _wish(variant, place)).id
    for _ in range(2):
        with db.write(store_id) as session:
            assert commands.let_go_hold(session, hold, SYSTEM).state == "let_go"
    assert _sums(db, store_id, item) == (3, 0)


def test_a_wish_that_cannot_be_is_refused_naming_its_field(
    db: Database, store_id: int, other_store_id: int
) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        with pytest.raises(Invalid) as faults:
            commands.hold_for_pickup(session, Wish(variant, place, 11, " \0", "nobody"))
        assert set(faults.value.errors) == {"name", "email", "quantity"}
        with pytest.raises(Invalid) as faults:
            commands.hold_for_pickup(session, _wish(variant, 7))
        assert set(faults.value.errors) == {"location_id"}
        with pytest.raises(NotFound):
            commands.hold_for_pickup(session, _wish(7, place))
    with db.write(other_store_id) as session, pytest.raises(Refused):
        commands.hold_for_pickup(session, _wish(variant, place))
    with db.write(store_id) as session:
        session.scalars(select(Product)).one().status = "draft"
        session.flush()
        with pytest.raises(NotFound):
            commands.hold_for_pickup(session, _wish(variant, place))
    assert _sums(db, store_id, item) == (3, 0)


def test_one_address_may_ask_so_often(db: Database, store_id: int, clock: FixedClock) -> None:
    place, variant, _item = _shop(db, store_id, on_hand=20)
    for number in range(6):
        with db.write(store_id) as session:
            wish = _wish(variant, place, email=f"a{number}@example.com")
            commands.hold_for_pickup(session, wish, address_hash="here")
    with pytest.raises(TooManyTries), db.write(store_id) as session:
        commands.hold_for_pickup(session, _wish(variant, place, email="b@example.com"), address_hash="here")
    clock.advance(minutes=16)
    with db.write(store_id) as session:
        commands.hold_for_pickup(session, _wish(variant, place, email="b@example.com"), address_hash="here")


def test_a_shop_keeps_only_what_it_sells_and_only_if_it_keeps_things(db: Database, store_id: int) -> None:
    place, variant, item = _shop(db, store_id)
    with db.write(store_id) as session:
        till = session.scalars(select(Channel.id).where(Channel.location_id == place)).one()
        commands.designate(session, [item], {till: "not_listed"}, SYSTEM)
        with pytest.raises(Refused, match="pickup_none"):
            commands.hold_for_pickup(session, _wish(variant, place))


def test_hours_are_read_as_people_write_them() -> None:
    assert WEEK == [
        {"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "12:30"},
        {"days": [1, 2, 3, 4, 5], "opens": "14:00", "closes": "18:00"},
        {"days": [6], "opens": "10:00", "closes": "14:00"},
    ]
    assert read_hours(typed(WEEK)) == WEEK and read_hours({}) == []
    assert read_hours({7: "0:00-24:00"})[0]["closes"] == "23:59"
    for wrong in ("open", "18-9", "9-25", "9:70-10", "9-12, 11-13", "9-10," * 3 + "x", "9"):
        with pytest.raises(Invalid) as faults:
            read_hours({1: "9-12", 2: wrong})
        assert set(faults.value.errors) == {"hours.2"}


def test_when_a_shop_is_open() -> None:
    monday = datetime(2026, 1, 19, 9, 0, tzinfo=UTC)
    assert opening(WEEK, monday).is_open and opening(WEEK, monday).at == monday.replace(hour=12, minute=30)
    noon = opening(WEEK, monday.replace(hour=13))
    assert not noon.is_open and noon.at == monday.replace(hour=14)
    saturday = datetime(2026, 1, 24, 15, tzinfo=UTC)
    assert opening(WEEK, saturday).at == datetime(2026, 1, 26, 9, tzinfo=UTC), "Sunday is closed"
    assert opening([], monday).at is None
    assert kept_until(WEEK, saturday) == datetime(2026, 1, 26, 18, tzinfo=UTC)
    assert kept_until([], saturday) == datetime(2026, 1, 25, 23, 59, tzinfo=UTC)
    assert kept_until(WEEK, saturday) - saturday > timedelta(days=2)


def test_one_of_many_gets_the_last_unit(
    db: Database, store_id: int, record_property: Callable[[str, object], None]
) -> None:
    """Eight people want it kept, four pay for it online, at the same moment: one of them gets it."""
    place, variant, item = _shop(db, store_id, on_hand=1)
    with db.write(store_id) as session:
        commands.designate(session, [item], {1: "for_sale"}, SYSTEM)
    start, won = threading.Barrier(12), []

    def want(number: int) -> None:
        start.wait(30)
        try:
            with db.write(store_id) as session:
                if number < 8:
                    commands.hold_for_pickup(session, _wish(variant, place, email=f"a{number}@example.com"))
                else:
                    commands.reserve(session, "checkout", number, {item: 1}, timedelta(minutes=15))
            won.append(number)
        except Refused as refused:
            assert refused.code in ("inventory.pickup_none", "inventory.sold_out")

    threads = [threading.Thread(target=want, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(won) == 1
    assert _sums(db, store_id, item) == (0, 1 if won[0] < 8 else 0)
    record_property("wanted it", 12)
    record_property("got it", len(won))


steps = st.lists(
    st.tuples(
        st.sampled_from(["hold", "hand over", "let go", "reserve", "release", "sell", "count", "wait"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_is_done_what_is_held_is_there(
    db: Database, clock: FixedClock, steps: list[tuple[str, int]]
) -> None:
    store_id = make_store(db).id
    place, variant, item = _shop(db, store_id, on_hand=4)
    with db.write(store_id) as session:
        commands.designate(session, [item], {1: "for_sale"}, SYSTEM)
    holds: list[int] = []
    for step, number in steps:
        try:
            with db.write(store_id) as session:
                if step == "hold":
                    wish = _wish(variant, place, number + 1, f"a{number}@example.com")
                    holds.append(commands.hold_for_pickup(session, wish).id)
                elif step == "hand over" and holds:
                    commands.hand_over_hold(session, holds[number % len(holds)], SYSTEM)
                elif step == "let go" and holds:
                    commands.let_go_hold(session, holds[number % len(holds)], SYSTEM)
                elif step == "reserve":
                    lasts = timedelta(minutes=15)
                    commands.reserve(session, "checkout", number, {item: number + 1}, lasts)
                elif step == "release":
                    commands.release(session, "checkout", number)
                elif step == "sell":
                    commands.sell_here(session, place, {item: 1}, actor=SYSTEM, reference=("sale", number))
                elif step == "count":
                    commands.set_on_hand(session, item, place, number, actor=SYSTEM)
                elif step == "wait":
                    clock.advance(hours=number * 12)
                    commands.expire_due(session)
        except Refused:
            pass
        free, held = _sums(db, store_id, item)
        assert free >= 0
        with db.read(store_id) as session:
            assert held == sum(
                hold.quantity
                for hold in session.scalars(select(PickupHold).where(PickupHold.state == "waiting"))
            )
            on_hand = sum(session.scalars(select(Level.on_hand).where(Level.item_id == item)))
            assert on_hand >= held
