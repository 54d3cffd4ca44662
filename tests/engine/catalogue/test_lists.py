"""Lists and loaders: right, paged to the end, and in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Invalid
from engine.catalogue import commands, queries
from engine.catalogue.commands import CollectionInput
from engine.catalogue.queries import Filters
from engine.stores.commands import save_partner
from tests.factories.catalogue import add_product


@pytest.fixture
def shop(db: Database, store_id: int) -> dict[str, int]:
    with db.write(store_id) as session:
        brand = save_partner(session, name="Fjord", actor=SYSTEM).id
        made = {
            "mug": add_product(session, "Blue Mug", price=1_200, options={"Size": ("S", "M")}, on_hand=4,
                               product_type="Mugs", tags=["Gift", "Blue"], sku=None),
            "cup": add_product(session, "Red Cup", price=900, product_type="Mugs", tags=["Gift"], sku="CUP-1", on_hand=0),
            "lamp": add_product(session, "Desk Lamp", price=8_000, partner_id=brand, product_type="Lamps", tracked=False),
            "rug": add_product(session, "Rug 100%", price=20_000, partner_id=brand, options={"Size": ("M", "L")}, on_hand=1),
            "draft": add_product(session, "Blue Secret", price=100, status="draft", tags=["Gift"]),
        }  # fmt: skip
        return {name: product.id for name, product in made.items()}


def titles(session: Any, **asked: Any) -> list[str]:
    return [row.product.title for row in queries.list_products(session, sort="title", **asked).items]


def test_search_and_filters_of_the_admins_list(db: Database, store_id: int, shop: dict[str, int]) -> None:
    with db.read(store_id) as session:
        assert titles(session, search="blue") == ["Blue Mug", "Blue Secret"]
        assert titles(session, search="BLUE mug") == ["Blue Mug"]
        assert titles(session, search="fjord") == ["Desk Lamp", "Rug 100%"]
        assert titles(session, search="cup-1") == ["Red Cup"]
        assert titles(session, search="100%") == ["Rug 100%"]
        assert titles(session, search="0_") == []
        assert titles(session, status="draft") == ["Blue Secret"]
        assert titles(session, tag="Gift", status="active") == ["Blue Mug", "Red Cup"]
        assert titles(session, product_type="Lamps") == ["Desk Lamp"]
        rows = {row.product.id: row for row in queries.list_products(session).items}
    assert (rows[shop["mug"]].variants, rows[shop["mug"]].stock) == (2, 8)
    assert (rows[shop["lamp"]].stock, rows[shop["lamp"]].brand) == (None, "Fjord")


@pytest.mark.parametrize(
    "sort", ["title", "-title", "updated", "-updated", "created", "-created", "nonsense"]
)
def test_paging_by_keyset_meets_every_row_once(
    db: Database, store_id: int, shop: dict[str, int], sort: str
) -> None:
    seen, cursor = [], None
    with db.read(store_id) as session:
        while True:
            page = queries.list_products(session, sort=sort, cursor=cursor, limit=2)
            seen += [row.product.id for row in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 5
        assert seen == [row.product.id for row in queries.list_products(session, sort=sort).items]
        assert queries.list_products(session, cursor="rubbish!", limit=9).items


def test_the_number_of_queries_does_not_grow(
    db: Database, store_id: int, count_queries: Callable[[], Any]
) -> None:
    def counts() -> list[int]:
        found = []
        with db.read(store_id) as session:
            ids = [row.product.id for row in queries.list_products(session, limit=50).items]
            collection = queries.collection_by_handle(session, "all-of-it")
            variants = [v.row.id for p in queries.load_products(session, ids).values() for v in p.variants]
            for work in (
                lambda: queries.list_products(session, limit=50),
                lambda: queries.load_products(session, ids),
                lambda: queries.load_variants(session, variants),
                lambda: queries.collection_members(session, collection),
                lambda: queries.collections_of_products(session, ids),
                lambda: queries.list_collections(session),
                lambda: queries.collection_tree(session),
            ):
                with count_queries() as statements:
                    work()
                found.append(statements.count)
        return found

    with db.write(store_id) as session:
        first = add_product(session, options={"Size": ("S", "M")}, tags=["x"])
        collection = commands.create_collection(
            session, CollectionInput("All of it"), SYSTEM, product_ids=[first.id]
        )
    before = counts()
    with db.write(store_id) as session:
        more = [add_product(session, options={"Size": ("S", "M")}, tags=["x"]).id for _ in range(49)]
        commands.add_to_collection(session, collection.id, more)
    assert counts() == before == [2, 6, 6, 1, 1, 2, 1]


def test_products_come_in_the_order_asked(db: Database, store_id: int, shop: dict[str, int]) -> None:
    asked = [shop["rug"], 12345, shop["cup"], shop["rug"], shop["mug"]]
    with db.read(store_id) as session:
        assert list(queries.load_products(session, asked)) == [shop["rug"], shop["cup"], shop["mug"]]
        bare = queries.load_products(session, [shop["mug"]], parts=())[shop["mug"]]
    assert (bare.variants, bare.tags, bare.options) == ([], [], [])


def test_a_collection_is_narrowed_sorted_and_paged(db: Database, store_id: int, shop: dict[str, int]) -> None:
    with db.write(store_id) as session:
        wanted = [shop[name] for name in ("rug", "mug", "draft", "cup", "lamp")]
        collection = commands.create_collection(session, CollectionInput("Picks"), SYSTEM, product_ids=wanted)
        commands.order_members(session, collection.id, [shop["lamp"]])
    names = {product_id: name for name, product_id in shop.items()}

    def shown(**asked: Any) -> list[str]:
        filters = asked.pop("filters", {})
        with db.read(store_id) as session:
            page = queries.collection_members(session, collection, filters=Filters(**filters), **asked)
        assert page.total >= len(page.product_ids)
        return [names[product_id] for product_id in page.product_ids]

    assert shown() == ["lamp", "rug", "mug", "cup"]
    assert shown(sort="title-ascending") == ["mug", "lamp", "cup", "rug"]
    assert shown(sort="price-descending") == ["rug", "lamp", "mug", "cup"]
    assert shown(sort="created-descending") == ["rug", "lamp", "cup", "mug"]
    assert shown(sort="drop table") == ["lamp", "rug", "mug", "cup"]
    assert shown(page=2, per_page=3) == ["cup"]
    assert shown(page=9, per_page=3) == []
    assert shown(page=-4, per_page=0) == ["lamp"]
    assert shown(filters={"available": True}) == ["lamp", "rug", "mug"]
    assert shown(filters={"available": False}) == ["cup"]
    assert shown(filters={"price_min": 900, "price_max": 8_000}) == ["lamp", "mug", "cup"]
    assert shown(filters={"tags": ("Gift",), "types": ("Mugs",)}) == ["mug", "cup"]
    assert shown(filters={"brands": ("Fjord",)}) == ["lamp", "rug"]
    assert shown(filters={"options": {"size": ("L", "S")}}) == ["rug", "mug"]
    assert shown(filters={"options": {"Size": ("L",)}, "brands": ("nobody",)}) == []


def test_best_sellers_come_first(db: Database, store_id: int, shop: dict[str, int]) -> None:
    from datetime import timedelta

    from engine.inventory import commands as stock

    with db.write(store_id) as session:
        item = queries.load_products(session, [shop["rug"]])[shop["rug"]].variants[0].row.inventory_item_id
        stock.reserve(session, "checkout", 1, {item: 1}, timedelta(minutes=5))
        stock.commit(session, "checkout", 1, [stock.Wanted(1, item, 1)])
    with db.read(store_id) as session:
        assert queries.collection_members(session, None, sort="best-selling").product_ids[0] == shop["rug"]


def test_collections_lie_in_one_another_without_loops(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        men = commands.create_collection(session, CollectionInput("Men"), SYSTEM)
        tops = commands.create_collection(session, CollectionInput("Tops", parent_id=men.id), SYSTEM)
        tees = commands.create_collection(session, CollectionInput("Tees", parent_id=tops.id), SYSTEM)
        with pytest.raises(Invalid) as invalid:
            commands.update_collection(session, men.id, CollectionInput("Men", parent_id=tees.id), SYSTEM)
        assert set(invalid.value.errors) == {"parent_id"}
        assert [(c.title, c.depth) for c in queries.collection_tree(session)] == [
            ("Men", 0),
            ("Tops", 1),
            ("Tees", 2),
        ]
        commands.delete_collection(session, tops.id, SYSTEM)
        assert [(c.title, c.depth) for c in queries.collection_tree(session)] == [("Men", 0), ("Tees", 1)]


def test_pickers_find_by_words(db: Database, store_id: int, shop: dict[str, int]) -> None:
    with db.read(store_id) as session:
        assert [choice.title for choice in queries.pick_products(session, "mug")] == ["Blue Mug", "Red Cup"]
        assert [c.title for c in queries.pick_products(session, "blue", active_only=True)] == ["Blue Mug"]
        assert queries.product_types(session) == ["Lamps", "Mugs"]
        assert queries.tags_in_use(session, "if") == ["Gift"]
