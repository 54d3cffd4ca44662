"""Counters of what pages depend on: raised with the change, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from engine.base import clock
from engine.base.db import Database
from engine.base.dependencies import Dependency, key_of, touch, versions
from engine.catalogue.models import Collection, CollectionProduct, Product
from engine.content.models import Menu
from engine.stores.models import Partner
from tests.factories.stores import make_store


@pytest.fixture
def store(db: Database) -> int:
    return make_store(db).id


def count(db: Database, store: int, *dependency: object) -> int:
    with db.read(store) as session:
        return versions(session.connection(), store, [key_of(dependency)]).get(key_of(dependency), 0)


def _menu(name: str) -> Menu:
    return Menu(handle=name, title=name, created_at=clock.now(), updated_at=clock.now())


def test_a_record_that_is_written_raises_its_counter_once_per_transaction(db: Database, store: int) -> None:
    before = count(db, store, "menus")
    with db.write(store) as session:
        session.add(_menu("a"))
        session.flush()
        session.add(_menu("b"))
    assert count(db, store, "menus") == before + 1


def test_what_is_rolled_back_raises_nothing(db: Database, store: int) -> None:
    before = count(db, store, "menus")
    with pytest.raises(ZeroDivisionError), db.write(store) as session:
        session.add(_menu("a"))
        session.flush()
        raise ZeroDivisionError
    with db.write(store) as session:
        touch(session, ("other",))
    assert count(db, store, "menus") == before
    assert count(db, store, "other") == 1


def test_a_savepoint_writes_no_counters_of_its_own(db: Database, store: int) -> None:
    before = count(db, store, "menus")
    with db.write(store) as session:
        with session.begin_nested():
            session.add(_menu("a"))
        with session.begin_nested():
            session.add(_menu("b"))
    assert count(db, store, "menus") == before + 1


def test_a_record_that_is_read_and_written_back_unchanged_raises_nothing(db: Database, store: int) -> None:
    with db.write(store) as session:
        menu = _menu("a")
        session.add(menu)
        session.flush()
        number = menu.id
    before = count(db, store, "menus")
    with db.write(store) as session:
        session.need(Menu, number).title = "a"
    assert count(db, store, "menus") == before


def test_a_product_that_changes_changes_the_lists_that_it_is_in_and_no_other(
    db: Database, store: int
) -> None:
    with db.write(store) as session:
        brand = session.query(Partner).first()
        assert brand is not None
        product = Product(
            partner_id=brand.id, handle="p", title="P", created_at=clock.now(), updated_at=clock.now()
        )
        lists = [
            Collection(handle=h, title=h, created_at=clock.now(), updated_at=clock.now())
            for h in ("in", "out")
        ]
        session.add(product)
        session.add_all(lists)
        session.flush()
        session.add(CollectionProduct(collection_id=lists[0].id, product_id=product.id, position=1))
        own, within, without = product.id, lists[0].id, lists[1].id
    names: list[Dependency] = [("product", own), ("list", within), ("list", 0), ("list", without)]
    before = [count(db, store, *name) for name in names]
    with db.write(store) as session:
        session.need(Product, own).title = "New"
    assert [count(db, store, *name) - was for name, was in zip(names, before, strict=True)] == [1, 1, 1, 0]


def test_names_do_not_share_a_number() -> None:
    def names() -> Iterator[Dependency]:
        for number in range(2_000):
            yield "product", number
            yield "list", number
            yield "metafields", f"product:{number}"

    assert len({key_of(name) for name in names()}) == 6_000
    assert all(0 <= key_of(name) < 2**63 for name in names())


def test_what_was_touched_before_a_savepoint_that_goes_back_still_is(db: Database, store: int) -> None:
    """So it is when a flush fails inside it, as of an import's product that the database refuses."""
    before = count(db, store, "menus")
    with db.write(store) as session:
        touch(session, ("outside",))
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            touch(session, ("inside",))
            raise ZeroDivisionError
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add_all([_menu("a"), _menu("a")])
            session.flush()
        touch(session, ("after",))
    assert [count(db, store, name) for name in ("outside", "inside", "after")] == [1, 1, 1]
    assert count(db, store, "menus") == before + 1


def test_a_transaction_that_goes_back_leaves_nothing_to_the_next_of_its_session(
    db: Database, store: int
) -> None:
    with db.write(store) as session:
        session.add(_menu("a"))
        session.flush()
        touch(session, ("first",))
        session.rollback()
        touch(session, ("second",))
    assert [count(db, store, name) for name in ("first", "second")] == [0, 1]
