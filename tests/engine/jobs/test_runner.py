"""Doing the work: each row once when all goes well, again when it does not, dead in the end, and visible."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import Conflict, NotFound
from engine.jobs import commands, queries
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.subscriptions import Subscription, Subscriptions
from tests.engine.jobs import handlers
from tests.engine.jobs.conftest import HERE, Sender

Done = Callable[[], list[str]]


def states(db: Database, store_id: int) -> set[str]:
    with db.read(store_id) as session:
        return set(session.scalars(select(Job.state).where(Job.store_id == store_id)))


def test_each_handler_runs_once_per_event(
    relay: Relay, runner: Runner, send: Sender, store_id: int, done: Done
) -> None:
    send("parcel.sent", count=2)
    relay.fan_out()
    assert runner.drain("default", store_id) == 4
    assert runner.drain("default", store_id) == 0
    assert done() == ["again parcel.sent 0", "again parcel.sent 1", "parcel.sent 0", "parcel.sent 1"]


def test_a_batch_handler_gets_all_that_is_due(
    relay: Relay, runner: Runner, send: Sender, store_id: int, done: Done
) -> None:
    send("parcel.weighed", count=7)
    relay.fan_out()
    assert runner.drain("index", store_id) == 7
    assert done() == ["batch of 7"]


def test_four_workers_at_once_do_each_job_once(
    db: Database, relay: Relay, subscriptions: Subscriptions, send: Sender, store_id: int, done: Done
) -> None:
    send("parcel.sent", count=60)
    relay.fan_out()
    runners = [Runner(db, subscriptions, f"worker-{number}") for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        attempted = sum(pool.map(lambda runner: runner.drain("default", store_id), runners))
    while runners[0].drain("default", store_id):
        attempted += 1
    assert attempted == 120
    assert len(done()) == len(set(done())) == 120


def test_work_of_another_store_is_left_alone(
    relay: Relay, runner: Runner, send: Sender, other_store_id: int, done: Done
) -> None:
    send("parcel.sent")
    relay.fan_out()
    assert runner.drain("default", other_store_id) == 0
    assert done() == []


def test_who_watches_failing_work_is_told_once_when_it_is_given_up(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, done: Done, clock: FixedClock
) -> None:
    send("parcel.mourned")
    relay.fan_out()
    runner.drain("default", store_id)
    assert done() == ["tried"]
    for _ in range(3):
        clock.advance(days=2)
        runner.drain("default", store_id)
    assert done() == ["gave up parcel.mourned", "tried", "tried"]
    with db.write(store_id) as session:
        commands.retry_dead_jobs(session)
    for _ in range(3):
        runner.drain("default", store_id)
        clock.advance(days=2)
    assert done().count("gave up parcel.mourned") == 2, (
        "the tries that a person asked for end like the first ones"
    )


def test_telling_that_fails_keeps_nothing_alive(
    db: Database,
    relay: Relay,
    runner: Runner,
    send: Sender,
    store_id: int,
    done: Done,
    caplog: pytest.LogCaptureFixture,
) -> None:
    send("parcel.cursed")
    send("parcel.sent")
    relay.fan_out()
    runner.drain("default", store_id)
    assert done() == ["again parcel.sent 0", "parcel.sent 0", "tried"]
    assert states(db, store_id) == {"done", "dead"}
    assert "given up failed" in caplog.text and handlers.CUSTOMER not in caplog.text


def test_failing_work_is_tried_as_often_as_it_says_then_dead(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, done: Done, clock: FixedClock
) -> None:
    send("parcel.lost")
    relay.fan_out()
    for _ in range(5):
        runner.drain("default", store_id)
        clock.advance(days=2)
    assert done() == ["tried"] * 3
    with db.read(store_id) as session:
        (line,) = queries.dead_jobs(session)
        assert queries.count_dead(session) == 1
    assert (line.event, line.attempts) == ("parcel.lost", 3)
    assert line.last_error == "Refused parcel.gone"
    assert handlers.CUSTOMER not in str(line)


def test_work_that_takes_too_long_is_stopped(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int
) -> None:
    send("parcel.stuck")
    relay.fan_out()
    runner.drain("default", store_id)
    with db.read(store_id) as session:
        job = session.scalars(select(Job).where(Job.store_id == store_id)).one()
    assert (job.state, job.last_error) == ("waiting", "TooSlow")


def test_work_of_a_newer_version_waits_for_it(
    db: Database, relay: Relay, send: Sender, store_id: int, done: Done, clock: FixedClock
) -> None:
    send("parcel.sent")
    relay.fan_out()
    older = Runner(db, Subscriptions([Subscription("parcel.sent", f"{HERE}.note")]), "older")
    older.drain("default", store_id)
    assert done() == ["parcel.sent 0"]
    clock.advance(minutes=2)
    newer = Runner(db, relay.subscriptions, "newer")
    newer.drain("default", store_id)
    assert done() == ["again parcel.sent 0", "parcel.sent 0"]


def test_an_attempt_that_was_given_up_on_does_not_speak_for_the_next(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    send("parcel.lost")
    relay.fan_out()
    jobs, events = runner._settle_and_claim("default", store_id, None, claim=True)
    clock.advance(minutes=5)
    relay.release_lost()
    clock.advance(minutes=5)
    again, _events = runner._settle_and_claim("default", store_id, None, claim=True)
    late = runner._attempt(jobs, events)
    with db.write(store_id) as session:
        late(session)
    with db.read(store_id) as session:
        job = session.need(Job, again[0].id)
    assert (job.state, job.attempts) == ("running", 2)


def kill_a_job(db: Database, relay: Relay, runner: Runner, send: Sender, clock: FixedClock) -> int:
    send("parcel.lost")
    relay.fan_out()
    for _ in range(3):
        runner.drain("default", send.store_id)
        clock.advance(days=2)
    with db.read(send.store_id) as session:
        return queries.dead_jobs(session, limit=1)[0].id


def test_a_person_retries_dead_work_with_all_its_tries(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, done: Done, clock: FixedClock
) -> None:
    job_id = kill_a_job(db, relay, runner, send, clock)
    with db.write(store_id) as session:
        commands.retry_job(session, job_id)
    assert runner.drain("default", store_id) == 1
    assert done() == ["tried"] * 4
    with db.write(store_id) as session, pytest.raises(Conflict):
        commands.retry_job(session, job_id)


def test_a_person_dismisses_dead_work(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    job_id = kill_a_job(db, relay, runner, send, clock)
    with db.write(store_id) as session:
        commands.dismiss_job(session, job_id)
    assert states(db, store_id) == {"done"}


def test_another_stores_dead_work_is_not_found(
    db: Database, relay: Relay, runner: Runner, send: Sender, other_store_id: int, clock: FixedClock
) -> None:
    job_id = kill_a_job(db, relay, runner, send, clock)
    with db.write(other_store_id) as session, pytest.raises(NotFound):
        commands.retry_job(session, job_id)
    with db.read(other_store_id) as session:
        assert queries.dead_jobs(session) == []


def test_the_list_of_dead_work_goes_on_where_it_ended(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    made = [kill_a_job(db, relay, runner, send, clock) for _ in range(5)]
    seen: list[int] = []
    cursor: str | None = None
    with db.read(store_id) as session:
        while page := queries.dead_jobs(session, after=cursor, limit=2):
            seen += [line.id for line in page]
            cursor = page[-1].cursor
        assert [line.id for line in queries.dead_jobs(session, after="nonsense", limit=1)] == [made[-1]]
    assert seen == made[::-1]
