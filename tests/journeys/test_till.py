"""A day at the till: paired, unlocked, sold by scan, sold on without the network and reloaded without it, settled once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from engine.base.db import Database
from engine.inventory import queries as stock
from engine.inventory.models import InventoryItem
from engine.stores.commands import NewStore
from engine.tills.models import TillSale
from tests.engine.tills.shop import PIN, Shop, open_shop
from tests.support.browser import axe_violations, context, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TABLET = {"viewport": {"width": 1024, "height": 768}}


def sales(shop: Shop) -> dict[str, int]:
    """Numbers of receipts with what was paid, as the database has them."""
    with shop.db.read(shop.store_id) as session:
        return {sale.number: sale.paid_minor for sale in session.scalars(select(TillSale))}


def online(shop: Shop, title: str) -> str:
    with shop.db.read(shop.store_id) as session:
        return session.need(InventoryItem, shop.items[title]).online


def scan(page: Page, code: str) -> None:
    """As a scanner does: it types, and ends with Enter, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def pay_cash(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.locator(".suggestions .button").first.click()
    page.get_by_role("button", name="Take cash").click()
    expect(page.locator(".paper")).to_be_visible()


def next_customer(page: Page) -> None:
    page.get_by_role("button", name="Next customer").click()
    expect(page.locator(".sheet")).to_have_count(0)


def accessible(page: Page) -> None:
    """On the tablet and on a phone."""
    for width in (360, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert axe_violations(page) == [], width
        assert not overflows(page), width


def test_a_day_at_the_till(
    db: Database, app: object, store: NewStore, serve: Callable[..., LiveServer], browser: Browser
) -> None:
    from engine.base.actor import SYSTEM
    from engine.tills import commands

    shop = open_shop(db, store.id, cup=9, bowl=4, jug=2)
    with db.write(store.id) as session:
        _, code = commands.make_code(session, shop.device_id, SYSTEM)
    server: LiveServer = serve()
    opened = context(browser, TABLET)
    page = opened.new_page()
    faults = watched(page)

    # the first item within four steps of opening the page: a code, a PIN, a scan, cash
    page.goto(server.url(f"admin.{store.host}", "/till/"))
    page.get_by_label("Code").fill(code)
    accessible(page)
    page.get_by_role("button", name="Pair").click()
    page.get_by_label("PIN of Ida Quinn").fill(PIN)
    accessible(page)
    page.get_by_role("button", name="Enter").click()
    expect(page.locator(".goods > li")).to_have_count(3)
    scan(page, "4000000000000")
    scan(page, "sku-bowl")
    expect(page.get_by_role("button", name=re.compile("^Pay"))).to_contain_text("€27.50")
    accessible(page)
    pay_cash(page)
    expect(page.get_by_text("Booked")).to_be_visible()
    assert sales(shop) == {"1-0001": 2750}
    accessible(page)
    next_customer(page)
    until(lambda: page.evaluate("document.body.dataset.kept === '1' && !!navigator.serviceWorker.controller"))

    # the control on the device changes the shop online at once, and the till's own list not at all
    page.get_by_role("button", name="About jug").click()
    page.get_by_role("button", name="Show it online, buy it in the shop").click()
    expect(page.locator("[data-online]")).to_have_text("Shown online, bought in the shop")
    assert online(shop, "jug") == "view_only"
    page.get_by_role("button", name="Sell this online").click()
    expect(page.locator("[data-online]")).to_have_text("For sale online")
    assert online(shop, "jug") == "for_sale"
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(".goods > li")).to_have_count(3)

    # the network is cut: two more are sold, the page is reloaded, a third one is
    faults.clear()
    opened.set_offline(True)
    for _ in range(2):
        page.locator(".good-main", has_text="cup").click()
        pay_cash(page)
        expect(page.get_by_text("It is booked once the network is back")).to_be_visible()
        next_customer(page)
    expect(page.get_by_role("button", name="2 sales wait")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="2 sales wait")).to_be_visible()
    expect(page.locator(".goods > li")).to_have_count(3)
    page.get_by_role("button", name="About jug").click()
    expect(page.get_by_role("button", name="Sell this online")).to_be_disabled()
    expect(page.get_by_text("it needs the network")).to_be_visible()
    page.keyboard.press("Escape")
    scan(page, "sku-cup")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    expect(page.get_by_role("button", name="Take card")).to_be_disabled()
    expect(page.get_by_text("A card needs the network")).to_be_visible()
    page.get_by_role("button", name="Take cash").click()
    next_customer(page)
    assert len(sales(shop)) == 1

    # it is back: everything settles, once
    opened.set_offline(False)
    expect(page.get_by_role("button", name=re.compile("wait"))).to_have_count(0, timeout=40_000)
    assert sales(shop) == {"1-0001": 2750, "1-0002": 1200, "1-0003": 1200, "1-0004": 1200}
    page.reload()
    expect(page.locator(".goods > li").first).to_be_visible()
    assert len(sales(shop)) == 4 and shop.here("cup") == 5
    with db.read(store.id) as session:
        assert stock.recount(session) == []
        queued = session.scalar(select(func.count(TillSale.id)).where(TillSale.was_queued))
        assert queued == 3
    assert [fault for fault in faults if "net::ERR_INTERNET_DISCONNECTED" not in fault] == []

    # a return with its receipt, and the drawer
    page.get_by_role("button", name="Returns").click()
    page.get_by_label("Number of the receipt").fill("1-0001")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("How many of bowl come back").select_option("1")
    accessible(page)
    page.get_by_role("button", name=re.compile("Give back €15.50 in cash")).click()
    expect(page.locator(".paper")).to_be_visible()
    next_customer(page)
    page.get_by_role("button", name="Count", exact=True).click()
    expect(page.get_by_text("€48.00").first).to_be_visible()
    page.get_by_label("Counted", exact=True).fill("48")
    expect(page.get_by_text("Exactly right.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Close the day").click()
    expect(page.get_by_text("The day is closed")).to_be_visible()
    opened.close()
