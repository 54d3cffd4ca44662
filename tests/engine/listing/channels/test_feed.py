"""Readers of changes end up with the list as it is, whatever happened in between, and however transactions end."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update
from sqlalchemy.engine import make_url

from engine.base import clock as engine_clock
from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Refused
from engine.catalogue import commands as catalogue
from engine.catalogue.models import Product, Variant
from engine.inventory import commands
from engine.inventory.models import Channel, Designation, InventoryItem, ItemChange
from engine.inventory.offered import STATES
from engine.listing.channels.queries import ReadAgain
from tests.engine.listing.channels.reader import Reader
from tests.factories.catalogue import make_product
from tests.factories.stores import make_store
from tests.support import databases

ONLINE = 1
products = st.integers(0, 3)
states = st.sampled_from(STATES)


class Shelves(RuleBasedStateMachine):
    """Four products, two of which share an item; the online store, and a shop. Three readers who look now and then."""

    db: Database

    @initialize()
    def open_shop(self) -> None:
        self.clock = FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
        with engine_clock.using(self.clock):
            self.store = make_store(self.db).id
            with self.db.write(self.store) as session:
                place = commands.create_location(session, commands.LocationInput("Quay", kind="shop"), SYSTEM)
                self.place = place.id
                self.till = session.scalars(select(Channel.id).where(Channel.location_id == place.id)).one()
            self.products = [make_product(self.db, self.store, on_hand=4) for _ in range(4)]
            with self.db.write(self.store) as session:
                variants = [
                    session.scalars(select(Variant).where(Variant.product_id == product)).one()
                    for product in self.products
                ]
                variants[3].inventory_item_id = variants[2].inventory_item_id
                self.items = [variant.inventory_item_id for variant in variants]
            self.readers = [
                Reader(self.db, self.store, channel, 2) for channel in (ONLINE, self.till, ONLINE)
            ]

    def _set(self, product: int, **values: Any) -> None:
        """Change a product, if it is still there."""

        def change(session: Any) -> None:
            row = session.find(Product, self.products[product])
            for name, value in values.items() if row is not None else ():
                setattr(row, name, value)

        self._write(change)

    def _write(self, change: Callable[[Any], Any]) -> None:
        with engine_clock.using(self.clock), self.db.write(self.store) as session:
            change(session)

    @rule(product=products, state=states, in_shop=st.booleans())
    def designate(self, product: int, state: str, in_shop: bool) -> None:
        channel = self.till if in_shop else ONLINE
        self._write(lambda s: commands.designate(s, [self.items[product]], {channel: state}, SYSTEM))

    @rule(product=products, status=st.sampled_from(["active", "draft", "archived"]))
    def change_status(self, product: int, status: str) -> None:
        self._set(product, status=status)

    @rule(product=products, price=st.integers(1, 9_999), title=st.sampled_from(["A", "B"]))
    def change_words(self, product: int, price: int, title: str) -> None:
        def change(session: Any) -> None:
            for variant in session.scalars(
                select(Variant).where(Variant.product_id == self.products[product])
            ):
                variant.price_minor = price

        self._write(change)
        self._set(product, title=title)

    @rule(product=products, by=st.sampled_from([-2, -1, 1, 3]))
    def move_stock(self, product: int, by: int) -> None:
        try:
            self._write(lambda s: commands.adjust(s, self.items[product], self.place, by, actor=SYSTEM))
        except Refused as refused:
            assert by < 0 and refused.code.startswith("inventory.promised")

    @rule(product=products, hours=st.integers(-2, 4))
    def publish(self, product: int, hours: int) -> None:
        at = self.clock.at + timedelta(hours=hours) if hours else None
        self._set(product, published_at=at)

    @rule(product=products)
    def drop_variants(self, product: int) -> None:
        def change(session: Any) -> None:
            for variant in session.scalars(
                select(Variant).where(Variant.product_id == self.products[product])
            ):
                session.delete(variant)

        self._write(change)

    @rule(product=products)
    def drop_product(self, product: int) -> None:
        def change(session: Any) -> None:
            if session.find(Product, self.products[product]) is not None:
                catalogue.delete_product(session, self.products[product], SYSTEM)

        if product == 1:
            self._write(change)

    @rule(others=st.sampled_from(["exclude", "include"]), in_shop=st.booleans())
    def change_option(self, others: str, in_shop: bool) -> None:
        channel = self.till if in_shop else ONLINE
        self._write(lambda s: commands.set_channel(s, channel, others=others, actor=SYSTEM))

    @rule(minutes=st.sampled_from([1, 20, 90, 300]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule(reader=st.integers(0, 2))
    def look(self, reader: int) -> None:
        with engine_clock.using(self.clock):
            self.readers[reader].catch_up()
            assert self.readers[reader].copy == self.readers[reader].now()

    @invariant()
    def lists_are_what_designations_say(self) -> None:
        if not hasattr(self, "readers"):
            return
        with engine_clock.using(self.clock):
            for channel in (ONLINE, self.till):
                shown = Reader(self.db, self.store, channel).now()
                found = {item: (entry.state, len(entry.variants)) for item, entry in shown.items()}
                assert found == self._expected(channel)

    def _expected(self, channel: int) -> dict[int, tuple[str, int]]:
        """The list, worked out one row at a time."""
        with self.db.read(self.store) as session:
            others = session.need(Channel, channel).others
            said = {
                row.item_id: row.state
                for row in session.scalars(select(Designation).where(Designation.channel_id == channel))
            }
            public = {
                product.id
                for product in session.scalars(select(Product))
                if product.status == "active"
                and product.published_at is not None
                and product.published_at <= self.clock.at
            }
            found: dict[int, tuple[str, int]] = {}
            for variant in session.scalars(select(Variant)):
                state = said.get(variant.inventory_item_id, "not_listed")
                if variant.product_id in public and (others == "include" or state != "not_listed"):
                    count = found.get(variant.inventory_item_id, ("", 0))[1]
                    found[variant.inventory_item_id] = (state, count + 1)
            return found

    def teardown(self) -> None:
        if hasattr(self, "readers"):
            for number in range(3):
                self.look(number)


def test_any_walk_leaves_readers_with_the_list(db: Database) -> None:
    machine = type("Machine", (Shelves,), {"db": db})
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=max(8, hypothesis.settings().max_examples // 8),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )


WRITERS, EACH = 8, 24


def test_nothing_is_lost_while_eight_writers_commit_out_of_order(
    postgres_db: Database, record_property: Callable[[str, object], None]
) -> None:
    """Each writer changes an item, and keeps its transaction open until others that began later have ended."""
    db = postgres_db
    store_id = make_store(db).id
    for _ in range(WRITERS * 3):
        make_product(db, store_id)
    with db.read(store_id) as session:
        variants = list(session.scalars(select(Variant.id).order_by(Variant.id)))
    reader = Reader(db, store_id, ONLINE, limit=7)
    reader.read_all()
    order = random.Random(11)
    turnstile = threading.Barrier(WRITERS)
    delays = {writer: [order.random() * 0.02 for _ in range(EACH)] for writer in range(WRITERS)}
    ended = threading.Event()
    faults: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            pause = threading.Event()
            for number in range(EACH):
                turnstile.wait(30)
                own = variants[writer * 3 + number % 3]
                with db.write(store_id) as session:
                    session.execute(
                        update(Variant)
                        .where(Variant.store_id == store_id, Variant.id == own)
                        .values(price_minor=Variant.price_minor + 1)
                    )
                    session.need(Variant, own).barcode = f"{writer}-{number}"
                    session.flush()
                    pause.wait(delays[writer][number])  # they began in one order, and commit in another
        except BaseException as fault:
            faults.append(fault)
            turnstile.abort()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    seen: list[int] = []

    def read() -> None:
        while not ended.is_set():
            reader.step()
            seen.append(len(reader.copy))

    watching = threading.Thread(target=read)
    for thread in (*threads, watching):
        thread.start()
    for thread in threads:
        thread.join(120)
    ended.set()
    watching.join(60)
    assert faults == []
    reader.catch_up()
    now = reader.now()
    lost = [item for item, entry in now.items() if reader.copy.get(item) != entry]
    assert lost == [] and set(reader.copy) == set(now) and reader.whole_reads == 1
    prices = [entry.variants[0].price_minor for entry in now.values()]
    assert sum(prices) - 1_000 * len(prices) == WRITERS * EACH, "every write counted"
    record_property("writers", WRITERS)
    record_property("changes committed", WRITERS * EACH)
    record_property("answers read meanwhile", len(seen))
    record_property("lost", len(lost))


def test_a_late_commit_below_what_was_told_is_told_still(postgres_db: Database) -> None:
    """The case that a plain cursor loses: an older transaction commits after a younger one was read."""
    db = postgres_db
    store_id = make_store(db).id
    early, late = (make_product(db, store_id) for _ in range(2))
    with engine_clock.using(FixedClock(datetime(2030, 1, 1, tzinfo=UTC))):
        reader = Reader(db, store_id, ONLINE)
        reader.read_all()
        began, told = threading.Event(), threading.Event()

        def linger() -> None:
            with db.write(store_id) as session:
                session.need(Product, early).title = "Early, and late"
                session.flush()
                began.set()
                told.wait(30)

        thread = threading.Thread(target=linger)
        thread.start()
        assert began.wait(30)
        with db.write(store_id) as session:
            session.need(Product, late).title = "Late, and early"
        reader.catch_up()
        assert "Late, and early" in {entry.variants[0].product.title for entry in reader.copy.values()}
        told.set()
        thread.join(30)
        reader.catch_up()
        titles = {entry.variants[0].product.title for entry in reader.copy.values()}
        assert titles == {"Early, and late", "Late, and early"} and reader.whole_reads == 1


def test_a_restored_database_is_noticed(db: Database, store_id: int) -> None:
    """What was written after the copy was made is not there any more, and nobody can tell what that was."""
    first, second = (make_product(db, store_id) for _ in range(2))
    reader = Reader(db, store_id, ONLINE)
    reader.read_all()
    with db.write(store_id) as session:
        kept = dict(session.execute(select(ItemChange.id, ItemChange.turn)).tuples().all())
        session.need(Product, first).title = "Written after the copy"
    reader.catch_up()
    _restore(db, store_id, kept, first)
    with pytest.raises(ReadAgain):
        reader.step()
    with db.write(store_id) as session:
        session.need(Product, second).title = "Written since"
    reader.catch_up()
    assert reader.whole_reads == 2 and reader.copy == reader.now()


def _restore(db: Database, store_id: int, kept: dict[int, int], product: int) -> None:
    """The tables as a copy has them. On PostgreSQL a table that is filled anew, as restoring does, is another file."""
    with db.write(store_id) as session:
        session.execute(
            update(Product)
            .where(Product.store_id == store_id, Product.id == product)
            .values(title="As it was")
            .execution_options(synchronize_session=False)
        )
        session.execute(delete(ItemChange).where(ItemChange.store_id == store_id))
        for item, turn in kept.items():
            session.add(ItemChange(id=item, turn=turn))
    if not db.is_sqlite:
        with databases.postgres().connect(make_url(db.url).database or "") as owner:
            owner.execute("VACUUM FULL item_change")


def test_turns_of_the_server_that_a_copy_came_from_are_passed_over(postgres_db: Database) -> None:
    db = postgres_db
    store_id = make_store(db).id
    make_product(db, store_id)
    with engine_clock.using(FixedClock(datetime(2030, 1, 1, tzinfo=UTC))):
        reader = Reader(db, store_id, ONLINE)
        reader.read_all()
        with db.write(store_id) as session:
            session.execute(update(ItemChange).where(ItemChange.store_id == store_id).values(turn=2**60))
        reader.copy.clear()
        assert reader.step() is False and reader.copy == {}
        with db.write(store_id) as session:
            for product in session.scalars(select(Product)):
                product.title = "Changed here"
        reader.step()
        assert len(reader.copy) == 1


def test_items_nobody_sells_are_no_entries(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        commands.create_items(session, [commands.NewItem()])
        assert session.scalars(select(InventoryItem.id)).all()
    assert Reader(db, store_id, ONLINE).now() == {}
