"""The demo's orders, replayed through cart, checkout, payment, fulfilment and refund, with the clock set back.

Each order has a key of its own in its cart's attributes; every later step is idempotent by a key made of it, so a run that
was stopped in the middle of an order goes on there.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import StoreSession
from engine.catalogue.models import Variant
from engine.demo.content import DemoOrder
from engine.demo.loading import Loading, Step
from engine.ordering import commands, ports, queries
from engine.ordering.commands import NewLine, RefundAsked, Tracking
from engine.ordering.models import BrandOrder, Cart, Checkout, CustomerOrder, OrderLine, Payment
from engine.shipping.models import DeliveryMethod
from engine.stores.models import Partner

GOOD_CARD, DECLINED_CARD = "4242424242424242", "4000000000000002"
ATTRIBUTE = "demo"
STAFF = Actor("staff", "Nora Quill")


def replay(loading: Loading) -> Step:
    """Oldest first, so that order numbers rise with time."""
    now, made = clock.now(), 0
    timed = sorted(
        ((_moment(now, order, place), order) for place, order in enumerate(loading.content.orders)),
        key=lambda pair: pair[0],
    )
    for at, order in timed:
        made += _one(loading, order, at)
    return Step("orders", made, len(timed))


def _moment(now: datetime, order: DemoOrder, place: int) -> datetime:
    """Some time of the day it was placed on; today's within the last hours."""
    if order.days_ago == 0:
        return now - timedelta(minutes=25 + 35 * place)
    day = (now - timedelta(days=order.days_ago)).astimezone(UTC)
    return day.replace(hour=8 + place * 5 % 11, minute=place * 17 % 60, second=place * 7 % 60)


def _one(loading: Loading, order: DemoOrder, at: datetime) -> int:
    standing = FixedClock(at)
    with clock.using(standing):
        order_id, is_new = _place(loading, order, standing)
        changed = _afterwards(loading, order, order_id, standing)
    return int(is_new or changed)


# -- buying -------------------------------------------------------------------------------------------------------


def _place(loading: Loading, order: DemoOrder, standing: FixedClock) -> tuple[int, bool]:
    with loading.read() as session:
        cart_id = _cart_of(session, order)
        placed = _order_of_cart(session, cart_id)
    if placed is not None:
        _finish_paying(loading, placed)
        return placed, False
    if cart_id is not None:
        _forget(loading, cart_id)  # stopped before it was paid: begin this one again
    with loading.write() as session:
        lines = [NewLine(_variant(session, line.sku), line.quantity) for line in order.lines]
        cart = commands.add(session, None, lines)
        commands.update(session, cart.token, {}, attributes={ATTRIBUTE: order.reference})
    standing.advance(minutes=2)
    with loading.write() as session:
        checkout_id = commands.begin(session, cart.token, locale="en").id
        _fill_in(session, loading, order, checkout_id)
    if order.payment == "declined_then_paid":
        _pay(loading, order, checkout_id, DECLINED_CARD)
        standing.advance(minutes=3)
    paid = _pay(loading, order, checkout_id, GOOD_CARD)
    if paid.order_id is None:
        raise RuntimeError(f"demo order {order.reference} was not placed: {paid.status} {paid.code or ''}")
    return paid.order_id, True


def _fill_in(session: StoreSession, loading: Loading, order: DemoOrder, checkout_id: int) -> None:
    from engine.demo.load import postal

    customer = order.customer
    commands.set_contact(session, checkout_id, email=customer["email"], phone=customer["phone"])
    form: dict[str, Any] = postal(customer["address"]) | {"phone": customer["phone"]}
    method = session.scalars(
        select(DeliveryMethod).where(DeliveryMethod.name == _method_name(loading, order))
    ).one()
    commands.set_delivery(session, checkout_id, form, method.id, kind=method.kind)


def _method_name(loading: Loading, order: DemoOrder) -> str:
    ways = loading.content.store["delivery"]
    return str(next(way["title"] for way in ways if way["handle"] == order.delivery))


def _pay(loading: Loading, order: DemoOrder, checkout_id: int, card: str) -> Any:
    gateway_name = "manual" if order.payment == "pending" else "test"
    gateway = ports.gateways().get(gateway_name)
    assert gateway is not None
    form = {
        "card_number": card,
        "card_expiry": f"12/{clock.now().year % 100 + 3}",
        "card_cvc": "123",
        "card_name": order.customer["address"]["name"],
    }
    with loading.write() as session:
        checkout = queries.checkout_view(session, session.need(Checkout, checkout_id))
        kind = checkout.delivery.kind if checkout.delivery else None
        option = gateway.options(kind)[0]
        prepared = gateway.prepare(option.option, form)
        view = commands.set_payment(session, checkout_id, option, prepared, note=order.note or "")
        seen = view.seen
    return commands.pay(loading.database, loading.store_id, checkout_id, seen=seen, return_url="")


