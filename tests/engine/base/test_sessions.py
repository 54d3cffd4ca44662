"""Reads cannot write; a write is one transaction, begun as a writer."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.isolation import ReadOnlyError
from engine.base.records import Counter
from engine.content.models import Page


def _new_page(handle: str = "about") -> Page:
    return Page(handle=handle, title="About", created_at=clock.now(), updated_at=clock.now())


WRITES = {
    "object": lambda session: (session.add(_new_page()), session.flush()),
    "insert": lambda session: session.execute(
        insert(Counter).values(store_id=session.store, id=1, purpose="x", last_value=1)
    ),
    "update": lambda session: session.execute(update(Page).values(title="x")),
    "delete": lambda session: session.execute(delete(Page)),
    "text": lambda session: session.execute(
        text("DELETE FROM page WHERE store_id = :s"), {"s": session.store}
    ),
    "text after a comment": lambda session: session.execute(
        text("/* tidy */ DELETE FROM page WHERE store_id = :s"), {"s": session.store}
    ),
    "text after a cte": lambda session: session.execute(
        text("WITH x AS (SELECT 1) DELETE FROM page WHERE store_id = :s"), {"s": session.store}
    ),
    "a table": lambda session: session.execute(text("CREATE TABLE mine (id INTEGER)")),
}


@pytest.mark.parametrize("way", WRITES)
def test_a_read_session_refuses_to_write(db: Database, store_id: int, way: str) -> None:
    with db.write(store_id) as session:
        session.add(_new_page("kept"))
    with db.read(store_id) as session, pytest.raises((ReadOnlyError, DBAPIError)):
        WRITES[way](session)
    with db.read(store_id) as session:
        assert session.scalars(select(Page.title)).all() == ["About"]


def test_a_changed_object_in_a_read_session_is_refused(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        session.add(_new_page())
    with db.read(store_id) as session:
        session.scalars(select(Page)).one().title = "Changed"
        with pytest.raises(ReadOnlyError):
            session.flush()


def test_a_read_session_leaves_the_connection_fit_to_write(db: Database, store_id: int) -> None:
    for turn in range(3):
        with db.read(store_id) as session:
            session.execute(select(Page)).all()
        with db.write(store_id) as session:
            session.add(_new_page(f"h{turn}"))
    with db.read(store_id) as session:
        assert session.scalar(select(func.count(Page.id))) == 3


def test_a_block_that_raises_leaves_nothing_behind(db: Database, store_id: int) -> None:
    with pytest.raises(ZeroDivisionError), db.write(store_id) as session:
        session.add(_new_page())
        session.flush()
        _ = 1 / 0
    with db.read(store_id) as session:
        assert session.scalars(select(Page)).all() == []


def test_a_reader_sees_one_moment(db: Database, store_id: int) -> None:
    with db.read(store_id) as reader:
        assert reader.scalar(select(func.count(Page.id))) == 0
        with db.write(store_id) as writer:
            writer.add(_new_page())
        assert reader.scalar(select(func.count(Page.id))) == 0
    with db.read(store_id) as reader:
        assert reader.scalar(select(func.count(Page.id))) == 1


def test_sqlite_writers_begin_as_writers(sqlite_db: Database) -> None:
    """A second connection cannot even begin to write while a writing session is open, before its first statement."""
    with sqlite_db.write(None) as session:
        session.connection()
        rival = sqlite3.connect(str(sqlite_db.engine.url.database), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            rival.execute("BEGIN IMMEDIATE")
        rival.execute("BEGIN DEFERRED")  # a reader may
        rival.close()


def test_sqlite_keeps_what_it_says(sqlite_db: Database) -> None:
    with sqlite_db.read(None) as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_writers_that_read_first_all_get_their_turn(db: Database, store_id: int) -> None:
    """Read, think, write: with deferred transactions SQLite would answer most of these with "database is locked"."""
    with db.write(store_id) as session:
        session.add(Counter(purpose="visits", last_value=0))
    gate = threading.Barrier(8)

    def visit(_number: int) -> None:
        gate.wait()
        for _ in range(5):
            with db.write(store_id) as session:
                row = session.scalars(select(Counter).with_for_update()).one()
                row.last_value += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(8)))
    with db.read(store_id) as session:
        assert session.scalars(select(Counter.last_value)).one() == 40


def test_a_session_knows_its_store() -> None:
    session = StoreSession()
    session.store_id = None
    with pytest.raises(RuntimeError):
        _ = session.store
    session.store_id = 7
    assert session.store == 7


def test_opening_a_session_costs_little(sqlite_db: Database, request: pytest.FixtureRequest) -> None:
    from tests.factories.stores import make_store

    store = make_store(sqlite_db).id
    began = time.perf_counter()
    for _ in range(200):
        with sqlite_db.read(store) as session:
            session.execute(select(Page.id)).all()
    assert (time.perf_counter() - began) / 200 < 0.02
