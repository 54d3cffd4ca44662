"""What people do in the demo store, in their own words. The pages are found as people find them: by label and name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from engine.demo.load import OWNER_EMAIL, OWNER_PASSWORD
from tests.support.demo import HOST
from tests.support.serving import LiveServer
from tests.support.waiting import until

ADDRESS = {
    "Full name": "Ada Brennan",
    "Address": "3 Harbour Terrace",
    "City": "Cobh",
}


def shop_url(demo: LiveServer, path: str = "/") -> str:
    """An address of the shop."""
    return demo.url(HOST, path)


def admin_url(demo: LiveServer, path: str = "/") -> str:
    """An address of its admin."""
    return demo.url(f"admin.{HOST}", path)


def add_to_cart(page: Page) -> None:
    """Press the product page's button and wait until the cart's number rose."""
    before = cart_count(page)
    page.locator("form[action='/cart/add'] button[type=submit]:visible").first.click()
    until(lambda: cart_count(page) > before, 10, "a higher number beside the cart")


def cart_count(page: Page) -> int:
    """The number beside the cart."""
    text = page.locator("[data-cart-count]").first.text_content() or ""
    return int(re.sub(r"\D", "", text) or 0)


def fill_checkout(page: Page, *, card: str = "4242 4242 4242 4242") -> None:
    """From the contact step to the review."""
    page.locator("input[name=email]").fill("ada.brennan@post.example")
    _go_on(page, "contact")
    for name, value in {
        "name": "Ada Brennan",
        "line1": "3 Harbour Terrace",
        "postcode": "P24 CD56",
        "city": "Cobh",
    }.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("select[name=country]").select_option("IE")
    _go_on(page, "delivery")
    page.locator("input[name=card_number]").fill(card)
    page.locator("input[name=card_expiry]").fill("12/39")
    page.locator("input[name=card_cvc]").fill("123")
    page.locator("input[name=card_name]").fill("Ada Brennan")
    _go_on(page, "payment")


def _go_on(page: Page, step: str) -> None:
    page.locator(f"form[action='/{step}'] button[type=submit]:not([formaction])").last.click()
    page.wait_for_url(lambda url: not url.rstrip("/").endswith(f"/{step}"))


def pay(page: Page) -> str:
    """Press the review's button; the order's number from the confirmation."""
    page.locator("form[action='/pay'] button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/orders/[^/]+/thanks"))
    found = re.search(r"\b(1\d{3,})\b", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found.group(1)


def sign_in(page: Page, demo: LiveServer) -> None:
    """The owner, at the admin."""
    page.goto(admin_url(demo, "/sign-in"))
    page.locator("input[name=email]").fill(OWNER_EMAIL)
    page.locator("input[type=password]").first.fill(OWNER_PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(admin_url(demo, "/"))
    expect(page.locator("h1")).to_be_visible()


def mails(demo: LiveServer) -> list[str]:
    """Letters in the mailbox folder, as text."""
    folder = Path(demo.variables["INSTANCE_DIR"]) / "mailbox"
    return [path.read_text(errors="replace") for path in sorted(folder.rglob("*.eml"))]


def status_of(page: Page, address: str) -> int:
    """What an address answers to this browser."""
    response: Any = page.request.get(address)
    return int(response.status)
