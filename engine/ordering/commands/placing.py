"""Making the order: the customer order, its brand orders, ledger, commitments and letter, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SHOPPER
from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.base.records import next_number
from engine.base.signing import new_token
from engine.inventory import commands as inventory
from engine.inventory.commands.allocation import Wanted
from engine.ordering import events, ports
from engine.ordering.commands.ledger import CUSTOMER, DELIVERY, TAX, Entry, post, sales
from engine.ordering.commands.timeline import note_event
from engine.ordering.models import (
    BrandOrder,
    Cart,
    CartLine,
    Checkout,
    CheckoutLine,
    CustomerOrder,
    OrderLine,
    Payment,
)
from engine.ordering.queries.checkouts import order_of_checkout, tax_terms
from engine.ordering.rules import CHECKOUT, TaxTerms, payment_state_of
from engine.ordering.rules.details import line_key
from engine.stores.commands import customers, record_activity
from engine.stores.models import Customer

FIRST_NUMBER = 1001
HOLD = "checkout"
"""The kind of reference under which a checkout holds stock."""
HOLD_LASTS = timedelta(minutes=15)
"""How long stock is held while a payment runs."""
AMOUNTS = (
    "subtotal_minor",
    "discount_minor",
    "delivery_minor",
    "delivery_tax_minor",
    "tax_minor",
    "total_minor",
)


class Unplaceable(Exception):
    """The payment succeeded, but there is nothing left to sell for it. ``refusal`` says what."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def place_order(session: StoreSession, checkout: Checkout, payment: Payment) -> CustomerOrder:
    """The order of a checkout whose payment succeeded; the one there is when it was made already.

    The caller holds the checkout's row. Raises Unplaceable when the hold is over and the stock gone.
    """
    made = order_of_checkout(session, checkout.id)
    if made is not None:
        return made
    lines = frozen_lines(session, checkout)
    tax = tax_terms(session)
    order = _order(session, checkout, payment, lines, tax)
    brand_orders = _brand_orders(session, order, lines, tax)
    order_lines = _order_lines(session, order, brand_orders, lines)
    session.flush()
    _commit_stock(session, checkout, order_lines)
    payment.customer_order_id = order.id
    _post_sale(session, order, brand_orders, order_lines)
    _finish_cart(session, checkout, lines)
    checkout.state = CHECKOUT.after(checkout.state, "complete")
    checkout.completed_at = clock.now()
    order.number = next_number(session, "customer_order", FIRST_NUMBER)  # last: its row is a lock
    for position, brand_order in enumerate(brand_orders.values(), start=1):
        brand_order.number = f"{order.number}-{position}"
    _tell(session, order)
    return order


def frozen_lines(session: StoreSession, checkout: Checkout) -> list[CheckoutLine]:
    """What the checkout's payment pays for."""
    found = session.scalars(
        select(CheckoutLine).where(CheckoutLine.checkout_id == checkout.id).order_by(CheckoutLine.position)
    )
    return list(found)


def hold_stock(session: StoreSession, checkout: Checkout, lines: Sequence[CheckoutLine]) -> None:
    """Hold what the lines need, lines of one item summed first. Raises Refused naming what is sold out."""
    wanted: dict[int, int] = {}
    for line in lines:
        item_id = line.bought["inventory_item_id"]
        wanted[item_id] = wanted.get(item_id, 0) + line.quantity
    try:
        inventory.reserve(session, HOLD, checkout.id, wanted, HOLD_LASTS)
    except Refused as refusal:
        raise _named(refusal, lines) from None


def _commit_stock(
    session: StoreSession, checkout: Checkout, lines: Sequence[tuple[OrderLine, CheckoutLine]]
) -> None:
    wanted = [
        Wanted(line.id, line.inventory_item_id, line.quantity)
        for line, _ in lines
        if line.inventory_item_id is not None
    ]
    frozen = [source for _, source in lines]
    try:
        # Asking again costs nothing while the hold lives, and makes it anew when it expired.
        hold_stock(session, checkout, frozen)
        place = ((checkout.delivery_detail or {}).get("location") or {}).get("id")
        inventory.commit(session, HOLD, checkout.id, wanted, inventory.rule_for(session, place))
    except Refused as refusal:
        raise Unplaceable(refusal) from None


