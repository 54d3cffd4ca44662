"""Looks that are shown from a time on, or between two.

What is shown is frozen when it is scheduled. The clock's job flips at the start and back at the end; each flip is one
transaction that looks at the schedule's state first, so the job may run late, twice or after a crash.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from engine.base import clock
from engine.base.actor import SYSTEM, Actor
from engine.base.db import Database, StoreSession
from engine.base.errors import Refused
from engine.base.states import table
from engine.stores.commands import record_activity
from engine.themes.models import Look, LookSchedule, LookVersion

from .publishing import frozen_now, locked_look, name_of, show_version, store_version

log = logging.getLogger("vitrine.themes")

SCHEDULE = table(
    "look_schedule",
    start=("waiting", "running"),
    show=("waiting", "done"),
    miss=("waiting", "done"),
    cancel=("waiting", "cancelled"),
    end=("running", "done"),
)
"""Without an end a schedule is done as it starts; one whose whole time has passed unseen is done without being shown."""
WHY = "the clock's job finds schedules of all stores; each is carried out in its own store"
AT_ONCE = 200


def schedule_publish(
    session: StoreSession,
    *,
    theme_id: int | None = None,
    page_themes: Mapping[str, int] | None = None,
    starts_at: datetime,
    ends_at: datetime | None = None,
    label: str = "",
    actor: Actor,
) -> LookSchedule:
    """Freeze what is being edited, to be shown from `starts_at`, and until `ends_at` if that is given (both aware).

    Raises Refused naming the field: a start that has passed, an end before the start, a time that another schedule has.
    """
    if starts_at <= clock.now():
        raise Refused("themes.schedule_in_the_past", field="starts_at")
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("themes.schedule_ends_before", field="ends_at")
    look = locked_look(session)
    for other in session.scalars(select(LookSchedule).where(LookSchedule.state.in_(("waiting", "running")))):
        if _meet(starts_at, ends_at, other.starts_at, other.ends_at):
            raise Refused(
                "themes.schedule_overlaps",
                field="starts_at",
                label=other.label,
                at=other.starts_at.isoformat(),
            )
    before = session.find(LookVersion, look.current_version_id) if look is not None else None
    frozen = frozen_now(session, before, theme_id, page_themes)
    version = store_version(session, frozen, kind="scheduled", label=label, actor=actor)
    schedule = LookSchedule(
        version_id=version.id,
        starts_at=starts_at,
        ends_at=ends_at,
        label=version.label,
        created_at=clock.now(),
        actor_kind=actor.kind,
        actor_name=actor.name,
        actor_id=actor.id,
    )
    session.add(schedule)
    session.flush()
    record_activity(session, actor, "theme.scheduled", "look_version", version.id, name_of(session, version))
    return schedule


def _meet(start: datetime, end: datetime | None, other: datetime, other_end: datetime | None) -> bool:
    """Whether two schedules have a moment in common; one without an end is a moment."""
    if start == other:
        return True
    return (other < start < (other_end or other)) or (start < other < (end or start))


def cancel_schedule(session: StoreSession, schedule_id: int, *, actor: Actor) -> LookSchedule:
    """Let a schedule that has not begun be. Raises NotFound, or Refused once it has begun."""
    locked_look(session)
    schedule = session.need(LookSchedule, schedule_id)
    if not SCHEDULE.allows(schedule.state, "cancel"):
        raise Refused("themes.schedule_has_begun")
    schedule.state = SCHEDULE.after(schedule.state, "cancel")
    version = session.need(LookVersion, schedule.version_id)
    record_activity(
        session, actor, "theme.schedule_cancelled", "look_version", version.id, name_of(session, version)
    )
    return schedule


def flip_scheduled_looks(db: Database) -> int:
    """Scheduled: start and end what is due, in the order of their times. Returns how many flips were made."""
    with db.read(None, cross_store=WHY) as session:
        stores = list(
            session.scalars(_due().with_only_columns(LookSchedule.store_id).distinct().limit(AT_ONCE))
        )
    done = 0
    for store_id in stores:
        try:
            while _flip_next(db, store_id):
                done += 1
        except Exception:  # one store's trouble must not keep the others waiting
            log.exception("the scheduled look of store %s failed", store_id)
    return done


def _due() -> Any:
    now = clock.now()
    return select(LookSchedule).where(
        or_(
            (LookSchedule.state == "waiting") & (LookSchedule.starts_at <= now),
            (LookSchedule.state == "running") & (LookSchedule.ends_at <= now),
        )
    )


def _flip_next(db: Database, store_id: int) -> bool:
    """The flip of a store that was due first, in one transaction. Whether there was one."""
    with db.write(store_id) as session:
        look = locked_look(session)
        due: list[LookSchedule] = list(session.scalars(_due().execution_options(populate_existing=True)))
        if look is None or not due:
            return False
        first = min(due, key=lambda each: (_time_of(each), each.state == "waiting"))
        (_start if first.state == "waiting" else _end)(session, first, look)
        return True


def _time_of(schedule: LookSchedule) -> datetime:
    if schedule.state == "running" and schedule.ends_at is not None:
        return schedule.ends_at
    return schedule.starts_at


def _start(session: StoreSession, schedule: LookSchedule, look: Look) -> None:
    version = session.need(LookVersion, schedule.version_id)
    if schedule.ends_at is not None and schedule.ends_at <= clock.now():
        schedule.state, schedule.outcome = SCHEDULE.after(schedule.state, "miss"), "missed"
        _say(session, "theme.schedule_missed", version)
        return
    schedule.back_to_version_id = look.current_version_id
    if schedule.ends_at is None:
        schedule.state, schedule.outcome = SCHEDULE.after(schedule.state, "show"), "shown"
    else:
        schedule.state = SCHEDULE.after(schedule.state, "start")
    if version.id != look.current_version_id:
        show_version(session, version, look)
    _say(session, "theme.schedule_started", version)


def _end(session: StoreSession, schedule: LookSchedule, look: Look) -> None:
    """Back to what was shown before; unless something else was published meanwhile, which stays."""
    schedule.state = SCHEDULE.after(schedule.state, "end")
    version = session.need(LookVersion, schedule.version_id)
    back = session.find(LookVersion, schedule.back_to_version_id)
    if look.current_version_id != schedule.version_id or back is None:
        schedule.outcome = "left"
        _say(session, "theme.schedule_left", version)
        return
    schedule.outcome = "put_back"
    if back.id != look.current_version_id:
        show_version(session, back, look)
    _say(session, "theme.schedule_ended", version)


def _say(session: StoreSession, verb: str, version: LookVersion) -> None:
    record_activity(session, SYSTEM, verb, "look_version", version.id, name_of(session, version))
