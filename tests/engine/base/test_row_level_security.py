"""PostgreSQL itself keeps stores apart, for an ordinary role, even from SQL that names no store."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import select, text

from engine.base import clock
from engine.base.db import Database
from engine.base.model import store_tables
from engine.content.models import Page
from engine.wiring import tables
from tests.factories.stores import make_store

assert tables.metadata.tables


@pytest.fixture
def two(postgres_db: Database) -> tuple[int, int]:
    stores = make_store(postgres_db).id, make_store(postgres_db).id
    for store in stores:
        with postgres_db.write(store) as session:
            now = clock.now()
            session.add(Page(handle="about", title=f"About {store}", created_at=now, updated_at=now))
    return stores


def _connect(database: Database) -> psycopg.Connection:
    """A connection of the program's role, past everything that the program does."""
    url = database.engine.url
    return psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database)


def _as_store(connection: psycopg.Connection, store: int | str) -> None:
    connection.execute("SELECT set_config('vitrine.store', %s, true)", [str(store)])


def test_sql_that_names_no_store_sees_its_own_rows_only(postgres_db: Database, two: tuple[int, int]) -> None:
    with _connect(postgres_db) as connection:
        _as_store(connection, two[0])
        assert connection.execute("SELECT title FROM page").fetchall() == [(f"About {two[0]}",)]


def test_without_a_store_nothing_is_seen(postgres_db: Database, two: tuple[int, int]) -> None:
    with _connect(postgres_db) as connection:
        assert connection.execute("SELECT title FROM page").fetchall() == []
    with _connect(postgres_db) as connection:
        _as_store(connection, 0)
        assert connection.execute("SELECT title FROM page").fetchall() == []


def test_the_store_is_told_for_one_transaction(postgres_db: Database, two: tuple[int, int]) -> None:
    with _connect(postgres_db) as connection:
        _as_store(connection, two[0])
        connection.commit()
        assert connection.execute("SELECT title FROM page").fetchall() == []


def test_rows_of_another_store_are_neither_changed_nor_removed(
    postgres_db: Database, two: tuple[int, int]
) -> None:
    with _connect(postgres_db) as connection:
        _as_store(connection, two[0])
        assert connection.execute("UPDATE page SET title = 'Taken'").rowcount == 1
        assert connection.execute("DELETE FROM page WHERE store_id = %s", [two[1]]).rowcount == 0
    with postgres_db.read(two[1]) as session:
        assert session.scalars(select(Page.title)).all() == [f"About {two[1]}"]


@pytest.mark.parametrize("way", ["insert", "move"])
def test_no_row_is_put_into_another_store(postgres_db: Database, two: tuple[int, int], way: str) -> None:
    statements = {
        "insert": "INSERT INTO page (store_id, id, handle, title, body_html, created_at, updated_at) "
        f"VALUES ({two[1]}, 1, 'x', 'x', '', now(), now())",
        "move": f"UPDATE page SET store_id = {two[1]}, handle = 'moved'",
    }
    with _connect(postgres_db) as connection:
        _as_store(connection, two[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(statements[way])


def test_every_table_of_stores_is_protected(postgres_db: Database) -> None:
    with postgres_db.read(None) as session:
        rows = session.execute(
            text(
                "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity "
                "AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
            )
        )
        protected = set(rows.scalars())
    assert protected == set(store_tables())


def test_the_role_cannot_switch_the_protection_off(postgres_db: Database, two: tuple[int, int]) -> None:
    with _connect(postgres_db) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("ALTER TABLE page DISABLE ROW LEVEL SECURITY")
    with _connect(postgres_db) as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT title FROM page")


def test_a_session_that_says_why_sees_every_store(postgres_db: Database, two: tuple[int, int]) -> None:
    with postgres_db.read(None, cross_store="a test counts every page") as session:
        assert len(session.execute(text("SELECT title FROM page")).all()) == 2
    with postgres_db.read(two[0]) as session:
        session.execute(select(Page)).all()
        # a pooled connection that was told another store before
        assert session.execute(text("SELECT current_setting('vitrine.store')")).scalar_one() == str(two[0])
