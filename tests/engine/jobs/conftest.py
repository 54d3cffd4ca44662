"""A store, a table of subscriptions made for the test, and handlers that write what they did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from engine.base.db import Database
from engine.base.outbox import record
from engine.jobs.bells import Bells
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.subscriptions import Subscription, Subscriptions
from tests.engine.jobs import handlers
from tests.support.redis_server import RedisServer

HERE = "tests.engine.jobs.handlers"
TABLE = (
    Subscription("parcel.sent", f"{HERE}.note"),
    Subscription("parcel.sent", f"{HERE}.note_again"),
    Subscription("parcel.weighed", f"{HERE}.note_batch", queue="index", batch=True),
    Subscription("parcel.lost", f"{HERE}.fail", tries=3),
    Subscription("parcel.stuck", f"{HERE}.sleep_long", limit_seconds=1, tries=2),
    Subscription("parcel.imported", f"{HERE}.sleep_for_a_person", queue="imports", limit_seconds=60),
    Subscription("parcel.counted", f"{HERE}.note_priority", queue="imports"),
    Subscription("parcel.drawn", f"{HERE}.note_priority", queue="pictures"),
    Subscription("parcel.deadly", f"{HERE}.kill_own_process", tries=2),
    Subscription("parcel.mourned", f"{HERE}.fail_again", tries=2, given_up=f"{HERE}.note_given_up"),
    Subscription("parcel.cursed", f"{HERE}.fail_for_good", tries=1, given_up=f"{HERE}.fail_to_note"),
    Subscription("parcel.doomed", f"{HERE}.kill_again", tries=2, given_up=f"{HERE}.note_given_up"),
)


@pytest.fixture
def subscriptions() -> Subscriptions:
    return Subscriptions(TABLE)


@pytest.fixture
def bells(redis_server: RedisServer) -> Bells:
    return Bells(redis_server.client())


@pytest.fixture
def relay(db: Database, bells: Bells, subscriptions: Subscriptions) -> Relay:
    return Relay(db, bells, subscriptions)


@pytest.fixture
def runner(db: Database, subscriptions: Subscriptions) -> Runner:
    return Runner(db, subscriptions, "worker-of-test")


@dataclass
class Sender:
    """Records events as a command would."""

    db: Database
    store_id: int

    def __call__(self, name: str, count: int = 1) -> list[int]:
        with self.db.write(self.store_id) as session:
            return [record(session, name, number=number).id for number in range(count)]


@pytest.fixture
def send(db: Database, store_id: int) -> Sender:
    return Sender(db, store_id)


@pytest.fixture
def done(db: Database, store_id: int) -> Callable[[], list[str]]:
    """What the handlers wrote so far, sorted."""
    return lambda: handlers.written(db, store_id)
