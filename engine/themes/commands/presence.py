"""Who is editing where: a word every few seconds, forgotten when it stops."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes.models import SectionPresence

FRESH = timedelta(seconds=5)
"""Said again within this, it is not written again."""
OLD = timedelta(days=1)


def note_presence(
    session: StoreSession, template: str, section_id: int | None = None, *, actor: Actor
) -> SectionPresence:
    """Note that a person is editing a template, at a section of it. Raises Refused for who is no member of staff."""
    if actor.kind != "staff" or actor.id is None:
        raise Refused("record.not_found")
    now = clock.now()
    own = select(SectionPresence).where(SectionPresence.staff_id == actor.id)
    found = session.scalars(own.where(SectionPresence.template == template)).first()
    if found is None:
        session.execute(
            delete(SectionPresence).where(
                SectionPresence.store_id == session.store, SectionPresence.seen_at < now - OLD
            )
        )
        found = SectionPresence(staff_id=actor.id, name=actor.name, template=template, seen_at=now)
        session.add(found)
    elif found.section_id == section_id and now - found.seen_at < FRESH:
        return found
    found.name, found.section_id, found.seen_at = actor.name, section_id, now
    return found


def leave(session: StoreSession, template: str, *, actor: Actor) -> None:
    """The person has closed the editor of a template."""
    session.execute(
        delete(SectionPresence).where(
            SectionPresence.store_id == session.store,
            SectionPresence.staff_id == actor.id,
            SectionPresence.template == template,
        )
    )
