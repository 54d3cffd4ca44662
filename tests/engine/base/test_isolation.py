"""One store never sees or changes another's rows: every way a statement can be made is tried on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, exists, func, insert, select, text, union_all, update
from sqlalchemy.orm import aliased

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.base.errors import NotFound
from engine.base.isolation import CROSS_STORE, IsolationError
from engine.base.statements import fault, given
from engine.content.models import Menu, MenuItem, Page
from engine.wiring.tables import metadata


def _page(session: StoreSession, handle: str, title: str = "About") -> Page:
    now = clock.now()
    page = Page(handle=handle, title=title, created_at=now, updated_at=now)
    session.add(page)
    session.flush()
    return page


class TwoStores:
    """Two stores with a page and a menu each."""

    def __init__(self, db: Database, own: int, other: int) -> None:
        self.db, self.own, self.other = db, own, other
        self.pages: dict[int, int] = {}
        self.items: dict[int, int] = {}
        for store in (own, other):
            with db.write(store) as session:
                self.pages[store] = _page(session, "about", f"About {store}").id
                now = clock.now()
                menu = Menu(handle="main", title="Main", created_at=now, updated_at=now)
                session.add(menu)
                session.flush()
                item = MenuItem(menu_id=menu.id, position=1, label="Home", link_kind="frontpage")
                session.add(item)
                session.flush()
                self.items[store] = item.id

    def titles(self, store: int) -> list[str]:
        with self.db.read(store) as session:
            return sorted(session.scalars(select(Page.title)))


@pytest.fixture
def stores(db: Database, store_id: int, other_store_id: int) -> TwoStores:
    return TwoStores(db, store_id, other_store_id)


P, M, I = Page.__table__, Menu.__table__, MenuItem.__table__  # noqa: E741
later = aliased(Page)

REACHES: dict[str, Callable[[TwoStores], Any]] = {
    "entity": lambda s: select(Page),
    "columns": lambda s: select(Page.id, Page.title),
    "count": lambda s: select(func.count()).select_from(Page),
    "by the other's id": lambda s: select(Page).where(Page.id == s.pages[s.other]),
    "join": lambda s: select(MenuItem).join(
        Menu, (Menu.store_id == MenuItem.store_id) & (Menu.id == MenuItem.menu_id)
    ),
    "join on ids alone": lambda s: select(MenuItem, Menu).join(Menu, Menu.id == MenuItem.menu_id),
    "cartesian": lambda s: select(Page, Menu),
    "alias": lambda s: select(later),
    "subquery": lambda s: select(select(Page.title).subquery()),
    "scalar subquery": lambda s: select(select(func.count(Page.id)).scalar_subquery()),
    "cte": lambda s: select(select(Page.id, Page.title).cte("pages")),
    "exists": lambda s: select(Menu.id).where(exists().where(Page.title.like("About%"))),
    "union": lambda s: union_all(select(Page.id), select(Menu.id)),
    "in a subquery": lambda s: select(Menu).where(Menu.id.in_(select(MenuItem.menu_id))),
    "core": lambda s: select(P),
    "core, columns": lambda s: select(P.c.title),
    "core, by id": lambda s: select(P.c.title).where(P.c.id == s.pages[s.other]),
    "core, the other store": lambda s: select(P).where(P.c.store_id == s.other),
    "core, several stores": lambda s: select(P).where(P.c.store_id.in_([s.own, s.other])),
    "core, any but own": lambda s: select(P).where(P.c.store_id != s.own),
    "core, above": lambda s: select(P).where(P.c.store_id >= 0),
    "core, join to an unlimited": lambda s: select(P, M).where(P.c.store_id == s.own),
    "core, half of a union": lambda s: union_all(select(P.c.id).where(P.c.store_id == s.own), select(M.c.id)),
    "core, same table in half of a union": lambda s: union_all(
        select(P.c.id).where(P.c.store_id == s.own), select(P.c.id)
    ),
    "core, unlimited subquery": lambda s: select(M.c.id).where(
        M.c.store_id == s.own, M.c.title.in_(select(P.c.title))
    ),
    "core, joined to each other, to no store": lambda s: select(I.c.id).where(
        I.c.store_id == M.c.store_id, I.c.menu_id == M.c.id
    ),
    "core, unlimited cte": lambda s: select(select(P.c.title).cte("pages")),
    "core, limit in the subquery only": lambda s: select(P.c.title).where(
        exists(select(M.c.id).where(M.c.store_id == s.own))
    ),
    "core, ordinary subquery of the other": lambda s: select(
        select(P.c.title).where(P.c.store_id == s.other).subquery()
    ),
    "text": lambda s: text("SELECT title FROM page"),
    "text, by id": lambda s: text("SELECT title FROM page WHERE id = :id").bindparams(id=s.pages[s.other]),
    "text, the other's value": lambda s: text("SELECT title FROM page WHERE store_id = :s").bindparams(
        s=s.other
    ),
    "text, value first": lambda s: text("SELECT title FROM page WHERE :s = page.store_id").bindparams(
        s=s.other
    ),
    "text, the other's literal": lambda s: text(f"SELECT title FROM page WHERE store_id = {s.other}"),
    "text, alias": lambda s: text("SELECT p.title FROM page AS p"),
    "text, quoted": lambda s: text('SELECT "title" FROM "page"'),
    "text, in a comment": lambda s: text("SELECT title FROM page /* WHERE store_id = 1 */"),
    "text, in a string": lambda s: text("SELECT title FROM page WHERE title <> 'store_id = 1'"),
    "text, join": lambda s: text(
        "SELECT page.title FROM menu JOIN page ON page.handle <> menu.handle WHERE menu.store_id = :s"
    ).bindparams(s=s.own),
    "text, union": lambda s: text(
        "SELECT title FROM page WHERE store_id = :s UNION ALL SELECT title FROM page"
    ).bindparams(s=s.own),
    "text, cte": lambda s: text("WITH p AS (SELECT * FROM page) SELECT title FROM p"),
}


@pytest.mark.parametrize("way", REACHES)
def test_no_read_reaches_another_store(stores: TwoStores, way: str) -> None:
    with stores.db.read(stores.own) as session:
        try:
            rows = session.execute(REACHES[way](stores)).all()
        except IsolationError:
            return
    seen = {value for row in rows for value in _values(row)}
    assert seen.isdisjoint({stores.other, stores.pages[stores.other], f"About {stores.other}"})
    assert stores.items[stores.other] not in seen


def _values(row: Any) -> list[Any]:
    found = []
    for value in row:
        if isinstance(value, (Page, Menu, MenuItem)):
            found += [value.store_id, value.id, getattr(value, "title", "")]
        else:
            found.append(value)
    return found


def _move(stores: TwoStores, session: StoreSession) -> None:
    page = session.need(Page, stores.pages[stores.own])
    page.store_id = stores.other
    session.flush()


WRITES: dict[str, Callable[[TwoStores, StoreSession], Any]] = {
    "update of all": lambda s, x: x.execute(update(Page).values(title="Taken")),
    "update by id": lambda s, x: x.execute(
        update(Page).where(Page.id == s.pages[s.other]).values(title="Taken")
    ),
    "update, core": lambda s, x: x.execute(update(P).values(title="Taken")),
    "update, core, other's store": lambda s, x: x.execute(
        update(P).where(P.c.store_id == s.other).values(title="Taken")
    ),
    "bulk update by key": lambda s, x: x.execute(
        update(Page), [{"store_id": s.other, "id": s.pages[s.other], "title": "Taken"}]
    ),
    "bulk update of mappings": lambda s, x: x.bulk_update_mappings(
        Page, [{"store_id": s.other, "id": s.pages[s.other], "title": "Taken"}]
    ),
    "update with a subquery": lambda s, x: x.execute(
        update(Page).values(title=select(Menu.title).limit(1).scalar_subquery())
    ),
    "update, text": lambda s, x: x.execute(text("UPDATE page SET title = 'Taken'")),
    "update, text, other's value": lambda s, x: x.execute(
        text("UPDATE page SET title = 'Taken' WHERE store_id = :s"), {"s": s.other}
    ),
    "delete of all": lambda s, x: x.execute(delete(MenuItem)),
    "delete by id": lambda s, x: x.execute(delete(MenuItem).where(MenuItem.id == s.items[s.other])),
    "delete, core": lambda s, x: x.execute(delete(I)),
    "delete, core, other's store": lambda s, x: x.execute(delete(I).where(I.c.store_id == s.other)),
    "delete with a subquery": lambda s, x: x.execute(delete(I).where(I.c.menu_id.in_(select(M.c.id)))),
    "delete, text": lambda s, x: x.execute(text("DELETE FROM menu_item")),
    "insert, core, other's store": lambda s, x: x.execute(insert(P).values(_row(s.other, x))),
    "insert, many": lambda s, x: x.execute(insert(Page), [_row(s.own, x), _row(s.other, x)]),
    "insert of mappings": lambda s, x: x.bulk_insert_mappings(Page, [_row(s.other, x)]),
    "insert without a store": lambda s, x: x.execute(
        text("INSERT INTO page (id, handle, title, body_html) VALUES (1, 'x', 'x', '')")
    ),
    "insert, text, other's store": lambda s, x: x.execute(
        text(
            "INSERT INTO page (store_id, id, handle, title, body_html, created_at, updated_at)"
            " VALUES (:s, 1, 'x', 'x', '', :n, :n)"
        ),
        {"s": s.other, "n": clock.now()},
    ),
    "insert from select": lambda s, x: x.execute(
        insert(P).from_select(
            ["store_id", "id", "handle", "title", "body_html", "created_at", "updated_at"],
            select(
                P.c.store_id,
                P.c.id + 1,
                P.c.handle + "2",
                P.c.title,
                P.c.body_html,
                P.c.created_at,
                P.c.updated_at,
            ),
        )
    ),
    "object of the other store": lambda s, x: x.add(Page(store_id=s.other, handle="x", title="x")),
    "objects of the other store": lambda s, x: x.add_all([Page(store_id=s.other, handle="x", title="x")]),
    "object moved to the other store": _move,
    "merge of a foreign object": lambda s, x: _flushed(x, x.merge(_foreign(s))),
    "foreign object attached": lambda s, x: _flushed(x, x.add(_foreign(s))),
    "foreign object deleted": lambda s, x: _flushed(x, x.delete(_foreign(s))),
}


def _row(store: int, session: StoreSession) -> dict[str, Any]:
    now = clock.now()
    return {
        "store_id": store,
        "id": session.new_id(),
        "handle": f"h{store}",
        "title": "Planted",
        "body_html": "",
        "created_at": now,
        "updated_at": now,
    }


def _foreign(stores: TwoStores) -> Page:
    with stores.db.read(stores.other) as session:
        page = session.need(Page, stores.pages[stores.other])
        session.expunge(page)
    page.title = "Taken"
    return page


def _flushed(session: StoreSession, _done: Any) -> None:
    session.flush()


@pytest.mark.parametrize("way", WRITES)
def test_no_write_reaches_another_store(stores: TwoStores, way: str) -> None:
    def rows(model: Any) -> list[tuple[Any, ...]]:
        with stores.db.read(stores.other) as session:
            return sorted((row.id, getattr(row, "title", "")) for row in session.scalars(select(model)))

    before = (rows(Page), rows(Menu), rows(MenuItem))
    try:
        with stores.db.write(stores.own) as session:
            WRITES[way](stores, session)
    except IsolationError:
        pass
    assert (rows(Page), rows(Menu), rows(MenuItem)) == before


def test_a_record_of_another_store_cannot_be_got_or_refreshed(stores: TwoStores) -> None:
    foreign = stores.pages[stores.other]
    with stores.db.read(stores.own) as session:
        assert session.find(Page, foreign) is None
        with pytest.raises(NotFound):
            session.need(Page, foreign)
        with pytest.raises(IsolationError):
            session.get(Page, (stores.other, foreign))
        assert session.get(Page, (stores.own, foreign)) is None


def test_a_foreign_object_cannot_be_refreshed(stores: TwoStores) -> None:
    foreign = _foreign(stores)
    with stores.db.write(stores.own) as session, pytest.raises(IsolationError):
        session.add(foreign)
    with stores.db.read(stores.own) as session:
        # past our own add, as a library might do it
        super(StoreSession, session).add(foreign)
        with pytest.raises(IsolationError):
            session.refresh(foreign)


def test_records_of_another_store_cannot_be_pointed_at(stores: TwoStores) -> None:
    from sqlalchemy.exc import IntegrityError

    foreign_menu = stores.items[stores.other]
    with pytest.raises(IntegrityError), stores.db.write(stores.own) as session:
        session.add(MenuItem(menu_id=foreign_menu, position=1, label="x", link_kind="http"))


def test_own_rows_are_still_reached_in_every_form(stores: TwoStores) -> None:
    own = stores.own
    with stores.db.write(own) as session:
        assert session.scalars(select(Page.title)).all() == [f"About {own}"]
        assert session.execute(select(P.c.title).where(P.c.store_id == own)).scalar_one() == f"About {own}"
        by_text = text("SELECT p.title FROM page AS p WHERE p.store_id = :s")
        assert session.execute(by_text, {"s": own}).scalar_one() == f"About {own}"
        joined = select(MenuItem.label).join(
            Menu, (Menu.store_id == MenuItem.store_id) & (Menu.id == MenuItem.menu_id)
        )
        assert session.scalars(joined).all() == ["Home"]
        session.execute(update(Page), [{"store_id": own, "id": stores.pages[own], "title": "Renamed"}])
        union = union_all(select(Page.title), select(Menu.title)).subquery()
        assert sorted(session.scalars(select(union.c.title))) == ["Main", "Renamed"]
        assert session.execute(delete(MenuItem).returning(MenuItem.id)).scalars().all() == [stores.items[own]]
    with stores.db.read(stores.other) as session:
        assert session.scalars(select(MenuItem.id)).all() == [stores.items[stores.other]]


def test_a_session_of_the_installation_sees_no_store_unless_it_says_why(stores: TwoStores) -> None:
    with stores.db.read(None) as session, pytest.raises(IsolationError):
        session.execute(select(Page)).all()
    with stores.db.read(None, cross_store="a test counts every page") as session:
        assert session.execute(select(func.count()).select_from(Page)).scalar_one() == 2
    with stores.db.read(None) as nobody, pytest.raises(RuntimeError):
        assert nobody.store


def test_one_statement_can_be_let_through_by_saying_why(sqlite_db: Database) -> None:
    from tests.factories.stores import make_store

    stores = TwoStores(sqlite_db, make_store(sqlite_db).id, make_store(sqlite_db).id)
    count = select(func.count()).select_from(P)
    with stores.db.read(stores.own) as session:
        allowed = {CROSS_STORE: "a test counts every page"}
        assert session.execute(count, execution_options=allowed).scalar_one() == 2
        with pytest.raises(IsolationError):
            session.execute(count)


def test_without_the_guard_the_other_store_would_be_reached(stores: TwoStores) -> None:
    """The tests above prove something only if the statements do reach both stores where nothing holds them back."""
    with stores.db.read(stores.own, cross_store="a test looks past the guard") as session:
        seen = session.scalars(select(P.c.title)).all()
        assert sorted(seen) == sorted([f"About {stores.own}", f"About {stores.other}"])
        assert len(session.execute(REACHES["text, union"](stores)).all()) == 3


FAULTS = {
    "SELECT 1": None,
    "SELECT page.id FROM page WHERE page.store_id = ?": None,
    "SELECT page.id FROM page WHERE page.store_id = %(store_id_1)s::BIGINT": None,
    "SELECT page.id FROM page": "page (as page)",
    "SELECT p.id FROM page AS p WHERE page.store_id = ?": "page (as p)",
    "SELECT id FROM page WHERE store_id = ?": None,
    "SELECT id FROM page, menu WHERE store_id = ?": "without a condition",
    "SELECT a.id FROM page AS a JOIN menu AS b ON a.store_id = b.store_id WHERE b.store_id = ?": None,
    "SELECT a.id FROM page AS a JOIN menu AS b ON a.store_id = b.store_id": "without a condition",
    "SELECT id FROM page WHERE store_id = ? UNION SELECT id FROM page": "page (as page)",
    "SELECT id FROM store_host": None,
    "INSERT INTO page (id) VALUES (?)": "INSERT INTO page without store_id",
    "INSERT INTO page (store_id, id) VALUES (?, ?)": None,
    "INSERT INTO page VALUES (?, ?)": "INSERT INTO page without store_id",
    "INSERT INTO page (store_id, id) SELECT menu.store_id, menu.id FROM menu": "menu (as menu)",
    "DELETE FROM page WHERE page.store_id = ?": None,
    "DELETE FROM page WHERE page.store_id > ?": "page (as page)",
    "UPDATE page SET title = ? WHERE page.id IN (SELECT menu.id FROM menu WHERE menu.store_id = ?)": "page (as page)",
    "CREATE TABLE page (id INTEGER)": None,
    "SELECT id FROM page WHERE 0 = 1": None,
    "SELECT id FROM page WHERE false LIMIT ?": None,
    "SELECT id FROM page WHERE 0 = 1 OR title = ?": "page (as page)",
}


@pytest.mark.parametrize("statement", FAULTS)
def test_the_text_of_a_statement_is_judged(statement: str) -> None:
    expected = FAULTS[statement]
    found = fault(statement)
    assert found is None if expected is None else found is not None and expected in found


def test_values_given_for_a_store_are_found_wherever_they_stand() -> None:
    assert given("UPDATE page SET title = ? WHERE page.store_id = ? AND page.id = ?").positions == (1,)
    assert given("SELECT 1 FROM page WHERE ? = page.store_id").positions == (0,)
    assert given("SELECT 1 FROM page WHERE page.store_id IN (?, ?) AND id = ?").positions == (0, 1)
    assert given("SELECT 1 FROM page WHERE page.store_id = %(s)s::BIGINT").names == ("s",)
    assert given("SELECT 1 FROM page WHERE title = '?' AND store_id = ?").positions == (0,)
    assert given("SELECT 1 FROM page WHERE store_id = 77").literals == (77,)
    assert given("INSERT INTO page (id, store_id) VALUES (?, ?), (?, ?)").positions == (1, 3)
    assert given("INSERT INTO page (id, store_id) VALUES (5, 77)").literals == (77,)


def test_every_table_is_a_stores_or_a_named_one_of_the_installation() -> None:
    """The tables without store_id are a list that is changed on purpose only."""
    without = {
        table.name for table in metadata.tables.values() if "store_id" not in table.primary_key.columns
    }
    assert without == {"store", "store_host", "id_block", "lease", "dependency_version"}


def test_every_foreign_key_between_tables_of_stores_carries_the_store() -> None:
    own = {table.name for table in metadata.tables.values() if "store_id" in table.primary_key.columns}
    for table in metadata.tables.values():
        for key in table.foreign_key_constraints:
            if table.name in own and key.referred_table.name in own:
                pairs = {(element.parent.name, element.column.name) for element in key.elements}
                assert ("store_id", "store_id") in pairs, f"{table.name}: {key.name}"
