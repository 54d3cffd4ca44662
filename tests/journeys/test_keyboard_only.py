"""Buying with a keyboard alone: what has the focus is visible, dialogs keep and return it, nothing needs a pointer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.story import cart_count, shop_url
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {tag: e.tagName, name: e.name || '', href: e.getAttribute('href') || '',
  text: (e.textContent || e.ariaLabel || '').trim().slice(0, 80),
    inCart: !!e.closest("form[action='/cart/add']"), dialog: e.closest('dialog')?.id || '',
    visible: box.width > 0 && box.height > 0, ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none'}; }"""


def _tab_until(page: Page, wanted: Callable[[dict[str, Any]], object], most: int = 120) -> dict[str, object]:
    """Press Tab until *wanted* says yes to what has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here and wanted(here):
            return dict(here)
    raise AssertionError(f"not reached with {most} tabs; last at {here}")


def test_from_the_home_page_to_the_confirmation(demo: LiveServer, page: Page) -> None:
    page.goto(shop_url(demo, "/"))
    page.keyboard.press("Tab")
    skip = page.evaluate(FOCUSED)
    assert skip and "skip" in skip["text"].lower()
    page.keyboard.press("Enter")
    page.goto(shop_url(demo, "/collections/all?sort_by=price-ascending&filter.v.availability=1"))
    _tab_until(page, lambda here: "/products/" in here["href"] and here["tag"] == "A" and here["text"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/**")
    button = _tab_until(
        page, lambda here: here["tag"] == "BUTTON" and here["inCart"] and "quantity" not in here["name"]
    )
    assert button["ring"], "the focus can be seen"
    page.keyboard.press("Enter")
    until(lambda: cart_count(page) == 1, 10, "one in the cart")
    drawer = page.locator("#CartDrawer")
    expect(drawer).to_be_visible()
    until(lambda: (page.evaluate(FOCUSED) or {}).get("dialog") == "CartDrawer", 10, "the focus in the drawer")
    for _ in range(25):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        assert here is None or here["dialog"] == "CartDrawer", (
            f"the dialog keeps the focus, but it went to {here}"
        )
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    # The page hears of the closing in a task of its own, so the focus may return a moment after the drawer is gone.
    until(lambda: (page.evaluate(FOCUSED) or {}).get("inCart"), 10, "the focus where it came from")
    page.goto(shop_url(demo, "/cart"))
    _tab_until(page, lambda here: here["tag"] == "BUTTON" and here["name"] == "checkout")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contact"))
    _type(page, "email", "ada.brennan@post.example")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/delivery"))
    for name, text in (
        ("name", "Ada Brennan"),
        ("line1", "3 Harbour Terrace"),
        ("postcode", "P24 CD56"),
        ("city", "Cobh"),
    ):
        _type(page, name, text)
    page.locator("select[name=country]").focus()
    page.keyboard.type("Irel")
    page.locator("input[name=city]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/payment"))
    for name, text in (
        ("card_number", "4242424242424242"),
        ("card_expiry", "12/39"),
        ("card_cvc", "123"),
        ("card_name", "Ada Brennan"),
    ):
        _type(page, name, text)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review"))
    _tab_until(page, lambda here: here["tag"] == "BUTTON" and "pay" in here["text"].lower())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/thanks"))


def _type(page: Page, name: str, text: str) -> None:
    """Into the field that Tab reaches."""
    field = page.locator(f"input[name={name}]")
    field.focus()
    assert page.evaluate(FOCUSED)["visible"]
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