def _named(refusal: Refused, lines: Sequence[CheckoutLine]) -> Refused:
    """Which product it is, in the shopper's words."""
    if refusal.code != "inventory.sold_out":
        return refusal
    short = refusal.values.get("items") or []
    names = {line.bought["inventory_item_id"]: name_of(line) for line in lines}
    first = short[0] if short else {"item_id": None, "left": 0}
    title = names.get(first["item_id"], "")
    if first["left"]:
        return Refused("cart.not_enough", title=title, count=first["left"], items=short)
    return Refused("cart.sold_out", title=title, items=short)


def name_of(line: CheckoutLine) -> str:
    """``Cup · Blue``."""
    variant = line.bought.get("variant_title")
    return f"{line.bought['title']} · {variant}" if variant else str(line.bought["title"])


def _order(
    session: StoreSession,
    checkout: Checkout,
    payment: Payment,
    lines: Sequence[CheckoutLine],
    tax: TaxTerms,
) -> CustomerOrder:
    delivery = checkout.delivery_detail or {}
    address = checkout.shipping_address if delivery.get("kind") == "ship" else None
    billing = checkout.billing_address or address
    name = (checkout.shipping_address or billing or {}).get("name")
    customer = _customer(session, checkout, name)
    order = CustomerOrder(
        checkout_id=checkout.id,
        customer_id=customer.id,
        number=-session.new_id(),  # a placeholder that cannot collide, until the real one is drawn last
        status_token=new_token(),
        email=checkout.email or "",
        phone=checkout.phone or (address or {}).get("phone"),
        customer_name=name or (checkout.email or "").split("@")[0],
        shipping_address=address,
        billing_address=billing,
        delivery_method_id=checkout.delivery_method_id,
        delivery_name=str(delivery.get("name") or ""),
        delivery_kind=str(delivery.get("kind") or "none"),
        delivery_detail=checkout.delivery_detail,
        note=checkout.note,
        locale=checkout.locale,
        currency=checkout.currency,
        subtotal_minor=checkout.subtotal_minor,
        discount_minor=checkout.discount_minor,
        delivery_minor=checkout.delivery_minor,
        tax_minor=checkout.tax_minor,
        total_minor=checkout.total_minor,
        tax_included=tax.included,
        tax_rate_bp=tax.rate_bp,
        item_count=sum(line.quantity for line in lines),
        payment_state=payment_state_of([(payment.state, payment.amount_minor)], 0),
        placed_at=clock.now(),
    )
    session.add(order)
    session.flush()
    return order


def _customer(session: StoreSession, checkout: Checkout, name: str | None) -> Customer:
    """Who the order is filed under: the customer who was signed in, else the record of the address that was typed.

    Nobody has shown that this address is theirs. So the record of an account gets the order, but nothing else that was
    typed; what is filed there can only be read after a link sent to the address was used.
    """
    customer = session.find(Customer, checkout.customer_id)
    if customer is None:
        customer, _ = customers.record_of(session, checkout.email or "")
    if customer.state != "enabled":
        customer.name = customer.name or name
        customer.phone = customer.phone or checkout.phone
    if checkout.accepts_marketing and checkout.email == customer.email:
        customers.note_consent(customer, "checkout")
    return customer


