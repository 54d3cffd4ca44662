"""What happens by the clock. One row per task says when it is due next; moving that row forward claims the run, so any
number of processes may look and each run happens once."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.db import Database
from engine.base.records import Lease
from engine.jobs.rules import describe_failure
from engine.jobs.subscriptions import load

ROLE = "schedule."

log = logging.getLogger("vitrine.jobs")


@dataclass(frozen=True)
class Task:
    """``function`` is ``package.module.name`` or a callable; it takes the database, finds what is due, and does it in
    small transactions, or records an event per store where the work is long."""

    name: str
    every: timedelta
    function: str | Callable[[Database], object]


TABLE: tuple[Task, ...] = (
    Task("prune_done_work", timedelta(hours=1), "engine.jobs.janitor.prune"),
    Task("refresh_statistics", timedelta(hours=6), "engine.jobs.janitor.refresh_statistics"),
    Task(
        "expire_checkouts_and_reservations",
        timedelta(seconds=20),
        "engine.ordering.commands.expire_checkouts_and_reservations",
    ),
    Task("forget_old_checkouts", timedelta(minutes=10), "engine.ordering.commands.forget_old_checkouts"),
    Task("reconcile_payments", timedelta(seconds=60), "engine.ordering.commands.reconcile_payments"),
    Task("make_wanted_avifs", timedelta(seconds=20), "engine.catalogue.handlers.make_wanted_avifs"),
    Task("trim_picture_sizes", timedelta(hours=1), "engine.catalogue.handlers.trim_renditions"),
    Task("recount_collections", timedelta(minutes=10), "engine.listing.handlers.refresh_members_due"),
    Task(
        "make_planned_designations", timedelta(seconds=5), "engine.inventory.handlers.make_planned_everywhere"
    ),
    Task("note_published", timedelta(seconds=10), "engine.listing.handlers.note_published"),
    Task("tell_low_stock", timedelta(minutes=15), "engine.mail.stock.tell_low_stock"),
    Task("flip_scheduled_looks", timedelta(seconds=5), "engine.themes.commands.flip_scheduled_looks"),
    Task("rebuild_missing_indexes", timedelta(seconds=5), "engine.listing.handlers.ask_for_rebuilds"),
)


class Schedule:
    """Runs the tasks of a table when they are due."""

    def __init__(self, database: Database, tasks: Iterable[Task] = TABLE) -> None:
        self.database = database
        self.tasks = tuple(tasks)
        self.holder = f"{socket.gethostname()}:{os.getpid()}"

    def step(self) -> list[str]:
        """Run every task that is due and not taken by another process. Returns their names."""
        due = self._known()
        now = clock.now()
        ran = []
        for task in self.tasks:
            at = due.get(ROLE + task.name)
            if (at is None or at <= now) and self._claim(task):
                self._run(task)
                ran.append(task.name)
        return ran

    def _known(self) -> dict[str, datetime]:
        with self.database.read(None) as session:
            rows = session.execute(select(Lease.role, Lease.expires_at).where(Lease.role.startswith(ROLE)))
            return dict(rows.all())

    def _claim(self, task: Task) -> bool:
        now = clock.now()
        role, following = ROLE + task.name, now + task.every
        put: Any = sqlite.insert if self.database.is_sqlite else postgresql.insert
        first = (
            put(Lease)
            .values(role=role, holder=self.holder, expires_at=following)
            .on_conflict_do_nothing(index_elements=["role"])
            .returning(Lease.role)
        )
        move = (
            update(Lease)
            .where(Lease.role == role, Lease.expires_at <= now)
            .values(holder=self.holder, expires_at=following)
            .returning(Lease.role)
        )
        with self.database.write(None) as session:
            return session.execute(first).first() is not None or session.execute(move).first() is not None

    def _run(self, task: Task) -> None:
        function = load(task.function) if isinstance(task.function, str) else task.function
        try:
            function(self.database)
        except Exception as error:  # one task's failure must not stop the others; it runs again when next due
            log.error("scheduled task %s failed: %s", task.name, describe_failure(error))
