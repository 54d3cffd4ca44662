"""Tidies up after work: rows that are done and old, claims of workers that died, what RQ leaves in Redis."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, exists, select, tuple_

from engine.base import clock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.jobs.models import Job

KEPT_FOR = timedelta(days=14)
AT_ONCE = 500
WHY = "the janitor tidies every store"


def prune(database: Database, kept_for: timedelta = KEPT_FOR) -> int:
    """Remove events older than *kept_for* whose every job is done, in small transactions. Returns how many went.

    Dead jobs stay, with their event, until a person retries or dismisses them.
    """
    removed = 0
    while True:
        gone = _prune_some(database, kept_for)
        removed += gone
        if gone < AT_ONCE:
            return removed


def _prune_some(database: Database, kept_for: timedelta) -> int:
    unfinished = exists().where(
        Job.store_id == OutboxEvent.store_id, Job.event_id == OutboxEvent.id, Job.state != "done"
    )
    old = (
        select(OutboxEvent.store_id, OutboxEvent.id)
        .where(OutboxEvent.relayed_at < clock.now() - kept_for, ~unfinished)
        .order_by(OutboxEvent.relayed_at)
        .limit(AT_ONCE)
    )
    with database.read(None, cross_store=WHY) as session:
        keys = [tuple(row) for row in session.execute(old)]
    if not keys:
        return 0
    with database.write(None, cross_store=WHY) as session:
        session.execute(delete(OutboxEvent).where(tuple_(OutboxEvent.store_id, OutboxEvent.id).in_(keys)))
    return len(keys)


def refresh_statistics(database: Database) -> None:
    """SQLite chooses indexes by statistics that nobody gathers for it; PostgreSQL does that by itself.

    Each index is sampled, not read whole, so the write lock is held for milliseconds.
    """
    if not database.is_sqlite:
        return
    engine = database.engine.execution_options(vitrine_begin="IMMEDIATE")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        connection.exec_driver_sql("ANALYZE")
