"""What a list shows changes in many ways, and each is told of: soon, once for a burst, and without fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.base.records import Lease
from engine.catalogue import commands as catalogue
from engine.catalogue.models import Product, Variant
from engine.inventory import commands
from engine.inventory.models import Location
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.subscriptions import Subscriptions
from engine.listing.channels.notices import note_published, send_notice, unreached_since, want_notices
from tests.engine.listing.channels.reader import Reader
from tests.engine.listing.channels.told import ToldReader
from tests.factories.catalogue import make_product
from tests.support.waiting import until


class Shelf:
    """A store with one product in the told channel's list, and the reader's copy of that list."""

    def __init__(self, db: Database, store_id: int, channel: int, clock: FixedClock) -> None:
        self.db, self.store_id, self.channel, self.clock = db, store_id, channel, clock
        with db.write(store_id) as session:
            place = commands.LocationInput("Quay", kind="shop")
            self.place = commands.create_location(session, place, SYSTEM).id
        self.product = make_product(db, store_id, "Bowl", on_hand=1)
        self.write(
            lambda s: commands.designate(
                s, [self.variant(s).inventory_item_id], {channel: "for_sale"}, SYSTEM
            )
        )
        self.reader = Reader(db, store_id, channel)

    def write(self, change: Callable[[Any], Any]) -> None:
        with self.db.write(self.store_id) as session:
            change(session)

    def variant(self, session: Any) -> Variant:
        found: Variant = session.scalars(select(Variant).where(Variant.product_id == self.product)).one()
        return found

    def price(self, minor: int) -> None:
        self.write(lambda s: setattr(self.variant(s), "price_minor", minor))

    def title(self) -> None:
        self.write(lambda s: setattr(s.need(Product, self.product), "title", "Dish"))

    def publish(self, status: str) -> None:
        self.write(lambda s: setattr(s.need(Product, self.product), "status", status))

    def move(self, by: int) -> None:
        self.write(
            lambda s: commands.adjust(
                s, self.variant(s).inventory_item_id, s.scalars(select(Location.id)).first(), by, actor=SYSTEM
            )
        )

    def delete(self) -> None:
        self.write(lambda s: catalogue.delete_product(s, self.product, SYSTEM))

    def others(self) -> None:
        self.write(lambda s: commands.set_channel(s, self.channel, others="include", actor=SYSTEM))

    def rename_shop(self) -> None:
        given = commands.LocationInput("Pier", kind="shop")
        self.write(lambda s: commands.update_location(s, self.place, given, SYSTEM))


@pytest.fixture
def shelf(
    db: Database,
    store_id: int,
    told: tuple[int, str],
    clock: FixedClock,
    reader: ToldReader,
    pass_on: Callable[[], None],
) -> Shelf:
    """All that making it caused has been told already."""
    made = Shelf(db, store_id, told[0], clock)
    pass_on()
    pass_on()
    reader.told.clear()
    made.reader.read_all()
    return made


CHANGES: dict[str, Callable[[Shelf], None]] = {
    "price": lambda shelf: shelf.price(7_700),
    "title": Shelf.title,
    "sold out": lambda shelf: shelf.move(-1),
    "more": lambda shelf: shelf.move(4),
    "draft": lambda shelf: shelf.publish("draft"),
    "deleted": Shelf.delete,
    "option": Shelf.others,
    "shop": Shelf.rename_shop,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_a_list_is_told(
    shelf: Shelf, reader: ToldReader, pass_on: Callable[[], None], change: Callable[[Shelf], None]
) -> None:
    before = dict(shelf.reader.copy)
    change(shelf)
    pass_on()
    ((_, body),) = reader.told
    assert json.loads(body)["channel"] == shelf.channel
    shelf.reader.catch_up()
    assert shelf.reader.copy == shelf.reader.now()
    if change not in (CHANGES["shop"], CHANGES["option"]):
        assert shelf.reader.copy != before
        assert shelf.reader.whole_reads == 1, "from its own cursor"
    pass_on()
    assert len(reader.told) == 1


def test_back_on_the_shelf_and_back_in_the_list(
    shelf: Shelf, reader: ToldReader, pass_on: Callable[[], None]
) -> None:
    for times, change in enumerate(
        (
            lambda: shelf.move(-1),
            lambda: shelf.move(1),
            lambda: shelf.publish("draft"),
            lambda: shelf.publish("active"),
        ),
        1,
    ):
        change()
        pass_on()
        assert len(reader.told) == times
        shelf.reader.catch_up()
        assert shelf.reader.copy == shelf.reader.now()
    assert len(shelf.reader.copy) == 1


def test_a_date_of_publication_that_comes_is_told_once(
    shelf: Shelf, reader: ToldReader, pass_on: Callable[[], None]
) -> None:
    at = shelf.clock.at + timedelta(minutes=2)
    shelf.write(lambda s: setattr(s.need(Product, shelf.product), "published_at", at))
    note_published(shelf.db)
    pass_on()
    shelf.reader.catch_up()
    assert (len(reader.told), shelf.reader.copy) == (1, {})
    for minutes in (1, 1, 1):
        shelf.clock.advance(minutes=minutes)
        note_published(shelf.db)
        pass_on()
    assert len(reader.told) == 2
    shelf.reader.catch_up()
    assert len(shelf.reader.copy) == 1


def test_a_burst_makes_a_handful(shelf: Shelf, reader: ToldReader) -> None:
    """400 changes in 20 seconds, with the relay looking five times a second as it does."""
    table = Subscriptions()
    relay, runner = Relay(shelf.db, None, table), Runner(shelf.db, table, "test")  # type: ignore[arg-type]
    for price in range(400):
        shelf.price(1 + price)
        shelf.clock.advance(milliseconds=50)
        if price % 4 == 3:
            relay.fan_out()
            runner.drain("default", shelf.store_id)
    shelf.clock.advance(seconds=5)
    relay.fan_out()
    runner.drain("default", shelf.store_id)
    assert 1 <= len(reader.told) <= 5, len(reader.told)
    shelf.reader.catch_up()
    assert shelf.reader.copy == shelf.reader.now()
    assert sum(json.loads(body)["count"] for _, body in reader.told) >= 4


def test_one_transaction_over_many_items_makes_one_event(shelf: Shelf) -> None:
    for _ in range(3):
        make_product(shelf.db, shelf.store_id)
    shelf.clock.advance(seconds=1)
    shelf.write(lambda s: [setattr(v, "price_minor", 5) for v in s.scalars(select(Variant))])
    with shelf.db.read(shelf.store_id) as session:
        made = session.scalars(
            select(OutboxEvent.payload).where(
                OutboxEvent.name == "list.changed", OutboxEvent.occurred_at == shelf.clock.at
            )
        ).all()
    assert [(len(payload["item_ids"]), payload["more"]) for payload in made] == [(4, 0)]


def test_what_changes_while_somebody_is_told_is_told_after(
    shelf: Shelf, reader: ToldReader, do_due_work: Callable[[], int], pass_on: Callable[[], None]
) -> None:
    """The reader may have asked before that change was there."""
    shelf.price(1_100)
    do_due_work()
    shelf.clock.advance(seconds=5)
    reader.answers = [0]
    shelf.price(1_200)
    do_nothing = threading.Event()
    with shelf.db.read(shelf.store_id) as session:
        event = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "channel.changed")).all()[-1]
        session.expunge_all()

    def send() -> None:
        try:
            send_notice(shelf.db, event)
        except Exception:  # the double never answers this one
            do_nothing.set()

    sending = threading.Thread(target=send)
    sending.start()
    until(lambda: reader.told, what="a reader who is being told")
    with shelf.db.read(shelf.store_id) as session:
        events = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "list.changed")).all()[-1:]
        session.expunge_all()
    want_notices(shelf.db, shelf.store_id, events)
    reader.released.set()
    sending.join(20)
    assert not do_nothing.is_set(), "its try is over: a newer notice has taken its place"
    pass_on()
    numbers = [json.loads(body)["notice"] for _, body in reader.told]
    assert len(set(numbers)) == 2


def test_a_reader_who_is_away_is_not_asked_for_every_change(
    shelf: Shelf, reader: ToldReader, clock: FixedClock
) -> None:
    """A day of changes, one each minute, and nobody there: a few tries an hour, one row that waits, and it is said."""
    table = Subscriptions()
    relay, runner = Relay(shelf.db, None, table), Runner(shelf.db, table, "test")  # type: ignore[arg-type]
    reader.answers = [503] * 10_000
    began = clock.at
    for minute in range(4 * 60):
        shelf.price(1 + minute)
        relay.fan_out()
        runner.drain("default", shelf.store_id)
        clock.advance(minutes=1)
    assert 4 <= len(reader.told) <= 4 * 8, len(reader.told)
    with shelf.db.read(shelf.store_id) as session:
        since = unreached_since(session, shelf.channel)
        waiting = session.scalar(
            select(func.count()).select_from(Job).where(Job.handler.like("%send_notice"), Job.state != "done")
        )
    assert since is not None and since - began < timedelta(minutes=1), "told since when, over all tries"
    assert waiting is not None and waiting <= 2
    reader.answers.clear()
    reader.told.clear()
    clock.advance(hours=1)
    shelf.price(9)
    for _ in range(2):
        relay.fan_out()
        runner.drain("default", shelf.store_id)
        clock.advance(seconds=5)
    relay.fan_out()
    runner.drain("default", shelf.store_id)
    assert len(reader.told) == 1, "with the next change, not when the old notice would be tried again"
    with shelf.db.read(shelf.store_id) as session:
        assert unreached_since(session, shelf.channel) is None
    shelf.reader.catch_up()
    assert shelf.reader.copy == shelf.reader.now()


def test_a_worker_that_dies_tells_once_more(
    shelf: Shelf, reader: ToldReader, do_due_work: Callable[[], int], pass_on: Callable[[], None]
) -> None:
    """Before the result was noted: the notice comes a second time, with the same number, and hides nothing."""
    shelf.price(1_100)
    pass_on()
    (number,) = [json.loads(body)["notice"] for _, body in reader.told]
    with shelf.db.write(shelf.store_id) as session:
        again = update(Job).where(Job.store_id == session.store, Job.event_id == number)
        session.execute(again.values(state="waiting", available_at=shelf.clock.at))
    do_due_work()
    shelf.price(1_200)
    pass_on()
    numbers = [json.loads(body)["notice"] for _, body in reader.told]
    assert numbers[:2] == [number, number] and len(set(numbers)) == 2 and len(numbers) == 3


def test_two_workers_who_want_to_tell_make_one_notice(shelf: Shelf) -> None:
    event = OutboxEvent(name="list.changed", payload={"item_ids": [1], "more": 0})
    start = threading.Barrier(4)

    def want() -> None:
        start.wait()
        want_notices(shelf.db, shelf.store_id, [event])

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with shelf.db.read(shelf.store_id) as session:
        made = session.scalars(
            select(OutboxEvent).where(OutboxEvent.name == "channel.changed", OutboxEvent.relayed_at.is_(None))
        ).all()
        holders = session.scalars(select(Lease.holder).where(Lease.role.like("notice.%"))).all()
    assert [event.payload["count"] for event in made] == [4]
    assert holders == [str(made[0].id)]
