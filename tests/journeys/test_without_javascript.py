"""The same shopping with JavaScript switched off: every form is a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.story import fill_checkout, pay, shop_url
from tests.support.browser import DESKTOP, context
from tests.support.serving import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page that runs no script."""
    opened = context(browser, DESKTOP, java_script_enabled=False)
    yield opened.new_page()
    opened.close()


def test_a_shopper_without_javascript_buys(demo: LiveServer, plain: Page) -> None:
    page = plain
    page.goto(shop_url(demo, "/collections/all?sort_by=price-ascending"))
    page.locator("#Results .card:not(.card--gone) .card__title a").first.click()
    page.wait_for_url("**/products/**")
    title = page.locator("h1").inner_text()
    page.locator("form[action='/cart/add'] button[type=submit]").first.click()
    page.wait_for_url("**/cart")
    expect(page.locator("main")).to_contain_text(title)
    quantity = page.locator("main input[name=quantity]:visible").first
    quantity.fill("2")
    quantity.press("Enter")
    page.wait_for_url("**/cart")
    expect(page.locator("main input[name=quantity]:visible").first).to_have_value("2")
    page.locator("main button[name=checkout]").first.click()
    page.wait_for_url(re.compile(r"//checkout\..*/contact"))
    fill_checkout(page)
    assert pay(page)


def test_filters_search_and_variants_work_without_javascript(demo: LiveServer, plain: Page) -> None:
    page = plain
    page.goto(shop_url(demo, "/collections/all?filter.p.vendor=Sorrelund&sort_by=price-descending"))
    brands = page.locator("#Results .card__brand").all_inner_texts()
    assert brands
    assert all("Sorrelund" in brand for brand in brands)
    page.goto(shop_url(demo, "/search?q=vsae"))
    expect(page.locator("main")).to_contain_text(re.compile("vase", re.I))
    page.goto(shop_url(demo, "/products/ask-vase"))
    expect(
        page.locator("form[action='/cart/add'] [name=id], form[action='/cart/add'] input[type=radio]").first
    ).to_be_attached()