def _brand_orders(
    session: StoreSession, order: CustomerOrder, lines: Sequence[CheckoutLine], tax: TaxTerms
) -> dict[int, BrandOrder]:
    """One per partner in the order of the cart, the house included (order-management seed, FIG. 7)."""
    made: dict[int, BrandOrder] = {}
    now = clock.now()
    for partner_id in dict.fromkeys(int(line.bought["partner_id"]) for line in lines):
        own = [line for line in lines if line.bought["partner_id"] == partner_id]
        sums = {name: sum(getattr(line, name) for line in own) for name in AMOUNTS}
        on_top = 0 if tax.included else sums["delivery_tax_minor"]
        brand_order = BrandOrder(
            customer_order_id=order.id,
            partner_id=partner_id,
            number=f"{order.id}-{len(made) + 1}",
            position=len(made) + 1,
            currency=order.currency,
            subtotal_minor=sums["subtotal_minor"],
            discount_minor=sums["discount_minor"],
            delivery_minor=sums["delivery_minor"],
            tax_minor=sums["tax_minor"] + sums["delivery_tax_minor"],
            total_minor=sums["total_minor"] + sums["delivery_minor"] + on_top,
            created_at=now,
            updated_at=now,
        )
        session.add(brand_order)
        made[partner_id] = brand_order
    session.flush()
    return made


def _order_lines(
    session: StoreSession,
    order: CustomerOrder,
    brand_orders: dict[int, BrandOrder],
    lines: Sequence[CheckoutLine],
) -> list[tuple[OrderLine, CheckoutLine]]:
    made = []
    for line in lines:
        bought = line.bought
        copied = {name: getattr(line, name) for name in AMOUNTS}
        order_line = OrderLine(
            customer_order_id=order.id,
            brand_order_id=brand_orders[int(bought["partner_id"])].id,
            variant_id=line.variant_id,
            product_id=bought["product_id"],
            inventory_item_id=bought["inventory_item_id"],
            media_id=bought["media_id"],
            position=line.position,
            title=bought["title"],
            variant_title=bought["variant_title"],
            sku=bought["sku"],
            brand_name=bought["brand_name"],
            properties=line.properties,
            requires_shipping=bought["requires_shipping"],
            quantity=line.quantity,
            unit_minor=line.unit_minor,
            **copied,
        )
        session.add(order_line)
        made.append((order_line, line))
    return made


def _post_sale(
    session: StoreSession,
    order: CustomerOrder,
    brand_orders: dict[int, BrandOrder],
    lines: Sequence[tuple[OrderLine, CheckoutLine]],
) -> None:
    entries = []
    for partner_id, brand_order in brand_orders.items():
        own = [line for line, _ in lines if line.brand_order_id == brand_order.id]
        goods = sum(line.total_minor - line.tax_minor for line in own)
        delivery = brand_order.total_minor - brand_order.tax_minor - goods
        for account, amount in (
            (sales(partner_id), -goods),
            (DELIVERY, -delivery),
            (TAX, -brand_order.tax_minor),
            (CUSTOMER, brand_order.total_minor),
        ):
            entries.append(Entry(account, amount, order.currency, brand_order.id))
    post(session, f"sale:{order.id}", "sale", entries, SHOPPER, order_id=order.id)


def _finish_cart(session: StoreSession, checkout: Checkout, lines: Sequence[CheckoutLine]) -> None:
    """What was bought leaves the cart. What was added meanwhile, in another tab, stays in it."""
    cart = session.need(Cart, checkout.cart_id)
    bought = {line_key(line.variant_id, line.properties): line.quantity for line in lines}
    left = 0
    for cart_line in session.scalars(select(CartLine).where(CartLine.cart_id == cart.id)):
        rest = cart_line.quantity - bought.get(cart_line.line_key, 0)
        if rest > 0:
            cart_line.quantity = rest
            left += 1
        else:
            session.delete(cart_line)
    cart.updated_at = clock.now()
    if not left:
        cart.completed_at = clock.now()


def _tell(session: StoreSession, order: CustomerOrder) -> None:
    session.flush()
    note_event(session, order.id, "placed", SHOPPER, is_public=True)
    record_activity(session, SHOPPER, "order.placed", "order", order.id, f"#{order.number}")
    events.order_placed(session, order.id)
    ports.letters().order_placed(session, order.id)
