"""Packs that a store brings itself: the zip is kept, a job checks it, and what is sound becomes a theme of this store alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import NotFound, Refused
from engine.stores.commands import record_activity
from engine.themes import ports
from engine.themes.archives import MOST_ZIP_BYTES
from engine.themes.models import Theme, ThemeUpload
from engine.themes.packs import Pack
from engine.themes.uploaded import file_key

from .install import install_pack
from .pruning import forget_theme

KEPT = 3
"""Versions of a pack whose files are kept, so that pages just sent still find theirs."""


def keep_upload_file(store_id: int, data: bytes) -> str:
    """Put an uploaded zip aside; returns its key. Call it outside transactions. Raises Refused when it is none."""
    if not data:
        raise Refused("media.empty", field="file")
    if len(data) > MOST_ZIP_BYTES:
        raise Refused("pack.zip_too_large", field="file", most=MOST_ZIP_BYTES // 1_000_000)
    if not data.startswith(b"PK"):
        raise Refused("pack.not_a_zip", field="file")
    key = f"{store_id}/packs/incoming/{secrets.token_hex(16)}.zip"
    ports.pack_files().put(key, data, "application/zip")
    return key


def request_upload(session: StoreSession, key: str, file_name: str, *, actor: Actor) -> ThemeUpload:
    """Write down that the zip of *key* is to be checked; a job does the rest."""
    row = ThemeUpload(
        file_name=_plain(file_name), file_key=key, refusals=[], findings=[], created_at=clock.now()
    )
    session.add(row)
    session.flush()
    record_activity(session, actor, "theme.uploaded", "theme_upload", row.id, row.file_name)
    outbox.record(session, "theme.uploaded", upload_id=row.id)
    return row


def _plain(name: str) -> str:
    kept = "".join(c if c.isprintable() else " " for c in name).strip()
    return kept[-200:] or "theme.zip"


def begin_check(session: StoreSession, upload_id: int) -> ThemeUpload | None:
    """Take an upload up; None if nothing is left to do. One that failed is taken up anew: a person asked for that."""
    row = session.find(ThemeUpload, upload_id)
    if row is None or row.state not in ("waiting", "checking", "failed"):
        return None
    row.state, row.finished_at = "checking", None
    return row


def give_up_check(session: StoreSession, upload_id: int) -> None:
    """Nobody checks the zip any more, and nothing is known of it. It is kept, for a person may have its work tried again."""
    session.execute(
        update(ThemeUpload)
        .where(
            ThemeUpload.store_id == session.store,
            ThemeUpload.id == upload_id,
            ThemeUpload.state.in_(("waiting", "checking")),
        )
        .values(state="failed", finished_at=clock.now())
    )


def refuse_upload(session: StoreSession, upload_id: int, refusals: Iterable[dict[str, Any]]) -> None:
    """Note why a zip is not taken."""
    row = session.need(ThemeUpload, upload_id)
    row.state, row.refusals, row.finished_at = "refused", list(refusals), clock.now()


def accept_upload(
    session: StoreSession, upload_id: int, pack: Pack, findings: Iterable[dict[str, Any]], actor: Actor
) -> list[str]:
    """A checked zip becomes the current version of its pack; a shop that wears it wears the new version from now on.

    Returns versions whose files are not wanted any more.
    """
    row = session.need(ThemeUpload, upload_id)
    others = list(_ready(session, pack.name))
    for other in others:
        other.is_current = False
    row.state, row.is_current, row.finished_at = "ready", True, clock.now()
    row.pack, row.version, row.title = pack.name, pack.version, pack.title[:120]
    row.findings, row.refusals = list(findings), []
    theme = session.scalars(select(Theme).where(Theme.pack == pack.name)).first()
    if theme is not None:
        theme.name = row.title
        install_pack(session, pack, role=theme.role, actor=actor)
    return _drop_old(session, [row, *others])


def _ready(session: StoreSession, pack: str) -> Iterable[ThemeUpload]:
    statement = select(ThemeUpload).where(ThemeUpload.pack == pack, ThemeUpload.state == "ready")
    return session.scalars(statement.order_by(ThemeUpload.finished_at.desc(), ThemeUpload.id.desc()))


def _drop_old(session: StoreSession, newest_first: list[ThemeUpload]) -> list[str]:
    kept = list(dict.fromkeys(row.version for row in newest_first))[:KEPT]
    gone = [row for row in newest_first if row.version not in kept]
    for row in gone:
        session.delete(row)
    return sorted({row.version for row in gone})


def remove_upload(session: StoreSession, pack: str, *, actor: Actor) -> list[str]:
    """Take a store's own pack away; what its pages say stays. Returns the versions whose files can go.

    Raises NotFound, or Refused while the shop wears it.
    """
    rows = list(_ready(session, pack))
    if not rows:
        raise NotFound("record.not_found")
    theme = session.scalars(select(Theme).where(Theme.pack == pack)).first()
    if theme is not None and theme.role == "main":
        raise Refused("pack.is_worn", title=theme.name)
    if theme is not None:
        forget_theme(session, theme)
        session.delete(theme)
    record_activity(session, actor, "theme.removed", "theme_upload", rows[0].id, rows[0].title)
    for row in rows:
        session.delete(row)
    return sorted({row.version for row in rows})


def remove_upload_files(store_id: int, pack: str, versions: Iterable[str]) -> None:
    """Delete the files of versions that are gone. Call it after the commit."""
    versions = list(versions)
    for version in versions:
        ports.pack_files().delete(file_key(store_id, pack, version))
    ports.own_packs().forget(store_id, pack, versions)
