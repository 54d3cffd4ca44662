"""What a shop does not sell over the counter is ordered there: to a home with cash, to the shop with a card, and neither while
the network is away. And what was kept for somebody is handed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.catalogue.models import Variant
from engine.inventory import commands as inventory
from engine.inventory.models import Commitment
from engine.mail.models import OutgoingMail
from engine.ordering.models import BrandOrder
from engine.stores.commands import NewStore
from engine.tills import commands
from tests.engine.tills.ordered import SHIP, Taken, open_taken
from tests.engine.tills.shop import PIN
from tests.engine.tills.terminals import Terminals, running
from tests.journeys.test_till import accessible, next_customer, pay_cash
from tests.support.browser import context, watched
from tests.support.serving import LiveServer
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

TABLET = {"viewport": {"width": 1024, "height": 768}}


@pytest.fixture
def terminals() -> Iterator[Terminals]:
    """A terminal beside the till."""
    with running() as service:
        yield service


@pytest.fixture
def taken(db: Database, app: object, store: NewStore) -> Taken:
    """Cups are sold in the shop, bowls only online; a card terminal stands beside the till."""
    found = open_taken(db, store.id, cup=9, bowl=4)
    with db.write(store.id) as session:
        inventory.designate(
            session, [found.shop.items["bowl"]], {found.shop.channel_id: "not_listed"}, SYSTEM
        )
        commands.change_device(
            session, found.shop.device_id, name="Counter", terminal="counter-1", actor=SYSTEM
        )
    show_elsewhere(db, found)
    return found


def show_elsewhere(db: Database, taken: Taken) -> None:
    """What is not for sale in the shop is listed there, marked."""
    with db.write(taken.shop.store_id) as session:
        inventory.set_channel(session, taken.shop.channel_id, others="include", actor=SYSTEM)


def at_the_till(taken: Taken, page: Page, address: str) -> None:
    """Paired, and Ida has entered her PIN."""
    with taken.shop.db.write(taken.shop.store_id) as session:
        _, code = commands.make_code(session, taken.shop.device_id, SYSTEM)
    page.goto(address)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Pair").click()
    page.get_by_label("PIN of Ida Quinn").fill(PIN)
    page.get_by_role("button", name="Enter").click()
    expect(page.locator(".goods > li")).to_have_count(2)


def order(page: Page, title: str, to: str) -> None:
    page.get_by_role("button", name=f"About {title}").click()
    page.get_by_role("button", name=to).click()
    expect(page.locator(".sheet")).to_have_count(0)


def pay(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Pay")).click()


def order_for_ada(page: Page) -> None:
    """A bowl that Ada collects here, as far as how it is paid."""
    order(page, "bowl", "Order to this shop")
    pay(page)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_role("button", name="Go on to payment").click()


def kept(page: Page) -> str:
    """All that the device keeps, as text."""
    return str(
        page.evaluate(
            """async () => {
              const open = indexedDB.open("till");
              const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
              const all = [];
              for (const name of database.objectStoreNames) {
                const read = database.transaction(name).objectStore(name).getAll();
                all.push(await new Promise((done) => (read.onsuccess = () => done(read.result))));
              }
              return JSON.stringify(all);
            }"""
        )
    )


def arrive(request: Any, port: int) -> str:
    """Send what the browser wanted to send; the answer."""
    link = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {name: value for name, value in request.all_headers().items() if name[0] != ":"}
    link.request(
        "POST", "/till/sales", request.post_data_buffer, headers | {"Host": request.url.split("/")[2]}
    )
    return link.getresponse().read().decode()


def test_orders_are_taken_at_the_till(
    taken: Taken,
    db: Database,
    store: NewStore,
    serve: Callable[..., LiveServer],
    browser: Browser,
    terminals: Terminals,
) -> None:
    server = serve(CARD_TERMINAL_URL=terminals.url)
    opened = context(browser, TABLET)
    page = opened.new_page()
    faults = watched(page)
    at_the_till(taken, page, server.url(f"admin.{store.host}", "/till/"))

    # a bowl, which is not sold here, to a home; a cup is taken along
    page.locator(".good-main", has_text="bowl").click()
    expect(page.get_by_text("Not for sale here, but online")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Order to the customer’s home").click()
    page.locator(".good-main", has_text="cup").click()
    expect(page.locator(".ordered")).to_contain_text("Ordered to the home")
    expect(page.get_by_role("button", name=re.compile("^Pay"))).to_contain_text("€27.50")
    page.set_viewport_size({"width": 1024, "height": 768})
    accessible(page)
    pay(page)
    expect(page.locator(".order-ways .choice")).to_have_count(1)
    accessible(page)
    page.get_by_label("E-mail").fill("ada@example")
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("Street and number").fill("Torstraße 1")
    page.get_by_label("Town or city").fill("Berlin")
    page.get_by_role("button", name="Go on to payment").click()
    expect(page.get_by_text("2 fields need another look")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Town or city")).to_have_value("Berlin")
    accessible(page)
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Postcode").fill("10115")

    # closed and opened again, nothing that was typed is lost
    page.keyboard.press("Escape")
    pay(page)
    expect(page.get_by_label("Street and number")).to_have_value("Torstraße 1")
    page.get_by_role("button", name="Go on to payment").click()
    expect(page.locator(".pay-total")).to_have_text("€32.40")
    page.locator(".suggestions .button").first.click()
    page.get_by_role("button", name="Take cash").click()
    until(lambda: len(taken.orders()) == 1)
    (first,) = taken.orders()
    expect(page.locator(".paper")).to_contain_text(f"Ordered: #{first.number}")
    expect(page.locator(".paper")).to_contain_text("Delivered to Ada Lovelace, Torstraße 1, 10115 Berlin")
    expect(page.locator(".paper")).to_contain_text("Taken along")
    accessible(page)
    assert (first.total_minor, first.payment_state) == (1550 + SHIP, "paid")
    with db.read(store.id) as session:
        assert len(session.scalars(select(BrandOrder)).all()) == 1
        assert [mail.recipient for mail in session.scalars(select(OutgoingMail))] == ["ada@example.com"]
    next_customer(page)
    page.set_viewport_size(TABLET["viewport"])
    assert "ada@example" not in kept(page) and "Torstra" not in kept(page)

    # another to this shop, by card; the whole order moves with the last word
    order(page, "bowl", "Order to the customer’s home")
    order(page, "bowl", "Order to this shop")
    expect(page.locator(".ordered")).to_contain_text("Ordered to this shop")
    pay(page)
    page.get_by_label("E-mail").fill("grace@example.com")
    page.get_by_label("Name", exact=True).fill("Grace Hopper")
    accessible(page)
    page.get_by_role("button", name="Go on to payment").click()
    terminals.outcome = "declined"
    page.get_by_role("button", name="Take card").click()
    page.get_by_role("button", name="Go back").click()
    terminals.outcome = "approved"
    page.get_by_role("button", name="Take card").click()
    until(lambda: len(taken.orders()) == 2)
    second = taken.orders()[1]
    expect(page.locator(".paper")).to_contain_text("Collected at Harbour Street")
    expect(page.locator(".paper")).to_contain_text("Visa ·· 4242")
    assert (second.delivery_kind, second.total_minor, second.item_count) == ("pickup", 3100, 2)
    with db.read(store.id) as session:
        places = session.scalars(select(Commitment.location_id)).all()
        assert set(places) == {taken.shop.location_id}
    next_customer(page)
    assert "grace@example" not in kept(page)
    assert [fault for fault in faults if "status of 422" not in fault] == []

    # while the network is away nothing is ordered, and an order that stands in the basket waits
    order(page, "bowl", "Order to this shop")
    faults.clear()
    opened.set_offline(True)
    page.locator(".good-main", has_text="cup").click()
    until(lambda: page.evaluate("!navigator.onLine"))
    expect(page.get_by_role("button", name=re.compile("^Pay"))).to_be_disabled()
    expect(page.get_by_text("Take the ordered lines out to go on")).to_be_visible()
    page.get_by_role("button", name="About bowl").click()
    expect(page.get_by_role("button", name="Order to this shop")).to_be_disabled()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="One less: bowl").click()
    pay_cash(page)
    expect(page.get_by_text("It is booked once the network is back")).to_be_visible()
    next_customer(page)
    opened.set_offline(False)
    expect(page.get_by_role("button", name=re.compile("wait"))).to_have_count(0, timeout=40_000)
    assert len(taken.orders()) == 2
    opened.close()


def test_the_answer_of_a_paid_order_is_waited_for(
    taken: Taken,
    store: NewStore,
    serve: Callable[..., LiveServer],
    browser: Browser,
    terminals: Terminals,
) -> None:
    server = serve(CARD_TERMINAL_URL=terminals.url)
    opened = context(browser, TABLET)
    page = opened.new_page()
    at_the_till(taken, page, server.url(f"admin.{store.host}", "/till/"))
    order_for_ada(page)

    expect(page.locator(".pay-total")).to_have_text("€15.50")

    # a price changes between: the order comes again with the new one, and all that was typed
    with taken.shop.db.write(store.id) as session:
        session.execute(
            update(Variant)
            .where(Variant.store_id == store.id, Variant.id == taken.shop.variants["bowl"])
            .values(price_minor=1600)
        )
    page.get_by_role("button", name="Take card").click()
    expect(page.get_by_text("Something changed while you were here")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("ada@example.com")
    expect(page.locator(".order-form .sums .total").last).to_have_text("€16.00")
    assert terminals.started == 0
    page.get_by_role("button", name="Go on to payment").click()

    # the sale arrives, its answer does not: it is asked again under the same id, and is there
    lost: list[str] = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(arrive(route.request, server.port))
            route.abort()
        else:
            route.continue_()

    opened.route("**/till/sales", lose)
    page.get_by_role("button", name="Take cash").click()
    expect(page.get_by_text("The shop has not answered")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Ordered: #", timeout=20_000)
    assert len(taken.orders()) == 1 and lost
    next_customer(page)
    opened.unroute("**/till/sales")

    # nothing arrives: who stops waiting finds it under Waiting, not booked, and takes it back into the basket
    order_for_ada(page)
    opened.route("**/till/sales", lambda route: route.abort())
    page.get_by_role("button", name="Take cash").click()
    page.get_by_role("button", name="Stop asking").click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    opened.unroute("**/till/sales")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("this sale was not booked")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Back into the basket").click()
    expect(page.locator(".ordered")).to_contain_text("bowl")
    assert len(taken.orders()) == 1
    opened.close()


def test_what_is_kept_for_somebody_is_handed_over(
    taken: Taken,
    store: NewStore,
    serve: Callable[..., LiveServer],
    browser: Browser,
    terminals: Terminals,
) -> None:
    shop = taken.shop
    with shop.db.write(shop.store_id) as session:
        wish = inventory.Wish(shop.variants["cup"], shop.location_id, 2, "Ada", "ada@example.com")
        inventory.hold_for_pickup(session, wish)
    server = serve(CARD_TERMINAL_URL=terminals.url)
    opened = context(browser, TABLET)
    page = opened.new_page()
    at_the_till(taken, page, server.url(f"admin.{store.host}", "/till/"))
    page.get_by_role("button", name="Pick-ups").click()
    expect(page.locator(".page .card")).to_contain_text("2 × cup")
    accessible(page)
    page.set_viewport_size(TABLET["viewport"])
    page.get_by_role("button", name="Into the basket").click()
    pay(page)
    page.get_by_role("button", name="Take card").click()
    expect(page.locator(".paper")).to_contain_text("Visa ·· 4242")
    next_customer(page)
    page.get_by_role("button", name="Pick-ups").click()
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    assert shop.here("cup") == 7
    opened.close()
