"""By the clock: each run once, whoever looks; old work is cleared away and failed work is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.jobs import janitor
from engine.jobs.bells import Bells
from engine.jobs.models import Job
from engine.jobs.queries import status
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.schedule import TABLE, Schedule, Task
from engine.jobs.subscriptions import load
from tests.engine.jobs.conftest import Sender


def test_a_task_runs_when_due_and_not_before(db: Database, clock: FixedClock) -> None:
    runs: list[Database] = []
    schedule = Schedule(db, [Task("count", timedelta(minutes=1), runs.append)])
    assert schedule.step() == ["count"]
    assert schedule.step() == []
    clock.advance(seconds=61)
    schedule.step()
    assert runs == [db, db]


def test_eight_schedulers_run_a_task_once(db: Database, clock: FixedClock) -> None:
    runs: list[Database] = []
    tasks = [Task("count", timedelta(minutes=1), runs.append)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda schedule: schedule.step(), [Schedule(db, tasks) for _ in range(8)]))
    assert len(runs) == 1
    clock.advance(minutes=2)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda schedule: schedule.step(), [Schedule(db, tasks) for _ in range(8)]))
    assert len(runs) == 2


def test_a_task_that_fails_does_not_stop_the_others(db: Database, clock: FixedClock) -> None:
    def break_down(database: Database) -> None:
        raise ValueError

    runs: list[Database] = []
    tasks = [
        Task("broken", timedelta(minutes=1), break_down),
        Task("count", timedelta(minutes=1), runs.append),
    ]
    assert Schedule(db, tasks).step() == ["broken", "count"]
    assert len(runs) == 1


def test_every_scheduled_function_exists() -> None:
    for task in TABLE:
        assert callable(load(task.function) if isinstance(task.function, str) else task.function), task


def test_old_finished_work_goes_and_dead_work_stays(
    db: Database, relay: Relay, runner: Runner, send: Sender, store_id: int, clock: FixedClock
) -> None:
    send("parcel.sent", count=3)
    send("parcel.lost")
    relay.fan_out()
    for _ in range(3):
        runner.drain("default", store_id)
        clock.advance(days=1)
    assert janitor.prune(db) == 0
    clock.advance(days=14)
    assert janitor.prune(db) == 3
    with db.read(store_id) as session:
        kept = session.scalars(select(OutboxEvent.name).where(OutboxEvent.store_id == store_id)).all()
        jobs = session.scalars(select(func.count()).select_from(Job).where(Job.store_id == store_id)).one()
    assert (kept, jobs) == (["parcel.lost"], 1)


def test_the_status_tells_what_waits(
    db: Database, bells: Bells, relay: Relay, send: Sender, clock: FixedClock
) -> None:
    send("parcel.sent", count=2)
    assert status(db, bells).events_to_relay == 2
    relay.step()
    clock.advance(seconds=90)
    seen = status(db, bells)
    assert (seen.waiting, seen.oldest_seconds, seen.redis) == (
        4,
        90.0,
        {"default": 1, "index": 0, "imports": 0, "pictures": 0},
    )
    assert not seen.is_healthy


def test_sqlite_gets_statistics_for_its_indexes(sqlite_db: Database) -> None:
    janitor.refresh_statistics(sqlite_db)
    with sqlite_db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar_one() > 0
