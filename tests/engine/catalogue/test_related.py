"""Which products go with another one: what they share decides, sales and age settle ties, and drafts never show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.catalogue.models import Collection, CollectionProduct, Product, ProductLink
from engine.catalogue.queries import complementary_products, related_products
from engine.inventory.models import Commitment, Location
from engine.wiring.bind import bind_catalogue
from tests.factories.products import make_many, make_product
from tests.support.counting import counted


@pytest.fixture(autouse=True)
def _bound() -> None:
    bind_catalogue()


def _shelf(session: StoreSession, handle: str, ids: list[int]) -> None:
    now = clock.now()
    shelf = Collection(handle=handle, title=handle, published_at=now, created_at=now, updated_at=now)
    session.add(shelf)
    session.flush()
    for position, product_id in enumerate(ids):
        session.add(CollectionProduct(collection_id=shelf.id, product_id=product_id, position=position))
    session.flush()


def test_what_is_shared_decides(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        mine = make_product(session, "Mine", brand="Ostara", type="Vase", tags=["blue", "tall"]).id
        brand = make_product(session, "Same brand", brand="Ostara", type="Cup").id
        tag = make_product(session, "Same tag", brand="Halden", type="Cup", tags=["blue"]).id
        kind = make_product(session, "Same kind", brand="Halden", type="Vase").id
        shelf = make_product(session, "Same shelf", brand="Halden", type="Cup").id
        draft = make_product(session, "Draft", brand="Ostara", type="Vase", status="draft").id
        make_product(session, "Nothing shared", brand="Fjord", type="Lamp")
        _shelf(session, "shelf", [mine, shelf, draft])
    with db.read(store_id) as session:
        assert related_products(session, mine) == [shelf, kind, tag, brand]
        assert related_products(session, mine, 2) == [shelf, kind]
        assert related_products(session, mine, 0) == related_products(session, 1) == []
        assert complementary_products(session, mine) == []


def test_what_the_merchant_linked_comes_first_in_its_order(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        made = [make_product(session, f"P{n}", brand=f"Brand {n}").id for n in range(5)]
        mine, near, first, second, beside = made
        _shelf(session, "one", [mine, near])
        _shelf(session, "two", [mine, near])
        links = [(first, "related", 0), (second, "related", 1), (beside, "crosssell", 0), (near, "upsell", 1)]
        for linked, kind, position in links:
            session.add(ProductLink(product_id=mine, linked_product_id=linked, kind=kind, position=position))
    with db.read(store_id) as session:
        assert related_products(session, mine) == [first, second, near]
        assert complementary_products(session, mine) == [beside, near]


def test_sales_then_age_settle_ties(db: Database, store_id: int) -> None:
    with db.write(store_id) as session:
        mine, old, new, sold = (make_product(session, name, type="Vase") for name in ("M", "O", "N", "S"))
        for age, made in ((3, old), (1, new), (5, sold)):
            row = session.scalars(select(Product).where(Product.id == made.id)).one()
            row.created_at = clock.now() - timedelta(days=age)
        place = Location(name="Here", created_at=clock.now())
        session.add(place)
        session.flush()
        promised = {"item_id": sold.item_ids[0], "location_id": place.id, "order_line_id": 1}
        session.add(Commitment(**promised, quantity=2, created_at=clock.now()))
    with db.read(store_id) as session:
        found = related_products(session, mine.id)
    assert found == [sold.id, new.id, old.id]


def test_unpublished_collections_and_other_stores_do_not_count(
    db: Database, store_id: int, other_store_id: int
) -> None:
    for each in (store_id, other_store_id):
        with db.write(each) as session:
            mine = make_product(session, "Mine", brand="A", type="X").id
            other = make_product(session, "Other", brand="B", type="Y").id
            _shelf(session, "hidden", [mine, other])
            session.scalars(select(Collection)).one().published_at = None
        with db.read(each) as session:
            assert related_products(session, mine) == []


def test_one_query_whatever_the_size(db: Database, store_id: int) -> None:
    made = make_many(db, store_id, 600)
    with db.read(store_id) as session:
        with counted(db) as statements:
            found = related_products(session, made[0])
        assert statements.count == 1 and len(found) == len(set(found)) == 10 and made[0] not in found
        assert related_products(session, made[0]) == found
