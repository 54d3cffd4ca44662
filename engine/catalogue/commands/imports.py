"""Asking for an import that a job carries out. The file is kept in the media store first, then the wish is written down."""

from __future__ import annotations

import secrets

from engine.base import clock, outbox
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue import ports
from engine.catalogue.models import CatalogueImport
from engine.stores.commands import record_activity

MOST_BYTES = 30_000_000


def keep_import_file(store_id: int, data: bytes) -> str:
    """Put an uploaded CSV aside; returns its key. Call it outside transactions. Raises Refused when empty or too large."""
    if not data:
        raise Refused("media.empty", field="file")
    if len(data) > MOST_BYTES:
        raise Refused("media.too_large", field="file", most=MOST_BYTES // 1_000_000)
    key = f"{store_id}/imports/{secrets.token_hex(16)}.csv"
    ports.media_files().put(key, data, "text/csv")
    return key


def request_import(
    session: StoreSession, key: str, file_name: str, *, partner: str | None = None, actor: Actor
) -> CatalogueImport:
    """Write down that the file of *key* is to be imported, for the brand *partner* (handle) alone if one is named."""
    row = CatalogueImport(
        file_name=file_name.replace("\0", "")[:200] or "import.csv",
        source_format="csv",
        state="waiting",
        started_at=clock.now(),
        problems=[],
    )
    session.add(row)
    session.flush()
    record_activity(session, actor, "import.started", "import", row.id, row.file_name)
    outbox.record(session, "import.requested", import_id=row.id, key=key, partner=partner)
    return row
