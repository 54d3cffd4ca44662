"""The demo store for journeys: loaded once per run and database, copied per test, pictures included."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from engine.base.db import Database
from engine.wiring import migrate
from tests.support import databases, serving
from tests.support.paths import run_folder

HOST = "demo.localhost"


def copy(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """A database with the demo store, and its pictures in ``folder/instance``; its address and how to remove it."""
    home = run_folder() / f"demo-{kind}"

    def fill(database: Database) -> None:
        from engine.demo.load import load
        from engine.wiring.services import build

        migrate.upgrade(database)
        services = build(serving.settings_for(database.url, "unix:///nowhere", home))
        try:
            load(services.db, base_domain="localhost")
        finally:
            services.db.close()
        with database.engine.begin() as connection:
            # as the database does by itself in a shop that runs for a while
            connection.exec_driver_sql("ANALYZE")

    url, remove = databases.copy_of(kind, "demo", fill, folder)
    shutil.copytree(home / "media", folder / "instance" / "media", dirs_exist_ok=True)
    return url, remove
