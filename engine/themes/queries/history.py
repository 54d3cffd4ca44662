"""What was changed, by whom, and who is at it now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.themes.models import SectionEvent, SectionPresence

HERE = timedelta(seconds=30)
"""Who was heard of within this is there."""


def section_history(
    session: StoreSession, section_data_id: int, *, limit: int | None = None
) -> list[SectionEvent]:
    """Every change of a section, or the last *limit* of them; newest first."""
    statement = (
        select(SectionEvent)
        .where(SectionEvent.section_data_id == section_data_id)
        .order_by(SectionEvent.revision.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def present(
    session: StoreSession, template: str | None = None, *, besides: int | None = None
) -> list[SectionPresence]:
    """Who is editing now, in a template or anywhere, but for the person *besides* (a staff id); by name."""
    statement = select(SectionPresence).where(SectionPresence.seen_at > clock.now() - HERE)
    if template is not None:
        statement = statement.where(SectionPresence.template == template)
    if besides is not None:
        statement = statement.where(SectionPresence.staff_id != besides)
    return list(session.scalars(statement.order_by(SectionPresence.name, SectionPresence.id)))
