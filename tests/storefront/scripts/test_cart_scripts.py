"""`/cart.js` and its posts: the shape that scripts of packs read, and what they are told when it cannot be done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from engine.ordering.models import Cart, CartLine
from tests.factories.orders import Shop, make_shop
from tests.factories.products import make_product
from tests.support.counting import counted
from tests.support.shopping import Shopper

CART = {
    "token", "note", "attributes", "original_total_price", "total_price", "total_discount", "total_weight",
    "item_count", "items", "requires_shipping", "currency", "items_subtotal_price",
    "cart_level_discount_applications", "discount_codes",
}  # fmt: skip
ITEM = {
    "id", "properties", "quantity", "variant_id", "key", "title", "price", "original_price",
    "discounted_price", "line_price", "original_line_price", "total_discount", "discounts", "sku", "grams",
    "vendor", "taxable", "product_id", "product_has_only_default_variant", "gift_card", "final_price",
    "final_line_price", "url", "featured_image", "image", "handle", "requires_shipping", "product_type",
    "product_title", "product_description", "variant_title", "variant_options", "options_with_values",
    "line_level_discount_allocations", "line_level_total_discount",
}  # fmt: skip


def _cart(shopper: Shopper) -> dict[str, Any]:
    answer = shopper.shop.get("/cart.js")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    found: dict[str, Any] = answer.json
    return found


def _lines(shop: Shop) -> list[tuple[int, int]]:
    with shop.db.read(shop.id) as session:
        rows = session.scalars(select(CartLine).order_by(CartLine.position))
        return [(line.variant_id, line.quantity) for line in rows]


def _is_refusal(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert set(answer.json) == {"status", "message", "description", "errors"}
    assert answer.json["status"] == status and answer.json["errors"] == answer.json["description"]
    return str(answer.json["description"])


def test_an_empty_cart_has_every_field(shopper: Shopper) -> None:
    cart = _cart(shopper)
    assert set(cart) == CART
    assert (cart["items"], cart["item_count"], cart["total_price"], cart["token"]) == ([], 0, 0, "")
    assert shopper.shop.get("/cart.json").json == cart


def test_one_thing_is_answered_with_its_line(shopper: Shopper, selling: Shop) -> None:
    mug = selling.variants["mug"]
    data = {"id": mug, "quantity": 2, "properties": {"Engraving": "Ada", "_hidden": None}}
    line = shopper.shop.post("/cart/add.js", json=data).json
    assert set(line) == ITEM
    assert (line["id"], line["variant_id"], line["quantity"]) == (mug, mug, 2)
    assert (line["price"], line["line_price"], line["final_line_price"]) == (1450, 2900, 2900)
    assert line["key"].startswith(f"{mug}:") and line["properties"] == {"Engraving": "Ada"}
    assert (line["title"], line["product_title"], line["variant_title"]) == ("Mug · Sand", "Mug", "Sand")
    assert line["options_with_values"] == [{"name": "Colour", "value": "Sand"}]
    assert line["variant_options"] == ["Sand"] and line["url"] == f"/products/mug?variant={mug}"
    cart = _cart(shopper)
    assert cart["items"] == [line] and cart["item_count"] == 2 and cart["total_price"] == 2900


def test_the_token_that_scripts_see_opens_nothing(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1)
    shown = _cart(shopper)["token"]
    cookie = shopper.shop.get_cookie("cart", selling.store.host)
    assert cookie is not None and cookie.value and cookie.value not in json.dumps(_cart(shopper))
    shopper.shop.set_cookie("cart", shown, domain=selling.store.host)
    assert _cart(shopper)["items"] == []


def test_several_things_are_answered_with_a_list(shopper: Shopper, selling: Shop) -> None:
    mug, lamp = selling.variants["mug"], selling.variants["lamp"]
    items = [{"id": mug, "quantity": 2}, {"id": str(lamp)}]
    added = shopper.shop.post("/cart/add.js", json={"items": items}).json
    assert [(line["id"], line["quantity"]) for line in added["items"]] == [(mug, 2), (lamp, 1)]
    one = shopper.shop.post("/cart/add.js", json={"items": [{"id": mug}]}).json
    assert [(line["id"], line["quantity"]) for line in one["items"]] == [(mug, 3)]


@pytest.mark.parametrize("address", ["/cart/add.js", "/cart/add.json", "/cart/add"])
def test_form_fields_are_read_like_json(shopper: Shopper, selling: Shop, address: str) -> None:
    data = {"id": selling.variants["mug"], "quantity": "3", "properties[For]": "Ada", "form_type": "product"}
    headers = {"Accept": "application/javascript", "X-Requested-With": "XMLHttpRequest"}
    line = shopper.shop.post(address, data=data, headers=headers).json
    assert (line["quantity"], line["properties"]) == (3, {"For": "Ada"})
    many = {
        "items[1][id]": selling.variants["lamp"],
        "items[0][id]": selling.variants["vase"],
        "items[0][properties][For]": "Bo",
    }
    added = shopper.shop.post(address, data=many, headers=headers).json["items"]
    assert [line["handle"] for line in added] == ["vase", "lamp"] and added[0]["properties"] == {"For": "Bo"}


def test_a_line_is_changed_by_place_key_or_variant(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1, lamp=1)
    mug, lamp = selling.variants["mug"], selling.variants["lamp"]
    key = _cart(shopper)["items"][0]["key"]
    for named in ({"line": 1}, {"id": key}, {"id": mug}, {"line": "1"}):
        answer = shopper.shop.post("/cart/change.js", json={**named, "quantity": 4})
        assert answer.json["items"][0]["quantity"] == 4, named
        shopper.shop.post(
            "/cart/change", json={**named, "quantity": "1"}, headers={"Accept": "application/json"}
        )
        assert _lines(selling) == [(mug, 1), (lamp, 1)]
    left = shopper.shop.post("/cart/change.js", json={"id": key, "quantity": 0}).json
    assert set(left) == CART and [line["id"] for line in left["items"]] == [lamp]


def test_details_of_a_line_can_be_changed(shopper: Shopper, selling: Shop) -> None:
    mug = selling.variants["mug"]
    shopper.put(mug=2)
    changed = shopper.shop.post("/cart/change.js", json={"line": 1, "properties": {"For": "Ada"}}).json
    assert [(line["quantity"], line["properties"]) for line in changed["items"]] == [(2, {"For": "Ada"})]
    shopper.put(mug=1)
    both = shopper.shop.post("/cart/change.js", json={"line": 2, "quantity": 3, "properties": {"For": "Ada"}})
    assert [(line["quantity"], line["properties"]) for line in both.json["items"]] == [(5, {"For": "Ada"})]
    assert _lines(selling) == [(mug, 5)]


def test_updates_note_and_attributes(shopper: Shopper, selling: Shop) -> None:
    mug, lamp = selling.variants["mug"], selling.variants["lamp"]
    shopper.put(mug=1)
    by_name = shopper.shop.post("/cart/update.js", json={"updates": {str(mug): 2, str(lamp): 1}}).json
    assert [(line["id"], line["quantity"]) for line in by_name["items"]] == [(mug, 2), (lamp, 1)]
    by_place = shopper.shop.post("/cart/update.js", json={"updates": [5, 0]}).json
    assert [(line["id"], line["quantity"]) for line in by_place["items"]] == [(mug, 5)]
    form = shopper.shop.post("/cart/update.js", data={"updates[]": "4", "note": "Ring twice"}).json
    assert form["item_count"] == 4 and form["note"] == "Ring twice"
    given = {"attributes": {"Gift": "yes", "From": "Ada"}}
    assert shopper.shop.post("/cart/update.js", json=given).json["attributes"] == given["attributes"]
    gone = shopper.shop.post("/cart/update.js", json={"attributes": {"Gift": ""}}).json
    assert gone["attributes"] == {"From": "Ada"} and gone["note"] == "Ring twice"
    empty = shopper.shop.post("/cart/clear.js").json
    assert empty["items"] == [] and empty["attributes"] == {"From": "Ada"}


# -- sections -------------------------------------------------------------------------------------------------


def test_sections_come_along_with_the_change(shopper: Shopper, selling: Shop) -> None:
    data = {"id": selling.variants["mug"], "sections": ["cart-drawer", "header", "nothing-such"]}
    sections = shopper.shop.post("/cart/add.js", json=data).json["sections"]
    assert list(sections) == ["cart-drawer", "header", "nothing-such"]
    assert "Mug" in sections["cart-drawer"] and 'id="shopify-section-' in sections["cart-drawer"]
    assert "masthead" in sections["header"] and sections["nothing-such"] is None
    for verb in ("change", "update", "clear"):
        answer = shopper.shop.post(
            f"/cart/{verb}.js", data={"line": "1", "quantity": "2", "sections": "header,nothing-such"}
        )
        assert list(answer.json["sections"]) == ["header", "nothing-such"] and set(answer.json) > CART
    assert "sections" not in _cart(shopper)


def test_sections_are_those_of_the_page_that_the_script_runs_on(shopper: Shopper, selling: Shop) -> None:
    data = {"line": 1, "quantity": 1, "sections": "main"}
    home = f"http://{selling.store.host}"

    def shown(headers: dict[str, str] | None = None, **more: str) -> str | None:
        shopper.shop.post("/cart/clear.js")
        shopper.put(mug=1)
        answer = shopper.shop.post("/cart/change.js", json={**data, **more}, headers=headers or {})
        found: str | None = answer.json["sections"]["main"]
        return found

    assert "Lamp" in str(shown(sections_url="/products/lamp?variant=1"))
    assert "Lamp" in str(shown({"Referer": f"{home}/products/lamp"}))
    assert "Lamp" not in str(shown({"Referer": f"{home}/products/lamp"}, sections_url="/products/vase"))
    for elsewhere in (
        "//evil.example/products/lamp",
        "https://evil.example/products/lamp",
        "/\\x",
        "nowhere",
        "/no",
    ):
        assert "Lamp" not in str(shown(sections_url=elsewhere))


def test_more_than_five_sections_are_refused_before_anything_changes(shopper: Shopper, selling: Shop) -> None:
    data = {"id": selling.variants["mug"], "sections": "a,b,c,d,e,f"}
    assert "5" in _is_refusal(shopper.shop.post("/cart/add.js", json=data), 400)
    assert _lines(selling) == []
    _is_refusal(shopper.shop.get("/?sections=a,b,c,d,e,f"), 400)
    assert set(shopper.shop.get("/cart?sections=a,header,a").json) == {"a", "header"}
    assert shopper.shop.get("/cart?section_id=header").status_code == 200
    assert shopper.shop.get("/cart?section_id=nothing-such").status_code == 404


# -- what cannot be done ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", [-1, 1.5, 1e9, 10**9, float("nan"), "NaN", "abc", "-0.1", [1], {"a": 1}, True]
)
def test_quantities_that_are_none(shopper: Shopper, selling: Shop, typed: Any) -> None:
    shopper.put(mug=2)
    mug = selling.variants["mug"]
    for address, body in (
        ("/cart/add.js", {"id": mug, "quantity": typed}),
        ("/cart/change.js", {"line": 1, "quantity": typed}),
        ("/cart/update.js", {"updates": {str(mug): typed}}),
        ("/cart/update.js", {"updates": [typed]}),
    ):
        said = _is_refusal(shopper.shop.post(address, json=body), 422)
        assert "unchanged" in said, (address, said)
    assert _lines(selling) == [(mug, 2)]


def test_nothing_can_be_added_with_the_quantity_zero(shopper: Shopper, selling: Shop) -> None:
    _is_refusal(shopper.shop.post("/cart/add.js", json={"id": selling.variants["mug"], "quantity": 0}), 422)
    assert _lines(selling) == []


def test_more_than_there_is(shopper: Shopper, selling: Shop) -> None:
    vase = selling.variants["vase"]
    said = _is_refusal(shopper.shop.post("/cart/add.js", json={"id": vase, "quantity": 21}), 422)
    assert "Only 20 left of Vase" in said
    shopper.put(vase=20)
    _is_refusal(shopper.shop.post("/cart/change.js", json={"line": 1, "quantity": 21}), 422)
    _is_refusal(shopper.shop.post("/cart/update.js", json={"updates": [21]}), 422)
    assert _lines(selling) == [(vase, 20)]


@pytest.mark.parametrize("named", ["0", 0, "abc", "9" * 30, "²", 1.0, None, [], "1 OR 1=1", "17:abc"])
def test_ids_of_nothing(shopper: Shopper, selling: Shop, named: Any) -> None:
    shopper.put(mug=1)
    assert shopper.shop.post("/cart/add.js", json={"id": named}).status_code == (
        422 if named is None else 404
    )
    status = 400 if named is None else 404
    _is_refusal(shopper.shop.post("/cart/change.js", json={"id": named, "quantity": 1}), status)
    _is_refusal(shopper.shop.post("/cart/update.js", json={"updates": {str(named): 1}}), 404)
    assert _lines(selling) == [(selling.variants["mug"], 1)]


def test_what_another_store_sells_is_unknown(shopper: Shopper, selling: Shop) -> None:
    foreign = make_shop(selling.db).variants["mug"]
    for address, body in (
        ("/cart/add.js", {"id": foreign}),
        ("/cart/change.js", {"id": foreign, "quantity": 1}),
        ("/cart/update.js", {"updates": {str(foreign): 1}}),
    ):
        _is_refusal(shopper.shop.post(address, json=body), 404)
    assert _lines(selling) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b"[]", 400), (b"3", 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400),
        (b'{"id": ' + b"9" * 5_000 + b"}", 400), (b'{"id": 1, "x": "' + b"y" * 300_000 + b'"}', 413),
        (b"{}", 422), (b'{"items": []}', 422), (b'{"items": [3]}', 422), (b'{"items": 3}', 422),
        (b'{"id": 1, "properties": 3}', 422), (b'{"id": 1, "selling_plan": 5}', 422),
        (json.dumps({"items": [{"id": 1}] * 101}).encode(), 422),
    ],
)  # fmt: skip
def test_bodies_that_say_nothing_sound(shopper: Shopper, selling: Shop, body: bytes, status: int) -> None:
    answer = shopper.shop.post("/cart/add.js", data=body, content_type="application/json")
    _is_refusal(answer, status)
    assert _lines(selling) == []


def test_a_form_beyond_every_cart(shopper: Shopper) -> None:
    data = {f"properties[{number}]": "x" for number in range(2_001)}
    _is_refusal(shopper.shop.post("/cart/add.js", data=data), 413)
    assert shopper.shop.post("/cart/change.js", data={"a" * 100: "1", "b[[": "2"}).status_code == 400


def test_characters_that_no_database_keeps(shopper: Shopper, selling: Shop) -> None:
    body = json.dumps({"id": selling.variants["mug"], "properties": {"For\0": "A\0da \ud800"}})
    line = shopper.shop.post("/cart/add.js", data=body, content_type="application/json").json
    assert line["properties"] == {"For": "Ada"}
    noted = shopper.shop.post(
        "/cart/update.js", data=b'{"note": "a\\u0000b"}', content_type="application/json"
    )
    assert noted.json["note"] == "ab"


def test_a_post_from_elsewhere_changes_nothing(shopper: Shopper, selling: Shop) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://checkout.{selling.store.host}"},
    ):
        for verb in ("add", "change", "update", "clear"):
            answer = shopper.shop.post(
                f"/cart/{verb}.js", json={"id": selling.variants["mug"]}, headers=headers
            )
            _is_refusal(answer, 403)
    with selling.db.read(selling.id) as session:
        assert session.scalars(select(Cart)).all() == []


def test_the_number_of_queries_does_not_grow_with_the_cart(shopper: Shopper, selling: Shop, app: Any) -> None:
    with selling.db.write(selling.id) as session:
        made = [make_product(session, f"Thing {number}", stock=9) for number in range(50)]
    counts = []
    for some in (made[:1], made):
        items = [{"id": product.variant_ids[0]} for product in some]
        with counted(app.extensions["vitrine"].db) as adding:
            answer = shopper.shop.post("/cart/add.js", json={"items": items})
        assert len(answer.json["items"]) == len(some)
        with counted(app.extensions["vitrine"].db) as reading:
            assert len(_cart(shopper)["items"]) == len(some)
        counts.append((adding, reading))
    (adding_one, reading_one), (_, reading_all) = counts
    assert reading_one.count == reading_all.count <= 9, f"{reading_one}\n{reading_all}"
    with counted(app.extensions["vitrine"].db) as adding_all:
        shopper.shop.post("/cart/add.js", json={"items": [{"id": p.variant_ids[0]} for p in made]})
    assert adding_all.count <= 20, f"{adding_one}\n{adding_all}"
