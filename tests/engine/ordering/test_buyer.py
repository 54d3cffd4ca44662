"""Whose order it is: the signed-in customer's; else it is filed by address and seen only once that was confirmed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.ordering import commands
from engine.ordering.handlers import on_customer_enabled
from engine.ordering.models import Checkout, CustomerOrder
from engine.stores.commands import customers
from engine.stores.commands.customers import AddressInput
from engine.stores.models import Customer
from tests.factories.orders import Shop, make_shop

HOME = AddressInput(
    first_name="Ada", last_name="Lovelace", line1="Torstraße 1", postcode="10115", city="Berlin", country="DE"
)


@pytest.fixture
def shop(db: Database, clock: FixedClock) -> Shop:
    return make_shop(db)


def _account(shop: Shop, email: str, *, with_address: bool = True) -> int:
    with shop.db.write(shop.id) as session:
        customer, _ = customers.record_of(session, email)
        token = customers.make_customer_link(session, customer, customers.ACTIVATION)
        customers.choose_password(
            session, customers.ACTIVATION, customer.id, token,
            password="four words in a row", again="four words in a row",
        )  # fmt: skip
        if with_address:
            customers.add_address(session, customer.id, HOME)
        return customer.id


def _begin(shop: Shop, cart: str, customer_id: int | None) -> Checkout:
    with shop.db.write(shop.id) as session:
        customer = session.find(Customer, customer_id)
        checkout_id = commands.begin(session, cart, customer=customer).id
    with shop.db.read(shop.id) as session:
        return session.need(Checkout, checkout_id)


def test_a_customer_finds_mail_and_address_filled_in_and_owns_the_order(shop: Shop) -> None:
    ada = _account(shop, "ada@example.com")
    checkout = _begin(shop, shop.cart(mug=1), ada)
    assert (checkout.email, checkout.customer_id) == ("ada@example.com", ada)
    assert checkout.shipping_address == {
        "name": "Ada Lovelace", "line1": "Torstraße 1", "postcode": "10115", "city": "Berlin", "country": "DE",
    }  # fmt: skip
    shop.fill(checkout.id, email="work@example.com")
    shop.choose_payment(checkout.id)
    order_id = shop.pay(checkout.id).order_id
    with shop.db.read(shop.id) as session:
        order = session.need(CustomerOrder, order_id)
        assert (order.customer_id, order.email) == (ada, "work@example.com")
        assert [row.email for row in session.scalars(select(Customer))] == ["ada@example.com"]


def test_the_next_person_at_the_same_cart_reads_nothing_of_the_one_before(shop: Shop) -> None:
    ada, ben = _account(shop, "ada@example.com"), _account(shop, "ben@example.com", with_address=False)
    cart = shop.cart(mug=1)
    first = _begin(shop, cart, ada)
    second = _begin(shop, cart, ben)
    assert (second.id, second.email, second.shipping_address) == (first.id, "ben@example.com", None)
    guest = _begin(shop, cart, None)
    assert (guest.email, guest.shipping_address, guest.customer_id) == (None, None, None)


def test_signing_out_empties_the_open_checkout(shop: Shop) -> None:
    ada = _account(shop, "ada@example.com")
    cart = shop.cart(mug=1)
    checkout = _begin(shop, cart, ada)
    with shop.db.write(shop.id) as session:
        commands.forget_buyer(session, cart, ada)
    with shop.db.read(shop.id) as session:
        left = session.need(Checkout, checkout.id)
        assert (left.email, left.phone, left.shipping_address, left.customer_id) == (None,) * 4


def test_who_collects_is_asked_anew_after_signing_out(shop: Shop) -> None:
    ada, cart = _account(shop, "ada@example.com"), shop.cart(mug=1)
    checkout = _begin(shop, cart, ada)
    shop.fill(checkout.id, method="pickup")
    with shop.db.write(shop.id) as session:
        commands.forget_buyer(session, cart, ada)
        view = commands.set_contact(session, checkout.id, email="next@example.com")
        assert view.open_step == "delivery", "an order that nobody's name is on could not be handed over"


def test_what_a_guest_typed_stays_when_they_sign_in(shop: Shop) -> None:
    ada, cart = _account(shop, "ada@example.com"), shop.cart(mug=1)
    checkout = _begin(shop, cart, None)
    shop.fill(checkout.id, email="typed@example.com")
    again = _begin(shop, cart, ada)
    assert (again.id, again.email, again.customer_id) == (checkout.id, "typed@example.com", ada)
    assert again.shipping_address is not None and again.shipping_address["name"] == "Ada Lovelace"


def test_a_guest_who_types_the_address_of_an_account_changes_nothing_of_it(shop: Shop) -> None:
    ada = _account(shop, "ada@example.com", with_address=False)
    checkout = _begin(shop, shop.cart(mug=1), None)
    shop.fill(checkout.id, email="ada@example.com")
    shop.choose_payment(checkout.id)
    order_id = shop.pay(checkout.id).order_id
    with shop.db.read(shop.id) as session:
        account = session.need(Customer, ada)
        assert (account.name, account.phone, account.accepts_marketing) == (None, None, False)
        assert session.need(CustomerOrder, order_id).customer_id == ada


def test_orders_of_nobody_are_linked_when_their_address_is_confirmed_and_not_before(shop: Shop) -> None:
    orders = [shop.buy(mug=1) for _ in range(3)]
    with shop.db.write(shop.id) as session:
        for order_id, email in zip(
            orders, ("ada@example.com", "ada@example.com", "ben@example.com"), strict=True
        ):
            session.execute(
                update(CustomerOrder)
                .where(CustomerOrder.store_id == shop.id, CustomerOrder.id == order_id)
                .values(email=email, customer_id=None)
            )
        customers.register(session, email="ada@example.com")
        customer = session.scalars(select(Customer).where(Customer.email == "ada@example.com")).one()
        ada, payload = customer.id, {"customer_id": customer.id}
    on_customer_enabled(shop.db, _event(shop, payload))
    assert _owners(shop, orders) == [None, None, None], "the address is not confirmed yet"
    _account(shop, "ada@example.com", with_address=False)
    for _ in range(2):
        on_customer_enabled(shop.db, _event(shop, payload))
    assert _owners(shop, orders) == [ada, ada, None]


def _event(shop: Shop, payload: dict[str, int]) -> OutboxEvent:
    event = OutboxEvent(name="customer.enabled", payload=payload)
    event.store_id = shop.id
    return event


def _owners(shop: Shop, orders: list[int]) -> list[int | None]:
    with shop.db.read(shop.id) as session:
        return [session.need(CustomerOrder, order_id).customer_id for order_id in orders]
