"""A cart, checkouts and orders, bought through the gateways."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.ordering import commands as ordering
from engine.ordering import ports, queries
from engine.ordering.commands import NewLine
from engine.ordering.models import BrandOrder, Checkout, CustomerOrder, OrderLine
from engine.providers.models import TestGatewayPayment
from engine.stores.models import Customer
from engine.wiring.services import Services
from tests.factories.full_store.store import FullStore
from tests.factories.orders import ADDRESS, CARD, SECOND_STEP


def make_orders(services: Services, store: FullStore) -> None:
    """Orders paid by card and by transfer, a cart, a checkout, and a payment that waits for its second step."""
    things = store.things
    for name in ("order", "cancelled_order", "refund_order"):
        order_id, token = _buy(services, store, "card")
        with services.db.read(store.id) as session:
            parts = session.scalars(
                select(BrandOrder)
                .where(BrandOrder.customer_order_id == order_id)
                .order_by(BrandOrder.position)
            ).all()
            lines = session.scalars(
                select(OrderLine).where(OrderLine.customer_order_id == order_id).order_by(OrderLine.position)
            ).all()
            customer = session.scalars(select(Customer)).first()
            assert customer is not None
        things |= {
            f"{name}_id": str(order_id),
            f"{name}_token": token,
            f"{name}_part_id": str(parts[0].id),
            f"{name}_line_id": str(lines[0].id),
            f"{name}_other_part_id": str(parts[1].id),
            "customer_id": str(customer.id),
        }
    things["transfer_order_id"] = str(_buy(services, store, "transfer")[0])
    _, checkout_id = _checkout(services, store)
    with services.db.read(store.id) as session:
        things["checkout_token"] = session.need(Checkout, checkout_id).token
    with services.db.write(store.id) as session:
        cart = ordering.add(session, None, [NewLine(things["variant_id"], 2)])
        things["cart_token"] = cart.token
        shown = queries.cart_view(session, cart.token, "EUR")
        things["line_key"] = shown.lines[0].key
    _, checkout_id = _checkout(services, store)
    _choose(services, store, checkout_id, "card", SECOND_STEP)
    _pay(services, store, checkout_id)
    with services.db.read(store.id) as session:
        waiting = select(TestGatewayPayment.reference).where(TestGatewayPayment.state == "requires_action")
        things["reference"] = session.scalars(waiting).one()


def _checkout(services: Services, store: FullStore) -> tuple[str, int]:
    lines = [NewLine(store["variant_id"], 1), NewLine(store["mug_variant_id"], 1)]
    with services.db.write(store.id) as session:
        cart = ordering.add(session, None, lines)
        checkout = ordering.begin(session, cart.token)
        ordering.set_contact(session, checkout.id, email=f"buyer@{store.word.lower()}.example")
        address = ADDRESS | {"name": f"{store.word} Buyer"}
        ordering.set_delivery(session, checkout.id, address, int(store["method_id"]), kind="ship")
        return cart.token, checkout.id


def _choose(
    services: Services, store: FullStore, checkout_id: int, pay_by: str, card: str | None = None
) -> None:
    gateway = ports.gateways().get("test" if pay_by == "card" else "manual")
    assert gateway is not None
    option = next(one for one in gateway.options("ship") if one.option == pay_by)
    prepared = gateway.prepare(pay_by, CARD | ({"card_number": card} if card else {}))
    with services.db.write(store.id) as session:
        ordering.set_payment(session, checkout_id, option, prepared, note=f"{store.word} note")


def _pay(services: Services, store: FullStore, checkout_id: int) -> Any:
    with services.db.read(store.id) as session:
        seen = queries.checkout_view(session, session.need(Checkout, checkout_id)).seen
    return ordering.pay(services.db, store.id, checkout_id, seen=seen, return_url="/")


def _buy(services: Services, store: FullStore, pay_by: str) -> tuple[int, str]:
    _, checkout_id = _checkout(services, store)
    _choose(services, store, checkout_id, pay_by)
    paid = _pay(services, store, checkout_id)
    assert paid.order_id, paid
    with services.db.read(store.id) as session:
        return paid.order_id, session.need(CustomerOrder, paid.order_id).status_token
