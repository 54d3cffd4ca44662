"""The packs that a store has installed or uploaded."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.themes.models import Theme, ThemeUpload


def main_theme(session: StoreSession) -> Theme | None:
    """The theme that shoppers see."""
    return session.scalars(select(Theme).where(Theme.role == "main").order_by(Theme.id)).first()


def themes_of(session: StoreSession) -> list[Theme]:
    """Every pack that the store has installed, the one that shoppers see first."""
    found = session.scalars(select(Theme).order_by(Theme.id))
    return sorted(found, key=lambda theme: theme.role != "main")


def own_packs(session: StoreSession) -> list[ThemeUpload]:
    """The packs that the store has uploaded, each in its current version, by title."""
    statement = select(ThemeUpload).where(ThemeUpload.state == "ready", ThemeUpload.is_current)
    return sorted(session.scalars(statement), key=lambda row: (row.title.lower(), row.id))


def own_pack(session: StoreSession, pack: str) -> ThemeUpload | None:
    """The current version of a pack that the store has uploaded."""
    statement = select(ThemeUpload).where(ThemeUpload.pack == pack, ThemeUpload.is_current)
    return session.scalars(statement.order_by(ThemeUpload.id.desc())).first()


def has_own_version(session: StoreSession, pack: str, version: str) -> bool:
    """Whether the store has uploaded that version of a pack and its files are kept."""
    statement = select(ThemeUpload.id).where(
        ThemeUpload.pack == pack, ThemeUpload.version == version, ThemeUpload.state == "ready"
    )
    return session.scalars(statement.limit(1)).first() is not None


def upload_by_id(session: StoreSession, upload_id: int) -> ThemeUpload:
    """An upload. Raises NotFound."""
    return session.need(ThemeUpload, upload_id)


def latest_uploads(session: StoreSession, limit: int = 5) -> list[ThemeUpload]:
    """The last uploads, newest first."""
    statement = select(ThemeUpload).order_by(ThemeUpload.created_at.desc(), ThemeUpload.id.desc())
    return list(session.scalars(statement.limit(limit)))
