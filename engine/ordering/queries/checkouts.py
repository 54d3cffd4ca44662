"""The checkout as its pages read it: what is bought, priced now, and how far the shopper has come."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.ordering import ports
from engine.ordering.models import Checkout, CustomerOrder, Payment
from engine.ordering.ports import DeliveryOption, PaymentOption, RateRequest
from engine.ordering.queries.cart import CartView, PartnerShare, cart_view_by_id
from engine.ordering.rules import LineToPrice, Priced, TaxTerms, price
from engine.ordering.rules.states import LIVE
from engine.stores.models import Store

Step = Literal["contact", "delivery", "payment", "review"]
STEPS: tuple[Step, ...] = ("contact", "delivery", "payment", "review")


@dataclass(frozen=True)
class CheckoutView:
    """An open checkout with its cart priced now. Amounts in minor units of ``currency``."""

    checkout: Checkout
    cart: CartView
    priced: Priced
    options: tuple[DeliveryOption, ...]
    """Ways to deliver to the address (or to anywhere, while there is none)."""
    delivery: DeliveryOption | None
    """The one chosen, if it is still offered."""
    is_expired: bool

    @property
    def currency(self) -> str:
        return self.checkout.currency

    @property
    def parcels(self) -> list[PartnerShare]:
        """What each brand will send: "3 parcels from 3 brands"."""
        return self.cart.by_partner()

    @property
    def seen(self) -> str:
        """A fingerprint of what is to be paid for and how much; paying needs the one that the shopper was shown."""
        facts = [
            [(line.variant_id, line.quantity, line.unit_minor, line.key) for line in self.cart.buyable],
            [self.delivery.id, self.delivery.price_minor] if self.delivery else None,
            [self.priced.total_minor, self.priced.tax_minor, self.currency],
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]

    @property
    def notices(self) -> list[Refused]:
        """What changed since the shopper last agreed to it; ``code`` is a locale key."""
        return [said for line in self.cart.lines if (said := line.problem or line.notice)]

    @property
    def open_step(self) -> Step:
        """The first step that is not done."""
        checkout = self.checkout
        if not checkout.email:
            return "contact"
        if self.delivery is None or (
            self.delivery.kind == "ship" and "line1" not in (checkout.shipping_address or {})
        ):
            return "delivery"
        return "review" if checkout.payment_method else "payment"

    def may_enter(self, step: Step) -> bool:
        """Whether the steps before *step* are done."""
        return STEPS.index(step) <= STEPS.index(self.open_step)


def find_checkout(session: StoreSession, token: str | None) -> Checkout | None:
    """The checkout of a link or cookie; None for an unknown token."""
    if not token or len(token) > 100:
        return None
    return session.scalars(select(Checkout).where(Checkout.token == token)).first()


def checkout_view(session: StoreSession, checkout: Checkout, *, country: str | None = None) -> CheckoutView:
    """The checkout priced now; *country* looks at delivery as if the address were there."""
    cart = cart_view_by_id(session, checkout.cart_id, checkout.currency)
    return view_with(session, checkout, cart, country=country)


def view_with(
    session: StoreSession, checkout: Checkout, cart: CartView, *, country: str | None = None
) -> CheckoutView:
    """``checkout_view`` with a cart that was read already."""
    options = delivery_options(session, cart, country or country_of(checkout))
    chosen = next((one for one in options if one.id == checkout.delivery_method_id), None)
    if chosen is None and not cart.needs_shipping and options:
        chosen = options[0]
    priced = priced_cart(cart, chosen, tax_terms(session))
    return CheckoutView(checkout, cart, priced, tuple(options), chosen, checkout.expires_at <= clock.now())


def delivery_options(session: StoreSession, cart: CartView, country: str | None) -> list[DeliveryOption]:
    """The ways to deliver this cart."""
    request = RateRequest(country, cart.subtotal_minor, cart.currency, cart.needs_shipping)
    return ports.rates().quote(session, request)


def country_of(checkout: Checkout) -> str | None:
    """The country of the delivery address, while known."""
    return (checkout.shipping_address or {}).get("country")


def tax_terms(session: StoreSession) -> TaxTerms:
    """The store's tax settings."""
    row = session.execute(
        select(Store.tax_rate_bp, Store.prices_include_tax).where(Store.id == session.store)
    ).one()
    return TaxTerms(row[0], row[1])


def priced_cart(cart: CartView, delivery: DeliveryOption | None, tax: TaxTerms) -> Priced:
    """What the buyable lines cost with that delivery."""
    lines = [
        LineToPrice(
            line.id,
            line.offer.partner_id,
            line.offer.unit_minor,
            line.quantity,
            line.offer.taxable,
            line.offer.requires_shipping,
        )
        for line in cart.buyable
        if line.offer
    ]
    return price(lines, delivery.price_minor if delivery and lines else 0, tax)


def payment_options(session: StoreSession, delivery_kind: str | None) -> list[PaymentOption]:
    """What the store's gateways offer, in the merchant's order."""
    names = session.scalars(select(Store.payment_gateways).where(Store.id == session.store)).one()
    found: list[PaymentOption] = []
    for name in names or []:
        gateway = ports.gateways().get(str(name))
        if gateway:
            found.extend(gateway.options(delivery_kind))
    return found


def live_payment(session: StoreSession, checkout_id: int) -> Payment | None:
    """The payment that runs or has succeeded, if any."""
    return session.scalars(
        select(Payment).where(
            Payment.checkout_id == checkout_id, Payment.state.not_in(("declined", "voided"))
        )
    ).first()


def last_payment(session: StoreSession, checkout_id: int) -> Payment | None:
    """The latest attempt, whatever became of it."""
    return session.scalars(
        select(Payment).where(Payment.checkout_id == checkout_id).order_by(Payment.id.desc()).limit(1)
    ).first()


def payment_by_key(session: StoreSession, key: str) -> Payment | None:
    """The attempt that a gateway knows under our key."""
    return session.scalars(select(Payment).where(Payment.request_key == key)).first()


def order_of_checkout(session: StoreSession, checkout_id: int) -> CustomerOrder | None:
    """The order that a checkout became."""
    return session.scalars(select(CustomerOrder).where(CustomerOrder.checkout_id == checkout_id)).first()


def is_running(payment: Payment | None) -> bool:
    """Whether nobody knows yet how the payment ends."""
    return payment is not None and payment.state in LIVE
