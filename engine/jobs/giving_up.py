"""A job has used up its tries: whoever watches its work is told, in the transaction that makes it dead."""

from __future__ import annotations

import logging

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.base.outbox import OutboxEvent
from engine.jobs.models import Job
from engine.jobs.rules import describe_failure
from engine.jobs.subscriptions import Subscription, load

log = logging.getLogger("vitrine.jobs")


def tell(session: StoreSession, job: Job, entry: Subscription | None) -> None:
    """Call what the subscription names for this, if it names anything. Whatever that does, the job stays dead."""
    if entry is None or not entry.given_up:
        return
    event = session.scalars(
        select(OutboxEvent).where(OutboxEvent.store_id == session.store, OutboxEvent.id == job.event_id)
    ).first()
    try:
        with session.begin_nested():
            load(entry.given_up)(session, event)
    except Exception as error:
        log.error("telling that %s was given up failed: %s", job.handler, describe_failure(error))
