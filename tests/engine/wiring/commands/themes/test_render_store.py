"""`themes render --store`: a store of the configured database fills the page, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape
from sqlalchemy import select, text

from engine.base.db import Database
from engine.catalogue.models import Product
from engine.stores.commands import NewStore
from engine.themes import commands
from engine.themes.packs import Pack
from engine.wiring.tables import metadata
from tests.factories.shopfront import make_shopfront
from tests.support.authors import last_line, run


@pytest.fixture(autouse=True)
def _own_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)


def rows(db: Database) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in metadata.tables
        }


def test_a_stores_own_products_and_cart(db: Database, store: NewStore, store_id: int, pack: Path) -> None:
    make_shopfront(db, store_id)
    before = rows(db)
    for page in ("home", "product", "collection", "cart", "search", "404"):
        done = run("render", str(pack), "--page", page, "--store", store.handle)
        assert done.exit_code == 0, done.stderr
        if page in ("product", "cart"):
            assert any(str(escape(title)) in done.stdout for title in titles(db, store_id)), page
    assert rows(db) == before


def titles(db: Database, store_id: int) -> list[str]:
    with db.read(store_id) as session:
        return list(session.scalars(select(Product.title)))


def test_what_the_store_put_into_its_sections_comes_first(
    db: Database, store: NewStore, store_id: int, pack: Path
) -> None:
    make_shopfront(db, store_id)
    opened = Pack(pack)
    with db.write(store_id) as session:
        commands.install_pack(session, opened, role="draft")
        heading = {"type": "welcome", "settings": {"heading": "What the merchant wrote"}}
        commands.set_template(session, opened, "index", {"welcome": heading})
    filled = run("render", str(pack), "--page", "home", "--store", store.handle)
    assert "What the merchant wrote" in filled.stdout
    assert "What the merchant wrote" not in run("render", str(pack), "--page", "home").stdout


def test_a_store_that_there_is_not(db: Database, store_id: int, pack: Path) -> None:
    for name in ("gone", "x" * 4_000, "a\0b"):
        done = run("render", str(pack), "--page", "home", "--store", name, "--json")
        assert done.exit_code == 2
        (error,) = last_line(done)["errors"]
        assert "there is no store" in error["message"] and error["cure"]


def test_a_store_with_nothing_to_show(db: Database, store: NewStore, store_id: int, pack: Path) -> None:
    done = run("render", str(pack), "--page", "product", "--store", store.handle, "--json")
    assert done.exit_code == 2 and "no product in the store" in last_line(done)["errors"][0]["message"]
    assert run("render", str(pack), "--page", "home", "--store", store.handle).exit_code == 0
