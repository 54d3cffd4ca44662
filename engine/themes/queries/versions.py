"""Versions of the look, and how what is being edited differs from the one that shoppers see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from engine.base import paging
from engine.base.db import StoreSession
from engine.base.prepared import STORE, Prepared
from engine.themes.models import KeptSection, Look, LookSchedule, LookVersion, SectionData, SectionEvent

from .freezing import freeze


@dataclass
class SectionChange:
    """A section that was edited since shoppers saw it last. ``kind``: added, removed or changed. ``verbs``: what was done
    to it, in order, each once. ``actor_name`` and ``at`` are of the last change."""

    section_id: int
    template: str
    section_key: str
    at: datetime
    kind: str = "changed"
    verbs: list[str] = field(default_factory=list)
    actor_name: str = ""


def unpublished_changes(session: StoreSession) -> list[SectionChange]:
    """What publishing would change, section by section, the last change first. Two statements at most.

    A section that was edited and is again as it was is left out; so is one that came and went.
    """
    found: dict[int, SectionChange] = {}
    known: dict[int, tuple[object, ...]] = {}
    theme_id, page_themes = 0, {}
    for row in _EDITED.all(session):
        version, section_id, template, key, removed_at, verb, actor_name, at, *kept = row
        theme_id, page_themes = version.theme_id, version.page_themes
        change = found.setdefault(section_id, SectionChange(section_id, template, key, at))
        change.verbs += [verb] if verb not in change.verbs else []
        change.actor_name, change.at, known[section_id] = actor_name, at, tuple(kept)
        if removed_at is not None:
            change.kind = "removed"
        elif kept[0] is None:
            change.kind = "added"
    if found:
        for now in freeze(session, theme_id, page_themes, only=found).kept:
            if tuple(now[name] for name in _COMPARED) == known[now["section_data_id"]]:
                del found[now["section_data_id"]]
    shown = (each for each in found.values() if each.kind != "removed" or known[each.section_id][0])
    return sorted(shown, key=lambda each: each.at, reverse=True)


_COMPARED = ("digest", "template", "position", "is_hidden")
_EDITED = Prepared(
    LookVersion,
    SectionData.id,
    SectionData.template,
    SectionData.section_key,
    SectionData.removed_at,
    SectionEvent.verb,
    SectionEvent.actor_name,
    SectionEvent.at,
    KeptSection.digest,
    KeptSection.template,
    KeptSection.position,
    KeptSection.is_hidden,
    build=lambda read: (
        read.select_from(Look)
        .join(
            LookVersion,
            and_(LookVersion.store_id == Look.store_id, LookVersion.id == Look.current_version_id),
        )
        .join(SectionData, SectionData.store_id == Look.store_id)
        .outerjoin(
            KeptSection,
            and_(
                KeptSection.store_id == Look.store_id,
                KeptSection.version_id == LookVersion.id,
                KeptSection.section_data_id == SectionData.id,
            ),
        )
        .join(
            SectionEvent,
            and_(
                SectionEvent.store_id == SectionData.store_id,
                SectionEvent.section_data_id == SectionData.id,
                SectionEvent.revision > func.coalesce(KeptSection.revision, 0),
            ),
        )
        .where(Look.store_id == STORE, or_(KeptSection.id.is_not(None), SectionData.removed_at.is_(None)))
        .order_by(SectionEvent.at, SectionEvent.id)
    ),
)
"""Every event of a section since the version that is shown, with what that keeps of it."""


def versions(
    session: StoreSession, *, before: str | None = None, limit: int = 20
) -> paging.Page[LookVersion]:
    """Versions, the newest first, those that wait to be shown among them. *before*: a cursor of an earlier page."""
    statement = select(LookVersion).order_by(LookVersion.created_at.desc(), LookVersion.id.desc())
    last = paging.decode(before, 2)
    if last is not None:
        created_at, version_id = last
        statement = statement.where(
            or_(
                LookVersion.created_at < created_at,
                and_(LookVersion.created_at == created_at, LookVersion.id < version_id),
            )
        )
    rows = list(session.scalars(statement.limit(limit + 1)))
    return paging.page_of(rows, limit, lambda version: (version.created_at, version.id))


def version_by_id(session: StoreSession, version_id: int) -> LookVersion:
    """A version. Raises NotFound."""
    return session.need(LookVersion, version_id)


def schedules(session: StoreSession, *, only_open: bool = True, limit: int = 50) -> list[LookSchedule]:
    """Looks that wait for their time or are shown for a time, the first to start first; or all of them."""
    statement = select(LookSchedule).order_by(LookSchedule.starts_at, LookSchedule.id)
    if only_open:
        statement = statement.where(LookSchedule.state.in_(("waiting", "running")))
    return list(session.scalars(statement.limit(limit)))
