"""Background work without background processes: everything that is due, done here and now."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.db import Database
from engine.jobs.models import Job
from engine.jobs.relay import Relay
from engine.jobs.runner import Runner
from engine.jobs.subscriptions import Subscriptions


def do_due_work(database: Database, subscriptions: Subscriptions | None = None, rounds: int = 50) -> int:
    """Relay every event and run every job that is due, also those that jobs cause. Returns the jobs attempted.

    Raises AssertionError when a job failed: a test that wants failures drives the runner itself.
    """
    table = subscriptions or Subscriptions()
    relay = Relay(database, None, table)  # type: ignore[arg-type]  # no bells: nobody listens
    runner = Runner(database, table, "test")
    attempted = 0
    for _ in range(rounds):
        moved = relay.fan_out()
        due = relay._due()
        if not due and not moved:
            break
        attempted += sum(runner.drain(queue, store_id) for queue, store_id, _count in due)
    failed = _failures(database)
    assert not failed, failed
    return attempted


def _failures(database: Database) -> list[tuple[str, str | None]]:
    with database.read(None, cross_store="a test looks at every store") as session:
        rows = session.execute(
            select(Job.handler, Job.last_error).where(Job.last_error.is_not(None), Job.state != "done")
        )
        return [(handler, error) for handler, error in rows]
