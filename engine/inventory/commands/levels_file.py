"""Asking for a file of levels to be read; a job does it (``engine.inventory.importing``)."""

from __future__ import annotations

from engine.base import clock
from engine.base.actor import Actor
from engine.base.db import StoreSession
from engine.base.outbox import record
from engine.catalogue.models import CatalogueImport

FORMAT = "levels"


def request_levels_import(
    session: StoreSession, key: str, file_name: str, *, actor: Actor
) -> CatalogueImport:
    """Ask for a kept file (``catalogue.commands.keep_import_file``) to be read; the row tells how far it is."""
    row = CatalogueImport(
        file_name=file_name.strip()[:120] or "levels.csv",
        source_format=FORMAT,
        state="waiting",
        problems=[],
        started_at=clock.now(),
    )
    row.added = row.changed = row.unchanged = row.skipped = 0
    session.add(row)
    session.flush()
    record(
        session,
        "levels.import_requested",
        import_id=row.id,
        key=key,
        actor={"kind": actor.kind, "name": actor.name, "id": actor.id},
    )
    return row
