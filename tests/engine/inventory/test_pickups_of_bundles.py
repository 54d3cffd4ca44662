"""A set is kept for somebody as its parts: at that shop, all of them or none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, Refused
from engine.catalogue.models import Variant
from engine.inventory import commands, queries
from engine.inventory.commands import LocationInput, Wish
from engine.inventory.models import Channel, Level, PickupHold
from engine.inventory.queries import ONLINE
from engine.inventory.queries.grid import grid_rows
from engine.listing.channels import queries as lists
from tests.factories.catalogue import make_product


class Shop:
    """A shop with pots (3) and cups (7), and a set of one pot and two cups that is only shown online; a store room too."""

    def __init__(self, db: Database, store_id: int) -> None:
        self.db, self.store_id = db, store_id
        with db.write(store_id) as session:
            given = LocationInput("Quay Street", kind="shop", offers_pickup=True)
            self.place = commands.create_location(session, given, SYSTEM).id
            self.room = commands.create_location(session, LocationInput("Room"), SYSTEM).id
        products = [make_product(db, store_id, name) for name in ("Pot", "Cup", "Set")]
        with db.write(store_id) as session:
            variants = [
                session.scalars(select(Variant).where(Variant.product_id == product)).one()
                for product in products
            ]
            self.variants = [variant.id for variant in variants]
            self.pot, self.cup, self.set = (variant.inventory_item_id for variant in variants)
            commands.receive(session, self.place, {self.pot: 3, self.cup: 7}, actor=SYSTEM)
            commands.receive(session, self.room, {self.pot: 9, self.cup: 9}, actor=SYSTEM)
            commands.set_bundle(session, self.set, {self.pot: 1, self.cup: 2})
            commands.designate(session, [self.set], {ONLINE: "view_only"}, SYSTEM)
            self.till = session.scalars(select(Channel.id).where(Channel.location_id == self.place)).one()

    def wish(self, quantity: int = 1, email: str = "ada@example.com", which: int = 2) -> Wish:
        return Wish(self.variants[which], self.place, quantity, "Ada", email)

    def hold(self, quantity: int = 1, email: str = "ada@example.com", which: int = 2) -> int:
        with self.db.write(self.store_id) as session:
            return commands.hold_for_pickup(session, self.wish(quantity, email, which)).id

    def sell(self, quantities: dict[int, int], hold: int | None = None) -> None:
        with self.db.write(self.store_id) as session:
            if hold is not None:
                commands.hand_over_hold(session, hold, SYSTEM)
            commands.sell_here(session, self.place, quantities, actor=SYSTEM, reference=("till_sale", 1))

    def held(self) -> tuple[int, int]:
        """Pots and cups held at the shop; and all sums hold."""
        with self.db.read(self.store_id) as session:
            assert queries.recount(session) == []
            held = dict(
                session.execute(
                    select(Level.item_id, Level.held).where(Level.location_id == self.place)
                ).all()
            )
            return held[self.pot], held[self.cup]

    def shown(self) -> tuple[int | None, int | None, int]:
        """Sets that the shop has: in the till's list, in the online list, in the admin's grid."""
        with self.db.read(self.store_id) as session:
            (till,) = lists.entries_of(session, self.till, [self.set])
            (online,) = lists.entries_of(session, ONLINE, [self.set])
            (row,) = grid_rows(session, [self.set])
            assert [shop.location_id for shop in online.shops] == [self.place]
            shelf = {shelf.location_id: shelf.free for shelf in row.shelves}
            return till.available, online.shops[0].available, shelf[self.place]


@pytest.fixture
def shop(db: Database, store_id: int, clock: FixedClock) -> Shop:
    return Shop(db, store_id)


def test_its_parts_are_kept_and_sold_with_it(shop: Shop) -> None:
    assert shop.shown() == (3, 3, 3)
    hold = shop.hold(2)
    assert shop.held() == (2, 4) and shop.shown() == (1, 1, 1)
    with pytest.raises(Refused):
        shop.sell({shop.pot: 2})
    with pytest.raises(Refused):
        shop.sell({shop.set: 2})
    shop.sell({shop.set: 2}, hold)
    assert shop.held() == (0, 0) and shop.shown() == (1, 1, 1)
    with shop.db.write(shop.store_id) as session, pytest.raises(Conflict):
        commands.let_go_hold(session, hold, SYSTEM)


def test_what_nobody_comes_for_is_given_back(shop: Shop, clock: FixedClock) -> None:
    first = shop.hold(2)
    with shop.db.write(shop.store_id) as session:
        commands.let_go_hold(session, first, SYSTEM)
    assert shop.held() == (0, 0) and shop.shown() == (3, 3, 3)
    second = shop.hold(3)
    assert shop.held() == (3, 6)
    clock.advance(days=3)
    with shop.db.write(shop.store_id) as session:
        assert commands.expire_due(session, most=1) == 1, "a part at a time, where many end"
    shop.held()
    commands.expire_everywhere(shop.db)
    assert shop.held() == (0, 0)
    with shop.db.read(shop.store_id) as session:
        assert session.need(PickupHold, second).state == "expired"


def test_asked_twice_it_is_one_hold_and_a_changed_set_changes_nothing_of_it(shop: Shop) -> None:
    hold = shop.hold()
    assert shop.hold() == hold and shop.held() == (1, 2)
    with shop.db.write(shop.store_id) as session:
        commands.set_bundle(session, shop.set, {shop.pot: 1})
    with shop.db.write(shop.store_id) as session:
        commands.let_go_hold(session, hold, SYSTEM)
    assert shop.held() == (0, 0)


def test_it_says_how_many_the_parts_there_make(shop: Shop) -> None:
    """The store room's do not count; what safety stock keeps for the shop does."""
    with shop.db.write(shop.store_id) as session:
        commands.set_safety(session, [shop.pot, shop.cup], shop.place, 9)
    assert shop.shown() == (3, 3, 3)
    with pytest.raises(Refused, match="pickup_fewer") as refused:
        shop.hold(4)
    assert refused.value.values["count"] == 3
    shop.hold(3, which=1)
    assert shop.shown() == (2, 2, 2)
    with pytest.raises(Refused, match="pickup_fewer") as refused:
        shop.hold(3)
    assert refused.value.values["count"] == 2
    shop.hold(3, which=0)
    with pytest.raises(Refused, match="pickup_none"):
        shop.hold()
    assert shop.held() == (3, 3)


