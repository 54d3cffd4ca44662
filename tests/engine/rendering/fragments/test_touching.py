"""A command that writes what pages show, and says nothing, fails: shown on commands that do so."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from engine.base.db import Database, StoreSession
from engine.base.dependencies import touch
from engine.catalogue.commands import products
from engine.catalogue.models import Collection, Product, Variant
from tests.factories.shopfront import Shopfront, make_shopfront
from tests.factories.stores import make_store
from tests.support.touching import Untouched, table_written, tables_read


@pytest.fixture
def shop(sqlite_db: Database) -> Shopfront:
    return make_shopfront(sqlite_db, make_store(sqlite_db).id, 2)


def as_command(function: Any) -> Any:
    """The same function, as if it stood in a command's file."""
    code = function.__code__.replace(co_filename=products.__file__)
    return FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )


def _raise_prices(session: StoreSession) -> None:
    session.execute(update(Variant).where(Variant.store_id == session.store).values(price_minor=1))


def _raise_prices_and_say_so(session: StoreSession) -> None:
    session.execute(update(Variant).where(Variant.store_id == session.store).values(price_minor=1))
    touch(session, ("list", 0))


def _change_nothing(session: StoreSession) -> None:
    nobody = update(Variant).where(Variant.store_id == session.store, Variant.price_minor < 0)
    session.execute(nobody.values(price_minor=1))


def _note_a_refresh(session: StoreSession) -> None:
    session.execute(
        update(Collection).where(Collection.store_id == session.store).values(members_refreshed_at=None)
    )


def _rename_in_a_savepoint(session: StoreSession) -> None:
    with session.begin_nested():
        session.execute(update(Product).where(Product.store_id == session.store).values(title="A"))


@pytest.mark.parametrize("command", [_raise_prices, _rename_in_a_savepoint])
def test_a_write_that_says_nothing_fails(shop: Shopfront, sqlite_db: Database, command: Any) -> None:
    with pytest.raises(Untouched, match="nothing was touched"), sqlite_db.write(shop.store_id) as session:
        as_command(command)(session)


@pytest.mark.parametrize("command", [_raise_prices_and_say_so, _change_nothing, _note_a_refresh])
def test_a_write_that_needs_say_no_more_does_not(shop: Shopfront, sqlite_db: Database, command: Any) -> None:
    with sqlite_db.write(shop.store_id) as session:
        as_command(command)(session)


def test_what_went_back_needs_no_word(shop: Shopfront, sqlite_db: Database) -> None:
    with pytest.raises(SQLAlchemyError), sqlite_db.write(shop.store_id) as session:
        as_command(_raise_prices)(session)
        raise SQLAlchemyError
    with sqlite_db.write(shop.store_id) as session:
        as_command(_change_nothing)(session)


def test_statements_are_read() -> None:
    assert table_written("UPDATE product SET title=? WHERE product.store_id = ?") == "product"
    assert table_written('INSERT INTO "variant" (a) VALUES (1)') == "variant"
    assert table_written("DELETE FROM product_tag WHERE x") == "product_tag"
    assert table_written("INSERT INTO inventory_item (a) VALUES (1)") is None
    assert table_written("UPDATE article SET media_id=? WHERE article.media_id = ?") == "media"
    assert table_written("UPDATE checkout SET state=? WHERE 1") is None
    assert table_written("SELECT 1 FROM product") is None
    joined = "SELECT a FROM product JOIN media ON x LEFT OUTER JOIN partner ON y"
    assert tables_read(joined) == {"product", "media", "partner"}
