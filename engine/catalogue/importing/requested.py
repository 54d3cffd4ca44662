"""The job behind an import asked for in the admin. It can run twice: an import changes nothing that is there already."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from sqlalchemy import update

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.files import FileMissing
from engine.base.outbox import OutboxEvent
from engine.catalogue import ports
from engine.catalogue.importing.parsed import Unreadable
from engine.catalogue.importing.report import ImportReport
from engine.catalogue.importing.run import Watch, import_catalogue
from engine.catalogue.models import CatalogueImport
from engine.catalogue.queries.imports import GIVEN_UP, was_given_up

TELL_EVERY = 1.0
"""Seconds between two notes of how far it is."""


def on_import_requested(database: Database, event: OutboxEvent) -> None:
    """Reacts to ``import.requested``: the row that was shown as waiting gets the report."""
    row_id, key = int(event.payload["import_id"]), str(event.payload["key"])
    with database.read(event.store_id) as session:
        row = session.find(CatalogueImport, row_id)
    if row is None or (row.state not in ("waiting", "running") and not was_given_up(row)):
        return
    teller = _Teller(database, event.store_id, row_id)
    if row.state == "failed":  # a person has its job tried again
        teller.begin_anew()
    try:
        with tempfile.TemporaryDirectory(prefix="import-") as folder:
            path = Path(folder) / _plain(row.file_name)
            with ports.media_files().open(key) as source:
                path.write_bytes(source.read())
            import_catalogue(
                database,
                event.store_id,
                path,
                partner=event.payload.get("partner"),
                watch=Watch(progress=teller.tell),
                import_id=row_id,
            )
    except (Unreadable, FileMissing) as error:
        teller.fail(
            str(error) if isinstance(error, Unreadable) else "The uploaded file is gone. Upload it again."
        )
    ports.media_files().delete(key)


def on_import_given_up(session: StoreSession, event: OutboxEvent) -> None:
    """The job of an import, of products or of levels, died every time: its row says so. The file is kept, for a person may
    have the job tried again."""
    session.execute(
        update(CatalogueImport)
        .where(
            CatalogueImport.store_id == session.store,
            CatalogueImport.id == int(event.payload["import_id"]),
            CatalogueImport.state.in_(("waiting", "running")),
        )
        .values(state="failed", problems=[GIVEN_UP], finished_at=clock.now())
    )


class _Teller:
    """Keeps the row up to date while the run goes on; at its end the run writes the whole report."""

    def __init__(self, database: Database, store_id: int, row_id: int) -> None:
        self.database, self.store_id, self.row_id = database, store_id, row_id
        self.told = 0.0

    def tell(self, report: ImportReport, _fraction: float) -> None:
        """How far it is, at most once a second."""
        if time.monotonic() - self.told >= TELL_EVERY:
            self.told = time.monotonic()
            self._write(state="running", **_counts(report))

    def begin_anew(self) -> None:
        """What was said when it was given up no longer holds."""
        self._write(state="waiting", problems=[], finished_at=None)

    def fail(self, reason: str) -> None:
        """It could not start; nothing was written."""
        problem = {"file": "", "line": None, "key": None, "reason": reason}
        self._write(state="failed", problems=[problem], finished_at=clock.now())

    def _write(self, **values: object) -> None:
        with self.database.write(self.store_id) as session:
            session.execute(
                update(CatalogueImport)
                .where(CatalogueImport.store_id == self.store_id, CatalogueImport.id == self.row_id)
                .values(**values)
                .execution_options(synchronize_session=False)
            )


def _counts(report: ImportReport) -> dict[str, int]:
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
    }


def _plain(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "._-" else "-" for c in Path(name).name)[-80:].lstrip(".-")
    return kept if kept.lower().endswith(".csv") else f"{kept or 'import'}.csv"
