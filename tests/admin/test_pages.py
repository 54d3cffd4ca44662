"""Pages: as many queries for 1 row as for 50, forms that keep what was typed, errors in style."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue import commands as catalogue
from engine.content import commands as content
from engine.stores import commands as stores
from engine.stores.commands import NewStore
from tests.admin.conftest import Desk
from tests.factories.catalogue import add_product, make_product
from tests.factories.orders import Shop, make_shop
from tests.support.counting import counted


def fill(db: Database, store_id: int, count: int, word: str) -> None:
    """So many of everything that a list shows."""
    with db.write(store_id) as session:
        for number in range(count):
            add_product(session, f"{word} {number}", price=1_000 + number, on_hand=5, product_type="Vase")
            catalogue.create_collection(session, catalogue.CollectionInput(f"{word} {number}"), SYSTEM)
            content.create_page(session, content.PageInput(f"{word} {number}"), SYSTEM)
            stores.save_partner(session, name=f"{word} {number}", actor=SYSTEM)
        blog = content.create_blog(session, content.BlogInput(word), SYSTEM)
        for number in range(count):
            content.create_article(session, blog.id, content.ArticleInput(f"{word} {number}"), SYSTEM)


LISTS = [
    "/products",
    "/collections",
    "/pages",
    "/blogs",
    "/brands",
    "/",
    "/search?q=few",
    "/files",
    "/imports",
]


@pytest.mark.timeout(240)
def test_lists_ask_as_often_for_one_row_as_for_fifty(
    desk: Desk, db: Database, app: Any, store: NewStore
) -> None:
    engine = app.extensions["vitrine"].db.engine

    def count(path: str) -> tuple[int, str]:
        with counted(engine) as statements:
            assert desk.get(path).status_code == 200
        return statements.count, str(statements)

    fill(db, store.id, 1, "few")
    for path in LISTS:
        desk.get(path)
    few = {path: count(path) for path in LISTS}
    fill(db, store.id, 49, "few more")
    for path in LISTS:
        many, seen = count(path)
        assert many == few[path][0], f"{path}: {few[path][1]}\n{seen}"
        assert many <= 12, f"{path}: {seen}"
    print({path: number for path, (number, _) in few.items()})


def test_orders_ask_as_often_for_one_as_for_many(
    client_at: Callable[[str], Any], db: Database, app: Any
) -> None:
    shop: Shop = make_shop(db)
    with db.write(shop.id) as session:
        stores.add_staff(
            session, email="a@example.com", name="A", password="a password here", role="owner", actor=SYSTEM
        )
    desk = Desk(client_at(f"admin.{shop.store.host}"))
    desk.sign_in("a@example.com", "a password here")
    engine = app.extensions["vitrine"].db.engine

    def count(path: str) -> int:
        with counted(engine) as statements:
            assert desk.get(path).status_code == 200
        assert statements.count <= 20, statements
        return statements.count

    order = shop.buy(mug=1)
    few = [count(path) for path in ("/orders", f"/orders/{order}", "/customers")]
    for _ in range(4):
        order = shop.buy(mug=1, vase=1, lamp=1)
    assert [count(path) for path in ("/orders", f"/orders/{order}", "/customers")] == few


def test_a_refused_product_keeps_every_field(desk: Desk) -> None:
    desk.get("/products/new")
    fields = {
        "title": "Vase <b>",
        "description_html": "<p>Kept words</p>",
        "status": "active",
        "variants.0.price_minor": "12.345",
        "variants.0.sku": "KEEP-1",
        "variants.0.weight_grams": "heavy",
        "tags": "one, two",
    }
    answer = desk.post("/products", fields)
    assert answer.status_code == 422
    for kept in (
        'value="Vase &lt;b&gt;"',
        "Kept words",
        'value="12.345"',
        'value="KEEP-1"',
        'value="heavy"',
        "one, two",
    ):
        assert kept in answer.text, kept
    assert "more decimals" in answer.text and "not a whole number" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_variants_are_made_from_options_and_saved(desk: Desk, db: Database, store: NewStore) -> None:
    product = make_product(db, store.id, "Cup", price=1_500, on_hand=7, sku="CUP")
    page = desk.get(f"/products/{product}").text
    own = page.split('name="variants.0.id" value="')[1].split('"')[0]
    fields = {
        "title": "Cup",
        "status": "active",
        "options.0.name": "Colour",
        "options.0.choices": "Oat, Rust",
        "variants.0.id": own,
        "variants.0.price_minor": "15.00",
        "variants.0.sku": "CUP",
        "variants.0.tracked": "1",
        "variants.0.requires_shipping": "1",
        "variants.0.taxable": "1",
    }
    made = desk.post(f"/products/{product}", fields | {"regenerate": "1"})
    assert made.status_code == 200
    assert (
        'name="variants.0.option.0" value="Oat"' in made.text
        and f'name="variants.0.id" value="{own}"' in made.text
    )
    assert (
        'name="variants.1.option.0" value="Rust"' in made.text
        and 'name="variants.1.id" value=""' in made.text
    )
    fields |= {"variants.0.option.0": "Oat", "variants.1.option.0": "Rust", "variants.1.id": ""}
    fields |= {"variants.1.price_minor": "17.50", "variants.1.tracked": "1", "variants.1.on_hand": "3"}
    assert desk.post(f"/products/{product}", fields).status_code == 303
    shown = desk.get(f"/products/{product}").text
    assert 'value="17.50"' in shown and "Oat" in shown and "Rust" in shown
    assert f'value="{own}"' in shown, "the first variant went on with its stock"


def test_stock_is_counted_in_place_and_refused_below_promises(
    desk: Desk, db: Database, store: NewStore
) -> None:
    product = make_product(db, store.id, "Bowl", price=900, on_hand=4)
    page = desk.get(f"/products/{product}").text
    field = page.split('name="level.')[1].split('"')[0]
    assert desk.post(f"/products/{product}/stock", {f"level.{field}": "9"}).status_code == 303
    assert f'name="level.{field}" value="9"' in desk.get(f"/products/{product}").text
    refused = desk.post(f"/products/{product}/stock", {f"level.{field}": "many"})
    assert refused.status_code == 422
    assert "not a whole number" in refused.text


def test_a_menu_is_nested_moved_and_saved_without_scripts(desk: Desk) -> None:
    desk.get("/menus/new")
    rows = {
        "title": "Main",
        "label": ["Shop", "Sale", "About"],
        "target": ["catalog", "http", "frontpage"],
        "url": ["", "/collections/sale", ""],
        "level": ["0", "0", "0"],
    }
    nested = desk.post("/menus", rows | {"do": "in:1"})
    assert nested.status_code == 200 and nested.text.count("indent-1") == 1
    rows["level"] = ["0", "1", "0"]
    saved = desk.post("/menus", rows)
    assert saved.status_code == 303
    assert desk.get(saved.location).text.count("indent-1") == 1
    rows["url"] = ["", "javascript:alert(1)", ""]
    refused = desk.post(saved.location, rows)
    assert refused.status_code == 422
    assert 'value="javascript:alert(1)"' in refused.text and 'class="wrong-note"' in refused.text


def test_rules_are_previewed_while_typed(desk: Desk, db: Database, store: NewStore) -> None:
    make_product(db, store.id, "Dear", price=9_000)
    make_product(db, store.id, "Cheap", price=900)
    path = "/collections/matches?kind=rule&rules.0.field=price&rules.0.relation=greater_than&rules.0.value="
    assert "1 product matches" in desk.get(path + "50").text
    assert "2 products match" in desk.get(path + "1").text
    assert "Finish the rules" in desk.get(path + "dear").text


def test_search_answers_over_everything(desk: Desk, db: Database, store: NewStore) -> None:
    make_product(db, store.id, "Walnut tray", sku="TRAY-9")
    assert "Walnut tray" in desk.get("/search?q=waln", **{"HX-Request": "true", "HX-Target": "found"}).text
    assert "Walnut tray" in desk.get("/search?q=tray-9").text
    assert "Nothing found" in desk.get("/search?q=zzzz").text
    assert desk.get("/search?q=%00%00").status_code == 200


def test_errors_are_pages_in_style_without_a_trace(
    desk: Desk, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = desk.get("/products/999999")
    assert missing.status_code == 404 and "Nothing here" in missing.text and 'id="rail"' in missing.text
    assert desk.get("/nowhere").status_code == 404
    assert desk.client.get("/sign-out").status_code == 405

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret canary")

    monkeypatch.setattr("admin.home.routes.count_dead", broken)
    failed = desk.get("/")
    assert failed.status_code == 500
    assert "canary" not in failed.text and "Traceback" not in failed.text and "mark" in failed.text


def test_uploads_that_are_no_pictures_are_told_about(desk: Desk) -> None:
    from io import BytesIO

    desk.get("/files")
    answer = desk.post("/files", {"file": (BytesIO(b"<svg onload=alert(1)>"), "evil.svg")})
    assert answer.status_code == 303
    assert "evil.svg" in desk.get("/files").text


def test_the_last_owner_cannot_be_locked_out(desk: Desk, owner: int) -> None:
    desk.get("/staff")
    assert desk.post(f"/staff/{owner}/lock").status_code == 303
    assert "only owner" in desk.get("/staff").text
