"""The checkout in Chromium, on a phone and on a desktop: it fits, axe finds nothing, and it can be walked by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from engine.base.db import Database
from tests.factories.orders import ADDRESS, Shop, make_shop
from tests.factories.shopfront import install_theme
from tests.support.browser import DESKTOP, PHONE, axe_violations, context, overflows, screenshot, watched
from tests.support.invariants import broken
from tests.support.serving import LiveServer

pytestmark = pytest.mark.browser

FIELDS = {"Full name": "name", "Street and number": "line1", "Postcode": "postcode", "Town or city": "city"}


@pytest.fixture
def database_kind() -> str:
    """What is looked at here does not depend on the database."""
    return "sqlite"


def _looks_right(page: Page, name: str) -> None:
    assert axe_violations(page) == [], name
    assert not overflows(page), name
    screenshot(page, name)


@pytest.mark.parametrize("shape", ["phone", "desktop"])
def test_buying_with_a_declined_card_then_one_whose_bank_asks(
    browser: Browser, db: Database, serve: Callable[..., LiveServer], shape: str
) -> None:
    shop = make_shop(db)
    install_theme(db, shop.id)
    server = serve()
    opened = context(browser, PHONE if shape == "phone" else DESKTOP)
    page = opened.new_page()
    faults = watched(page)
    try:
        _fill_cart(page, server, shop)
        _walk(page, shape)
        assert [fault for fault in faults if "status of 4" not in fault] == []
        assert broken(db, shop.id) == []
    finally:
        opened.close()


def _fill_cart(page: Page, server: LiveServer, shop: Shop) -> None:
    for handle in ("mug", "vase", "lamp"):
        page.goto(server.url(shop.store.host, f"/products/{handle}"))
        with page.expect_response("**/cart/add"):
            page.locator("[data-cart-form] button[type=submit]").click()
    page.goto(server.url(shop.store.host, "/cart"))
    page.locator("main button[name=checkout]").click()
    page.wait_for_url("**/contact")


def _walk(page: Page, shape: str) -> None:
    _looks_right(page, f"checkout-contact-{shape}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="Continue to delivery").click()
    assert page.evaluate("document.activeElement.id") == "email"  # typing goes on where the mistake is
    _looks_right(page, f"checkout-contact-mistake-{shape}")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delivery")
    _looks_right(page, f"checkout-delivery-{shape}")
    for label, name in FIELDS.items():
        page.get_by_role("textbox", name=label).first.fill(ADDRESS[name])
    with page.expect_response("**/delivery/methods**"):
        page.get_by_label("Country", exact=True).select_option("DE")
    page.get_by_role("button", name="Continue to payment").click()
    page.wait_for_url("**/payment")
    _looks_right(page, f"checkout-payment-{shape}")
    _card(page, "4000 0000 0000 0002")
    _looks_right(page, f"checkout-review-{shape}")
    page.go_back()
    page.wait_for_url("**/payment")
    page.go_forward()
    page.wait_for_url("**/review")
    page.get_by_role("button", name="Pay €").click()
    page.wait_for_url("**/payment")
    _looks_right(page, f"checkout-declined-{shape}")
    _card(page, "4000002500003155")
    page.get_by_role("button", name="Pay €").click()
    page.wait_for_url("**/test-bank/**")
    _looks_right(page, f"checkout-bank-{shape}")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_url("**/thanks")
    _looks_right(page, f"checkout-thanks-{shape}")
    page.get_by_role("link", name="Follow your order").click()
    page.wait_for_url("**/orders/*")
    assert page.get_by_text("Being packed").count() == 3
    _looks_right(page, f"order-status-{shape}")


def _card(page: Page, number: str) -> None:
    page.get_by_label("Card number").press_sequentially(number.replace(" ", ""))
    page.get_by_label("Expires").press_sequentially("1239")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("A Lovelace")
    page.get_by_role("button", name="Look it all over").click()
    page.wait_for_url("**/review")
