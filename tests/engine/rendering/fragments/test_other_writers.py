"""Imports, jobs and sales write many rows at once, and past the flush: pages follow them all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import StoreSession
from engine.base.dependencies import key_of, versions
from engine.base.errors import Refused
from engine.catalogue.commands import NewStock, OptionInput, VariantInput, set_variants
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import Product, Variant
from engine.inventory import commands as inventory
from engine.inventory.commands.levels import levels_of
from engine.inventory.models import InventoryItem
from tests.engine.catalogue.files import csv_text, shopify_row, write
from tests.engine.rendering.fragments.world import World

SHOWN = ("home", "product", "collection", "all", "by rule", "filtered", "hidden product")


def _bring(world: World, folder: Path, *rows: dict[str, object]) -> None:
    import_catalogue(world.db, world.id, write(folder, csv_text(list(rows))))


def _row(handle: str, title: str, **cells: object) -> dict[str, object]:
    row = shopify_row(1)
    return {**row, "Handle": handle, "Title": title, "Variant SKU": f"SKU-{handle}", **cells}


def test_an_import_is_seen_at_once(world: World, tmp_path: Path) -> None:
    """New products, those at an address that was looked for, changed ones, and those that the database refuses."""
    world.compare()
    steps = (
        (_row("bowl-9", "Came in"), _row("other", "Another")),
        (_row("bowl-9", "Came in again", **{"Variant Price": "77.00", "Tags": "new, newer"}),),
        (_row("bowl-9", "Came in again", Status="draft"),),
        (_row("bowl-9", "Came in again", **{"Status": "active", "Variant Inventory Qty": "0"}),),
        (_row("third", "Refused for its SKU", **{"Variant SKU": "SKU-bowl-9"}), _row("fourth", "Fourth")),
    )
    for at, rows in enumerate(steps):
        _bring(world, tmp_path, *rows)
        world.compare(*SHOWN)
        if at == 0:
            with world.db.read(world.id) as session:
                assert "Came in" in (world.render(world.keeping, session, "home") or "")


def _item(session: StoreSession, sku: str) -> int:
    return session.scalars(select(Variant.inventory_item_id).where(Variant.sku.like(sku))).one()


def test_the_last_unit_is_an_edge_and_the_others_are_not(world: World) -> None:
    """A list that shows only whether there is any left is made anew when the last goes, and when one comes back."""
    with world.db.read(world.id) as session:
        item_id = _item(session, "B-%-1-0")
        item = session.need(InventoryItem, item_id)
        left = item.on_hand - item.reserved - item.committed
        product = session.scalars(
            select(Variant.product_id).where(Variant.inventory_item_id == item_id)
        ).one()
        place = levels_of(session, item_id)[0][1].id
    key = key_of(("product", product))

    def count() -> int:
        with world.db.read(world.id) as session:
            return versions(session.connection(), world.id, [key]).get(key, 0)

    def take(by: int) -> int:
        before = count()
        with world.db.write(world.id) as session:
            inventory.adjust(session, item_id, place, by, actor=SYSTEM)
        world.compare("product", "second product", "filtered", "collection")
        return count() - before

    assert take(-1) == 0, "one of many changes no list"
    with world.db.write(world.id) as session:
        inventory.reserve(session, "test", 1, {item_id: left - 2}, timedelta(hours=1))
    assert take(-1) == 1, "the last one does"
    assert take(1) == 1, "and so does the first that comes back"
    assert take(3) == 0


def test_two_items_of_one_sale_are_two_edges(world: World) -> None:
    with world.db.read(world.id) as session:
        items = [_item(session, f"B-%-{number}-0") for number in (0, 1)]
        free = {
            item.id: item.on_hand - item.reserved - item.committed
            for item in (session.need(InventoryItem, number) for number in items)
        }
    world.compare("product", "collection", "second product", "filtered")
    with world.db.write(world.id) as session:
        inventory.reserve(session, "test", 1, free, timedelta(minutes=5))
    world.compare("product", "collection", "second product", "filtered")
    with world.db.write(world.id) as session:
        with pytest.raises(Refused):
            inventory.reserve(session, "test", 2, dict.fromkeys(items, 1), timedelta(minutes=5))
        inventory.release(session, "test", 1)
    world.compare("product", "collection", "second product", "filtered")
    with world.db.write(world.id) as session:
        inventory.reserve(session, "test", 3, {items[0]: free[items[0]]}, timedelta(minutes=5))
        inventory.release(session, "test", 3)
        inventory.reserve(session, "test", 4, {items[1]: free[items[1]]}, timedelta(minutes=-1))
    world.compare("product", "collection", "second product", "filtered")
    with world.db.write(world.id) as session:
        assert inventory.expire_due(session) == 1
    world.compare("product", "collection", "second product", "filtered")


@pytest.mark.parametrize(
    "stock", [NewStock(False, "deny"), NewStock(True, "continue"), NewStock(True, "deny")]
)
def test_what_is_sold_beyond_its_stock_is_an_edge_too(world: World, stock: NewStock) -> None:
    with world.db.write(world.id) as session:
        product = session.scalars(select(Product).where(Product.handle == "bowl-1")).one()
        own = session.scalars(select(Variant).where(Variant.product_id == product.id)).all()
        given = [VariantInput(500, ("Oat",), id=own[0].id, stock=NewStock(True, "deny"), on_hand=0)]
        set_variants(session, product.id, [OptionInput("Colour")], given, SYSTEM)
        item = own[0].inventory_item_id
    world.compare("collection", "filtered", "second product")
    with world.db.write(world.id) as session:
        inventory.set_item(session, item, tracked=stock.tracked, policy=stock.policy)
    world.compare("collection", "filtered", "second product")
