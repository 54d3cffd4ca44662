"""Redis dies in the middle of a checkout: the order is taken, the letter follows when Redis is back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.story import add_to_cart, fill_checkout, mails, pay, shop_url
from tests.support.browser import watched
from tests.support.redis_server import RedisServer
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]


def test_the_order_is_taken_and_the_letter_follows(
    demo: LiveServer, redis_server: RedisServer, page: Page
) -> None:
    faults = watched(page)
    page.goto(shop_url(demo, "/products/ask-vase"))
    add_to_cart(page)
    page.goto(shop_url(demo, "/cart"))
    page.locator("main button[name=checkout]").first.click()
    page.wait_for_url(re.compile(r"/contact"))
    redis_server.kill()
    fill_checkout(page)
    number = pay(page)
    assert not any(number in letter and "ada.brennan" in letter for letter in mails(demo))
    redis_server.start()
    until(
        lambda: any(number in letter and "ada.brennan" in letter for letter in mails(demo)), 60, "the letter"
    )
    assert not faults, faults
