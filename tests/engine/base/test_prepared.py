"""Prepared reads: the session's store and no other, on both databases; records as the entities would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.db import Database
from engine.base.isolation import IsolationError, ReadOnlyError
from engine.base.prepared import STORE, Prepared, _padded, many, one, record_class
from engine.content.models import Menu, MenuItem, Page
from engine.stores.models import Store
from tests.support.counting import counted

PAGES = Prepared(
    Page,
    build=lambda read: read.where(Page.store_id == STORE, Page.handle.in_(many("handles"))).order_by(
        Page.handle
    ),
)
OTHER = aliased(Page)
MENUS = Prepared(
    Menu,
    MenuItem,
    OTHER,
    func.count().over(),
    build=lambda read: (
        read.select_from(Menu)
        .outerjoin(MenuItem, and_(MenuItem.store_id == Menu.store_id, MenuItem.menu_id == Menu.id))
        .outerjoin(OTHER, and_(OTHER.store_id == Menu.store_id, OTHER.handle == "about"))
        .where(Menu.store_id == STORE)
        .order_by(Menu.handle)
        .limit(one("size", BigInteger()))
    ),
)

OPEN: dict[str, Callable[[Any], Any]] = {
    "no store at all": lambda read: read.where(Page.handle == one("handle")),
    "a store of its own": lambda read: read.where(Page.store_id == 7),
    "a value for the store": lambda read: read.where(Page.store_id == one("whose")),
    "one of several": lambda read: read.where(Page.store_id.in_(many("whose"))),
    "any but one": lambda read: read.where(Page.store_id != STORE),
    "a join left open": lambda read: read.join(Menu, Menu.handle == Page.handle).where(
        Page.store_id == STORE
    ),
    "a subquery left open": lambda read: read.where(
        Page.store_id == STORE, Page.handle.in_(select(Menu.handle))
    ),
    "a subquery with another": lambda read: read.where(
        Page.store_id == STORE, Page.handle.in_(select(Menu.handle).where(Menu.store_id == one("whose")))
    ),
}


@pytest.fixture
def stores(db: Database, store_id: int, other_store_id: int) -> tuple[int, int]:
    """Two stores; each has the pages about, contact and terms, and an empty menu."""
    now = clock.now()
    for store in (store_id, other_store_id):
        with db.write(store) as session:
            for handle in ("about", "contact", "terms"):
                session.add(Page(handle=handle, title=f"{handle} {store}", created_at=now, updated_at=now))
            session.add(Menu(handle="main", title=f"Main {store}", created_at=now, updated_at=now))
    return store_id, other_store_id


def test_a_read_sees_the_sessions_store_only(db: Database, stores: tuple[int, int]) -> None:
    for store in stores:
        with db.read(store) as session:
            rows = PAGES.all(session, handles=["about", "terms", "gone"])
            assert [page.title for (page,) in rows] == [f"about {store}", f"terms {store}"]
            assert {page.store_id for (page,) in rows} == {store}
            assert PAGES.all(session, handles=[]) == []


def test_a_record_has_what_the_entity_has(db: Database, stores: tuple[int, int]) -> None:
    with db.read(stores[0]) as session:
        (record,) = PAGES.all(session, handles=["about"])[0]
        entity = session.scalars(select(Page).where(Page.handle == "about")).one()
        for column in Page.__table__.c:
            assert getattr(record, column.key) == getattr(entity, column.key), column
        assert record.created_at.tzinfo is not None and record.published_at is None
        with pytest.raises(AttributeError):
            record.title = "another"


def test_an_outer_join_that_finds_nothing_gives_none(db: Database, stores: tuple[int, int]) -> None:
    with db.read(stores[0]) as session:
        menu, item, about, count = MENUS.all(session, size=5)[0]
        assert (menu.title, item, about.title, count) == (
            f"Main {stores[0]}",
            None,
            f"about {stores[0]}",
            1,
        )


@pytest.mark.parametrize("way", OPEN)
def test_a_text_that_leaves_the_store_open_is_refused(
    db: Database, stores: tuple[int, int], way: str
) -> None:
    read = Prepared(Page, build=OPEN[way])
    given = {"handle": "about", "whose": stores[1] if way != "one of several" else list(stores)}
    with db.read(stores[0]) as session, counted(db) as statements, pytest.raises(IsolationError):
        read.all(session, **given)
    assert statements.count == 0


def test_the_store_cannot_be_given(db: Database, stores: tuple[int, int]) -> None:
    with db.read(stores[0]) as session, pytest.raises(IsolationError):
        PAGES.all(session, handles=["about"], store_id=stores[1])


def test_a_session_without_a_store_is_refused(db: Database, stores: tuple[int, int]) -> None:
    with db.read(None) as session, pytest.raises(RuntimeError, match="no store"):
        PAGES.all(session, handles=["about"])


def test_a_read_of_the_installation_touches_no_store(db: Database, stores: tuple[int, int]) -> None:
    by_id = Prepared(Store, build=lambda read: read.where(Store.id == one("id")), installation=True)
    with db.read(None) as session:
        row = by_id.first(session, id=stores[0])
        assert row is not None and row[0].id == stores[0] and isinstance(row[0].prices_include_tax, bool)
        assert by_id.first(session, id=-1) is None
        pages = Prepared(Page, build=lambda read: read, installation=True)
        with pytest.raises(IsolationError):
            pages.all(session)


def test_the_guard_reads_prepared_texts_too(db: Database, stores: tuple[int, int]) -> None:
    """A kept text that was tampered with is caught where statements meet the driver."""
    with db.read(stores[0]) as session:
        PAGES.all(session, handles=["about"])
        for key, text in list(PAGES._texts.items()):
            bad = type(text)(
                text.sql.replace("page.store_id =", "page.id >"),
                text.slots,
                text.fixed,
                text.positional,
                text.shape,
            )
            PAGES._texts[key] = bad
        try:
            with pytest.raises(IsolationError):
                PAGES.all(session, handles=["about"])
        finally:
            PAGES._texts.clear()


def test_what_was_written_in_the_session_is_seen(db: Database, stores: tuple[int, int]) -> None:
    now = clock.now()
    with db.write(stores[0]) as session:
        session.add(Page(handle="new", title="New", created_at=now, updated_at=now))
        assert [page.title for (page,) in PAGES.all(session, handles=["new"])] == ["New"]
    with db.read(stores[0]) as session, pytest.raises(ReadOnlyError):
        session.connection().exec_driver_sql("DELETE FROM page WHERE store_id = 1")


@settings(max_examples=200)
@given(st.lists(st.integers(), max_size=70))
def test_lists_come_in_few_lengths(values: list[int]) -> None:
    padded = _padded(values)
    assert len(padded) in (1, 2, 4, 8, 16, 32, 64, 128) and len(padded) < 2 * max(1, len(values))
    assert set(padded) == set(values or [None])


def test_every_read_of_the_program_names_its_store() -> None:
    """All that stand in modules compile for both databases, each tied to the session's store."""
    from engine.base import prepared
    from engine.rendering.loading import facets, lists

    chosen = lists.Chosen(
        ("Oak",), ("Lamp",), ("new",), 1, 2, frozenset({True}), (("Size", ("S", "M")), ("Colour", ("Red",)))
    )
    for within in (True, False):
        for shape in (chosen.shape, lists.Chosen().shape):
            made = [lists._page(within, shape, sort) for sort in lists.SORTS]
            made += [lists._total(within, shape), facets._facets(within, shape)]
            assert set(made) <= set(prepared.KNOWN)
    reads = [read for read in prepared.KNOWN if read._build.__module__.startswith("engine.")]
    assert len(reads) > 15
    for read in reads:
        for dialect in (sqlite.dialect(), postgresql.dialect()):
            read.check(dialect)


def test_records_of_one_model_are_of_one_class() -> None:
    assert record_class(Page, sqlite.dialect())._fields[:2] == ("store_id", "id")
