"""From outbox to bells: every event reaches every handler's row once; a lost Redis loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import RedisError
from sqlalchemy import func, select

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent, record
from engine.jobs.bells import Bells
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.subscriptions import Subscriptions
from tests.engine.jobs.conftest import Sender
from tests.support.redis_server import RedisServer


def rows(db: Database, store_id: int) -> list[tuple[str, str]]:
    with db.read(store_id) as session:
        found = session.execute(select(Job.handler, Job.state).where(Job.store_id == store_id))
        return sorted((handler.rpartition(".")[2], state) for handler, state in found)


def test_an_event_becomes_one_row_per_handler(
    db: Database, relay: Relay, send: Sender, store_id: int
) -> None:
    send("parcel.sent")
    send("nobody.listens")
    assert relay.fan_out() == 2
    assert relay.fan_out() == 0
    assert rows(db, store_id) == [("note", "waiting"), ("note_again", "waiting")]


def test_an_event_of_a_rolled_back_change_is_never_relayed(db: Database, relay: Relay, store_id: int) -> None:
    with pytest.raises(RuntimeError), db.write(store_id) as session:
        record(session, "parcel.sent", number=1)
        raise RuntimeError
    assert relay.fan_out() == 0


def test_two_relays_at_once_relay_each_event_once(
    db: Database, bells: Bells, subscriptions: Subscriptions, send: Sender, store_id: int
) -> None:
    send("parcel.sent", count=300)
    relays = [Relay(db, bells, subscriptions) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        moved = sum(pool.map(lambda relay: relay.fan_out() + relay.fan_out(), relays))
    assert moved == 300
    assert len(rows(db, store_id)) == 600


def test_a_bell_rings_once_while_it_is_unanswered(relay: Relay, bells: Bells, send: Sender) -> None:
    send("parcel.sent")
    for _ in range(3):
        relay.step()
    assert bells.depth("default") == 1


def test_much_work_of_one_store_rings_for_several_workers_but_one_indexer(
    relay: Relay, bells: Bells, send: Sender
) -> None:
    send("parcel.sent", count=200)
    send("parcel.weighed", count=200)
    relay.fan_out()
    relay.step()
    assert (bells.depth("default"), bells.depth("index")) == (4, 1)


def test_redis_emptied_rings_again(
    relay: Relay, bells: Bells, send: Sender, redis_server: RedisServer
) -> None:
    send("parcel.sent", count=100)
    relay.step()
    redis_server.client().flushall()
    assert bells.depth("default") == 0
    relay.step()
    assert bells.depth("default") > 0


def test_redis_away_keeps_the_work(
    db: Database, relay: Relay, bells: Bells, send: Sender, redis_server: RedisServer, store_id: int
) -> None:
    redis_server.kill()
    send("parcel.sent")
    with pytest.raises(RedisError):
        relay.step()
    assert rows(db, store_id) == [("note", "waiting"), ("note_again", "waiting")]
    redis_server.start()
    relay.step()
    assert bells.depth("default") == 1


def test_a_bell_lost_while_a_worker_took_it_rings_again(
    relay: Relay, bells: Bells, send: Sender, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send("parcel.sent")
    relay.step()
    redis_server.client().delete("rq:queue:default")  # taken from the queue, and then the worker died
    relay.step()
    assert bells.depth("default") == 0, "a bell just rung may be on its way into a worker"
    monkeypatch.setattr("engine.jobs.bells.LOST_AFTER", 0.0)
    relay.step()
    assert bells.depth("default") == 1


def test_work_of_a_lost_worker_waits_again_and_is_counted(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    send("parcel.sent")
    relay.fan_out()
    runner._settle_and_claim(
        "default", store_id, None, claim=True
    )  # a worker that begins and is never seen again
    assert relay.release_lost() == 0
    clock.advance(seconds=70)
    assert relay.release_lost() == 1
    with db.read(store_id) as session:
        job = session.scalars(select(Job).where(Job.attempts == 1)).one()
    assert (job.state, job.last_error) == ("waiting", "its worker was lost")


def test_work_that_kills_every_worker_ends_as_dead(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    send("parcel.deadly")
    relay.fan_out()
    for _ in range(2):
        runner._settle_and_claim("default", store_id, None, claim=True)
        clock.advance(hours=1)
        relay.release_lost()
        clock.advance(hours=1)
    assert rows(db, store_id) == [("kill_own_process", "dead")]


def test_work_not_yet_due_does_not_ring(
    db: Database, relay: Relay, runner: Runner, bells: Bells, send: Sender, store_id: int, clock: FixedClock
) -> None:
    send("parcel.lost")
    relay.fan_out()
    runner.drain("default", store_id)
    assert relay.ring() == 0
    clock.advance(seconds=5)
    assert relay.ring() == 1


def test_every_outbox_row_ends(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int
) -> None:
    send("parcel.sent", count=210)
    while relay.fan_out():
        pass
    while runner.drain("default", store_id):
        pass
    with db.read(store_id) as session:
        open_events = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.relayed_at.is_(None))
        assert session.scalars(open_events).one() == 0
    assert {state for _handler, state in rows(db, store_id)} == {"done"}
