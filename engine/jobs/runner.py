"""Does the work of one store and queue: claim a row, run its handler, note the result. The rows are the truth."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

from sqlalchemy import select, update

from engine.base import clock
from engine.base.bulk import rows_changed
from engine.base.db import Database, StoreSession
from engine.base.outbox import OutboxEvent
from engine.jobs import giving_up
from engine.jobs.models import Job
from engine.jobs.rules import JOB, delay_after, describe_failure, step_after_failure
from engine.jobs.subscriptions import Subscription, Subscriptions, load

BATCH = 200
MOST_JOBS = 200
MOST_SECONDS = 20.0
"""An answer to one bell ends after this; what is left gets another bell, behind those of other stores."""
RETRY_UNKNOWN = timedelta(minutes=1)

log = logging.getLogger("vitrine.jobs")


class TooSlow(Exception):
    """A handler took longer than its subscription allows."""


class Runner:
    """Runs the jobs of one database. ``worker`` names the process in the rows it claims."""

    def __init__(self, database: Database, subscriptions: Subscriptions, worker: str) -> None:
        self.database = database
        self.subscriptions = subscriptions
        self.worker = worker
        self.stopping = False
        """Set from a signal: end after the job at hand."""

    def drain(
        self, queue: str, store_id: int, *, most: int = MOST_JOBS, seconds: float = MOST_SECONDS
    ) -> int:
        """Do what is due, until nothing is or the time is up. Returns the number of jobs attempted."""
        attempted = 0
        ends = time.monotonic() + seconds
        settle: Callable[[StoreSession], None] | None = None
        while True:
            enough = self.stopping or attempted >= most or time.monotonic() >= ends
            jobs, events = self._settle_and_claim(queue, store_id, settle, claim=not enough)
            if not jobs:
                return attempted
            attempted += len(jobs)
            settle = self._attempt(jobs, events)

    def _settle_and_claim(
        self, queue: str, store_id: int, settle: Callable[[StoreSession], None] | None, *, claim: bool
    ) -> tuple[Sequence[Job], Sequence[OutboxEvent]]:
        """Noting one result and claiming the next are one transaction: half as many commits."""
        if settle is None and not self._anything_due(queue, store_id):
            return [], []
        with self.database.write(store_id) as session:
            if settle is not None:
                settle(session)
            return self._claim(session, queue) if claim else ([], [])

    def _anything_due(self, queue: str, store_id: int) -> bool:
        with self.database.read(store_id) as session:
            return session.execute(_due(session, queue).limit(1)).first() is not None

    def _claim(self, session: StoreSession, queue: str) -> tuple[Sequence[Job], Sequence[OutboxEvent]]:
        first = session.scalars(_due(session, queue).limit(1).with_for_update(skip_locked=True)).first()
        if first is None:
            return [], []
        jobs: Sequence[Job] = [first]
        entry = self.subscriptions.of_handler(first.handler)
        if entry and entry.batch:
            same = _due(session, queue).where(Job.handler == first.handler).limit(BATCH)
            jobs = session.scalars(same.with_for_update(skip_locked=True)).all()
        now = clock.now()
        for job in jobs:
            job.state = JOB.after(job.state, "begin")
            job.attempts += 1
            job.started_at, job.claimed_by = now, self.worker
            job.available_at = now + timedelta(seconds=entry.limit_seconds + 5 if entry else 60)
        events = session.scalars(
            select(OutboxEvent).where(
                OutboxEvent.store_id == session.store, OutboxEvent.id.in_([job.event_id for job in jobs])
            )
        ).all()
        session.flush()
        session.expunge_all()
        return jobs, sorted(events, key=lambda event: event.id)

    def _attempt(self, jobs: Sequence[Job], events: Sequence[OutboxEvent]) -> Callable[[StoreSession], None]:
        """Run the handler. What comes back notes the result in the next transaction."""
        handler = jobs[0].handler
        entry = self.subscriptions.of_handler(handler)
        if entry is None:
            log.error("no subscription for %s: left for a newer version of the program", handler)
            return lambda session: _note(session, jobs, None, f"unknown handler {handler}", RETRY_UNKNOWN)
        try:
            with _time_limit(entry.limit_seconds):
                self._call(entry, jobs[0].store_id, events)
        except Exception as error:
            said = describe_failure(error)
            log.error("job %s failed (attempt %d): %s", handler, jobs[0].attempts, said)
            return lambda session: _note(session, jobs, entry, said)
        return lambda session: _note(session, jobs, entry, None)

    def _call(self, entry: Subscription, store_id: int, events: Sequence[OutboxEvent]) -> None:
        handler = load(entry.handler)
        if entry.batch:
            handler(self.database, store_id, events)
        else:
            handler(self.database, events[0])


def release_claims(database: Database, worker: str, give_back: Callable[[Job], None]) -> int:
    """Give back what a worker had claimed when it was seen to die."""
    with database.read(None, cross_store="a worker serves every store") as session:
        jobs = session.scalars(select(Job).where(Job.state == "running", Job.claimed_by == worker)).all()
    for job in jobs:
        give_back(job)
    return len(jobs)


def _due(session: StoreSession, queue: str) -> Any:
    return (
        select(Job)
        .where(
            Job.store_id == session.store,
            Job.queue == queue,
            Job.state == "waiting",
            Job.available_at <= clock.now(),
        )
        .order_by(Job.available_at, Job.id)
    )


def _note(
    session: StoreSession,
    jobs: Sequence[Job],
    entry: Subscription | None,
    error: str | None,
    delay: timedelta | None = None,
) -> None:
    now, tries = clock.now(), entry.tries if entry else 8
    for job in jobs:
        step = "finish" if error is None else step_after_failure(job.attempts, tries)
        waits = delay or delay_after(job.attempts, job.id)
        changed = rows_changed(
            session,
            update(Job)
            .where(
                Job.store_id == job.store_id,
                Job.id == job.id,
                # Lost and begun again elsewhere in the meantime: that attempt speaks, not this one.
                Job.state == "running",
                Job.attempts == job.attempts,
            )
            .values(
                state=JOB.after("running", step),
                available_at=now + waits if step == "fail" else now,
                finished_at=None if step == "fail" else now,
                last_error=error if error is not None else job.last_error,
                claimed_by=None,
            ),
        )
        if changed and step == "give_up":
            giving_up.tell(session, job, entry)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raises TooSlow in the block. RQ keeps the same timer for the whole bell; its rest is put back afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    began = time.monotonic()
    handler_before = signal.signal(signal.SIGALRM, expire)
    left_before = signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler_before)
        if left_before:
            signal.alarm(max(1, left_before - int(time.monotonic() - began)))
