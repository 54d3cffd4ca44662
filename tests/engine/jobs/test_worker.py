"""Real worker processes and a real Redis, and what is done to them: killed, emptied, restarted. No work is lost."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.wiring.processes.children import children_of
from tests.engine.jobs.conftest import Sender
from tests.support import forked
from tests.support.redis_server import RedisServer
from tests.support.waiting import until

Start = Callable[..., forked.Forked]
Done = Callable[[], list[str]]


@pytest.fixture
def start_worker(database_url: str, redis_server: RedisServer) -> Iterator[Start]:
    """Starts a worker of the default queue, or of others, and waits until it listens."""
    started: list[forked.Forked] = []

    def start(*queues: str) -> forked.Forked:
        before = redis_server.client().scard("rq:workers")
        script = "tests.engine.jobs.worker_process"
        command = [sys.executable, "-m", script, database_url, redis_server.url, *(queues or ("default",))]
        started.append(forked.spawn(command))
        until(lambda: redis_server.client().scard("rq:workers") > before, what="a worker that listens")
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def job_states(db: Database, store_id: int) -> list[str]:
    with db.read(store_id) as session:
        return sorted(session.scalars(select(Job.state).where(Job.store_id == store_id)))


def test_work_is_done_within_a_second_of_the_event(
    relay: Relay, send: Sender, start_worker: Start, done: Done
) -> None:
    start_worker()
    send("parcel.sent")
    relay.step()
    until(lambda: len(done()) == 2, seconds=5)


def test_short_work_is_not_held_up_by_an_import(
    db: Database, relay: Relay, send: Sender, start_worker: Start, store_id: int, done: Done
) -> None:
    start_worker("default")
    start_worker("imports", "pictures")
    send("parcel.imported")
    relay.step()
    until(lambda: done() == ["import begun"], what="an import that runs")
    send("parcel.sent", count=3)
    relay.step()
    until(lambda: len(done()) == 7, seconds=5, what="the short work")
    assert job_states(db, store_id) == ["done"] * 6 + ["running"]


def test_imports_go_before_pictures_and_only_pictures_give_way_to_the_web(
    relay: Relay, send: Sender, start_worker: Start, done: Done
) -> None:
    send("parcel.drawn")
    relay.step()
    send("parcel.counted")
    relay.step()
    start_worker("imports", "pictures")
    until(lambda: len(done()) == 2)
    own = os.nice(0)
    assert [said.split(" ", 1)[1] for said in done()] == [
        f"parcel.counted nice {own}",
        f"parcel.drawn nice {min(own + 10, 19)}",
    ]


@pytest.mark.fault
def test_a_bell_that_is_lost_between_two_queues_rings_again(
    db: Database,
    relay: Relay,
    send: Sender,
    start_worker: Start,
    redis_server: RedisServer,
    store_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker of several queues that dies as it takes a bell takes it along: RQ cannot put it aside first."""
    monkeypatch.setattr("engine.jobs.bells.LOST_AFTER", 0.5)
    send("parcel.counted")
    relay.step()
    assert redis_server.client().lpop("rq:queue:imports") is not None
    start_worker("imports", "pictures")
    assert relay.ring() == 0
    until(lambda: relay.ring() or job_states(db, store_id) == ["done"], seconds=10, what="a second bell")
    until(lambda: job_states(db, store_id) == ["done"])


@pytest.mark.fault
def test_a_killed_horse_gives_its_work_back_at_once(
    db: Database, relay: Relay, send: Sender, start_worker: Start, store_id: int, done: Done
) -> None:
    worker = start_worker()
    send("parcel.deadly")
    relay.step()
    until(lambda: job_states(db, store_id) == ["waiting"] and done() == ["about to die"])
    until(lambda: relay.ring() or job_states(db, store_id) == ["dead"], what="a second bell")
    until(lambda: job_states(db, store_id) == ["dead"])
    assert worker.poll() is None, "the worker outlives its horse"
    assert done() == ["about to die"] * 2


@pytest.mark.fault
def test_who_watches_work_that_kills_its_process_is_told(
    db: Database, relay: Relay, send: Sender, start_worker: Start, store_id: int, done: Done
) -> None:
    start_worker()
    send("parcel.doomed")
    relay.step()
    until(lambda: relay.ring() or job_states(db, store_id) == ["dead"], what="a second bell")
    until(lambda: job_states(db, store_id) == ["dead"])
    assert done() == ["about to die", "about to die", "gave up parcel.doomed"]


@pytest.mark.fault
def test_a_killed_worker_takes_its_horse_along_and_leaves_the_work(
    db: Database, relay: Relay, send: Sender, start_worker: Start, store_id: int
) -> None:
    worker = start_worker()
    send("parcel.stuck")
    relay.step()
    (horse,) = until(lambda: children_of(worker.pid), what="a horse")
    until(lambda: job_states(db, store_id) == ["running"])
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    until(lambda: not _is_alive(horse), what="the end of the horse")
    assert job_states(db, store_id) == ["running"]
    with db.write(store_id) as session:  # let its time be up
        session.scalars(select(Job).where(Job.store_id == store_id)).one().available_at = (
            clock.now() - timedelta(seconds=1)
        )
    assert relay.release_lost() == 1
    assert job_states(db, store_id) == ["waiting"]


@pytest.mark.fault
@pytest.mark.parametrize("queues", [("default",), ("imports", "default")])
def test_redis_emptied_with_a_hundred_jobs_due_loses_none(
    db: Database,
    relay: Relay,
    send: Sender,
    start_worker: Start,
    redis_server: RedisServer,
    store_id: int,
    done: Done,
    queues: tuple[str, ...],
) -> None:
    send("parcel.sent", count=50)
    relay.step()
    redis_server.client().flushall()
    start_worker(*queues)
    until(lambda: relay.step() or set(job_states(db, store_id)) == {"done"}, seconds=40)
    assert len(done()) == len(set(done())) == 100


@pytest.mark.fault
@pytest.mark.parametrize("queues", [("default",), ("imports", "default")])
def test_redis_restarted_under_a_worker_loses_none(
    db: Database,
    relay: Relay,
    send: Sender,
    start_worker: Start,
    redis_server: RedisServer,
    store_id: int,
    done: Done,
    queues: tuple[str, ...],
) -> None:
    start_worker(*queues)
    redis_server.kill()
    send("parcel.sent", count=5)
    relay.fan_out()
    redis_server.start()
    until(lambda: relay.step() or set(job_states(db, store_id)) == {"done"}, seconds=40)
    assert len(done()) == 10


def test_a_worker_told_to_end_finishes_the_job_at_hand(
    db: Database, relay: Relay, send: Sender, start_worker: Start, store_id: int
) -> None:
    worker = start_worker()
    send("parcel.sent", count=100)
    relay.step()
    until(lambda: "done" in job_states(db, store_id))
    worker.terminate()
    assert worker.wait(timeout=20) == 0
    assert "running" not in job_states(db, store_id)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
