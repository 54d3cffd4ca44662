"""The steps of the checkout. Every one locks the checkout, keeps what was given, and prices the cart anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Conflict, Invalid, Refused
from engine.base.signing import new_token
from engine.ordering import ports
from engine.ordering.commands.buyer import know_buyer
from engine.ordering.models import Cart, Checkout
from engine.ordering.ports import PaymentOption, PreparedMethod
from engine.ordering.queries.cart import live_cart, view_of
from engine.ordering.queries.checkouts import CheckoutView, checkout_view, delivery_options, payment_options
from engine.ordering.rules.contact import MOST, address_of, email_of, phone_of
from engine.stores.models import Customer, Store

LASTS = timedelta(days=3)
"""A checkout expires this long after its last step; the cart stays."""
TOUCHED_AGAIN_AFTER = timedelta(hours=1)
"""Coming back from the cart counts as a touch after this, not each time: a row that is written waits for whoever has it."""
MAX_NOTE = 1_000


def begin(
    session: StoreSession, cart_token: str | None, *, locale: str = "en", customer: Customer | None = None
) -> Checkout:
    """The checkout of a cart: the open one with all that was typed into it, or a new one.

    With a *customer*, who is signed in at the shop, what is known of them is filled in where nothing was typed. Raises
    Refused for an empty cart or one in which nothing can be bought.
    """
    cart = live_cart(session, cart_token)
    if cart is None:
        raise Refused("cart.empty")
    checkout = _begin(session, cart, locale)
    if know_buyer(session, checkout, customer):
        session.flush()
        reprice(session, checkout)
    return checkout


def begin_again(session: StoreSession, checkout_id: int) -> Checkout:
    """A new checkout for the cart of an expired one, with what was typed before. Raises Refused when the cart is gone."""
    before = session.need(Checkout, checkout_id)
    cart = session.find(Cart, before.cart_id)
    if cart is None or cart.completed_at is not None:
        raise Refused("cart.empty")
    return _begin(session, cart, before.locale)


def set_contact(
    session: StoreSession, checkout_id: int, *, email: Any, phone: Any = None, marketing: bool = False
) -> CheckoutView:
    """Who buys. Raises Invalid."""
    checkout = open_checkout(session, checkout_id)
    errors: dict[str, Refused] = {}
    address, number = None, None
    try:
        address = email_of(email)
    except Refused as refusal:
        errors["email"] = refusal
    try:
        number = phone_of(phone)
    except Refused as refusal:
        errors["phone"] = refusal
    if errors:
        raise Invalid(errors)
    checkout.email, checkout.phone, checkout.accepts_marketing = address, number, marketing
    return _step_done(session, checkout)


def set_delivery(
    session: StoreSession, checkout_id: int, form: Mapping[str, Any], method_id: int | None, *, kind: str
) -> CheckoutView:
    """Where to and how. *kind* is ship or pickup; *form* has the address, or who collects (``collector``). Raises Invalid.

    With one way to deliver, none need be named.
    """
    checkout = open_checkout(session, checkout_id)
    cart = view_of(session, session.need(Cart, checkout.cart_id), checkout.currency)
    errors: dict[str, Refused] = {}
    address: dict[str, str] | None = None
    if kind == "ship":
        try:
            address = address_of(form)
        except Invalid as invalid:
            errors |= invalid.errors
    collector = " ".join(str(form.get("collector") or form.get("name") or "").split())
    if kind == "pickup" and not 0 < len(collector) <= MOST:
        errors["collector"] = Refused("contact.collector_missing", field="collector")
    country = (address or form).get("country") if kind == "ship" else None
    options = [one for one in delivery_options(session, cart, country or None) if one.kind in (kind, "none")]
    chosen = next((one for one in options if one.id == method_id), None)
    if chosen is None and len(options) == 1:
        chosen = options[0]
    if chosen is None:
        code = "checkout.delivery_missing" if options else "checkout.not_delivered_there"
        errors["delivery_method"] = Refused(code, field="delivery_method")
    if errors:
        raise Invalid(errors)
    assert chosen is not None
    if kind == "ship":
        checkout.shipping_address = dict(address or {})
    elif kind == "pickup":
        checkout.shipping_address = (checkout.shipping_address or {}) | {"name": collector}
    if checkout.delivery_method_id != chosen.id and checkout.payment_method:
        _forget_unfit_payment(session, checkout, chosen.kind)
    checkout.delivery_method_id = chosen.id
    return _step_done(session, checkout)


def set_payment(
    session: StoreSession,
    checkout_id: int,
    option: PaymentOption,
    prepared: PreparedMethod,
    *,
    billing: dict[str, str] | None = None,
    note: str = "",
) -> CheckoutView:
    """How to pay. *prepared* comes from the gateway, which has checked what was typed; *billing* None means as delivered.

    Raises Refused when the store does not offer the option.
    """
    checkout = open_checkout(session, checkout_id)
    view = checkout_view(session, checkout)
    offered = payment_options(session, view.delivery.kind if view.delivery else None)
    if option not in offered:
        raise Refused("checkout.payment_missing", field="payment")
    checkout.gateway, checkout.payment_method = option.gateway, prepared.as_dict()
    checkout.billing_address = billing
    checkout.note = note.strip()[:MAX_NOTE] or None
    return _step_done(session, checkout)


def open_checkout(session: StoreSession, checkout_id: int) -> Checkout:
    """The checkout, locked. Raises Conflict when it is expired, being paid, or done."""
    checkout = locked_checkout(session, checkout_id)
    if checkout.state == "completed":
        raise Conflict("checkout.completed")
    if checkout.state == "paying":
        raise Conflict("checkout.paying")
    if checkout.state == "expired" or checkout.expires_at <= clock.now():
        raise Conflict("checkout.expired")
    return checkout


def locked_checkout(session: StoreSession, checkout_id: int) -> Checkout:
    """The checkout with its row locked until the transaction ends. Raises NotFound."""
    session.need(Checkout, checkout_id)
    return session.scalars(
        select(Checkout)
        .where(Checkout.id == checkout_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _begin(session: StoreSession, cart: Cart, locale: str) -> Checkout:
    session.scalars(select(Cart).where(Cart.id == cart.id).with_for_update()).one()  # two tabs, one checkout
    currency = session.scalars(select(Store.currency).where(Store.id == session.store)).one()
    if not view_of(session, cart, currency).buyable:
        raise Refused("cart.nothing_buyable" if cart.completed_at is None else "cart.empty")
    ports.rates().prepare(session)
    now = clock.now()
    past = session.scalars(
        select(Checkout).where(Checkout.cart_id == cart.id).order_by(Checkout.id.desc()).limit(1)
    ).first()
    if past and past.state in ("open", "paying") and past.expires_at > now:
        if past.state == "open" and past.updated_at <= now - TOUCHED_AGAIN_AFTER:
            past.updated_at = now
        return past
    checkout = Checkout(
        cart_id=cart.id,
        token=new_token(),
        currency=currency,
        locale=locale,
        expires_at=now + LASTS,
        created_at=now,
        updated_at=now,
    )
    if past and past.state != "completed":
        for name in (
            "customer_id",
            "email",
            "phone",
            "accepts_marketing",
            "shipping_address",
            "billing_address",
            "delivery_method_id",
            "note",
        ):
            setattr(checkout, name, getattr(past, name))
    session.add(checkout)
    session.flush()
    reprice(session, checkout)
    return checkout


def _step_done(session: StoreSession, checkout: Checkout) -> CheckoutView:
    now = clock.now()
    checkout.updated_at, checkout.expires_at = now, now + LASTS
    session.flush()
    return reprice(session, checkout)


def reprice(session: StoreSession, checkout: Checkout) -> CheckoutView:
    """Work the totals out from the cart as it is now; the revision rises when they changed."""
    view = checkout_view(session, checkout)
    priced = view.priced
    totals = {
        "subtotal_minor": priced.subtotal_minor,
        "discount_minor": priced.discount_minor,
        "delivery_minor": priced.delivery_minor,
        "tax_minor": priced.tax_minor,
        "total_minor": priced.total_minor,
    }
    if any(getattr(checkout, name) != value for name, value in totals.items()):
        for name, value in totals.items():
            setattr(checkout, name, value)
        checkout.revision = (checkout.revision or 1) + 1
    return view


def _forget_unfit_payment(session: StoreSession, checkout: Checkout, delivery_kind: str) -> None:
    """Paying at pick-up goes when the parcel is shipped after all."""
    chosen = (checkout.gateway, (checkout.payment_method or {}).get("option"))
    if chosen not in {(one.gateway, one.option) for one in payment_options(session, delivery_kind)}:
        checkout.gateway, checkout.payment_method = None, None
