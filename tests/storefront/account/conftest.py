"""A shop that sells, and people who sign in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.liquid.traces import traced
from engine.stores.commands import customers
from engine.stores.models import Customer
from tests.factories.orders import Shop
from tests.support.serving import HostClient
from tests.support.shopping import Shopper
from tests.support.traces import all_kept

PASSWORD = "four words in a row"


SOMEBODYS = ("example.com", "Lovelace", "Torstra", "Typed &")
"""What the customers of these tests type, somewhere."""


@pytest.fixture(autouse=True)
def nothing_of_a_person_is_kept() -> Iterator[None]:
    """Whatever an account's pages show, no template keeps a text or a value of it."""
    yield
    kept = all_kept(traced.of_process())
    assert [kept[kept.index(w) - 60 : kept.index(w) + 60] for w in SOMEBODYS if w in kept] == []


@dataclass
class Accounts:
    """Browsers at the shop, and what happens by mail."""

    shop: Shop
    client_at: Callable[[str], HostClient]

    def browser(self) -> HostClient:
        """A browser of its own."""
        return self.client_at(self.shop.store.host)

    def link(self, email: str, purpose: str = customers.ACTIVATION) -> str:
        """The address in the letter."""
        with self.shop.db.write(self.shop.id) as session:
            customer, _ = customers.record_of(session, email)
            token = customers.make_customer_link(session, customer, purpose)
            word = "activate" if purpose == customers.ACTIVATION else "reset"
            return f"/account/{word}/{customer.id}/{token}"

    def open(self, email: str) -> HostClient:
        """A browser in which a new account was just opened."""
        browser = self.browser()
        answer = choose(browser, self.link(email))
        assert answer.status_code == 303, answer.text
        return browser

    def customer(self, email: str) -> Customer:
        """The record."""
        with self.shop.db.read(self.shop.id) as session:
            return session.scalars(select(Customer).where(Customer.email == email)).one()


def choose(browser: HostClient, link: str, password: str = PASSWORD) -> TestResponse:
    """Use a link."""
    return browser.post(
        link, data={"customer[password]": password, "customer[password_confirmation]": password}
    )


def sign_in(browser: HostClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """The form of the sign-in page."""
    form = {"form_type": "customer_login", "customer[email]": email, "customer[password]": password}
    return browser.post("/account/login", data=form | more)


@pytest.fixture
def accounts(selling: Shop, client_at: Callable[[str], HostClient]) -> Accounts:
    """Accounts of the shop that sells."""
    return Accounts(selling, client_at)


@pytest.fixture
def shopper_of(client_at: Callable[[str], HostClient], selling: Shop) -> Callable[[HostClient], Shopper]:
    """Somebody who shops in a browser that is signed in."""

    def of(browser: HostClient) -> Shopper:
        shopper = Shopper(client_at, selling)
        shopper.shop = browser
        return shopper

    return of
