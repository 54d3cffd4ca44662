"""Who a checkout belongs to: a customer who is signed in at the shop, or whoever holds its link."""

from __future__ import annotations

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.ordering.commands.forgetting import forget
from engine.ordering.models import Checkout
from engine.ordering.queries.cart import live_cart
from engine.stores.models import Customer, CustomerAddress
from engine.stores.queries import default_address


def know_buyer(session: StoreSession, checkout: Checkout, customer: Customer | None) -> bool:
    """Fill in what is known of a customer where nothing was typed; returns whether anything changed.

    A checkout that was somebody else's forgets them first: after one person signed out, the next one at the same
    browser must not read their address.
    """
    known = customer.id if customer else None
    if checkout.state != "open" or checkout.customer_id == known:
        return False
    if checkout.customer_id is not None:
        forget(checkout)
    if customer is not None:
        checkout.customer_id = customer.id
        checkout.email = checkout.email or customer.email
        checkout.phone = checkout.phone or customer.phone
        if not checkout.shipping_address:
            checkout.shipping_address = postal(default_address(session, customer.id))
    return True


def forget_buyer(session: StoreSession, cart_token: str | None, customer_id: int) -> None:
    """A customer signs out: the open checkouts of this browser's cart forget who they are."""
    cart = live_cart(session, cart_token)
    if cart is None:
        return
    for checkout in session.scalars(
        select(Checkout)
        .where(Checkout.cart_id == cart.id, Checkout.customer_id == customer_id, Checkout.state == "open")
        .with_for_update()
    ):
        forget(checkout)


def postal(address: CustomerAddress | None) -> dict[str, str] | None:
    """An entry of an address book in the form in which checkouts and orders keep addresses."""
    if address is None:
        return None
    name = " ".join(part for part in (address.first_name, address.last_name) if part)
    fields = ("company", "line1", "line2", "postcode", "city", "region", "country", "phone")
    values = {"name": name} | {field: getattr(address, field) for field in fields}
    return {field: value for field, value in values.items() if value}
