"""PostgreSQL databases that are emptied after a test and given to the next: a fifth of the cost of a new copy.

Only what tests leave as it was can be used again: a database in which anything of the schema, the rights, the statistics
or the rows that it came with has changed is dropped, and so is one that has seen many rows (deleted rows stay in the
files and would slow the next test). Each process of the run has its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.support.postgres import Postgres
from tests.support.waiting import until

MOST_ROWS = 10_000
"""Rows deleted from a database before it is dropped."""

_CATALOGUES = (
    "pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_policy", "pg_trigger", "pg_proc",
    "pg_namespace", "pg_type", "pg_statistic", "pg_statistic_ext", "pg_sequence", "pg_rewrite", "pg_default_acl",
    "pg_extension", "pg_event_trigger", "pg_db_role_setting", "pg_largeobject_metadata",
)  # fmt: skip
_SCHEMA = " UNION ALL ".join(
    f"SELECT '{name}', count(*)::text, max(xmin::text::bigint)::text FROM {name}" for name in _CATALOGUES
)
"""A change of any object makes a row, takes one away or gives one a newer transaction."""
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), last_value, start_value FROM pg_sequences"


@dataclass
class Kept:
    """A database of this process, and how it was when it was new."""

    name: str
    connection: psycopg.Connection
    """As superuser."""
    tables: list[str]
    """Those without rows in the template."""
    looks: list[tuple[str, ...]]
    sequences: list[tuple[str, int | None, int]]
    """Name, last number given out (None before the first), and the first of all."""
    deleted: int = 0


class Reused:
    """Copies of one template whose tables are nearly all empty."""

    def __init__(self, server: Postgres, template: str) -> None:
        self._server, self._template = server, template
        self._free: list[Kept] = []

    def take(self) -> Kept:
        """A database as the template is."""
        return self._free.pop() if self._free else self._new()

    def give_back(self, kept: Kept) -> None:
        """Empty it for the next test, or drop it if it cannot be as it was."""
        try:
            clean = self._empty(kept)
        except psycopg.Error:  # a test may have ended the server, or this connection
            clean = False
        if clean:
            self._free.append(kept)
        else:
            self._drop(kept)

    def close(self) -> None:
        """Drop what is free."""
        while self._free:
            self._drop(self._free.pop())

    def _drop(self, kept: Kept) -> None:
        kept.connection.close()
        self._server.drop(kept.name)

    def _new(self) -> Kept:
        name = self._server.create(self._template)
        connection = self._server.connect(name)
        names = [row[0] for row in connection.execute(_TABLES)]
        filled = set(_filled(connection, names))
        sequences = connection.execute(_SEQUENCES).fetchall()
        kept = Kept(name, connection, [table for table in names if table not in filled], [], sequences)
        kept.looks = _looks(connection, sorted(filled))
        connection.execute("SET session_replication_role = replica")  # rows go without asking foreign keys
        return kept

    def _empty(self, kept: Kept) -> bool:
        connection = kept.connection
        until(
            lambda: not connection.execute(_END_OTHERS).fetchall(), what="the end of every other connection"
        )
        came_filled = sorted(row[0] for row in connection.execute(_TABLES) if row[0] not in kept.tables)
        if _looks(connection, came_filled) != kept.looks:
            return False
        with connection.transaction():
            for table in _filled(connection, kept.tables):
                kept.deleted += connection.execute(
                    sql.SQL("DELETE FROM {}").format(sql.Identifier(table))
                ).rowcount
            for sequence, last, first in kept.sequences:
                connection.execute("SELECT setval(%s, %s, %s)", (sequence, last or first, last is not None))
        return kept.deleted <= MOST_ROWS


def _filled(connection: psycopg.Connection, tables: list[str]) -> list[str]:
    """The tables that have rows."""
    each = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.Identifier(table))
        for table in tables
    )
    return [row[0] for row in connection.execute(each)]


def _looks(connection: psycopg.Connection, filled: list[str]) -> list[tuple[str, ...]]:
    """What must be the same after a test: every object of the schema, and the rows it came with."""
    looks = list(connection.execute(_SCHEMA))
    for table in filled:
        looks += connection.execute(
            sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
        )
    return looks
