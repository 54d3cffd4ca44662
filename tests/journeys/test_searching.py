"""Searching as people do: half-typed, mistyped, by SKU; and an edit in the admin that is found within seconds."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.story import admin_url, shop_url, sign_in
from tests.support.browser import watched
from tests.support.demo import HOST
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


def test_suggestions_while_typing_and_results_after(demo: LiveServer, page: Page) -> None:
    faults = watched(page)
    _wait_for_the_index(demo)
    page.goto(shop_url(demo, "/"))
    page.locator("[data-open=SearchDialog]").first.click()
    field = page.locator("#SearchInput")
    field.press_sequentially("vsa", delay=40)
    suggestion = page.locator(
        "#PredictiveSearch a[href*='/products/'], [id*='redictive'] a[href*='/products/']"
    ).first
    expect(suggestion).to_be_visible()
    expect(suggestion).to_contain_text(re.compile("vase", re.I))
    field.fill("speckeld vsae")
    field.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator("main")).to_contain_text(re.compile("vase", re.I))
    assert not faults, faults


def test_an_edit_is_found_within_five_seconds(demo: LiveServer, desktop: BrowserContext) -> None:
    _wait_for_the_index(demo)
    admin = desktop.new_page()
    sign_in(admin, demo)
    admin.goto(admin_url(demo, "/products?q=Ask+vase"))
    admin.get_by_role("link", name=re.compile("Ask vase")).first.click()
    title = admin.locator("input[name=title]")
    title.fill("Ask vase, thistledown edition")
    title.press("Enter")
    expect(admin.locator("h1")).to_contain_text("thistledown")
    began = time.monotonic()
    until(lambda: _finds(demo, "thistledown", "ask-vase"), 10, "the edit to be found")
    taken = time.monotonic() - began
    print(f"an edit in the admin was found in the shop's search after {taken:.1f} s")
    assert taken <= 5


def _wait_for_the_index(demo: LiveServer) -> None:
    """The demo store was just loaded: its index is being built."""
    until(lambda: _finds(demo, "vsae", "ask-vase"), 60, "the index to be built")


def _finds(demo: LiveServer, words: str, handle: str) -> bool:
    answer = demo.get(HOST, f"/search?q={words}")
    return answer.status == 200 and f"/products/{handle}" in answer.read().decode()
