"""Magento catalogues: a small one of our own, and the sample data where it lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.base.db import Database
from engine.catalogue import queries
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import Product, Variant
from engine.catalogue.queries import LoadedProduct
from engine.inventory import queries as stock
from tests.engine.catalogue.files import csv_text, write
from tests.support.paths import shared_data

COLUMNS = [
    *("sku", "store_view_code", "product_type", "categories", "name", "description"),
    *("weight", "product_online", "visibility", "price", "special_price", "url_key"),
    *("base_image", "additional_attributes", "qty", "manage_stock"),
    *("configurable_variations",),
]
HOODIE = {
    "product_type": "simple",
    "visibility": "Not Visible Individually",
    "price": "52",
    "qty": "100",
    "weight": "1.2",
}
ROWS = [
    HOODIE | {"sku": "H-S-Red", "name": "Hoodie-S-Red", "base_image": "/h/red.jpg"},
    HOODIE | {"sku": "H-M-Red", "name": "Hoodie-M-Red", "qty": "0", "special_price": "45"},
    {
        "sku": "H", "product_type": "configurable", "name": "Chaz Hoodie", "visibility": "Catalog, Search", "price": "52",
        "categories": "Default Category/Men/Tops,Default Category/Sale,Default Category", "description": "<p>&bull; Warm</p>",
        "additional_attributes": "has_options=1,material=Wool|Fleece &amp; more,eco_collection=Yes,new=No", "url_key": "chaz",
        "configurable_variations": "sku=H-S-Red,size=S,color=Red|sku=H-M-Red,size=M,color=Red",
    },
    {"sku": "BAG", "product_type": "simple", "name": "Bag", "visibility": "Catalog, Search", "price": "30", "qty": "5",
     "categories": "Default Category/Gear"},
    {"sku": "BAG", "store_view_code": "de", "product_type": "simple", "name": "Tasche", "price": "30"},
    {"sku": "LOST", "product_type": "simple", "visibility": "Not Visible Individually", "name": "Lost part", "price": "1"},
    {"sku": "KIT", "product_type": "bundle", "name": "Kit", "price": "9"},
    {"sku": "BROKEN", "product_type": "configurable", "name": "Broken", "price": "9",
     "configurable_variations": "sku=NOWHERE,size=S"},
]  # fmt: skip
CATEGORIES = "name,url_key,path,active\nMen,men,,1\nTops,tops-men,Men,1\nSale,sale,,0\nEmpty,empty,,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "catalogue"
    (place / "links").mkdir(parents=True)
    write(place, csv_text(ROWS, COLUMNS))
    write(place, CATEGORIES, "categories.csv")
    write(place / "links", 'sku,linked_sku\nH,"BAG\nKIT"\nBAG,H-S-Red\n', "related.csv")
    return place


def by_key(db: Database, store_id: int) -> dict[str, LoadedProduct]:
    with db.read(store_id) as session:
        ids = session.scalars(select(Product.id).where(Product.store_id == store_id)).all()
        return {p.row.source_key or "": p for p in queries.load_products(session, ids).values()}


def test_configurable_products_get_their_simple_ones_as_variants(
    db: Database, store_id: int, folder: Path
) -> None:
    report = import_catalogue(db, store_id, folder)
    assert (report.source_format, report.added, report.skipped) == ("magento", 3, 2)
    made = by_key(db, store_id)
    hoodie = made["H"]
    assert (hoodie.row.handle, hoodie.row.title, hoodie.row.product_type) == ("chaz", "Chaz Hoodie", "Tops")
    assert hoodie.tags == ["Material: Wool", "Material: Fleece & more", "Eco collection"]
    assert [(option.name, option.choices) for option in hoodie.options] == [
        ("Size", ["S", "M"]),
        ("Color", ["Red"]),
    ]
    small, medium = hoodie.variants
    assert (small.row.sku, small.row.weight_grams, small.availability.quantity) == ("H-S-Red", 1200, 100)
    assert (medium.row.price_minor, medium.row.compare_at_minor, medium.availability.quantity) == (
        4500,
        5200,
        0,
    )
    assert (made["BAG"].row.title, made["LOST"].row.status) == ("Bag", "draft")
    said = {problem["key"]: problem["reason"] for problem in report.problems}
    assert "bundle" in said["KIT"] and "NOWHERE" in said["BROKEN"]


def test_categories_become_collections_in_one_another(db: Database, store_id: int, folder: Path) -> None:
    report = import_catalogue(db, store_id, folder)
    hoodie = by_key(db, store_id)["H"].row.id
    with db.read(store_id) as session:
        tree = queries.collection_tree(session, public_only=False)
        assert [(crumb.title, crumb.handle, crumb.depth) for crumb in tree] == [
            ("Gear", "gear", 0),
            ("Men", "men", 0),
            ("Tops", "tops-men", 1),
            ("Sale", "sale", 0),
        ]
        assert queries.collection_by_handle(session, "sale") is None, "inactive over there, unpublished here"
        for handle in ("men", "tops-men"):
            found = queries.collection_by_handle(session, handle)
            assert found and queries.collection_members(session, found).product_ids == [hoodie]
    assert "categories without products are left out: Empty" in report.notes


def test_links_are_drawn_and_unknown_ones_told(db: Database, store_id: int, folder: Path) -> None:
    report = import_catalogue(db, store_id, folder)
    made = by_key(db, store_id)
    with db.read(store_id) as session:
        assert queries.linked_products(session, made["H"].row.id) == [made["BAG"].row.id]
        assert queries.linked_products(session, made["BAG"].row.id) == [made["H"].row.id]
    assert report.links_changed == 2 and any("KIT" in note for note in report.notes)


def test_a_second_import_of_a_folder_changes_nothing(db: Database, store_id: int, folder: Path) -> None:
    import_catalogue(db, store_id, folder)
    again = import_catalogue(db, store_id, folder)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert (again.collections_added, again.links_changed) == (0, 0)
    with db.read(store_id) as session:
        assert stock.recount(session) == []


def test_parts_may_stand_after_the_whole(db: Database, store_id: int, tmp_path: Path) -> None:
    report = import_catalogue(db, store_id, write(tmp_path, csv_text(list(reversed(ROWS[:3])), COLUMNS)))
    assert (report.added, report.variants_added, report.problems) == (1, 2, [])


def test_the_sample_catalogue_comes_in_and_a_second_time_changes_nothing(db: Database, store_id: int) -> None:
    data = shared_data()
    if data is None or not (data / "magento2-sample-data").is_dir():
        pytest.skip("the sample catalogue is not on this machine; SHARED_DATA names its folder")
    report = import_catalogue(db, store_id, data / "magento2-sample-data")
    assert (report.added, report.variants_added, report.changed) == (189, 1_891, 0)
    assert {problem["reason"].split(" is a ")[-1] for problem in report.problems} == {
        "bundle. Its parts are sold one by one.",
        "download. Files cannot be delivered here.",
    }
    with db.read(store_id) as session:
        configurable = session.scalar(
            select(func.count(Variant.product_id.distinct())).where(
                Variant.store_id == store_id, Variant.option2.is_not(None)
            )
        )
        variants = session.scalar(
            select(func.count()).where(Variant.store_id == store_id, Variant.option2.is_not(None))
        )
        assert (configurable, variants, (configurable or 0) + (variants or 0)) == (147, 1_847, 1_994)
        tree = queries.collection_tree(session)
        assert ("Women", 0) in {(crumb.title, crumb.depth) for crumb in tree}
        for crumb in tree:
            collection = queries.collection_by_handle(session, crumb.handle)
            assert queries.collection_members(session, collection).total > 0, crumb
        women = queries.collection_by_handle(session, "women")
        below = [queries.collection_by_handle(session, f"{name}-women") for name in ("tops", "bottoms")]
        assert queries.collection_members(session, women).total == sum(
            queries.collection_members(session, collection).total for collection in below
        )
        assert stock.recount(session) == []
        links = queries.linked_products(
            session, queries.product_by_handle(session, "joust-duffle-bag").id, "upsell"
        )  # type: ignore[union-attr]
        assert len(links) >= 5
    again = import_catalogue(db, store_id, data / "magento2-sample-data")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 189)
    assert (again.collections_added, again.links_changed) == (0, 0)
