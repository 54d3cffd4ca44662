"""A shopper on a 360-pixel phone: three brands into one cart without a page load, paid by card; the merchant finds the order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.story import (
    add_to_cart,
    admin_url,
    cart_count,
    fill_checkout,
    mails,
    pay,
    shop_url,
    sign_in,
)
from tests.support.browser import overflows, screenshot, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

BRANDS = {"dipped-mug": "Sorrelund", "whistling-kettle": "Ollerby", "tea-towel-trio": "Tirrick"}


def test_three_brands_in_one_cart_paid_by_card_and_found_in_the_admin(
    demo: LiveServer, phone_page: Page, desktop: BrowserContext
) -> None:
    page, faults = phone_page, watched(phone_page)
    handles = _one_product_of_three_brands(page, demo)
    for count, handle in enumerate(handles, 1):
        page.goto(shop_url(demo, f"/products/{handle}"))
        assert not overflows(page), handle
        page.evaluate("window.stillHere = true")
        add_to_cart(page)
        assert page.evaluate("window.stillHere") is True, "no page was loaded"
        assert cart_count(page) == count
    screenshot(page, "phone-cart-drawer")
    page.goto(shop_url(demo, "/cart"))
    assert not overflows(page)
    screenshot(page, "phone-cart")
    page.locator("main button[name=checkout]").first.click()
    page.wait_for_url(re.compile(r"//checkout\.demo\.localhost.*/contact"))
    assert "3 parcels" in (page.locator("body").text_content() or "")
    fill_checkout(page)
    assert not overflows(page)
    screenshot(page, "phone-review")
    number = pay(page)
    screenshot(page, "phone-thanks")
    assert not overflows(page)
    assert not faults, faults

    until(
        lambda: any(number in letter and "ada.brennan" in letter for letter in mails(demo)),
        30,
        "a confirmation mail",
    )

    admin = desktop.new_page()
    admin_faults = watched(admin)
    sign_in(admin, demo)
    admin.goto(admin_url(demo, "/orders"))
    admin.get_by_role("link", name=re.compile(number)).first.click()
    expect(admin.locator("h1")).to_contain_text(number)
    shown = admin.locator("main").inner_text()
    for part in (1, 2, 3):
        assert f"{number}-{part}" in shown
    screenshot(admin, "desktop-admin-order")
    assert not admin_faults, admin_faults


def _one_product_of_three_brands(page: Page, demo: LiveServer) -> list[str]:
    """The first available product of each of three brand collections."""
    found = []
    for brand in ("sorrelund", "halvane", "tirrick"):
        page.goto(shop_url(demo, f"/collections/{brand}?filter.v.availability=1"))
        link = page.locator("#Results .card:not(.card--gone) a[href*='/products/']").first.get_attribute(
            "href"
        )
        assert link, brand
        found.append(link.split("/products/")[1].split("?")[0])
    return found


def test_back_restores_filters_and_scroll(demo: LiveServer, phone_page: Page) -> None:
    page = phone_page
    page.goto(shop_url(demo, "/collections/all"))
    page.goto(shop_url(demo, "/collections/all?sort_by=price-ascending&filter.v.availability=1"))
    cards = page.locator("#Results .card__title a")
    expect(cards.nth(12)).to_be_attached()
    titles = cards.all_text_contents()
    cards.nth(11).scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    assert top > 300
    chosen = cards.nth(11).text_content()
    cards.nth(11).click()
    page.wait_for_url("**/products/**")
    expect(page.locator("h1")).to_contain_text((chosen or "").strip())
    page.go_back()
    page.wait_for_url(re.compile(r"sort_by=price-ascending"))
    assert "filter.v.availability=1" in page.url
    assert page.locator("#Results .card__title a").all_text_contents() == titles
    page.wait_for_function("top => Math.abs(scrollY - top) < 200", arg=top)


def test_filters_are_chosen_without_a_page_load_and_back_undoes_them(
    demo: LiveServer, phone_page: Page
) -> None:
    page = phone_page
    page.goto(shop_url(demo, "/collections/all"))
    everything = page.locator("#Results .card").count()
    page.evaluate("window.stillHere = true")
    summary = page.locator(
        "[data-facets-open], .facets__open, summary:has-text('Filter'), button:has-text('Filter')"
    ).first
    summary.click()
    box = page.locator("input[name='filter.p.vendor']").first
    box.check(force=True)
    page.wait_for_url(re.compile(r"filter\.p\.vendor="))
    assert page.evaluate("window.stillHere") is True, "no page was loaded"
    page.wait_for_function("n => document.querySelectorAll('#Results .card').length < n", arg=everything)
    page.go_back()
    page.wait_for_url(lambda url: "filter.p.vendor" not in url)
    page.wait_for_function("n => document.querySelectorAll('#Results .card').length === n", arg=everything)
