"""What only a browser shows: search by keyboard, saving in place, phone width, no violation of WCAG."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from engine.base.db import Database
from engine.stores.commands import NewStore
from tests.admin.conftest import EMAIL, PASSWORD
from tests.factories.catalogue import make_product
from tests.support.browser import axe_violations, overflows, watched
from tests.support.serving import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

PAGES = (
    "/",
    "/products",
    "/products/new",
    "/collections/new",
    "/menus/new",
    "/settings",
    "/staff",
    "/files",
    "/set-up",
)


def enter(page: Page, server: LiveServer, store: NewStore) -> str:
    base = server.url(f"admin.{store.host}", "")
    page.goto(f"{base}/sign-in")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/")
    return base


@pytest.mark.usefixtures("owner", "app")
def test_search_by_keyboard_and_saving_in_place(
    db: Database, store: NewStore, serve: Callable[..., LiveServer], page: Page
) -> None:
    product = make_product(db, store.id, "Walnut tray", price=4_200, on_hand=3)
    faults = watched(page)
    base = enter(page, serve(), store)
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("waln")
    expect(page.locator("#found")).to_contain_text("Walnut tray")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a").first).to_be_focused()
    page.evaluate("window.stillHere = true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/products/{product}")
    expect(page).to_have_title(re.compile("Walnut tray"))
    page.get_by_label("Title", exact=True).fill("Walnut board")
    expect(page.locator(".save-state")).to_have_text("Unsaved changes")
    page.locator("#save").click()
    expect(page.locator("#notices")).to_contain_text("Saved")
    expect(page.locator("h1")).to_have_text("Walnut board")
    expect(page.locator("#rail [aria-current=page]").first).to_be_attached()
    assert page.evaluate("window.stillHere") is True, "no page was loaded"
    assert not faults, faults


@pytest.mark.usefixtures("owner", "app")
def test_pages_fit_a_phone_and_break_no_rule(
    store: NewStore, serve: Callable[..., LiveServer], phone: BrowserContext
) -> None:
    page = phone.new_page()
    base = enter(page, serve(), store)
    for path in PAGES:
        page.goto(base + path)
        assert not overflows(page), path
        assert axe_violations(page) == [], path
