"""From ``stores create`` to a paid test order in the browser: one link, one checklist, no empty page without a next step."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.story import add_to_cart, fill_checkout, pay
from tests.support import forked
from tests.support.browser import axe_violations, overflows, screenshot, watched
from tests.support.serving import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PASSWORD = "correct horse battery"
PLACES = (
    "/orders",
    "/products",
    "/collections",
    "/customers",
    "/theme",
    "/pages",
    "/blogs",
    "/menus",
    "/files",
    "/delivery",
    "/locations",
    "/imports",
    "/work",
)


def test_from_the_printed_link_to_a_paid_order(
    serve: Callable[..., LiveServer], desktop: BrowserContext, phone: BrowserContext
) -> None:
    server = serve(background=True)
    made = _create_store(server, "Corner Shop")
    admin, shop = urlsplit(made["set_up_link"]), made["shop"]
    base = f"{admin.scheme}://{admin.netloc}"
    page = desktop.new_page()
    faults = watched(page)

    page.goto(made["set_up_link"])
    page.get_by_label("Your name").fill("Cleo Marsh")
    page.get_by_label("Email").fill("cleo@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Start setting up").click()
    page.wait_for_url(f"{base}/set-up")

    _no_dead_end(page, base)
    page.goto(f"{base}/set-up")
    _visitors_see_the_password_page(phone, shop)

    _next_is(page, "Name and logo")
    _in(page, "identity").get_by_label("Store name").fill("Corner Shop")
    _in(page, "identity").get_by_label("Tagline").fill("Open late")
    page.locator("#logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": _picture(40)}
    )
    _do(page, "identity", 1)
    _next_is(page, "Currency and tax")
    _in(page, "currency").get_by_label("Tax rate").fill("nineteen")
    page.locator("#do-currency").click()
    expect(page.locator(".problems")).to_contain_text("needs another look")
    expect(_in(page, "currency").get_by_label("Tax rate")).to_have_value("nineteen")
    _in(page, "currency").get_by_label("Tax rate").fill("19")
    _do(page, "currency", 2)
    _next_is(page, "First product")
    _in(page, "product").get_by_label("Title").fill("Blue bowl")
    _in(page, "product").get_by_label("Price").fill("24.50")
    page.locator("#picture").set_input_files(
        {"name": "bowl.png", "mimeType": "image/png", "buffer": _picture(90)}
    )
    _do(page, "product", 3)
    _next_is(page, "Where your stock lies")
    _in(page, "location").get_by_label("Name", exact=True).fill("Back room")
    _do(page, "location", 4)
    _next_is(page, "Delivery")
    _in(page, "delivery").get_by_label("Name", exact=True).fill("Standard")
    _in(page, "delivery").get_by_label("Price").fill("4.90")
    _do(page, "delivery", 5)
    _next_is(page, "Payment")
    _in(page, "payment").get_by_label("Test card").check()
    _do(page, "payment", 6)
    _next_is(page, "Theme")
    _do(page, "theme", 7)
    _next_is(page, "Open the doors")
    page.locator("#do-doors").click()
    expect(page.locator("#whats-next")).to_contain_text("Your shop is open")
    assert axe_violations(page) == []
    screenshot(page, "set-up-done")

    number = _buy_the_bowl(phone, shop)

    page.goto(f"{base}/orders")
    page.get_by_role("link", name=f"#{number}").click()
    expect(page.locator("h1")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text("Blue bowl")
    expect(page.locator(".under-head")).to_contain_text(re.compile("Authorised|Paid"))
    unexpected = [fault for fault in faults if "422" not in fault]  # the refused tax rate
    assert not unexpected, unexpected


def _create_store(server: LiveServer, name: str) -> dict[str, str]:
    """The only command line of this story."""
    done = forked.run(
        [sys.executable, "-m", "flask", "--app", "app", "stores", "create", name, "--json"],
        env={**os.environ, **server.variables, "PORT": str(server.port)},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _no_dead_end(page: Page, base: str) -> None:
    """Every page of an empty store offers something to do, on the page itself and not only in the rail."""
    for path in ("/", *PLACES):
        page.goto(base + path)
        steps = page.locator("main a.button, main button[type=submit]:visible, main .drop, main .empty a")
        assert steps.count() > 0, f"{path} is a dead end"
        assert not overflows(page), path


def _visitors_see_the_password_page(phone: BrowserContext, shop: str) -> None:
    visitor = phone.new_page()
    visitor.goto(shop)
    visitor.wait_for_url(re.compile(r"/password"))
    visitor.close()


def _next_is(page: Page, title: str) -> None:
    expect(page.locator("#whats-next")).to_contain_text(title)


def _in(page: Page, step: str) -> Locator:
    return page.locator(f"#step-{step}")


def _do(page: Page, step: str, done: int) -> None:
    """Press the step's button; it is ticked without leaving the list."""
    page.locator(f"#do-{step}").click()
    expect(page.locator("progress.meter")).to_have_attribute("value", str(done))
    expect(page.locator(f"#step-{step}")).to_have_class(re.compile("is-done"))


def _buy_the_bowl(phone: BrowserContext, shop: str) -> str:
    shopper = phone.new_page()
    faults = watched(shopper)
    shopper.goto(f"{shop}/collections/all")
    shopper.locator("a[href*='/products/blue-bowl']").first.click()
    shopper.wait_for_url("**/products/blue-bowl*")
    add_to_cart(shopper)
    shopper.goto(f"{shop}/cart")
    shopper.locator("main button[name=checkout]").first.click()
    shopper.wait_for_url(re.compile(r"//checkout\..*/contact"))
    fill_checkout(shopper)
    number = pay(shopper)
    assert not faults, faults
    return number


def _picture(shade: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (320, 320), (shade, 120, 160)).save(data, "PNG")
    return data.getvalue()
