"""The cart over HTTP: with and without JavaScript, from our own pages only, and with everything that people type."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from engine.ordering.models import Cart, CartLine
from tests.factories.orders import Shop, make_shop
from tests.support.shopping import Shopper, path_of


def _lines(shop: Shop) -> list[tuple[int, int]]:
    with shop.db.read(shop.id) as session:
        rows = session.scalars(select(CartLine).order_by(CartLine.position))
        return [(line.variant_id, line.quantity) for line in rows]


def test_without_javascript_a_post_leads_back_to_the_cart(shopper: Shopper, selling: Shop) -> None:
    mug = selling.variants["mug"]
    answer = shopper.shop.post("/cart/add", data={"id": mug, "quantity": "2", "properties[Engraving]": "Ada"})
    assert (answer.status_code, path_of(answer)) == (303, "/cart")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie
    page = shopper.shop.get("/cart")
    assert page.status_code == 200 and "Mug" in page.text and "Ada" in page.text
    assert page.headers["Cache-Control"].startswith("private")
    assert path_of(shopper.shop.post("/cart/change", data={"line": "1", "quantity": "5"})) == "/cart"
    assert _lines(selling) == [(mug, 5)]
    shopper.shop.post("/cart/update", data={"updates[]": "3", "note": "Ring twice"})
    assert _lines(selling) == [(mug, 3)]
    shopper.shop.post("/cart/clear")
    assert _lines(selling) == []


def test_several_things_are_added_at_once(shopper: Shopper, selling: Shop) -> None:
    data = {
        "items[0][id]": selling.variants["mug"],
        "items[0][quantity]": 2,
        "items[1][id]": selling.variants["lamp"],
    }
    shopper.shop.post("/cart/add", data=data)
    assert _lines(selling) == [(selling.variants["mug"], 2), (selling.variants["lamp"], 1)]


def test_with_htmx_the_drawer_comes_back(shopper: Shopper, selling: Shop) -> None:
    answer = shopper.shop.post(
        "/cart/add",
        data={"id": selling.variants["vase"], "section_id": "cart-drawer"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert json.loads(answer.headers["HX-Trigger"]) == {"cart:changed": {"count": 1}}
    assert 'id="CartDrawerContent"' in answer.text and "Vase" in answer.text and "<html" not in answer.text
    refused = shopper.shop.post(
        "/cart/add",
        data={"id": selling.variants["vase"], "quantity": "99", "section_id": "cart-drawer"},
        headers={"HX-Request": "true"},
    )
    assert refused.status_code == 422
    assert "Only 20 left of Vase" in refused.text and "data-cart-error" in refused.text


@pytest.mark.parametrize("typed", ["-1", "1.5", "1000000000", "1e9", "NaN", "many", ""])
def test_a_quantity_that_is_none_is_told_and_the_cart_kept(
    shopper: Shopper, selling: Shop, typed: str
) -> None:
    shopper.put(mug=2)
    answer = shopper.shop.post("/cart/change", data={"line": "1", "quantity": typed})
    assert answer.status_code == 422
    assert "unchanged" in answer.text
    assert _lines(selling) == [(selling.variants["mug"], 2)]


def test_zero_removes(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=2)
    assert (
        shopper.shop.post("/cart/change", data={"id": selling.variants["mug"], "quantity": "0"}).status_code
        == 303
    )
    assert _lines(selling) == []


def test_a_post_from_elsewhere_changes_nothing(shopper: Shopper, selling: Shop) -> None:
    data = {"id": selling.variants["mug"]}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://checkout.{selling.store.host}"},
    ):
        assert shopper.shop.post("/cart/add", data=data, headers=headers).status_code == 403
    with selling.db.read(selling.id) as session:
        assert session.scalars(select(Cart)).all() == []


def test_what_another_store_sells_cannot_be_added(shopper: Shopper, selling: Shop) -> None:
    other = make_shop(selling.db)
    assert shopper.shop.post("/cart/add", data={"id": other.variants["mug"]}).status_code == 404
    for nonsense in ("", "abc", "9" * 30, "1 OR 1=1"):
        assert shopper.shop.post("/cart/add", data={"id": nonsense}).status_code == 404
    assert shopper.shop.post("/cart/add", data={}).status_code == 422


@pytest.mark.parametrize("outside", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb"])
def test_a_form_cannot_lead_out_of_the_shop(shopper: Shopper, selling: Shop, outside: str) -> None:
    answer = shopper.shop.post("/cart/add", data={"id": selling.variants["mug"], "return_to": outside})
    assert path_of(answer) == "/cart"


def test_an_empty_cart_has_no_way_to_the_checkout(shopper: Shopper) -> None:
    answer = shopper.shop.post("/cart", data={"checkout": "1"})
    assert answer.status_code == 422 and "empty" in answer.text
    assert path_of(shopper.shop.get("/checkout")) == "/cart"


def test_the_carts_form_keeps_its_note_on_the_way_to_the_checkout(shopper: Shopper, selling: Shop) -> None:
    shopper.put(mug=1)
    answer = shopper.shop.post("/cart", data={"checkout": "1", "note": "A gift", "updates[]": "2"})
    assert answer.status_code == 307
    assert answer.headers["Location"].startswith(f"http://checkout.{selling.store.host}")
    with selling.db.read(selling.id) as session:
        assert session.scalars(select(Cart)).one().note == "A gift"
    assert _lines(selling) == [(selling.variants["mug"], 2)]


def test_over_https_the_cookie_cannot_be_planted_by_a_sister_host(
    shopper: Shopper, selling: Shop, app: Flask
) -> None:
    for origin in app.extensions["vitrine_origins"].values():
        origin.config["SESSION_COOKIE_SECURE"] = True
    secure = {
        "base_url": f"https://{selling.store.host}",
        "headers": {"Origin": f"https://{selling.store.host}"},
    }
    answer = shopper.shop.post("/cart/add", data={"id": selling.variants["mug"]}, **secure)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cart=") and "Secure" in cookie and "Path=/" in cookie
    shopper.shop.set_cookie("cart", "planted", domain=selling.store.host)
    assert "Mug" in shopper.shop.get("/cart", base_url=secure["base_url"]).text
