"""What was changed, by whom, and who is at it now."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.themes.models import SectionEvent


def section_history(session: StoreSession, section_data_id: int) -> list[SectionEvent]:
    """Every change of a section, newest first."""
    statement = (
        select(SectionEvent)
        .where(SectionEvent.section_data_id == section_data_id)
        .order_by(SectionEvent.revision.desc())
    )
    return list(session.scalars(statement))
