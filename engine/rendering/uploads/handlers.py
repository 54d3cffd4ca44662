"""The job behind an upload of a theme. It can run twice: the same zip ends as the same version."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.files import FileMissing
from engine.base.outbox import OutboxEvent
from engine.themes import commands, ports
from engine.themes.uploaded import file_key

from .inspection import Inspection, inspect

_GONE = {"code": "gone", "file": "", "values": {}}


def on_theme_uploaded(database: Database, event: OutboxEvent) -> None:
    """Reacts to ``theme.uploaded``: the zip is checked, then kept as a theme of the store or refused with reasons."""
    store_id, upload_id = event.store_id, int(event.payload["upload_id"])
    with database.write(store_id) as session:
        row = commands.begin_check(session, upload_id)
        if row is None:
            return
        key, file_name = row.file_key, row.file_name
    with tempfile.TemporaryDirectory(prefix="theme-") as name:
        folder = Path(name)
        try:
            with ports.pack_files().open(key) as source, (folder / "upload.zip").open("wb") as file:
                shutil.copyfileobj(source, file)
        except FileMissing:
            found = Inspection([_GONE])
        else:
            found = inspect(folder / "upload.zip", folder, file_name)
        _settle(database, store_id, upload_id, found)
    ports.pack_files().delete(key)


def _settle(database: Database, store_id: int, upload_id: int, found: Inspection) -> None:
    if found.archive is None:
        with database.write(store_id) as session:
            commands.refuse_upload(session, upload_id, found.refusals)
        return
    kept = file_key(store_id, found.name, found.version)
    ports.pack_files().put(kept, found.archive.read_bytes(), "application/zip")
    pack = ports.own_packs().get(store_id, found.name, found.version)
    with database.write(store_id) as session:
        gone = commands.accept_upload(session, upload_id, pack, found.findings, SYSTEM)
    commands.remove_upload_files(store_id, found.name, gone)
