"""One inventory, in the shop and online: the five claims of the design as one story, in the admin and on the paired till."""

from __future__ import annotations

import http.client
import json
import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.story import admin_url, shop_url, sign_in
from tests.support.browser import context, watched
from tests.support.demo import HOST
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

PRODUCT, TITLE, PIN = "/products/ask-vase", "Ask vase", "2468"


class Story:
    """The merchant's desk, the assistant's till and a shopper."""

    def __init__(self, demo: LiveServer, browser: Browser) -> None:
        self.demo = demo
        self.admin, self.till, self.shopper = (context(browser, {}).new_page() for _ in range(3))
        self.faults = watched(self.till)
        self.variant = 0

    def open_the_grid(self) -> None:
        self.admin.goto(admin_url(self.demo, "/inventory?q=Ask+vase"))

    def press_in_the_admin(self, words: str) -> None:
        """One click on one control of the first variant's row; the row says so at once."""
        for row in self.admin.locator(".item[data-item]").all():
            button = row.get_by_role("button", name=re.compile(f"^{words}"))
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")

    def press_on_the_till(self, words: str, then: str) -> None:
        """The same control, on the device in the shop."""
        for about in self.till.get_by_role("button", name=re.compile(f"^About {TITLE}", re.I)).all():
            about.click()
            self.till.get_by_role("button", name=words).click()
            expect(self.till.locator("[data-online]")).to_have_text(then)
            self.till.keyboard.press("Escape")

    def goods_on_the_till(self) -> int:
        expect(self.till.locator(".goods > li").first).to_be_visible()
        return self.till.locator(".goods > li").count()

    def to_the_cart(self) -> Locator:
        """The buttons that put this very variant into the cart; there are more, of things that go with it."""
        return self.shopper.locator(
            f"form[action='/cart/add']:has([name=id][value='{self.variant}']) button[type=submit]"
        )

    def is_for_sale(self) -> None:
        answer = self.shopper.goto(shop_url(self.demo, PRODUCT))
        assert answer is not None and answer.status == 200
        expect(self.to_the_cart().first).to_be_enabled()
        assert self.order_by_request() == 200

    def is_shown_only(self) -> None:
        answer = self.shopper.goto(shop_url(self.demo, PRODUCT))
        assert answer is not None and answer.status == 200
        expect(self.shopper.get_by_text(re.compile("in the shop", re.I)).first).to_be_visible()
        expect(self.to_the_cart().and_(self.shopper.locator(":enabled"))).to_have_count(0)
        assert self.order_by_request() == 422, "it cannot be bought online by any request"

    def is_absent(self) -> None:
        answer = self.shopper.goto(shop_url(self.demo, PRODUCT))
        assert answer is not None and answer.status == 404
        assert PRODUCT not in self.text("/sitemap_products_1.xml") + self.text("/collections/all")
        assert self.order_by_request() in (404, 422)

    def order_by_request(self) -> int:
        """What the cart answers to a program that knows the variant's number."""
        link = http.client.HTTPConnection("127.0.0.1", self.demo.port, timeout=30)
        headers = {
            "Host": f"{HOST}:{self.demo.port}",
            "Origin": shop_url(self.demo, "").rstrip("/"),
            "Content-Type": "application/json",
            "Connection": "close",
        }
        body = json.dumps({"id": self.variant, "quantity": 1})
        link.request("POST", "/cart/add.js", body, headers)
        return link.getresponse().status

    def is_found(self, wanted: bool) -> None:
        """By the search, within five seconds."""
        until(
            lambda: (PRODUCT in self.text("/search?q=ask+vase&type=product")) is wanted,
            5,
            f"the search to find it: {wanted}",
        )

    def text(self, path: str) -> str:
        return self.demo.get(HOST, path).read().decode()

    def pair(self) -> None:
        """A new device at the shop, a PIN for the owner, and the first screen of the till."""
        self.admin.goto(admin_url(self.demo, "/tills"))
        pin = self.admin.locator("input[name=pin]").first
        pin.fill(PIN)
        pin.press("Enter")
        expect(self.admin.get_by_text("Has a PIN").or_(self.admin.get_by_text("PIN")).first).to_be_visible()
        self.admin.goto(admin_url(self.demo, "/tills/new"))
        self.admin.locator("input[name=name]").fill("Counter")
        self.admin.locator("main form button[type=submit]").last.click()
        code = self.admin.locator("#code").inner_text()
        self.till.goto(admin_url(self.demo, "/till/"))
        self.till.get_by_label("Code").fill(code)
        self.till.get_by_role("button", name="Pair").click()
        self.till.get_by_label(re.compile("^PIN of")).fill(PIN)
        self.till.get_by_role("button", name="Enter").click()
        expect(self.till.locator(".goods > li").first).to_be_visible()
        self.till.get_by_role("searchbox").first.fill(TITLE)


def test_an_item_is_sold_in_the_shop_online_or_both(demo: LiveServer, browser: Browser) -> None:
    story = Story(demo, browser)
    story.variant = _variant(story)
    sign_in(story.admin, demo)
    story.pair()
    on_the_till = story.goods_on_the_till()
    assert on_the_till > 0
    story.is_found(True)

    # for the shop only: absent online, at once; search follows; the shop's own list is what it was
    story.open_the_grid()
    story.press_in_the_admin("Not online")
    story.is_absent()
    story.is_found(False)
    assert story.goods_on_the_till() == on_the_till

    # one click on each control, in the admin
    story.press_in_the_admin("Show online, buy in the shop")
    story.is_shown_only()
    story.is_found(True)
    story.press_in_the_admin("Sell online")
    story.is_for_sale()

    # and on the paired till
    story.press_on_the_till("Show it online, buy it in the shop", "Shown online, bought in the shop")
    story.is_shown_only()
    story.press_on_the_till("Sell this online", "For sale online")
    story.is_for_sale()
    assert story.goods_on_the_till() == on_the_till

    # and back
    story.open_the_grid()
    story.press_in_the_admin("Not online")
    story.is_absent()
    story.is_found(False)
    assert story.faults == []


def _variant(story: Story) -> int:
    found = json.loads(story.text(f"{PRODUCT}.js"))
    return int(found["variants"][0]["id"])
