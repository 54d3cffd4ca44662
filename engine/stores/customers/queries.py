"""Reads about customers who sign in."""

from __future__ import annotations

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.signing import token_hash
from engine.stores.customers.models import Customer, CustomerAddress, CustomerLink, CustomerSession
from engine.stores.rules import clean_email


def signed_in_customer(session: StoreSession, token: str | None) -> Customer | None:
    """The customer whose browser holds *token*; None when the session ended or the account was closed."""
    if not token or len(token) > 100:
        return None
    return session.scalars(
        select(Customer)
        .join(
            CustomerSession,
            (CustomerSession.store_id == Customer.store_id) & (CustomerSession.customer_id == Customer.id),
        )
        .where(
            CustomerSession.token_hash == token_hash(token),
            CustomerSession.expires_at > clock.now(),
            Customer.state == "enabled",
        )
    ).first()


def account_by_email(session: StoreSession, email: str) -> Customer | None:
    """The customer who may sign in with that address."""
    address = clean_email(email)
    if address is None:
        return None
    return session.scalars(
        select(Customer).where(Customer.email == address, Customer.state == "enabled")
    ).first()


def customer_link_state(
    session: StoreSession, purpose: str, customer_id: int, token: str
) -> tuple[str, Customer | None]:
    """``good``, ``used``, ``expired`` or ``unknown``, and the customer of a link."""
    row = session.execute(
        select(CustomerLink, Customer)
        .join(
            Customer, (Customer.store_id == CustomerLink.store_id) & (Customer.id == CustomerLink.customer_id)
        )
        .where(
            CustomerLink.token_hash == token_hash(token),
            CustomerLink.customer_id == customer_id,
            CustomerLink.purpose == purpose,
        )
    ).first()
    if row is None:
        return "unknown", None
    link, customer = row
    if link.used_at is not None:
        return "used", customer
    return ("expired" if link.expires_at <= clock.now() else "good"), customer


def addresses_of(session: StoreSession, customer_id: int) -> list[CustomerAddress]:
    """A customer's address book, the default first, then in the order of entry."""
    return list(
        session.scalars(
            select(CustomerAddress)
            .where(CustomerAddress.customer_id == customer_id)
            .order_by(CustomerAddress.is_default.desc(), CustomerAddress.created_at, CustomerAddress.id)
        )
    )


def default_address(session: StoreSession, customer_id: int) -> CustomerAddress | None:
    """Where the customer's orders go unless they say otherwise."""
    return session.scalars(
        select(CustomerAddress).where(CustomerAddress.customer_id == customer_id, CustomerAddress.is_default)
    ).first()
