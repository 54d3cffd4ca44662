"""The grid against a plain look at every row: filters, the head's sentence, pages, codes, and how often it asks."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue import commands as catalogue
from engine.catalogue.commands.inputs import CollectionInput
from engine.catalogue.models import Variant
from engine.inventory import commands, queries
from engine.inventory.models import InventoryItem
from engine.inventory.queries.filters import STOCKS, VIEWS, GridFilters, items_with_code
from engine.inventory.queries.grid import count_matching, grid_page, grid_row, head, places
from tests.factories.catalogue import add_product
from tests.factories.products import make_partner
from tests.support.counting import counted

WORDS = ("Vase", "Lamp", "Bowl", "Jug", "100% wool", "Under_score")
STATES = ("for_sale", "view_only", "not_listed")


@dataclass
class Made:
    """What a row is by itself, as a person would note it down."""

    item: int
    title: str
    sku: str
    barcode: str
    brand: int
    inside: bool
    online: str
    in_shop: str
    tracked: bool
    on_hand: int
    at: set[int]
    low_at: int | None
    counted: bool


def make_room(db: Database, store_id: int, count: int) -> tuple[list[Made], int, list[int]]:
    """So many items, each drawn by lot; the collection that has some of them; the locations."""
    lot = random.Random(6)
    made: list[Made] = []
    with db.write(store_id) as session:
        locations = [
            commands.create_location(session, commands.LocationInput(name, kind), SYSTEM).id
            for name, kind in (("Harbour", "shop"), ("Market", "shop"), ("Store house", "warehouse"))
        ]
    with db.write(store_id) as session:
        shops = [one.id for one in places(session) if one.kind == "pos"]
        brands = [make_partner(session, name) for name in ("Ostara", "Halden")]
        collection = catalogue.create_collection(session, CollectionInput("Chosen"), SYSTEM).id
        for number in range(count):
            title = f"{lot.choice(WORDS)} {lot.choice(('blue', 'Rust'))} {number}"
            brand = lot.choice(brands)
            tracked = lot.random() < 0.8
            product = add_product(
                session, title, partner_id=brand, sku=f"S{number % 5}-{number}", tracked=tracked
            )
            variant = session.scalars(select(Variant).where(Variant.product_id == product.id)).one()
            variant.barcode = f"{40 + number % 3}{number // 2:06d}"
            item = variant.inventory_item_id
            one = Made(
                item, title, f"S{number % 5}-{number}", variant.barcode, brand, lot.random() < 0.4,
                lot.choice(STATES), lot.choice(STATES), tracked, lot.choice((0, 2, 9)), set(),
                lot.choice((None, 3, 20)), lot.random() < 0.5,
            )  # fmt: skip
            if one.inside:
                catalogue.add_to_collection(session, collection, [product.id])
            if one.on_hand:
                at = lot.choice(locations)
                one.at.add(at)
                commands.receive(session, at, {item: one.on_hand}, actor=SYSTEM)
            commands.designate(
                session, [item], {1: one.online, shops[0]: one.in_shop, shops[1]: "not_listed"}, SYSTEM
            )
            row = session.need(InventoryItem, item)
            row.low_at, row.counted_at = one.low_at, clock.now() if one.counted else None
            made.append(one)
    return made, collection, locations


def plainly(one: Made, asked: GridFilters, collection: int) -> bool:
    """Whether a row meets the filters, the way a person would check it."""
    online, shop = one.online != "not_listed", one.in_shop != "not_listed"
    in_view = {
        "": True,
        "online": online,
        "shop": shop,
        "both": online and shop,
        "neither": not online and not shop,
        "online_only": online and not shop,
        "shop_only": shop and not online,
        "view": one.online == "view_only",
    }[asked.view]
    in_stock = {
        "": True,
        "out": one.tracked and one.on_hand <= 0,
        "low": one.tracked and one.low_at is not None and one.on_hand < one.low_at,
        "uncounted": one.tracked and not one.counted,
    }[asked.stock]
    words = asked.search.lower().split()
    mentioned = all(
        word in one.title.lower() or one.sku.lower().startswith(word) or one.barcode.startswith(word)
        for word in words
    )
    if asked.search in (one.sku, one.barcode):
        mentioned = True
    return (
        in_view
        and in_stock
        and mentioned
        and asked.partner_id in (None, one.brand)
        and (asked.collection_id is None or one.inside)
        and (asked.location_id is None or asked.location_id in one.at)
    )


def test_every_filter_finds_what_a_plain_look_finds(db: Database, store_id: int, other_store_id: int) -> None:
    made, collection, locations = make_room(db, store_id, 40)
    make_room(db, other_store_id, 3)
    lot = random.Random(11)
    searches = ("", "", "vase", "BLUE", "lamp rust", "s3", "40", "100%", "r_s", "zeppelin")
    asked = [
        GridFilters(),
        *(GridFilters(view=view) for view in VIEWS),
        *(GridFilters(stock=one) for one in STOCKS),
    ]
    for _ in range(60):
        asked.append(
            GridFilters(
                lot.choice(searches),
                lot.choice(("", *VIEWS)),
                lot.choice(("", "", *STOCKS)),
                lot.choice((None, None, made[0].brand)),
                lot.choice((None, None, collection)),
                lot.choice((None, None, *locations)),
            )
        )
    found_any = 0
    with db.read(store_id) as session:
        for filters in asked:
            expected = sorted((one.item for one in made if plainly(one, filters, collection)), reverse=True)
            found, cursor = [], None
            while True:
                page = grid_page(session, filters, cursor=cursor, limit=7)
                found += [row.id for row in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert found == expected, filters
            assert count_matching(session, filters) == len(expected)
            assert GridFilters.from_plain(filters.as_plain()) == filters
            found_any += bool(found)
        assert found_any > 25, "the lot is worth drawing"
        sentence = head(session)
        for name in ("online", "shop", "both", "neither", "view"):
            assert getattr(sentence, name) == count_matching(session, GridFilters(view=name)), name
        assert sentence.total == len(made)
        assert queries.recount(session) == []


def test_a_row_says_all_there_is_to_say(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        shop = commands.create_location(session, commands.LocationInput("Harbour", "shop"), SYSTEM).id
        first = add_product(session, "Aria vase", sku="AV", on_hand=4)
        item = session.scalars(select(Variant.inventory_item_id).where(Variant.product_id == first.id)).one()
        second = add_product(session, "Zeta vase", status="draft")
        twin = session.scalars(select(Variant).where(Variant.product_id == second.id)).one()
        lonely, twin.inventory_item_id = twin.inventory_item_id, item
        commands.receive(session, shop, {item: 2}, actor=SYSTEM)
    with db.read(store_id) as session:
        row = grid_row(session, item)
        alone = grid_row(session, lonely)
        known = places(session)
    assert [(name.title, name.status) for name in row.names] == [
        ("Aria vase", "active"),
        ("Zeta vase", "draft"),
    ]
    assert sum(shelf.on_hand for shelf in row.shelves) == 6
    assert row.absence(known[0], known, clock.now()) == []
    assert [one.code for one in alone.absence(known[0], known, clock.now())] == ["no_variant"]
    assert [place.kind for place in known] == ["online", "pos"]


def test_a_code_finds_its_item_and_two_where_two_bear_it(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        products = [add_product(session, f"Thing {n}", sku=f"T-{n}") for n in range(3)]
        variants = [
            session.scalars(select(Variant).where(Variant.product_id == one.id)).one() for one in products
        ]
        variants[0].barcode = variants[1].barcode = "4006381333931"
        variants[2].barcode = "40063813339310"
        items = [variant.inventory_item_id for variant in variants]
    with db.read(store_id) as session:
        assert items_with_code(session, "4006381333931") == sorted(items[:2])
        assert items_with_code(session, "T-2") == [items[2]]
        assert (
            items_with_code(session, "")
            == items_with_code(session, "a b")
            == items_with_code(session, "x" * 500)
            == []
        )
        found = grid_page(session, GridFilters(search="4006381333931"))
        assert {row.id for row in found.items} == set(items[:2]), (
            "the longer code that begins so is not meant"
        )
        starts = grid_page(session, GridFilters(search="400638"))
        assert len(starts.items) == 3


@pytest.mark.parametrize("filters", [GridFilters(), GridFilters(search="thing", view="online")])
def test_it_asks_as_often_for_one_row_as_for_fifty(db: Database, store_id: int, filters: GridFilters) -> None:
    def asked() -> int:
        with counted(db.engine) as statements, db.read(store_id) as session:
            grid_page(session, filters)
            head(session)
            places(session)
        return statements.count

    with db.write(store_id) as session:
        add_product(session, "Thing first", on_hand=1)
    few = asked()
    with db.write(store_id) as session:
        for number in range(50):
            add_product(session, f"Thing {number}", on_hand=1)
    assert asked() == few <= 10
