"""Migrated databases for tests: migrated once per run, copied per test or, on PostgreSQL, emptied after each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from engine.base.db import Database
from engine.wiring import tables  # noqa: F401  (every table is known before one is written)
from tests.support.paths import once, run_folder
from tests.support.postgres import OWNER, TEMPLATE, Postgres
from tests.support.reuse import Reused

KINDS = ("sqlite", "postgres")


@lru_cache(maxsize=1)
def postgres() -> Postgres:
    """The server of this run, started when it is first wanted."""
    return Postgres()


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy address of a SQLite file."""
    return f"sqlite:///{path}"


def empty(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """A database without tables: its address (as owner) and how to remove it."""
    if kind == "sqlite":
        path = folder / "empty.sqlite3"
        return sqlite_url(path), lambda: path.unlink(missing_ok=True)
    name = postgres().create()
    return postgres().url(name, OWNER), lambda: postgres().drop(name)


def migrated(kind: str, folder: Path) -> tuple[str, Callable[[], None]]:
    """A database with every table and no store: its address (as the program's role) and how to remove it."""
    if kind == "sqlite":
        return copy_of(kind, "migrated", _migrate, folder)
    kept = _migrated_again().take()
    return postgres().url(kept.name), lambda: _migrated_again().give_back(kept)


@lru_cache(maxsize=1)
def _migrated_again() -> Reused:
    return Reused(postgres(), migrated_template())


def migrated_template() -> str:
    """The name of the PostgreSQL database with every table and no store, made once per run."""
    return _postgres_template("migrated", _migrate)


def copy_of(
    kind: str, name: str, fill: Callable[[Database], None], folder: Path
) -> tuple[str, Callable[[], None]]:
    """A copy of a template that *fill* makes once per run, as the owner of an empty database."""
    if kind == "sqlite":
        template = run_folder() / f"{name}.sqlite3"
        with once(f"sqlite-{name}") as first:
            if first:
                _fill(sqlite_url(template), fill)
        path = folder / f"{name}.sqlite3"
        shutil.copyfile(template, path)
        return sqlite_url(path), lambda: path.unlink(missing_ok=True)
    server = postgres()
    copy = server.create(_postgres_template(name, fill))
    return server.url(copy), lambda: server.drop(copy)


def _postgres_template(name: str, fill: Callable[[Database], None]) -> str:
    server, template = postgres(), f"{TEMPLATE}_{name}"
    with once(f"postgres-{name}") as first:
        if first:
            draft = server.create()
            _fill(server.url(draft, OWNER), fill)
            server.let_app_in(draft)
            server.keep_as(draft, template)
    return template


def _fill(url: str, fill: Callable[[Database], None]) -> None:
    database = Database(url)
    try:
        fill(database)
    finally:
        database.close()


def _migrate(database: Database) -> None:
    from engine.wiring import migrate

    migrate.upgrade(database)
