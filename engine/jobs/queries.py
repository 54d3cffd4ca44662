"""How background work stands: of one store for its admin, of the installation for the operator."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from redis import RedisError
from sqlalchemy import func, select, tuple_

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.outbox import OutboxEvent
from engine.base.records import Lease
from engine.jobs.bells import Bells
from engine.jobs.models import Job
from engine.jobs.schedule import ROLE
from engine.jobs.subscriptions import QUEUES

WHY = "the operator sees the installation"


@dataclass(frozen=True)
class JobLine:
    """One row of the admin's list of failed work. ``cursor`` continues the list after this row."""

    id: int
    event: str
    handler: str
    queue: str
    attempts: int
    last_error: str | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def cursor(self) -> str:
        """Opaque; hand it back as ``after``."""
        return f"{self.created_at.isoformat()}_{self.id}"


def dead_jobs(session: StoreSession, *, after: str | None = None, limit: int = 50) -> list[JobLine]:
    """Work of this store that failed for good, newest first, at most *limit*. A cursor that cannot be read starts over."""
    wanted = (
        select(Job, OutboxEvent.name)
        .join(OutboxEvent, (OutboxEvent.store_id == Job.store_id) & (OutboxEvent.id == Job.event_id))
        .where(Job.store_id == session.store, Job.state == "dead")
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
    )
    position = _read_cursor(after)
    if position:
        wanted = wanted.where(tuple_(Job.created_at, Job.id) < position)
    return [
        JobLine(
            job.id,
            name,
            job.handler,
            job.queue,
            job.attempts,
            job.last_error,
            job.created_at,
            job.finished_at,
        )
        for job, name in session.execute(wanted)
    ]


def count_dead(session: StoreSession) -> int:
    """How many jobs of this store wait for a person."""
    return session.scalars(
        select(func.count()).select_from(Job).where(Job.store_id == session.store, Job.state == "dead")
    ).one()


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    moment, _, job_id = (cursor or "").rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(job_id)
    except ValueError:
        return None


@dataclass(frozen=True)
class Status:
    """``oldest_seconds``: how long the oldest due job has waited. ``redis``: bells per queue, None while it is away."""

    events_to_relay: int
    waiting: int
    running: int
    dead: int
    oldest_seconds: float
    redis: dict[str, int] | None
    workers: dict[str, int] | None
    schedule: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    @property
    def is_healthy(self) -> bool:
        """Redis answers, nothing is dead, nothing due has waited for more than a minute."""
        return self.redis is not None and self.dead == 0 and self.oldest_seconds <= 60


def status(database: Database, bells: Bells) -> Status:
    """How the installation's background work stands."""
    now = clock.now()
    with database.read(None, cross_store=WHY) as session:
        unrelayed = session.scalars(
            select(func.count()).select_from(OutboxEvent).where(OutboxEvent.relayed_at.is_(None))
        ).one()
        by_state = (
            select(Job.state, func.count())
            .where(Job.state.in_(["waiting", "running", "dead"]))
            .group_by(Job.state)
        )
        states = dict(session.execute(by_state).all())
        oldest = session.scalars(
            select(func.min(Job.available_at)).where(Job.state == "waiting", Job.available_at <= now)
        ).one()
        schedule = session.execute(select(Lease.role, Lease.expires_at).where(Lease.role.startswith(ROLE)))
        due = {role.removeprefix(ROLE): moment.isoformat() for role, moment in schedule}
    depths, workers = _in_redis(bells)
    return Status(
        events_to_relay=unrelayed,
        waiting=states.get("waiting", 0),
        running=states.get("running", 0),
        dead=states.get("dead", 0),
        oldest_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        redis=depths,
        workers=workers,
        schedule=due,
    )


def _in_redis(bells: Bells) -> tuple[dict[str, int] | None, dict[str, int] | None]:
    try:
        return {name: bells.depth(name) for name in QUEUES}, {name: bells.workers(name) for name in QUEUES}
    except RedisError:
        return None, None
