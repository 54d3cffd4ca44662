"""Runs the migrations against a database. A lock keeps two processes from migrating at once on PostgreSQL; on SQLite the
writing transaction does."""

from __future__ import annotations

from collections.abc import Callable

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine.base.db import Database
from engine.base.settings import ROOT

_LOCK = 7_263_510


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to *revision*."""
    _run(database, revision, command.upgrade)


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to *revision* (``base`` for nothing)."""
    _run(database, revision, command.downgrade)


def _run(database: Database, revision: str, step: Callable[[Config, str], None]) -> None:
    engine = database.engine.execution_options(vitrine_begin="IMMEDIATE")
    with engine.connect() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            if database.is_sqlite:
                connection.begin()  # for all steps: between two transactions another process would take the next step too
            step(config, revision)
            connection.commit()
        finally:
            if not database.is_sqlite:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
                connection.commit()


def current(database: Database) -> str | None:
    """The revision the database is at, or None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def differences(database: Database) -> list[object]:
    """What the tables in code and in the database disagree on; empty when a migration was written for every change."""
    from engine.wiring.tables import metadata

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))
