"""A store of 2,000 selling products of before goes on as it was: the same is listed, and the same can be bought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from engine.base.db import Database
from engine.catalogue.models import Product, Variant
from engine.inventory.models import InventoryItem
from engine.wiring import migrate
from tests.migrations.test_migrations import _fill_first_tables

STORE, PRODUCTS = 77, 2_000
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
FIRST = 100_000
"""Ids of products; their items and variants follow at a distance."""


def _rows(number: int) -> dict[str, dict[str, Any]]:
    """A product with its item and variant; one in seven is a draft, one in nine sold out, one in eleven not counted."""
    product, item, variant = FIRST + number, 2 * FIRST + number, 3 * FIRST + number
    on_hand = 0 if number % 9 == 0 else 1 + number % 5
    reserved = 1 if on_hand and number % 13 == 0 else 0
    later = NOW + timedelta(days=30) if number % 17 == 0 else NOW
    return {
        "product": {
            "store_id": STORE, "id": product, "partner_id": 9_000, "handle": f"p-{number}", "title": f"P {number}",
            "status": "draft" if number % 7 == 0 else "active", "price_min": 100, "price_max": 100,
            "published_at": None if number % 7 == 0 else later.isoformat(sep=" "),
            "created_at": NOW.isoformat(sep=" "), "updated_at": NOW.isoformat(sep=" "),
        },
        "inventory_item": {
            "store_id": STORE, "id": item, "tracked": number % 11 != 0, "policy": "continue" if number % 19 == 0 else "deny",
            "on_hand": on_hand, "reserved": reserved, "committed": 0, "created_at": NOW.isoformat(sep=" "),
        },
        "variant": {
            "store_id": STORE, "id": variant, "product_id": product, "inventory_item_id": item, "position": 1,
            "title": "Default Title", "price_minor": 100, "weight_grams": 0, "requires_shipping": True, "taxable": True,
        },
    }  # fmt: skip


LISTED = """SELECT p.id FROM product p WHERE p.store_id = 77 AND p.status = 'active' AND p.published_at <= :now {more}
 ORDER BY p.id"""
BOUGHT = """SELECT i.id FROM inventory_item i WHERE i.store_id = 77 {more}
 AND (NOT i.tracked OR i.policy = 'continue' OR i.on_hand - i.reserved - i.committed {kept} > 0) ORDER BY i.id"""


def _ids(database: Database, statement: str) -> list[int]:
    with database.read(None, cross_store="a test asks as the version before would") as session:
        return list(session.execute(text(statement), {"now": NOW}).scalars())


def test_upgrading_changes_neither_what_is_listed_nor_what_can_be_bought(empty_database: Database) -> None:
    migrate.upgrade(empty_database, "0009")
    _fill_first_tables(empty_database)
    tables: dict[str, list[dict[str, Any]]] = {"partner": [_partner()], "location": [_shop()]}
    for number in range(PRODUCTS):
        for table, row in _rows(number).items():
            tables.setdefault(table, []).append(row)
    with empty_database.write(None, cross_store="a test fills tables") as session:
        for table, rows in tables.items():
            names = list(rows[0])
            session.execute(
                text(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)})"
                ),
                rows,
            )
    listed = _ids(empty_database, LISTED.format(more=""))
    bought = _ids(empty_database, BOUGHT.format(more="", kept=""))
    assert 1_000 < len(listed) < PRODUCTS and 1_000 < len(bought) < PRODUCTS

    migrate.upgrade(empty_database)
    assert _ids(empty_database, LISTED.format(more="AND p.online <> 'not_listed'")) == listed
    with empty_database.read(STORE) as session:
        buyable = (
            session.query(InventoryItem.id).filter(InventoryItem.is_buyable()).order_by(InventoryItem.id)
        )
        assert [item for (item,) in buyable] == bought, "as the program itself asks for it now"
        offered = session.query(Product.online, InventoryItem.online, InventoryItem.in_shop).filter(
            Variant.product_id == Product.id, Variant.inventory_item_id == InventoryItem.id
        )
        assert set(offered) == {("for_sale", "for_sale", "for_sale")}
        assert _agrees(session)


def _agrees(session: Any) -> bool:
    """Whether what was derived is what the designations that were written say."""
    from engine.inventory.queries import recount

    derived = {"online", "in_shop", "product online"}
    return not [one for one in recount(session) if one.column in derived]


def _partner() -> dict[str, Any]:
    return {
        "store_id": STORE, "id": 9_000, "handle": "house", "name": "House", "is_house": True,
        "created_at": NOW.isoformat(sep=" "),
    }  # fmt: skip


def _shop() -> dict[str, Any]:
    return {
        "store_id": STORE, "id": 9_100, "name": "Harbour", "kind": "shop", "hours": "[]", "offers_pickup": False,
        "is_active": True, "position": 0, "created_at": NOW.isoformat(sep=" "),
    }  # fmt: skip
