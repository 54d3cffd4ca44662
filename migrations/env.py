"""Alembic's environment. The connection comes from the caller (command line, tests); each migration runs on SQLite and
PostgreSQL."""

from __future__ import annotations

from typing import Any

from alembic import context

from engine.base.model import UTCDateTime
from engine.wiring.tables import metadata


def _render(kind: str, value: Any, autogen: Any) -> Any:
    """Write plain SQLAlchemy types, so that old migrations do not change with the program."""
    if kind != "type":
        return False
    if isinstance(value, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if type(value).__name__ == "JSON":
        return "Json"
    return False


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=_render,
        compare_type=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
