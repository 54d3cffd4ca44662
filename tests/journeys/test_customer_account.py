"""A customer on a 360-pixel phone: opens an account by mail, keeps an address, buys without typing it, sees the order."""

from __future__ import annotations

import re
from email import message_from_string, policy

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.story import add_to_cart, mails, pay, shop_url
from tests.support.browser import axe_violations, overflows, screenshot, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

MAIL = "nora.quinn@post.example"
PASSWORD = "four words in a row"


def _check(page: Page, name: str) -> None:
    page.wait_for_load_state("load")
    screenshot(page, f"phone-account-{name}")
    assert not overflows(page), name
    assert axe_violations(page) == [], name


def _link(demo: LiveServer) -> str:
    """The address in the letter about the account."""
    found: list[str] = []

    def look() -> bool:
        for letter in mails(demo):
            message = message_from_string(letter, policy=policy.default)
            body = message.get_body(("plain",))
            if message["To"] and MAIL in message["To"] and body is not None:
                found.extend(re.findall(r"http://\S+/account/activate/\S+", body.get_content()))
        return bool(found)

    until(look, 30, "a letter with a link")
    return found[-1]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_from_no_account_to_an_order_in_it(demo: LiveServer, phone_page: Page) -> None:
    page, faults = phone_page, watched(phone_page)
    page.goto(shop_url(demo))
    page.locator(".masthead__burger").click()
    page.locator("#MenuDrawer").get_by_role("link", name="Account").click()
    page.wait_for_url(re.compile("/account/login"))
    _check(page, "sign-in")

    page.locator("main").get_by_role("link", name="Open an account").click()
    _check(page, "register")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Quinn")
    page.get_by_label("E-mail address").fill(MAIL)
    page.get_by_role("button", name="Open an account").click()
    expect(page.get_by_role("status").filter(has_text=MAIL)).to_be_visible()
    _check(page, "letter-sent")

    link = _link(demo)
    page.goto(link)
    _check(page, "choose-password")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    expect(page.locator("h1")).to_have_text("Hello, Nora")
    assert "customer" not in page.evaluate("document.cookie"), "no script can take the session along"
    _check(page, "empty")

    page.get_by_role("button", name="Sign out").click()
    page.goto(shop_url(demo, "/account"))
    page.get_by_label("E-mail address").first.fill(MAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Hello, Nora")

    page.get_by_role("link", name=re.compile("Addresses")).click()
    _check(page, "no-address")
    new = page.locator("section[aria-labelledby=NewAddress]")
    for label, value in {
        "First name": "Nora",
        "Last name": "Quinn",
        "Street and number": "3 Harbour Terrace",
        "Postcode": "P24 CD56",
        "Town": "Cobh",
    }.items():
        new.get_by_label(label).fill(value)
    new.get_by_label("Country").select_option("IE")
    new.get_by_role("button", name="Save address").click()
    expect(page.locator("main address")).to_contain_text("Cobh")
    page.locator("main article summary").click()
    _check(page, "addresses")

    page.goto(shop_url(demo, "/products/ask-vase"))
    add_to_cart(page)
    page.goto(shop_url(demo, "/cart"))
    page.locator("main button[name=checkout]").first.click()
    page.wait_for_url(re.compile(r"//checkout\.demo\.localhost.*/delivery"))
    assert page.locator("input[name=line1]").input_value() == "3 Harbour Terrace"
    page.locator("form[action='/delivery'] button[type=submit]:not([formaction])").last.click()
    page.wait_for_url(re.compile("/payment"))
    for name, value in {
        "card_number": "4242 4242 4242 4242",
        "card_expiry": "12/39",
        "card_cvc": "123",
        "card_name": "Nora Quinn",
    }.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form[action='/payment'] button[type=submit]:not([formaction])").last.click()
    page.wait_for_url(re.compile("/review"))
    number = pay(page)

    page.goto(shop_url(demo, "/account"))
    _check(page, "orders")
    page.get_by_role("link", name=re.compile(number)).click()
    expect(page.locator("h1")).to_contain_text(number)
    _check(page, "order")

    page.goto(shop_url(demo, "/account/logout"))
    _check(page, "leave")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(shop_url(demo, "/account"))
    page.wait_for_url(re.compile("/account/login"))
    assert not faults, faults

    page.goto(link)
    expect(page.get_by_role("alert")).to_contain_text("used already")
