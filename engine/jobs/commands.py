"""What a person does about work that failed for good."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.jobs.models import Job
from engine.jobs.rules import JOB


def retry_job(session: StoreSession, job_id: int) -> Job:
    """Let a dead job begin anew with all its tries. Raises NotFound, Conflict if it is not dead."""
    job = _locked(session, job_id)
    job.state = JOB.after(job.state, "retry")
    job.attempts, job.available_at, job.finished_at = 0, clock.now(), None
    return job


def retry_dead_jobs(session: StoreSession, limit: int = 1_000) -> int:
    """Retry every dead job of the store, at most *limit* at once. Returns how many."""
    ids = session.scalars(
        select(Job.id).where(Job.store_id == session.store, Job.state == "dead").order_by(Job.id).limit(limit)
    ).all()
    for job_id in ids:
        retry_job(session, job_id)
    return len(ids)


def dismiss_job(session: StoreSession, job_id: int) -> Job:
    """Settle a dead job without doing it: a person saw to it. Raises NotFound, Conflict if it is not dead."""
    job = _locked(session, job_id)
    job.state = JOB.after(job.state, "dismiss")
    job.finished_at = clock.now()
    return job


def _locked(session: StoreSession, job_id: int) -> Job:
    session.execute(select(Job.id).where(Job.store_id == session.store, Job.id == job_id).with_for_update())
    return session.need(Job, job_id, "job.not_found")
