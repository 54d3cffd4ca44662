"""A till whose list is long: it comes page by page, goes on after a cut, everything in it can be reached by keyboard, and what
changes is taken in without moving what somebody looks at."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from admin.till import stock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue import commands as catalogue
from engine.catalogue.models import Product, Variant
from engine.inventory import commands as inventory
from engine.inventory.models import Channel
from engine.stores.commands import NewStore
from engine.tills import commands
from tests.engine.tills.shop import PIN, Shop, open_shop
from tests.factories.products import make_many
from tests.support.browser import axe_violations, context, overflows, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

MANY, A_PAGE = 2_150, 1_000
TABLET = {"viewport": {"width": 1024, "height": 768}}


@pytest.fixture
def shop(db: Database, app: object, store: NewStore) -> Shop:
    """A shop with more than two pages of goods, the first of which by name is a cup."""
    assert stock.AT_ONCE == A_PAGE
    made = open_shop(db, store.id, **{"a cup": 9, "Zylinder": 2})
    make_many(db, store.id, MANY)
    return made


def _begin(shop: Shop, page: Page, address: str) -> None:
    with shop.db.write(shop.store_id) as session:
        _, code = commands.make_code(session, shop.device_id, SYSTEM)
    page.goto(address)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Pair").click()
    page.get_by_label("PIN of Ida Quinn").fill(PIN)
    page.get_by_role("button", name="Enter").click()


def _words(page: Page) -> dict[str, object]:
    """What the device has written down: the number of items, and the words that say how far it is."""
    found: dict[str, object] = page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open('till');
            asked.onsuccess = () => {
                const shut = asked.result.transaction(['items', 'kv']), out = {};
                shut.objectStore('items').count().onsuccess = (e) => { out.items = e.target.result; };
                shut.objectStore('kv').get('cursor').onsuccess = (e) => { out.cursor = e.target.result ?? null; };
                shut.objectStore('kv').get('reading').onsuccess = (e) => { out.reading = e.target.result ?? null; };
                shut.oncomplete = () => { asked.result.close(); resolve(out); };
            };
        })"""
    )
    return found


def test_a_first_list_that_is_cut_goes_on_where_it_was(
    shop: Shop, store: NewStore, serve: Callable[..., LiveServer], browser: Browser
) -> None:
    server: LiveServer = serve()
    page = context(browser, TABLET | {"service_workers": "block"}).new_page()
    asked: list[str] = []
    cut = [True]

    def items(route: Route) -> None:
        asked.append(route.request.url)
        if cut[0] and len(asked) > 1:
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/till/items"), items)
    _begin(shop, page, server.url(f"admin.{store.host}", "/till/"))
    expect(page.locator(".goods-progress")).to_contain_text("1,000 of 2,152")
    expect(page.get_by_text("It goes on when the network is back")).to_be_visible()
    expect(page.locator(".goods > li.good")).to_have_count(90)
    assert axe_violations(page) == [] and not overflows(page)
    page.get_by_label("Search by name").fill("No. 2149")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is not here yet: the list")).to_be_visible()
    page.get_by_label("Search by name").fill("")
    page.locator(".good-main").first.click()
    expect(page.locator(".basket .count")).to_have_text("1")
    kept = _words(page)
    assert (kept["items"], kept["cursor"]) == (A_PAGE, None) and kept["reading"]

    page.reload()
    expect(page.locator(".goods-progress")).to_contain_text("1,000 of 2,152")
    asked.clear()
    cut[0] = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: _words(page)["cursor"], what="the whole list")
    assert _words(page)["items"] == MANY + 2 and _words(page)["reading"] is None
    whole = [url for url in asked if "after=" in url]
    assert len(whole) == 2 and not any(url.endswith("after=") for url in whole), (
        "the first page is not read again"
    )
    expect(page.locator(".goods-progress")).to_be_hidden()
    expect(page.get_by_text("90 of 2,152")).to_be_visible()


def test_a_reading_that_cannot_go_on_begins_anew_and_drops_what_is_gone(
    shop: Shop, store: NewStore, serve: Callable[..., LiveServer], browser: Browser
) -> None:
    server: LiveServer = serve()
    page = context(browser, TABLET | {"service_workers": "block"}).new_page()
    _begin(shop, page, server.url(f"admin.{store.host}", "/till/"))
    until(lambda: _words(page)["cursor"], what="the whole list")
    page.get_by_label("Search by name").fill("Zylinder")
    expect(page.locator(".goods > li.good")).to_have_count(1)
    # the list is made otherwise now, so that cursors are no good; and meanwhile something went
    with shop.db.write(shop.store_id) as session:
        gone = session.scalars(select(Product).where(Product.title == "Zylinder")).one()
        catalogue.delete_product(session, gone.id, SYSTEM)
        till = session.scalars(select(Channel.id).where(Channel.kind == "pos")).one()
        inventory.set_channel(session, till, others="include", actor=SYSTEM)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.evaluate("import('/assets/js/till/list.js').then((list) => list.bring())")
    until(lambda: _words(page)["items"] == MANY + 1, what="the list as it is now")
    expect(page.get_by_text("Nothing like that")).to_be_visible()


def test_everything_is_reached_by_keyboard_and_stays_where_it_is(
    shop: Shop, store: NewStore, serve: Callable[..., LiveServer], browser: Browser
) -> None:
    server: LiveServer = serve()
    page = context(browser, TABLET | {"service_workers": "block"}).new_page()
    faults = watched(page)
    _begin(shop, page, server.url(f"admin.{store.host}", "/till/"))
    until(lambda: _words(page)["cursor"], what="the whole list")
    goods = page.locator(".goods > li.good")
    expect(goods).to_have_count(90)
    expect(goods.first).to_contain_text("a cup")
    # sorted as people count, accents and capitals aside
    page.get_by_label("Search by name").fill("speckled BÓWL")
    titles = page.locator(".good-title")
    expect(titles.first).to_contain_text("Speckled Bowl")
    numbers = [int(re.findall(r"\d+", text)[-1]) for text in titles.all_inner_texts()]
    assert numbers == sorted(numbers)
    page.get_by_label("Search by name").fill("")
    expect(goods).to_have_count(90)

    # more: the focus goes on to the first new one
    more = page.get_by_role("button", name="Show 90 more")
    more.focus()
    page.keyboard.press("Enter")
    expect(goods).to_have_count(180)
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.goods > .good')].indexOf(document.activeElement.closest('li'))"
        )
        == 90
    )
    expect(page.get_by_text("180 of 2,152")).to_be_visible()
    for width in (360, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert axe_violations(page) == [] and not overflows(page), width

    # a price that changes is shown, and the focus stays
    title = page.evaluate("document.activeElement.querySelector('.good-title').textContent")
    with shop.db.write(shop.store_id) as session:
        product = session.scalars(select(Product).where(Product.title == title)).one()
        variant = session.scalars(select(Variant).where(Variant.product_id == product.id)).one()
        variant.price_minor = 12_345
    page.evaluate("import('/assets/js/till/list.js').then((list) => list.bring())")
    expect(goods.filter(has_text=title)).to_contain_text("€123.45")
    assert page.evaluate("document.activeElement.querySelector('.good-title')?.textContent") == title
    expect(goods).to_have_count(180)
    assert not faults, faults

    # opened anew without the network: all of it is here
    page.get_by_label("Search by name").fill("Zylinder")
    page.keyboard.press("Enter")
    expect(page.locator(".basket .count")).to_have_text("1")