def test_parts_that_are_not_counted_never_run_out(shop: Shop) -> None:
    with shop.db.write(shop.store_id) as session:
        commands.set_item(session, shop.cup, tracked=False, policy="deny")
    assert shop.shown() == (3, 3, 3)
    hold = shop.hold(3)
    assert shop.held() == (3, 6)
    shop.sell({shop.set: 3}, hold)
    assert shop.held() == (0, 0)


def test_a_limit_counts_what_the_parts_make_in_the_shops(shop: Shop) -> None:
    with shop.db.write(shop.store_id) as session:
        commands.designate(session, [shop.set], {ONLINE: "for_sale"}, SYSTEM, floor=2)
        assert commands.settle_floors(session, [shop.set]) == []
    shop.hold(2, which=0)
    with shop.db.write(shop.store_id) as session:
        assert commands.settle_floors(session, [shop.set]) == [shop.set]


def test_the_last_set_goes_to_one(shop: Shop, record_property: Callable[[str, object], None]) -> None:
    """Six want the set kept, three its pot, three pay for a cup online at the same moment: there is one pot and one pair."""
    with shop.db.write(shop.store_id) as session:
        for item, count in ((shop.pot, 1), (shop.cup, 2)):
            commands.set_on_hand(session, item, shop.place, count, actor=SYSTEM)
            commands.set_on_hand(session, item, shop.room, 0, actor=SYSTEM)
    start, won = threading.Barrier(12), []

    def want(number: int) -> None:
        start.wait(30)
        try:
            if number < 9:
                shop.hold(1, f"a{number}@example.com", which=2 if number < 6 else 0)
            else:
                with shop.db.write(shop.store_id) as session:
                    commands.reserve(session, "checkout", number, {shop.cup: 1}, timedelta(minutes=15))
            won.append("set" if number < 6 else "pot" if number < 9 else "cup")
        except Refused as refused:
            assert refused.code in ("inventory.pickup_none", "inventory.sold_out")

    threads = [threading.Thread(target=want, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    pots, cups = shop.held()
    assert won.count("set") + won.count("pot") == pots <= 1
    assert cups == 2 * won.count("set") and cups + won.count("cup") <= 2
    assert won.count("set") == 1 or won.count("cup"), "nobody went away while there was one"
    record_property("wanted", 12)
    record_property("got", ", ".join(sorted(won)))
