"""The pages of an account: addresses, orders, the way to the checkout and back; each customer sees their own alone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from engine.base.db import Database
from engine.ordering.models import Checkout, CustomerOrder
from engine.stores.models import Customer
from engine.stores.queries import addresses_of
from tests.factories.orders import ADDRESS
from tests.factories.past_orders import make_past_orders
from tests.storefront.account.conftest import Accounts
from tests.support.counting import counted
from tests.support.serving import HostClient
from tests.support.shopping import Shopper, path_of

ADA, BEN = "ada@example.com", "ben@example.com"
HOME = {
    "address[first_name]": "Ada",
    "address[last_name]": "Lovelace",
    "address[address1]": "Torstraße 1",
    "address[zip]": "10115",
    "address[city]": "Berlin",
    "address[country]": "Germany",
}


def _addresses(accounts: Accounts, email: str) -> list[tuple[int, str | None, bool]]:
    with accounts.shop.db.read(accounts.shop.id) as session:
        customer = session.scalars(select(Customer.id).where(Customer.email == email)).one()
        return [(row.id, row.city, row.is_default) for row in addresses_of(session, customer)]


def test_the_address_book(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    assert browser.post("/account/addresses", data=HOME).headers["Location"] == "/account/addresses"
    more = HOME | {"address[city]": "Cobh", "address[country]": "IE", "address[default]": "1"}
    browser.post("/account/addresses", data=more)
    (second, *_), (first, *_) = found = _addresses(accounts, ADA)
    assert [row[1:] for row in found] == [("Cobh", True), ("Berlin", False)]
    shown = browser.get("/account/addresses").text
    assert "Torstraße 1" in shown and '<option value="IE" selected>Ireland' in shown
    changed = HOME | {"_method": "put", "address[city]": "Potsdam"}
    assert browser.post(f"/account/addresses/{first}", data=changed).status_code == 303
    assert browser.post(f"/account/addresses/{second}", data={"_method": "delete"}).status_code == 303
    assert _addresses(accounts, ADA) == [(first, "Potsdam", True)]


def test_a_refused_address_comes_back_as_typed_in_its_own_form(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    browser.post("/account/addresses", data=HOME)
    ((kept, *_),) = _addresses(accounts, ADA)
    answer = browser.post(
        "/account/addresses", data=HOME | {"address[city]": "", "address[company]": "Typed & kept"}
    )
    assert answer.status_code == 422 and "Town is missing." in answer.text
    assert answer.text.count('value="Typed &amp; kept"') == 1
    answer = browser.post(
        f"/account/addresses/{kept}", data=HOME | {"address[last_name]": "", "address[phone]": "ring twice"}
    )
    assert "Last name is missing." in answer.text and "does not look like a telephone number." in answer.text
    assert answer.text.count('value="ring twice"') == 1
    assert f'id="Address{kept}_phone"' in answer.text and len(_addresses(accounts, ADA)) == 1


def test_what_belongs_to_another_is_not_there(accounts: Accounts) -> None:
    ada, ben = accounts.open(ADA), accounts.open(BEN)
    ada.post("/account/addresses", data=HOME)
    ((of_ada, *_),) = _addresses(accounts, ADA)
    with accounts.shop.db.write(accounts.shop.id) as session:
        (order_id,) = make_past_orders(session, accounts.customer(ADA).id, 1)
    assert ada.get(f"/account/orders/{order_id}").status_code == 200
    assert ben.get(f"/account/orders/{order_id}").status_code == 404
    assert ben.get("/account/orders/999999999").status_code == 404
    assert ben.post(f"/account/addresses/{of_ada}", data=HOME).status_code == 404
    assert ben.post(f"/account/addresses/{of_ada}", data={"_method": "delete"}).status_code == 404
    assert len(_addresses(accounts, ADA)) == 1
    assert "Torstraße" not in ben.get("/account").text


def test_a_customer_buys_without_typing_and_finds_the_order(
    accounts: Accounts, shopper_of: Callable[[HostClient], Shopper]
) -> None:
    browser = accounts.open(ADA)
    browser.post("/account/addresses", data=HOME)
    shopper = shopper_of(browser)
    shopper.put(mug=2)
    entered = shopper.enter()
    assert path_of(entered) == "/delivery", "who buys is known"
    handed = browser.post("/cart", data={"checkout": "1"}).headers["Location"]
    assert "@" not in handed and "Torstra" not in handed, "the hand-over carries nothing of it"
    page = shopper.checkout.get("/delivery").text
    assert "Torstraße 1" in page and ADA in page
    chosen = {"ship_method": shopper.made.methods["ship"], "kind": "ship"}
    assert path_of(shopper.checkout.post("/delivery", data=ADDRESS | chosen)) == "/payment"
    shopper.give_card()
    assert shopper.press().status_code == 303
    with accounts.shop.db.read(accounts.shop.id) as session:
        order = session.scalars(select(CustomerOrder)).one()
        assert order.customer_id == accounts.customer(ADA).id
    shown = browser.get("/account").text
    assert f"/account/orders/{order.id}" in shown and str(order.number) in shown
    page = browser.get(f"/account/orders/{order.id}").text
    assert "Mug" in page and "Torstraße 1" in page
    assert f"/orders/{order.status_token}" in page, "leads to the page with what happens next"


def test_after_signing_out_the_checkout_knows_nobody(
    accounts: Accounts, shopper_of: Callable[[HostClient], Shopper]
) -> None:
    browser = accounts.open(ADA)
    browser.post("/account/addresses", data=HOME)
    shopper = shopper_of(browser)
    shopper.put(mug=1)
    shopper.enter()
    browser.post("/account/logout")
    page = shopper.checkout.get("/contact").text
    assert ADA not in page and path_of(shopper.checkout.get("/delivery")) == "/contact"
    entered = shopper.enter()
    assert path_of(entered) == "/contact"
    assert ADA not in shopper.checkout.get("/contact").text
    with accounts.shop.db.read(accounts.shop.id) as session:
        assert session.scalar(select(func.count()).where(
            Checkout.store_id == accounts.shop.id, Checkout.customer_id.is_not(None)
        )) == 0  # fmt: skip


def test_orders_of_an_address_are_seen_once_it_is_confirmed(accounts: Accounts) -> None:
    """A guest bought; a stranger who only types the address sees nothing of it."""
    shop = accounts.shop
    checkout_id = shop.checkout(shop.cart(mug=1))
    shop.fill(checkout_id, email=ADA)
    order_id = shop.pay(checkout_id).order_id
    stranger = accounts.browser()
    stranger.post("/account", data={"customer[email]": ADA, "customer[password]": "a stranger's password"})
    assert stranger.get("/account").status_code == 302
    form = {"customer[email]": ADA, "customer[password]": "a stranger's password"}
    assert stranger.post("/account/login", data=form).status_code == 422
    owner = accounts.open(ADA)
    assert owner.get(f"/account/orders/{order_id}").status_code == 200


def test_fifty_orders_cost_as_many_queries_as_one(accounts: Accounts, db: Database) -> None:
    browser = accounts.open(ADA)
    customer = accounts.customer(ADA).id
    with db.write(accounts.shop.id) as session:
        make_past_orders(session, customer, 1)

    browser.get("/account")
    with counted(db) as few:
        assert "Order 1001" in browser.get("/account").text
    with db.write(accounts.shop.id) as session:
        make_past_orders(session, customer, 49, first=1002)
    with counted(db) as many:
        assert "Order 1050" in browser.get("/account").text
    assert many.count == few.count, many


def test_pages_of_orders(accounts: Accounts) -> None:
    browser = accounts.open(ADA)
    with accounts.shop.db.write(accounts.shop.id) as session:
        make_past_orders(session, accounts.customer(ADA).id, 21)
    assert "Order 1001" not in browser.get("/account").text
    assert "Order 1001" in browser.get("/account?page=2").text


def test_the_newsletter_tells_nothing_and_keeps_the_time(accounts: Accounts) -> None:
    accounts.open(ADA)
    pages = []
    for email in (ADA, ADA, BEN):
        form = {"form_type": "customer", "contact[email]": email, "return_to": "/"}
        answer = accounts.browser().post("/contact", data=form)
        assert answer.status_code == 200
        pages.append(answer.text)
    assert pages[0] == pages[1] == pages[2]
    for email in (ADA, BEN):
        row = accounts.customer(email)
        assert row.accepts_marketing and row.marketing_at is not None and row.marketing_source == "newsletter"
