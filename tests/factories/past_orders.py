"""Orders that were placed before: rows alone, without the way that leads to them, for pages that list many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.signing import new_token
from engine.catalogue.models import Product, Variant
from engine.ordering.models import (
    BrandOrder,
    Cart,
    Checkout,
    CustomerOrder,
    Fulfilment,
    FulfilmentLine,
    OrderLine,
    Payment,
)

ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "Torstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def make_past_orders(session: StoreSession, customer_id: int, count: int, *, first: int = 1001) -> list[int]:
    """Orders of a customer, one minute apart, each with a line of every product, a payment and a parcel; their ids."""
    bought = session.execute(
        select(Product, Variant)
        .join(Variant, (Variant.store_id == Product.store_id) & (Variant.product_id == Product.id))
        .where(Variant.position == 1)
        .order_by(Product.id)
    ).all()
    return [_order(session, customer_id, first + number, bought) for number in range(count)]


def _order(session: StoreSession, customer_id: int, number: int, bought: Any) -> int:
    now = clock.now() + timedelta(minutes=number)
    dates = {"created_at": now, "updated_at": now}
    cart = Cart(token_hash=new_token(), completed_at=now, **dates)
    session.add(cart)
    session.flush()
    checkout = Checkout(
        cart_id=cart.id, token=new_token(), state="completed", currency="EUR", expires_at=now, **dates
    )
    session.add(checkout)
    session.flush()
    total = 1000 * len(bought)
    sums = {"subtotal_minor": total, "discount_minor": 0, "delivery_minor": 490, "tax_minor": 238}
    order = CustomerOrder(
        checkout_id=checkout.id,
        customer_id=customer_id,
        number=number,
        status_token=new_token(),
        email="ada@example.com",
        customer_name="Ada Lovelace",
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        delivery_name="Post",
        delivery_kind="ship",
        currency="EUR",
        total_minor=total + 490,
        tax_rate_bp=1900,
        item_count=len(bought),
        payment_state="paid",
        fulfilment_state="fulfilled",
        placed_at=now,
        **sums,
    )
    session.add(order)
    session.flush()
    part = BrandOrder(
        customer_order_id=order.id,
        partner_id=bought[0][0].partner_id,
        number=f"{number}-1",
        position=1,
        currency="EUR",
        total_minor=total + 490,
        **sums,
        **dates,
    )
    session.add(part)
    session.add(
        Payment(
            checkout_id=checkout.id,
            customer_order_id=order.id,
            gateway="test",
            request_key=new_token(),
            gateway_reference="secret reference",
            state="captured",
            amount_minor=total + 490,
            currency="EUR",
            **dates,
        )
    )
    session.flush()
    parcel = Fulfilment(
        brand_order_id=part.id,
        carrier="Post",
        tracking_number=f"T{number}",
        tracking_url="https://post.example/T",
        request_key=new_token(),
        created_at=now,
    )
    session.add(parcel)
    session.flush()
    for position, (product, variant) in enumerate(bought):
        line = OrderLine(
            customer_order_id=order.id,
            brand_order_id=part.id,
            variant_id=variant.id,
            product_id=product.id,
            media_id=product.featured_media_id,
            position=position,
            title=product.title,
            variant_title=variant.title,
            sku=variant.sku,
            brand_name="Ostara Ceramics",
            properties={"Engraving": "A"} if position == 0 else {},
            quantity=1,
            fulfilled_quantity=1,
            unit_minor=1000,
            subtotal_minor=1000,
            discount_minor=0,
            delivery_minor=0,
            tax_minor=160,
            total_minor=1000,
        )
        session.add(line)
        session.flush()
        session.add(FulfilmentLine(fulfilment_id=parcel.id, order_line_id=line.id, quantity=1))
    session.flush()
    return order.id
