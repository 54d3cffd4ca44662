"""Many rows at once, past the session's objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, UpdateBase

from engine.base.db import StoreSession


def insert_rows(session: StoreSession, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows (every column named, ``store_id`` too) of one table in one go, past the session's objects.

    psycopg sends them as a pipeline; statements of many rows with RETURNING were measured and took twice as long.
    """
    if rows:
        session.connection().execute(model.__table__.insert(), list(rows))


def rows_changed(session: StoreSession, statement: UpdateBase) -> int:
    """Run an INSERT, UPDATE or DELETE as it is; how many rows it met. Objects that the session holds are not brought up to
    date."""
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount
