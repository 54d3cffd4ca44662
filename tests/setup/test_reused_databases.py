"""A PostgreSQL database is given to the next test only as the first one got it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from engine.base.db import Database
from tests.factories.stores import make_store
from tests.support import databases, postgres
from tests.support.reuse import MOST_ROWS, Kept, Reused

LEASES = "INSERT INTO lease SELECT n, 'nobody', now() FROM generate_series(1, {count}) n"


@pytest.fixture
def reused() -> Iterator[Reused]:
    """A shelf of this test's own."""
    shelf = Reused(databases.postgres(), databases.migrated_template())
    yield shelf
    shelf.close()


def _do(kept: Kept, statements: str) -> None:
    with databases.postgres().connect(kept.name) as connection:
        connection.execute(statements)


def _seen(kept: Kept) -> dict[str, str]:
    """Every row and the state of every sequence, as text."""
    with databases.postgres().connect(kept.name) as connection:
        tables = [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        seen = {
            name: str(connection.execute(f"SELECT t::text FROM {name} t ORDER BY 1").fetchall())
            for name in tables
        }
        return seen | {
            "vitrine_ids": str(connection.execute("SELECT last_value, is_called FROM vitrine_ids").fetchone())
        }


def test_nothing_of_a_test_is_left(reused: Reused) -> None:
    kept = reused.take()
    new = _seen(kept)
    assert len(new) > 60
    database = Database(databases.postgres().url(kept.name))
    make_store(database)
    assert _seen(kept) != new
    link = database.engine.connect()  # left open: it must not reach the next test
    reused.give_back(kept)
    again = reused.take()
    assert again.name == kept.name
    assert _seen(again) == new
    link.invalidate()
    database.close()
    reused.give_back(again)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE extra (id int)",
        "DROP TABLE lease CASCADE",
        "ALTER TABLE lease ADD COLUMN extra int",
        "ALTER TABLE menu DISABLE ROW LEVEL SECURITY",
        f"GRANT TRUNCATE ON lease TO {postgres.APP}",
        "CREATE INDEX extra ON lease (holder)",
        "CREATE FUNCTION extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = 'another'",
        "DELETE FROM alembic_version",
        f"{LEASES.format(count=3)}; ANALYZE lease",
    ],
)
def test_what_changed_more_than_rows_is_not_used_again(reused: Reused, statement: str) -> None:
    kept = reused.take()
    _do(kept, statement)
    reused.give_back(kept)
    assert reused.take().name != kept.name
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        databases.postgres().connect(kept.name)


def test_what_has_seen_many_rows_is_not_used_again(reused: Reused) -> None:
    kept = reused.take()
    for count, is_kept in ((MOST_ROWS, True), (1, False)):
        _do(kept, LEASES.format(count=count))
        reused.give_back(kept)
        assert (reused.take().name == kept.name) is is_kept
