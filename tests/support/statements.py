"""Statements compiled once per process instead of once per test: every test opens databases of its own, and each would
compile all statements that it executes anew, which takes longer than executing them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event, util
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect

MOST = 20_000
"""Texts that are kept; the whole suite has fewer."""

_FIRST: dict[type[Dialect], tuple[Dialect, Any]] = {}
"""By kind of database: a dialect that has seen a server, and what was compiled for it. Texts are kept per dialect."""


def share() -> None:
    """From now on, let the engines of this process use one dialect and one cache of texts per kind of database."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.engine_created = classmethod(_created)  # type: ignore[method-assign, assignment]


def _created(kind: type[Dialect], engine: Engine) -> None:
    if kind in _FIRST:
        dialect, texts = _FIRST[kind]
        engine.dialect = engine.pool._dialect = dialect
        engine._compiled_cache = texts
        return
    engine._compiled_cache = util.LRUCache(MOST)

    def seen(_connection: Any, _record: Any) -> None:
        _FIRST.setdefault(kind, (engine.dialect, engine._compiled_cache))

    event.listen(engine.pool, "connect", seen, once=True)
