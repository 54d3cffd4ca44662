"""axe-core finds nothing on the pages that matter, on a phone and a desktop, in light and dark; nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.story import add_to_cart, admin_url, shop_url, sign_in
from tests.support.browser import DESKTOP, PHONE, axe_violations, context, overflows, screenshot
from tests.support.serving import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

SHAPES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(params=["phone-light", "phone-dark", "desktop-light", "desktop-dark"])
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, look: str) -> Iterator[BrowserContext]:
    """A browser of that shape and colour scheme."""
    shape, scheme = look.split("-")
    opened = context(browser, SHAPES[shape], color_scheme=scheme)
    yield opened
    opened.close()


def _check(page: Page, name: str, look: str, found: list[str]) -> None:
    page.wait_for_load_state("load")
    screenshot(page, f"{name}-{look}")
    found += [f"{name} ({look}): {line}" for line in axe_violations(page)]
    if overflows(page):
        found.append(f"{name} ({look}): scrolls sideways")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_shop(demo: LiveServer, visitor: BrowserContext, look: str) -> None:
    page = visitor.new_page()
    found: list[str] = []
    for name, path in {
        "home": "/",
        "collection": "/collections/all",
        "product": "/products/ask-vase",
        "search": "/search?q=vase",
        "article": "/blogs/journal/two-days-at-the-kiln",
        "page": "/pages/about",
        "missing": "/pages/nowhere",
    }.items():
        page.goto(shop_url(demo, path))
        _check(page, name, look, found)
    page.goto(shop_url(demo, "/products/ask-vase"))
    add_to_cart(page)
    _check(page, "cart-drawer", look, found)
    page.goto(shop_url(demo, "/cart"))
    _check(page, "cart", look, found)
    page.locator("main button[name=checkout]").first.click()
    page.wait_for_url(re.compile(r"/contact"))
    _check(page, "checkout", look, found)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_admin(demo: LiveServer, visitor: BrowserContext, look: str) -> None:
    page = visitor.new_page()
    found: list[str] = []
    page.goto(admin_url(demo, "/sign-in"))
    _check(page, "admin-sign-in", look, found)
    sign_in(page, demo)
    _check(page, "admin-home", look, found)
    for name, path in {
        "admin-orders": "/orders",
        "admin-products": "/products",
        "admin-collections": "/collections",
        "admin-theme": "/theme",
        "admin-settings": "/settings",
    }.items():
        page.goto(admin_url(demo, path))
        _check(page, name, look, found)
    page.goto(admin_url(demo, "/orders"))
    page.locator("main a[href^='/orders/']").first.click()
    page.wait_for_url(re.compile(r"/orders/\d+"))
    _check(page, "admin-order", look, found)
    assert not found, "\n" + "\n".join(found)
