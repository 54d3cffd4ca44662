"""Versions that nobody can go back to any more are deleted, with the texts that no other version has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, union

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.themes.models import (
    FrozenSection,
    FrozenText,
    KeptSection,
    Look,
    LookSchedule,
    LookVersion,
    Theme,
)

KEPT = 50
"""Versions that can be gone back to; those that something points at come on top."""
AT_ONCE = 500


def prune(session: StoreSession) -> int:
    """Delete versions beyond the newest ones that nothing points at. Returns how many."""
    session.flush()
    newest = (
        select(LookVersion.id)
        .where(LookVersion.store_id == session.store)
        .order_by(LookVersion.created_at.desc(), LookVersion.id.desc())
    )
    old = list(session.scalars(newest.offset(KEPT)))
    gone = set(old) - _pointed_at(session) if old else set()
    return delete_versions(session, gone)


def _pointed_at(session: StoreSession) -> set[int]:
    found: set[int | None] = set()
    for look in session.scalars(select(Look)):
        found |= {look.current_version_id, look.previous_version_id}
    open_ = select(LookSchedule).where(LookSchedule.state.in_(("waiting", "running")))
    for schedule in session.scalars(open_):
        found |= {schedule.version_id, schedule.back_to_version_id}
    return {version_id for version_id in found if version_id is not None}


def delete_versions(session: StoreSession, version_ids: Iterable[int]) -> int:
    """Delete versions, and the texts that no other one has. Nothing may point at them."""
    gone = sorted(version_ids)
    if not gone:
        return 0
    store = session.store
    digests: set[str] = set()
    for model in (FrozenSection, KeptSection):
        own: Any = model
        digests |= set(
            session.scalars(
                select(own.digest).where(own.store_id == store, own.version_id.in_(gone)).distinct()
            )
        )
        session.execute(delete(own).where(own.store_id == store, own.version_id.in_(gone)))
    session.execute(delete(LookVersion).where(LookVersion.store_id == store, LookVersion.id.in_(gone)))
    shown = select(Look.current_version_id).where(Look.store_id == store).scalar_subquery()
    for model in (FrozenSection, KeptSection):  # most of it stands in the present version too
        own = model
        digests -= set(
            session.scalars(select(own.digest).where(own.store_id == store, own.version_id == shown))
        )
    listed = sorted(digests)
    for start in range(0, len(listed), AT_ONCE):
        _delete_unused(session, listed[start : start + AT_ONCE])
    return len(gone)


def _delete_unused(session: StoreSession, digests: list[str]) -> None:
    store = session.store
    used = union(
        *(
            select(model.digest).where(model.store_id == store, model.digest.in_(digests))
            for model in (FrozenSection, KeptSection)
        )
    )
    unused = sorted(set(digests) - set(session.scalars(used)))
    if unused:
        session.execute(delete(FrozenText).where(FrozenText.store_id == store, FrozenText.digest.in_(unused)))


def forget_theme(session: StoreSession, theme: Theme) -> None:
    """Before a theme goes: versions that wear it cannot be gone back to. Raises Refused while shoppers see it, or will."""
    worn = [v for v in session.scalars(select(LookVersion)) if _wears(v, theme.id)]
    ids = {version.id for version in worn}
    look = session.scalars(select(Look).with_for_update()).first()
    open_ = select(LookSchedule).where(LookSchedule.state.in_(("waiting", "running")))
    wanted = {v for s in session.scalars(open_) for v in (s.version_id, s.back_to_version_id)}
    if look is not None and look.current_version_id in ids:
        raise Refused("pack.is_worn", title=theme.name)
    if wanted & ids:
        raise Refused("themes.theme_is_scheduled", title=theme.name)
    if look is not None and look.previous_version_id in ids:
        look.previous_version_id = None
        session.flush()
    delete_versions(session, ids)


def _wears(version: LookVersion, theme_id: int) -> bool:
    return version.theme_id == theme_id or theme_id in version.page_themes.values()
