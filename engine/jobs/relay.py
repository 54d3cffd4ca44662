"""From the outbox to the workers: make a job row for every handler of every event, then ring where work is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from engine.base import clock
from engine.base.bulk import rows_changed
from engine.base.db import Database, StoreSession
from engine.base.outbox import OutboxEvent
from engine.jobs import giving_up
from engine.jobs.bells import Bells
from engine.jobs.models import Job
from engine.jobs.rules import JOB, delay_after, step_after_failure
from engine.jobs.subscriptions import INDEX_QUEUE, Subscriptions

WHY = "the relay serves every store"
FAN_OUT = 200
"""Events per transaction: on SQLite it holds the only write lock."""
JOBS_PER_SLOT = 25
SLOTS = 4
"""At most this many workers answer for one store and queue at the same time, so that one store cannot take them all."""
COUNTED = 2_000


class Relay:
    """One step at a time; the process around it decides how often."""

    def __init__(self, database: Database, bells: Bells, subscriptions: Subscriptions) -> None:
        self.database = database
        self.bells = bells
        self.subscriptions = subscriptions

    def step(self) -> int:
        """Fan out what is new and ring what is due. Returns how many events were fanned out.

        Raises redis.RedisError when Redis is away; nothing is lost by that, the rows stay due.
        """
        moved = self.fan_out()
        self.ring()
        return moved

    def fan_out(self) -> int:
        """Make job rows for waiting events, oldest first, at most FAN_OUT."""
        if not self._something_waits():
            return 0
        with self.database.write(None, cross_store=WHY) as session:
            events = session.scalars(
                select(OutboxEvent)
                .where(OutboxEvent.relayed_at.is_(None))
                .order_by(OutboxEvent.occurred_at, OutboxEvent.id)
                .limit(FAN_OUT)
                .with_for_update(skip_locked=True)
            ).all()
            self._make_jobs(session, events)
        return len(events)

    def _something_waits(self) -> bool:
        with self.database.read(None, cross_store=WHY) as session:
            waiting = select(OutboxEvent.id).where(OutboxEvent.relayed_at.is_(None)).limit(1)
            return session.execute(waiting).first() is not None

    def _make_jobs(self, session: StoreSession, events: Iterable[OutboxEvent]) -> None:
        now = clock.now()
        rows: list[dict[str, Any]] = []
        for event in events:
            event.relayed_at = now
            for entry in self.subscriptions.of_event(event.name):
                rows.append(
                    {
                        "store_id": event.store_id,
                        "event_id": event.id,
                        "handler": entry.handler,
                        "queue": entry.queue,
                        "state": "waiting",
                        "attempts": 0,
                        "available_at": now + timedelta(seconds=entry.wait_seconds),
                        "created_at": now,
                    }
                )
        for row, job_id in zip(rows, session.new_ids(len(rows)) if rows else [], strict=True):
            row["id"] = job_id
        if rows:
            session.execute(insert(Job), rows)

    def ring(self) -> int:
        """Ring for every store and queue with work due. Returns the number of bells rung."""
        rung = 0
        for queue, store_id, due in self._due():
            slots = 1 if queue == INDEX_QUEUE else min(SLOTS, -(-due // JOBS_PER_SLOT))
            rung += sum(self.bells.ring(queue, store_id, slot) for slot in range(slots))
        return rung

    def _due(self) -> list[tuple[str, int, int]]:
        due = (
            select(Job.queue, Job.store_id)
            .where(Job.state == "waiting", Job.available_at <= clock.now())
            .limit(COUNTED)
            .subquery()
        )
        counted = select(due.c.queue, due.c.store_id, func.count()).group_by(due.c.queue, due.c.store_id)
        with self.database.read(None, cross_store=WHY) as session:
            return [(queue, store_id, count) for queue, store_id, count in session.execute(counted)]

    def release_lost(self, *, grace: timedelta = timedelta(0)) -> int:
        """Give back jobs whose worker has not finished in its time: it died, or the machine did."""
        overdue = clock.now() - grace
        with self.database.read(None, cross_store=WHY) as session:
            lost = session.scalars(
                select(Job).where(Job.state == "running", Job.available_at <= overdue).limit(500)
            ).all()
        for job in lost:
            give_back(self.database, job, self.subscriptions, "its worker was lost")
        return len(lost)


def give_back(database: Database, job: Job, subscriptions: Subscriptions, why: str) -> None:
    """Let a running job wait for its next attempt, or end it as dead when its tries are used up."""
    entry = subscriptions.of_handler(job.handler)
    step = step_after_failure(job.attempts, entry.tries if entry else 8)
    now = clock.now()
    with database.write(job.store_id) as session:
        changed = rows_changed(
            session,
            update(Job)
            .where(
                Job.store_id == job.store_id,
                Job.id == job.id,
                Job.state == "running",
                Job.attempts == job.attempts,
            )
            .values(
                state=JOB.after("running", step),
                available_at=now if step == "give_up" else now + delay_after(job.attempts, job.id),
                finished_at=now if step == "give_up" else None,
                claimed_by=None,
                last_error=why,
            ),
        )
        if changed and step == "give_up":
            giving_up.tell(session, job, entry)
