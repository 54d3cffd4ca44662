"""Background work that failed for good: look, retry, or settle it by hand."""

from __future__ import annotations

from typing import Any

from flask import request

from admin.shell.access import room as make_room
from admin.shell.forms import attempt, reading
from admin.shell.rendering import go, page, warn
from engine.jobs import commands, queries

room = make_room("work", __name__, "work")


@room.get("/work")
def index() -> Any:
    """What waits for a person, and how the rest goes."""
    after = request.args.get("after")
    with reading() as session:
        dead = queries.dead_jobs(session, after=after, limit=51)
        count = queries.count_dead(session)
    more = dead[49].cursor if len(dead) > 50 else None
    return page("work/index.html", dead=dead[:50], count=count, more=more, started=bool(after))


@room.post("/work/<int:job_id>/retry")
def retry(job_id: int) -> Any:
    """Let it begin anew."""
    _, refused = attempt(lambda session: commands.retry_job(session, job_id))
    for said in refused.general if refused else []:
        warn(said)
    return go("/work", None if refused else "work.retried")


@room.post("/work/<int:job_id>/dismissal")
def dismiss(job_id: int) -> Any:
    """A person saw to it."""
    _, refused = attempt(lambda session: commands.dismiss_job(session, job_id))
    for said in refused.general if refused else []:
        warn(said)
    return go("/work", None if refused else "work.dismissed")


@room.post("/work/retries")
def retry_all() -> Any:
    """Everything anew."""
    count, _ = attempt(commands.retry_dead_jobs)
    return go("/work", "work.retried_all", count=count or 0)
