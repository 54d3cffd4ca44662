"""Product CSV as Shopify exports it: what comes in, what a second run does, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.catalogue import queries
from engine.catalogue.importing.parsed import Unreadable
from engine.catalogue.importing.report import ImportReport
from engine.catalogue.importing.run import import_catalogue
from engine.catalogue.models import CatalogueImport, Product
from engine.catalogue.queries import LoadedProduct
from engine.inventory import commands as stock
from engine.inventory import queries as stock_queries
from engine.stores.commands import save_partner
from engine.stores.models import Partner
from tests.engine.catalogue.files import NEW, csv_text, shopify_row, write
from tests.factories.catalogue import make_product


def run(db: Database, store_id: int, path: Path, **asked: Any) -> ImportReport:
    return import_catalogue(db, store_id, path, **asked)


def loaded(db: Database, store_id: int) -> dict[str, LoadedProduct]:
    with db.read(store_id) as session:
        ids = session.scalars(select(Product.id).where(Product.store_id == store_id)).all()
        return {product.row.handle: product for product in queries.load_products(session, ids).values()}


def numbers(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.skipped


def reasons(report: ImportReport) -> dict[int | None, str]:
    return {problem["line"]: problem["reason"] for problem in report.problems}


SHIRT = [
    shopify_row(1, Handle="tee", Title="Linen Tee", **{
        "Body (HTML)": "<p>Soft.</p><script>x()</script>", "Vendor": "Marlow", "Type": "Shirts", "Tags": "summer, Linen",
        "Option1 Name": "Colour", "Option1 Value": "Blue", "Option2 Name": "Size", "Option2 Value": "S",
        "Variant SKU": "TEE-B-S", "Variant Grams": "180", "Variant Compare At Price": "19.90",
        "Variant Barcode": "'4006381333931",
        "Image Src": "https://cdn.example/tee.jpg", "Image Position": "1", "Image Alt Text": "A tee", "SEO Title": "Tee",
    }),
    {"Handle": "tee", "Option1 Value": "Blue", "Option2 Value": "M", "Variant SKU": "TEE-B-M", "Variant Price": "13",
     "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0", "Variant Inventory Policy": "continue",
     "Variant Image": "https://cdn.example/tee-m.jpg"},
    {"Handle": "tee", "Image Src": "https://cdn.example/tee-back.jpg", "Image Position": "2"},
]  # fmt: skip


def test_a_product_with_options_stock_and_pictures(db: Database, store_id: int, tmp_path: Path) -> None:
    report = run(db, store_id, write(tmp_path, csv_text(SHIRT)))
    assert (numbers(report), report.problems, report.variants_added) == ((1, 0, 0, 0), [], 2)
    tee = loaded(db, store_id)["tee"]
    assert (tee.row.title, tee.partner.name, tee.row.product_type, tee.tags) == (
        ("Linen Tee", "Marlow", "Shirts", ["summer", "Linen"])
    )
    assert (tee.row.description_html, tee.row.seo_title) == ("<p>Soft.</p>", "Tee")
    assert (tee.row.price_min, tee.row.price_max) == (1250, 1300)
    assert [(option.name, option.choices) for option in tee.options] == [
        ("Colour", ["Blue"]),
        ("Size", ["S", "M"]),
    ]
    small, medium = tee.variants
    assert (
        small.row.title,
        small.row.sku,
        small.row.compare_at_minor,
        small.row.weight_grams,
        small.row.barcode,
    ) == (("Blue / S", "TEE-B-S", 1990, 180, "4006381333931"))
    assert (small.availability.quantity, medium.availability.policy) == (3, "continue")
    with db.read(store_id) as session:
        wanted = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "pictures.wanted")).one()
        told = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "products.changed")).one()
        moved = stock_queries.movements(session, small.row.inventory_item_id)
        assert stock_queries.recount(session) == []
    assert [(p["address"], p["alt"], p["variant_ids"]) for p in wanted.payload["pictures"]] == [
        ("https://cdn.example/tee.jpg", "A tee", []),
        ("https://cdn.example/tee-m.jpg", None, [medium.row.id]),
        ("https://cdn.example/tee-back.jpg", None, []),
    ]
    assert told.payload == {"product_ids": [tee.row.id]}
    assert [(movement.cause, movement.quantity) for movement in moved] == [("imported", 3)]


def test_the_newer_columns_say_the_same(db: Database, store_id: int, tmp_path: Path) -> None:
    row = {
        "Title": "Mug", "URL handle": "mug", "Description": "<p>Hot</p>", "Vendor": "Ostara",
        "Product category": "Home > Kitchen > Mugs", "Tags": "a", "Published on online store": "TRUE", "Status": "Active",
        "SKU": "M1", "Price": "9.5", "Compare-at price": "12", "Cost per item": "4", "Charge tax": "FALSE",
        "Inventory tracker": "shopify", "Inventory quantity": "7", "Continue selling when out of stock": "FALSE",
        "Weight value (grams)": "310.4", "Requires shipping": "TRUE",
    }  # fmt: skip
    report = run(db, store_id, write(tmp_path, csv_text([row], NEW)))
    assert numbers(report) == (1, 0, 0, 0)
    mug = loaded(db, store_id)["mug"]
    only = mug.variants[0]
    assert (mug.row.product_type, mug.row.status, only.row.price_minor, only.row.compare_at_minor) == (
        ("Mugs", "active", 950, 1200)
    )
    assert (only.row.weight_grams, only.row.taxable, only.availability.quantity, mug.options) == (
        310,
        False,
        7,
        [],
    )


def test_a_second_import_changes_nothing(db: Database, store_id: int, tmp_path: Path) -> None:
    path = write(tmp_path, csv_text([*SHIRT, *(shopify_row(n) for n in range(2, 40))]))
    assert numbers(run(db, store_id, path)) == (39, 0, 0, 0)
    with db.read(store_id) as session:
        before = session.scalars(select(OutboxEvent.id)).all()
    assert numbers(run(db, store_id, path)) == (0, 0, 39, 0)
    with db.read(store_id) as session:
        assert session.scalars(select(OutboxEvent.id)).all() == before
        rows = session.scalars(select(CatalogueImport).order_by(CatalogueImport.id)).all()
    assert [(row.state, row.added, row.unchanged) for row in rows] == [
        ("finished", 39, 0),
        ("finished", 0, 39),
    ]


def test_only_what_differs_is_changed(db: Database, store_id: int, tmp_path: Path) -> None:
    rows = [*SHIRT, shopify_row(2), shopify_row(3)]
    run(db, store_id, write(tmp_path, csv_text(rows)))
    first = loaded(db, store_id)
    with db.write(store_id) as session:
        item = first["tee"].variants[0].row.inventory_item_id
        place = stock.first_location(session)
        stock.adjust(session, item, place.id, -2, actor=SYSTEM)
    rows[0] = rows[0] | {"Title": "Linen T-shirt", "Variant Price": "14.00"}
    rows[1] = rows[1] | {"Option2 Value": "L"}
    report = run(db, store_id, write(tmp_path, csv_text(rows)))
    assert (numbers(report), report.problems) == ((0, 1, 2, 0), [])
    tee = loaded(db, store_id)["tee"]
    assert (tee.row.title, tee.row.price_max, tee.row.handle) == ("Linen T-shirt", 1400, "tee")
    assert [v.row.title for v in tee.variants] == ["Blue / S", "Blue / L"]
    assert [v.row.id for v in tee.variants] == [v.row.id for v in first["tee"].variants]
    assert tee.variants[0].availability.quantity == 1, "the file's stock is as it was, so sales stay sales"
    rows[0] = rows[0] | {"Variant Inventory Qty": "20"}
    assert numbers(run(db, store_id, write(tmp_path, csv_text(rows)))) == (0, 1, 2, 0)
    assert loaded(db, store_id)["tee"].variants[0].availability.quantity == 20
    with db.read(store_id) as session:
        assert stock_queries.recount(session) == []


def test_one_bad_product_never_stops_the_rest(db: Database, store_id: int, tmp_path: Path) -> None:
    make_product(db, store_id, sku="IN-STORE")
    rows = [shopify_row(n) for n in range(20)]
    wrong = {
        1: {"Variant Price": "-3.00"},
        2: {"Variant Price": "1e3"},
        3: {"Title": ""},
        4: {"Variant SKU": "IN-STORE"},
        5: {"Variant SKU": "SKU-0"},
        6: {"Variant Inventory Qty": "1.5"},
        7: {"Variant Inventory Qty": "99999999999"},
        8: {"Body (HTML)": "x" * 300_000},
        9: {"Title": "x" * 300},
        10: {"Variant Grams": "heavy"},
        11: {"Gift Card": "true"},
        12: {"Option1 Name": "Size", "Option1 Value": ""},
        13: {"Handle": "thing-0"},
        14: {"Vendor": "x" * 100},
    }
    for number, cells in wrong.items():
        rows[number] = rows[number] | cells
    report = run(db, store_id, write(tmp_path, csv_text(rows)))
    assert numbers(report) == (6, 0, 0, 14)
    said = reasons(report)
    assert set(said) == {number + 2 for number in wrong}
    assert "“-3.00” is not an amount" in said[3]
    assert "belongs to another product" in said[6] and "SKU-0" in said[7]
    assert "Size" in said[14] and "further up" in said[15]
    assert report.problem_count == 14 and not report.is_clean
    assert {f"thing-{n}" for n in (0, 15, 16, 17, 18, 19)} <= set(loaded(db, store_id))
    with db.read(store_id) as session:
        kept = session.scalars(select(CatalogueImport)).one()
    assert (kept.skipped, len(kept.problems), kept.finished_at is not None) == (14, 14, True)


def test_a_broken_row_takes_its_own_product_only(db: Database, store_id: int, tmp_path: Path) -> None:
    lines = csv_text([*SHIRT, shopify_row(2), shopify_row(3)]).split("\n")
    lines[2] = "tee,broken"
    report = run(db, store_id, write(tmp_path, "\n".join(lines)))
    assert numbers(report)[0] == 2
    assert set(loaded(db, store_id)) == {"thing-2", "thing-3"}
    assert reasons(report)[3].startswith(("The row has 2 fields", "Row 3"))


def test_what_the_database_refuses_is_one_product_out_of_its_batch(
    db: Database, store_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.catalogue.importing import writing

    whole = writing.variant_row

    def spoil(one: Any, place: int, item: int, store: int, row_id: int) -> dict[str, Any]:
        row = whole(one, place, item, store, row_id)
        return row | {"price_minor": -1} if one.product.key == "thing-5" else row

    monkeypatch.setattr(writing, "variant_row", spoil)
    report = run(db, store_id, write(tmp_path, csv_text([shopify_row(n) for n in range(12)])))
    assert numbers(report) == (11, 0, 0, 1)
    assert report.problems[0]["key"] == "thing-5" and report.problems[0]["line"] == 7
    with db.read(store_id) as session:
        assert stock_queries.recount(session) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("Handle;Vendor\n1;2\n", "Title"),
        ("Title,Price\nx,1\n", "Handle"),
        ("name,age\nx,1\n", "name, age"),
        ('{"products": []}\n', "Handle"),
    ],
)
def test_a_file_of_another_kind_does_not_start(
    db: Database, store_id: int, tmp_path: Path, content: str, said: str
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        run(db, store_id, write(tmp_path, content))
    assert said in str(unreadable.value)
    with db.read(store_id) as session:
        assert session.scalars(select(CatalogueImport)).all() == []


def test_a_missing_file_a_folder_and_an_unknown_brand_do_not_start(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    path = write(tmp_path, csv_text([shopify_row(1)]))
    for broken in (
        lambda: run(db, store_id, tmp_path / "nothing.csv"),
        lambda: run(db, store_id, tmp_path, source_format="shopify"),
        lambda: run(db, store_id, tmp_path, source_format="magento"),
        lambda: run(db, store_id, path, partner="nobody"),
    ):
        with pytest.raises(Unreadable):
            broken()


def test_vendors_become_brands_or_all_goes_to_one(db: Database, store_id: int, tmp_path: Path) -> None:
    rows = [
        shopify_row(1, Vendor="Acme"),
        shopify_row(2, Vendor="ACME"),
        shopify_row(3, Vendor=""),
        shopify_row(4, Vendor="Acme!"),
    ]
    run(db, store_id, write(tmp_path, csv_text(rows)))
    made = loaded(db, store_id)
    assert [made[f"thing-{n}"].partner.name for n in (1, 2, 4)] == ["Acme", "Acme", "Acme!"]
    assert made["thing-3"].partner.is_house
    with db.write(store_id) as session:
        save_partner(session, name="Fjord", actor=SYSTEM)
    rows = [row | {"Variant SKU": f"F-{row['Variant SKU']}"} for row in rows]
    report = run(db, store_id, write(tmp_path, csv_text(rows)), partner="fjord")
    assert numbers(report) == (4, 0, 0, 0), "another brand's product of the same handle is another product"
    by_brand = [
        (p.partner.name, handle) for handle, p in loaded(db, store_id).items() if p.partner.name == "Fjord"
    ]
    assert sorted(handle for _, handle in by_brand) == [f"thing-{n}-2" for n in (1, 2, 3, 4)]
    with db.read(store_id) as session:
        assert len(session.scalars(select(Partner)).all()) == 4


def test_pictures_beside_the_file_are_taken_and_others_left(
    db: Database, store_id: int, tmp_path: Path
) -> None:
    from PIL import Image

    (tmp_path / "pics").mkdir()
    Image.new("RGB", (40, 30), "red").save(tmp_path / "pics" / "red.png")
    (tmp_path / "pics" / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (tmp_path.parent / "secret.png").write_bytes((tmp_path / "pics" / "red.png").read_bytes())
    rows = [
        shopify_row(
            1, **{"Image Src": "pics/red.png", "Image Alt Text": "Red", "Variant Image": "pics/red.png"}
        ),
        shopify_row(2, **{"Image Src": "pics/absent.png"}),
        shopify_row(3, **{"Image Src": "../secret.png"}),
        shopify_row(4, **{"Image Src": "pics/broken.jpg"}),
    ]
    path = write(tmp_path, csv_text(rows))
    report = run(db, store_id, path)
    assert (numbers(report), report.pictures_added) == ((4, 0, 0, 0), 1)
    assert len(report.problems) == 1 and "cannot be read" in report.problems[0]["reason"]
    assert "2 pictures are not beside the file" in report.notes[0]
    made = loaded(db, store_id)
    picture = made["thing-1"].media[0]
    assert (picture.alt, picture.width, made["thing-1"].row.featured_media_id) == ("Red", 40, picture.id)
    assert made["thing-1"].variants[0].row.media_id == picture.id
    assert made["thing-3"].media == []
    Image.new("RGB", (40, 30), "blue").save(tmp_path / "pics" / "absent.png")
    again = run(db, store_id, path)
    assert (numbers(again), again.pictures_added) == ((0, 1, 3, 0), 1)


def test_an_interrupted_import_goes_on(db: Database, store_id: int, tmp_path: Path) -> None:
    from engine.catalogue.importing.run import Watch

    path = write(tmp_path, csv_text([shopify_row(n) for n in range(300)]))

    def stop(report: ImportReport, _fraction: float) -> None:
        if report.added >= 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(db, store_id, path, watch=Watch(progress=stop))
    report = run(db, store_id, path)
    assert report.added + report.unchanged == 300 and report.unchanged >= 60
    with db.read(store_id) as session:
        states = session.scalars(select(CatalogueImport.state).order_by(CatalogueImport.id)).all()
    assert states == ["failed", "finished"]


def test_two_stores_import_the_same_file_apart(
    db: Database, store_id: int, other_store_id: int, tmp_path: Path
) -> None:
    path = write(tmp_path, csv_text([shopify_row(n) for n in range(5)]))
    assert numbers(run(db, store_id, path)) == numbers(run(db, other_store_id, path)) == (5, 0, 0, 0)
    assert set(loaded(db, store_id)) == set(loaded(db, other_store_id))
