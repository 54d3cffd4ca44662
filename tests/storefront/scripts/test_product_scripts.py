"""Products, lists, suggestions and recommendations for scripts: shapes, hostile input, constant numbers of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.db import Database
from engine.catalogue.models import Product, ProductLink
from engine.stores.models import StoreHost
from tests.factories.shopfront import Shopfront, make_shopfront
from tests.support.counting import counted

PRODUCT = {
    "id", "title", "handle", "description", "published_at", "created_at", "vendor", "type", "tags", "price",
    "price_min", "price_max", "available", "price_varies", "compare_at_price", "compare_at_price_min",
    "compare_at_price_max", "compare_at_price_varies", "variants", "images", "featured_image", "options", "url",
    "media", "requires_selling_plan", "selling_plan_groups",
}  # fmt: skip
VARIANT = {
    "id", "title", "option1", "option2", "option3", "sku", "requires_shipping", "taxable", "featured_image",
    "available", "name", "public_title", "options", "price", "weight", "compare_at_price",
    "inventory_management", "barcode", "featured_media", "requires_selling_plan", "selling_plan_allocations",
    "quantity_rule",
}  # fmt: skip
RECORD = {
    "id", "title", "handle", "body_html", "published_at", "created_at", "updated_at", "vendor", "product_type",
    "tags", "variants", "images", "options",
}  # fmt: skip
SUGGESTED = {
    "available", "body", "compare_at_price_max", "compare_at_price_min", "handle", "id", "image", "price",
    "price_max", "price_min", "tags", "title", "type", "url", "variants", "vendor", "featured_image",
}  # fmt: skip


@pytest.fixture
def shop(db: Database, store_id: int) -> Shopfront:
    """An open shop with three products."""
    return make_shopfront(db, store_id)


def _id_of(db: Database, store_id: int, handle: str) -> int:
    with db.read(store_id) as session:
        return session.scalars(select(Product.id).where(Product.handle == handle)).one()


def _refused(answer: Any, status: int) -> None:
    assert answer.status_code == status == answer.json["status"], answer.text
    assert answer.json["message"] and answer.json["description"]


def test_a_product_with_amounts_in_minor_units(shop: Shopfront, client: Any) -> None:
    data = client.get("/products/bowl-0.js").json
    assert set(data) == PRODUCT and set(data["variants"][0]) == VARIANT
    assert (data["title"], data["price"], data["compare_at_price"]) == ("Bowl <0> & Co", 1000, 2000)
    assert data["options"] == [{"name": "Colour", "position": 1, "values": ["Oat", "Rust"]}]
    assert [(v["title"], v["price"], v["available"]) for v in data["variants"]] == [
        ("Oat", 1000, True),
        ("Rust", 1100, False),
    ]
    assert len(data["images"]) == 2 and data["images"][0].startswith("/media/")


def test_a_product_as_a_record_with_decimal_prices(shop: Shopfront, client: Any) -> None:
    data = client.get("/products/bowl-0.json").json["product"]
    assert set(data) == RECORD
    assert [(v["price"], v["compare_at_price"], v["position"]) for v in data["variants"]] == [
        ("10.00", "20.00", 1),
        ("11.00", None, 2),
    ]
    assert [(i["position"], i["width"], i["height"]) for i in data["images"]] == [
        (1, 1600, 1200),
        (2, 1600, 1200),
    ]


def test_lists_in_pages(shop: Shopfront, client: Any) -> None:
    listed = client.get("/products.json").json["products"]
    assert [p["handle"] for p in listed] == ["bowl-2", "bowl-1", "bowl-0"] and set(listed[0]) == RECORD
    of_shelf = [p["handle"] for p in client.get("/collections/shelf/products.json").json["products"]]
    assert of_shelf == ["bowl-0", "bowl-1", "bowl-2"]
    assert len(client.get("/collections/all/products.json?limit=2").json["products"]) == 2
    second = client.get("/collections/shelf/products.json?limit=2&page=2").json["products"]
    assert [p["handle"] for p in second] == ["bowl-2"]
    assert client.get("/products.json?page=9").json == {"products": []}
    for odd in ("limit=x", "limit=-1", "page=0", "page=99999999999", "limit=1e9", "page=NaN"):
        assert client.get(f"/products.json?{odd}").status_code == 200, odd
    for path in ("/products/no-such.js", "/products/no-such.json", "/collections/no-such/products.json"):
        _refused(client.get(path), 404)


def test_drafts_are_not_told(shop: Shopfront, client: Any, db: Database) -> None:
    with db.write(shop.store_id) as session:
        session.scalars(select(Product).where(Product.handle == "bowl-0")).one().status = "draft"
    _refused(client.get("/products/bowl-0.js"), 404)
    assert "bowl-0" not in client.get("/products.json").text
    assert "bowl-0" not in client.get("/collections/shelf/products.json").text


# -- suggestions ------------------------------------------------------------------------------------------------


def test_suggestions_as_data(shop: Shopfront, client: Any) -> None:
    found = client.get("/search/suggest.json?q=bowl").json["resources"]["results"]
    assert set(found) == {"queries", "products", "collections", "pages"}
    assert {p["handle"] for p in found["products"]} == {"bowl-0", "bowl-1", "bowl-2"}
    assert set(found["products"][0]) == SUGGESTED
    assert {p["price"] for p in found["products"]} == {"10.00", "10.01", "10.02"}
    types = "&resources[type]=product,article"
    both = client.get(f"/search/suggest.json?q=firing{types}").json["resources"]["results"]
    assert set(both) == {"products", "articles"} and len(both["articles"]) == 3
    assert both["articles"][0]["url"].startswith("/blogs/journal/")


def test_the_limit_is_shared_or_each_kinds(shop: Shopfront, client: Any) -> None:
    def counts(query: str) -> list[int]:
        answer = client.get(f"/search/suggest.json?q=b&resources[type]=product,collection,page&{query}")
        return [len(found) for found in answer.json["resources"]["results"].values()]

    assert sum(counts("resources[limit]=2")) == 2
    assert max(counts("resources[limit]=2&resources[limit_scope]=each")) == 2


def test_what_is_sold_out_comes_last_or_not_at_all(shop: Shopfront, client: Any, db: Database) -> None:
    from engine.inventory.models import InventoryItem

    with db.write(shop.store_id) as session:
        from engine.catalogue.models import Variant

        product = session.scalars(select(Product).where(Product.handle == "bowl-1")).one()
        for variant in session.scalars(select(Variant).where(Variant.product_id == product.id)):
            session.need(InventoryItem, variant.inventory_item_id).on_hand = 0

    def handles(option: str) -> list[str]:
        address = f"/search/suggest.json?q=bowl&resources[options][unavailable_products]={option}"
        return [p["handle"] for p in client.get(address).json["resources"]["results"]["products"]]

    assert handles("last")[-1] == "bowl-1" and len(handles("last")) == 3
    assert set(handles("hide")) == {"bowl-0", "bowl-2"} and set(handles("show")) == set(handles("last"))


@pytest.mark.parametrize(
    "query",
    [
        "", "q=a&resources[type]=order", "q=a&resources[limit]=0", "q=a&resources[limit]=11",
        "q=a&resources[limit]=1.5", "q=a&resources[limit]=²", "q=a&resources[limit_scope]=some",
        "q=a&resources[options][unavailable_products]=no", "q=a&resources[options][fields]=secret",
    ],
)  # fmt: skip
def test_parameters_that_cannot_be_followed(shop: Shopfront, client: Any, query: str) -> None:
    _refused(client.get(f"/search/suggest.json?{query}"), 422)
    if query:
        _refused(client.get(f"/search/suggest?section_id=predictive-search&{query}"), 422)


def test_suggestions_as_a_section(shop: Shopfront, client: Any) -> None:
    types = "resources[type]=product,query&resources[limit]=2"
    html = client.get(f"/search/suggest?q=bowl&section_id=predictive-search&{types}")
    assert html.status_code == 200 and html.text.count("suggest__product") >= 2 and "<html" not in html.text
    assert client.get("/search/suggest?q=bowl").status_code == 404
    assert client.get("/search/suggest?q=bowl&section_id=nothing-such").status_code == 404
    assert client.get("/search/suggest.json?q=%20").json["resources"]["results"]["products"] == []


# -- recommendations ----------------------------------------------------------------------------------------------


def test_recommendations_as_data(shop: Shopfront, client: Any, db: Database) -> None:
    number = _id_of(db, shop.store_id, "bowl-0")
    data = client.get(f"/recommendations/products.json?product_id={number}").json
    assert data["intent"] == "related" and [p["handle"] for p in data["products"]] == ["bowl-2", "bowl-1"]
    assert set(data["products"][0]) == PRODUCT
    assert (
        len(client.get(f"/recommendations/products.json?product_id={number}&limit=1").json["products"]) == 1
    )
    complementary = f"/recommendations/products.json?product_id={number}&intent=complementary"
    assert client.get(complementary).json == {"intent": "complementary", "products": []}
    with db.write(shop.store_id) as session:
        other = _id_of(db, shop.store_id, "bowl-1")
        session.add(ProductLink(product_id=number, linked_product_id=other, kind="crosssell", position=0))
    assert [p["handle"] for p in client.get(complementary).json["products"]] == ["bowl-1"]


def test_recommendations_as_a_section(
    shop: Shopfront, client: Any, db: Database, other_store_id: int
) -> None:
    make_shopfront(db, other_store_id)
    number = _id_of(db, shop.store_id, "bowl-0")
    address = "/recommendations/products?section_id=header&product_id="
    assert "masthead" in client.get(f"{address}{number}").text
    assert client.get(f"/recommendations/products?product_id={number}").status_code == 404
    foreign = _id_of(db, other_store_id, "bowl-0")
    assert client.get(f"{address}{foreign}").status_code == 404
    _refused(client.get(f"/recommendations/products.json?product_id={foreign}"), 404)
    for wrong in ("", "x", "-1", "1.5", "9" * 30, "²"):
        _refused(client.get(f"{address}{wrong}"), 422)
        _refused(client.get(f"/recommendations/products.json?product_id={wrong}"), 422)
    _refused(client.get(f"/recommendations/products.json?product_id={number}&intent=any"), 422)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/products.json", 9),
        ("/collections/shelf/products.json?limit=250", 9),
        ("/search/suggest.json?q=bowl&resources[type]=product,query", 9),
        ("/recommendations/products.json?product_id={id}", 11),
    ],
)
def test_constant_numbers_of_queries(
    path: str, most: int, client: Any, client_at: Callable[[str], Any], db: Database,
    store_id: int, other_store_id: int,
) -> None:  # fmt: skip
    make_shopfront(db, store_id, products=2)
    make_shopfront(db, other_store_id, products=50)
    with db.read(None) as session:
        host = session.scalars(select(StoreHost.host).where(StoreHost.store_ref == other_store_id)).one()
    many = client_at(host)
    services = client.application.extensions["vitrine"]
    seen = []
    for asking, store in ((client, store_id), (many, other_store_id)):
        address = path.format(id=_id_of(db, store, "bowl-0"))
        asking.get(address)
        with counted(services.db) as statements:
            assert asking.get(address).status_code == 200
        seen.append(statements)
    assert seen[0].count == seen[1].count <= most, f"{seen[0]}\n{seen[1]}"
