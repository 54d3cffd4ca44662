"""An order of the signed-in customer."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from engine.liquid import Drop, prop
from engine.ordering.models import CustomerOrder, OrderLine

from .address import PostalDrop
from .charges import ShippingMethodDrop, TaxLineDrop, TransactionDrop
from .metafields import MetafieldsDrop
from .order_lines import FulfillmentDrop, OrderLineDrop

if TYPE_CHECKING:
    from .customer import CustomerDrop
    from .front import Front


FINANCIAL = {"authorised": "authorized", "part_refunded": "partially_refunded"}
"""Our states by the public format's names, where they differ."""
FULFILMENT = {"part_fulfilled": "partial", "cancelled": "unfulfilled"}
PAYMENT = {
    "authorised": ("authorization", "success"),
    "captured": ("sale", "success"),
    "awaiting_transfer": ("sale", "pending"),
    "voided": ("void", "success"),
    "declined": ("sale", "failure"),
}
"""Kind and status of a payment by its state; any other is still running."""


class OrderDrop(Drop):
    """`order`: one of the customer's own."""

    liquid_name = "OrderDrop"

    def __init__(self, front: Front, row: CustomerOrder) -> None:
        self.front = front
        self.row = row
        self._lines: list[OrderLineDrop] | None = None
        self._parcels: list[FulfillmentDrop] | None = None

    # -- what the objects of one order share -------------------------------------------------------------

    def rows(self) -> list[OrderLine]:
        """The order's lines."""
        return self.front.loading.people.lines(self.row.id)

    def parcels(self) -> list[FulfillmentDrop]:
        """What was handed over."""
        if self._parcels is None:
            found = self.front.loading.people.parcels(self.row.id)
            self._parcels = [FulfillmentDrop(self, parcel) for parcel in found]
        return self._parcels

    def taxes(self, minor: int) -> list[object]:
        """The one tax of the shop with an amount; nothing where there was none."""
        title = self.front.platform_text("order.tax")
        return [TaxLineDrop(title, minor, self.row.tax_rate_bp)] if minor else []

    def _all_lines(self) -> list[OrderLine]:
        people = self.front.loading.people
        return [line for order_id in people.known for line in people.lines(order_id)]

    def expect_products(self) -> None:
        """Read the products of every known order at once. One that is gone is not asked for again."""
        sought = self.front.loading.people.sought_products
        wanted = {line.product_id for line in self._all_lines() if line.product_id} - sought
        if wanted:
            sought |= wanted
            self.front.loading.products.by_ids(wanted)

    def expect_pictures(self) -> None:
        """The same for pictures."""
        self.front.loading.files.want((line.media_id for line in self._all_lines() if line.media_id), ())

    # -- facts -------------------------------------------------------------------------------------------

    @property
    def is_private(self) -> bool:
        return True

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def name(self) -> str:
        return f"#{self.row.number}"

    @prop
    def order_number(self) -> int:
        return self.row.number

    @prop
    def confirmation_number(self) -> str:
        # Says nothing of the order's own number or link, and is the same each time.
        return hashlib.sha256(f"confirmation {self.row.status_token}".encode()).hexdigest()[:9].upper()

    @prop
    def created_at(self) -> datetime:
        return self.row.placed_at

    @prop
    def cancelled(self) -> bool:
        return self.row.cancelled_at is not None

    @prop
    def cancelled_at(self) -> datetime | None:
        return self.row.cancelled_at

    @prop
    def email(self) -> str:
        return self.row.email

    @prop
    def phone(self) -> str | None:
        return self.row.phone

    @prop
    def note(self) -> str | None:
        return self.row.note

    @prop
    def customer(self) -> CustomerDrop | None:
        return self.front.customer

    @prop("customer_url", "customer_order_url")
    def customer_url(self) -> str:
        return f"/account/orders/{self.row.id}"

    @prop
    def order_status_url(self) -> str:
        return self.front.visit.addresses.url(f"/orders/{self.row.status_token}", "checkout")

    @prop
    def financial_status(self) -> str:
        return FINANCIAL.get(self.row.payment_state, self.row.payment_state)

    @prop
    def financial_status_label(self) -> str:
        return self.front.platform_text(f"order.financial.{self.row.payment_state}")

    @prop
    def fulfillment_status(self) -> str:
        return FULFILMENT.get(self.row.fulfilment_state, self.row.fulfilment_state)

    @prop
    def fulfillment_status_label(self) -> str:
        return self.front.platform_text(f"order.fulfilment.{self.row.fulfilment_state}")

    @prop("pickup_in_store?")
    def pickup_in_store(self) -> bool:
        return self.row.delivery_kind == "pickup"

    # -- goods and money -----------------------------------------------------------------------------------

    @prop("line_items", "subtotal_line_items")
    def line_items(self) -> list[OrderLineDrop]:
        if self._lines is None:
            self._lines = [OrderLineDrop(self, row) for row in self.rows()]
        return self._lines

    @prop
    def fulfillments(self) -> list[FulfillmentDrop]:
        return self.parcels()

    @prop
    def item_count(self) -> int:
        return self.row.item_count

    @prop("line_items_subtotal_price", "subtotal_price")
    def subtotal_price(self) -> int:
        return self.row.subtotal_minor - self.row.discount_minor

    @prop
    def shipping_price(self) -> int:
        return self.row.delivery_minor

    @prop
    def shipping_methods(self) -> list[object]:
        return [ShippingMethodDrop(self)] if self.row.delivery_kind != "none" else []

    @prop("tax_price", "total_tax")
    def tax_price(self) -> int:
        return self.row.tax_minor

    @prop
    def tax_lines(self) -> list[object]:
        return self.taxes(self.row.tax_minor)

    @prop
    def total_discounts(self) -> int:
        return self.row.discount_minor

    @prop
    def total_price(self) -> int:
        return self.row.total_minor

    @prop
    def total_refunded_amount(self) -> int:
        return self.row.refunded_minor

    @prop
    def total_net_amount(self) -> int:
        return self.row.total_minor - self.row.refunded_minor

    @prop
    def currency(self) -> str:
        return self.row.currency

    @prop
    def shipping_address(self) -> PostalDrop | None:
        return PostalDrop(self.front, self.row.shipping_address) if self.row.shipping_address else None

    @prop
    def billing_address(self) -> PostalDrop | None:
        return PostalDrop(self.front, self.row.billing_address) if self.row.billing_address else None

    @prop
    def transactions(self) -> list[object]:
        people = self.front.loading.people
        payments = people.payments(self.row.id)
        gateways = {payment.id: payment.gateway for payment in payments}
        made: list[object] = [
            TransactionDrop(self, row, *PAYMENT.get(row.state, ("sale", "pending")), row.gateway)
            for row in payments
        ]
        status = {"done": "success", "failed": "failure"}
        return made + [
            TransactionDrop(
                self, row, "refund", status.get(row.state, "pending"), gateways.get(row.payment_id, "")
            )
            for row in people.refunds(self.row.id)
        ]

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "order", self.row.id)

    @prop("attributes")
    def no_attributes(self) -> dict[str, object]:
        return {}

    @prop("tags", "discounts", "discount_applications", "cart_level_discount_applications")
    def no_list(self) -> list[object]:
        return []

    @prop
    def total_duties(self) -> int:
        return 0

    @prop("cancel_reason", "cancel_reason_label")
    def no_reason(self) -> None:
        return None
