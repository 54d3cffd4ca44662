"""Accounts: asked for, confirmed by mail, recovered by mail. Nothing here tells whether an address is known.

An account opens only by a link sent to its address, and its password is chosen there: whoever types somebody else's
address into a form gets neither that record nor a password of their own onto it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Invalid, Refused
from engine.base.signing import new_token, token_hash
from engine.stores.customers import events
from engine.stores.customers.models import Customer, CustomerLink
from engine.stores.customers.rules import (
    ACCOUNT,
    ACTIVATION,
    LINK_LASTS,
    SPENT_LINKS_KEPT,
    full_name,
    name_of,
)
from engine.stores.customers.signing import end_customer_sessions
from engine.stores.passwords import check_new_password, hash_password
from engine.stores.rules import clean_email


def email_of(text: str) -> str:
    """The address in lower case. Raises Refused."""
    if not text.strip():
        raise Refused("customers.email_missing", field="email")
    address = clean_email(text)
    if address is None:
        raise Refused("customers.email_odd", field="email")
    return address


def record_of(session: StoreSession, email: str, **first: Any) -> tuple[Customer, bool]:
    """The customer of a checked address, locked, and whether the record was made now, with the values *first*."""
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"accepts_marketing": False, "tags": [], "tax_exempt": False, "state": "disabled", **first}
    made = session.execute(
        put(Customer)
        .values(store_id=session.store, id=session.new_id(), email=email, created_at=clock.now(), **values)
        .on_conflict_do_nothing(index_elements=["store_id", "email"])
        .returning(Customer.__table__.c.id)
    ).scalar_one_or_none()
    customer = session.scalars(
        select(Customer)
        .where(Customer.email == email)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return customer, made is not None


def register(
    session: StoreSession,
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    accepts_marketing: bool = False,
    locale: str | None = None,
) -> None:
    """Ask for an account. The answer is a letter: with the link that opens it, or, where there is an account already,
    with the way in. Raises Invalid."""
    errors: dict[str, Refused] = {}
    names: dict[str, str | None] = {}
    for field, text in (("first_name", first_name), ("last_name", last_name)):
        try:
            names[field] = name_of(text, field)
        except Refused as refusal:
            errors[field] = refusal
    try:
        address = email_of(email)
    except Refused as refusal:
        errors["email"] = refusal
    if errors:
        raise Invalid(errors)
    whole = full_name(names["first_name"], names["last_name"])
    customer, _ = record_of(session, address, **names, name=whole, locale=locale)
    if ACCOUNT.allows(customer.state, "invite"):
        # Names that somebody typed do not replace those of a person who bought here.
        if customer.name is None and whole is not None:
            customer.first_name, customer.last_name, customer.name = *names.values(), whole
        customer.state = ACCOUNT.after(customer.state, "invite")
        if accepts_marketing:
            note_consent(customer, "register")
    session.flush()
    events.activation_wanted(session, customer.id)


def recover(session: StoreSession, *, email: str) -> None:
    """Ask for a new password. What is written down is the same for an address that nobody has. Raises Refused."""
    address = email_of(email)
    known = session.scalars(select(Customer.id).where(Customer.email == address)).first()
    events.recovery_wanted(session, known or events.NOBODY)


def make_customer_link(session: StoreSession, customer: Customer, purpose: str) -> str:
    """A new link for the customer's mail; older ones of its kind end, long spent ones go.

    Returns the token: only its hash is kept.
    """
    now, token = clock.now(), new_token()
    _end_links(session, customer.id, purpose)
    session.execute(
        delete(CustomerLink).where(
            CustomerLink.store_id == session.store, CustomerLink.expires_at < now - SPENT_LINKS_KEPT
        )
    )
    session.add(
        CustomerLink(
            customer_id=customer.id,
            purpose=purpose,
            token_hash=token_hash(token),
            created_at=now,
            expires_at=now + LINK_LASTS[purpose],
        )
    )
    session.flush()
    return token


def choose_password(
    session: StoreSession,
    purpose: str,
    customer_id: int,
    token: str,
    *,
    password: str,
    again: str,
    hashed: str | None = None,
) -> Customer:
    """Use a link: the address is confirmed, the account open, every other browser signed out.

    *hashed* is the password's hash, made before the transaction: it takes longer than a writing one may last. Raises
    Refused: link used, expired or unknown, or a password that cannot be used (the link then stays good).
    """
    link, customer = _good_link(session, purpose, customer_id, token)
    check_new_password(password, email=customer.email)
    if password != again:
        raise Refused("customers.passwords_differ", field="password_confirmation")
    now, first_time = clock.now(), customer.state != "enabled"
    customer.password_hash = hashed or hash_password(password)
    customer.state = ACCOUNT.after(customer.state, "enable")
    customer.confirmed_at = customer.confirmed_at or now
    link.used_at = now
    session.flush()
    for other in LINK_LASTS:
        _end_links(session, customer.id, other)
    end_customer_sessions(session, customer.id)
    events.enabled(session, customer.id, first_time=first_time)
    return customer


def decline(session: StoreSession, customer_id: int, token: str) -> None:
    """Turn an invitation down by its link. Raises Refused."""
    link, customer = _good_link(session, ACTIVATION, customer_id, token)
    customer.state = ACCOUNT.after(customer.state, "decline")
    link.used_at = clock.now()


def subscribe(session: StoreSession, *, email: str, source: str = "newsletter") -> None:
    """Note that a person wants the shop's letters. Asking twice changes nothing. Raises Refused."""
    customer, _ = record_of(session, email_of(email))
    if not customer.accepts_marketing:
        note_consent(customer, source)
        session.flush()
        events.subscribed(session, customer.id)


def note_consent(customer: Customer, source: str) -> None:
    """Consent to letters, with when and where it was given."""
    if not customer.accepts_marketing:
        customer.accepts_marketing = True
        customer.marketing_at, customer.marketing_source = clock.now(), source


def _good_link(
    session: StoreSession, purpose: str, customer_id: int, token: str
) -> tuple[CustomerLink, Customer]:
    link = session.scalars(
        select(CustomerLink)
        .where(
            CustomerLink.token_hash == token_hash(token),
            CustomerLink.customer_id == customer_id,
            CustomerLink.purpose == purpose,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if link is None:
        raise Refused("stores.link_unknown")
    if link.used_at is not None:
        raise Refused("customers.link_used")
    if link.expires_at <= clock.now():
        raise Refused("customers.link_expired")
    return link, session.need(Customer, customer_id)


def _end_links(session: StoreSession, customer_id: int, purpose: str) -> None:
    now = clock.now()
    session.execute(
        update(CustomerLink)
        .where(
            CustomerLink.store_id == session.store,
            CustomerLink.customer_id == customer_id,
            CustomerLink.purpose == purpose,
            CustomerLink.used_at.is_(None),
            CustomerLink.expires_at > now,
        )
        .values(expires_at=now)
    )
