"""A look for a time: from a moment on, or between two, in the store's time zone."""

from __future__ import annotations

from typing import Any

from flask import g

from admin.shell.forms import Form, Reader, attempt, reading
from admin.shell.publishing import read_moment
from admin.shell.rendering import go, page, warn
from admin.switching.publication import own_looks
from admin.switching.room import room
from admin.switching.telling import told
from admin.switching.trying import look_at, prepare
from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.themes import commands, queries

MOST_LABEL = 120


@room.get("/theme/looks/<int:theme_id>/schedules")
def schedules(theme_id: int) -> Any:
    """When it is to be shown, and what else waits for its time."""
    return _page(theme_id, Form())


@room.post("/theme/looks/<int:theme_id>/schedules")
def schedule(theme_id: int) -> Any:
    """Freeze the look as it is now, for later. What is edited afterwards is not part of it."""
    read = Reader()
    starts_at, ends_at = read_moment(read, "starts_at"), read_moment(read, "ends_at")
    label = read.text("label")[:MOST_LABEL]

    def action(session: StoreSession) -> None:
        if starts_at is None and "starts_at" not in read.wrong:
            read.refuse("starts_at", "form.needed")
        version = queries.current_version(session)
        kept = {} if version is None or read.flag("everywhere") else own_looks(session, version)
        for wanted in sorted({theme_id, *kept.values()}):
            prepare(session, wanted)
        session.flush()
        if not read.flag("accepted") and told(session, look_at(session, theme_id)).pieces:
            read.refuse("accepted", "looks.publish.not_accepted")
        read.check()
        if starts_at is None:
            raise Invalid({"starts_at": Refused("form.needed")})
        commands.schedule_publish(
            session,
            theme_id=theme_id,
            page_themes=kept,
            starts_at=starts_at,
            ends_at=ends_at,
            label=label,
            actor=g.actor,
        )

    _, refused = attempt(action)
    if refused:
        return _page(theme_id, refused)
    return go("/theme#schedules", "looks.schedule.done")


@room.post("/theme/schedules/<int:schedule_id>/cancellation")
def cancel(schedule_id: int) -> Any:
    """Let one be that has not begun."""
    _, refused = attempt(lambda session: commands.cancel_schedule(session, schedule_id, actor=g.actor))
    for said in refused.general if refused else []:
        warn(said)
    return go("/theme#schedules", None if refused else "looks.schedule.cancelled")


def _page(theme_id: int, form: Form) -> Any:
    with reading() as session:
        look = look_at(session, theme_id)
        report = told(session, look)
        waiting = queries.schedules(session)
    return page(
        "switching/schedules.html",
        status=form.status,
        look=look,
        told=report,
        form=form,
        schedules=waiting,
        zone=g.store.timezone,
        most=MOST_LABEL,
    )