def _finish_paying(loading: Loading, order_id: int) -> None:
    """A run may have stopped after the order was placed and before its money was captured."""
    with loading.read() as session:
        payments = session.scalars(select(Payment.id).where(Payment.customer_order_id == order_id)).all()
    for payment_id in payments:
        commands.resolve(loading.database, loading.store_id, payment_id)


def _cart_of(session: StoreSession, order: DemoOrder) -> int | None:
    carts = session.execute(select(Cart.id, Cart.attributes))
    return next(
        (cart_id for cart_id, noted in carts if (noted or {}).get(ATTRIBUTE) == order.reference), None
    )


def _order_of_cart(session: StoreSession, cart_id: int | None) -> int | None:
    if cart_id is None:
        return None
    return session.scalars(
        select(CustomerOrder.id)
        .join(
            Checkout,
            (Checkout.store_id == CustomerOrder.store_id) & (Checkout.id == CustomerOrder.checkout_id),
        )
        .where(Checkout.cart_id == cart_id)
    ).first()


def _forget(loading: Loading, cart_id: int) -> None:
    with loading.write() as session:
        cart = session.need(Cart, cart_id)
        cart.attributes = {name: value for name, value in cart.attributes.items() if name != ATTRIBUTE}


def _variant(session: StoreSession, sku: str) -> int:
    return session.scalars(select(Variant.id).where(Variant.sku == sku)).one()


# -- what became of it --------------------------------------------------------------------------------------------


def _afterwards(loading: Loading, order: DemoOrder, order_id: int, standing: FixedClock) -> bool:
    key = f"demo:{order.reference}"
    if order.state == "cancelled":
        standing.advance(hours=3)
        return _cancel(loading, order, order_id, key)
    if order.state in ("fulfilled", "part_fulfilled", "refunded"):
        standing.advance(hours=26)
        changed = _fulfil(loading, order, order_id, key)
        if order.state == "refunded" and order.refund:
            standing.advance(days=4)
            changed |= _refund(loading, order.refund, order_id, key)
        return changed
    return False


def _cancel(loading: Loading, order: DemoOrder, order_id: int, key: str) -> bool:
    with loading.read() as session:
        if session.need(CustomerOrder, order_id).cancelled_at is not None:
            return False
    commands.cancel(
        loading.database,
        loading.store_id,
        order_id,
        key=f"{key}:cancel",
        actor=STAFF,
        reason=order.cancel_reason or "",
    )
    return True


def _fulfil(loading: Loading, order: DemoOrder, order_id: int, key: str) -> bool:
    changed = False
    with loading.read() as session:
        names = {brand.handle: brand.name for brand in loading.content.brands}
        sent = {names[handle] for handle in order.fulfilled_brands}
        rows = session.execute(
            select(BrandOrder.id, BrandOrder.state, BrandOrder.number, Partner.name)
            .join(Partner, (Partner.store_id == BrandOrder.store_id) & (Partner.id == BrandOrder.partner_id))
            .where(BrandOrder.customer_order_id == order_id)
            .order_by(BrandOrder.position)
        ).all()
    for brand_order_id, state, number, brand in rows:
        if state != "new" or (order.state == "part_fulfilled" and brand not in sent):
            continue
        tracking = (
            Tracking()
            if order.delivery == "pickup"
            else Tracking("An Post", f"CE{number.replace('-', '')}482IE")
        )
        with loading.write() as session:
            commands.mark_fulfilled(
                session, brand_order_id, key=f"{key}:{number}", actor=STAFF, tracking=tracking
            )
        changed = True
    return changed


def _refund(loading: Loading, asked: dict[str, Any], order_id: int, key: str) -> bool:
    with loading.read() as session:
        found = session.need(CustomerOrder, order_id)
        if found.refunded_minor:
            return False
        lines = session.scalars(select(OrderLine).where(OrderLine.customer_order_id == order_id)).all()
        delivery_minor = found.delivery_minor
    if asked["kind"] == "full":
        everything = {line.id: line.quantity for line in lines}
        wanted = RefundAsked(everything, delivery_minor, reason=asked["reason"], restock=True)
    else:
        units = {line["sku"]: line["quantity"] for line in asked["lines"]}
        chosen = {line.id: units[line.sku] for line in lines if line.sku in units}
        wanted = RefundAsked(chosen, reason=asked["reason"])
    commands.refund(loading.database, loading.store_id, order_id, wanted, key=f"{key}:refund", actor=STAFF)
    return True
