"""An order of the signed-in customer, with its lines, parcels and payments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop
from engine.ordering.models import CustomerOrder, OrderLine
from engine.rendering.loading.people import Parcel

from .metafields import MetafieldsDrop
from .shop import AddressDrop, CountryDrop

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


class PostalDrop(AddressDrop):
    """An address as a page shows it: names apart, the country with its name in the page's language."""

    def __init__(self, front: Front, values: Mapping[str, Any]) -> None:
        super().__init__(dict(values))
        self.front = front

    def _names(self) -> tuple[str, str]:
        if self.values.get("first_name") or self.values.get("last_name"):
            return self._text("first_name"), self._text("last_name")
        first, _, last = self._text("name").rpartition(" ")
        return first, last

    @prop
    def first_name(self) -> str:
        return self._names()[0]

    @prop
    def last_name(self) -> str:
        return self._names()[1]

    @prop
    def name(self) -> str:
        return " ".join(part for part in self._names() if part)

    @prop
    def street(self) -> str:
        return ", ".join(part for part in (self._text("line1"), self._text("line2")) if part)

    @prop
    def country(self) -> CountryDrop | None:
        code = self._text("country")
        return CountryDrop(code, self.front) if code else None

    @prop
    def summary(self) -> str:
        town = f"{self._text('postcode')} {self._text('city')}".strip()
        country = self.country()
        parts = (self.name(), self.street(), town, country.name() if country else "")
        return ", ".join(part for part in parts if part)


class OrderLineDrop(Drop):
    """A line of an order: what was bought, as it was then. The product is there while it is on sale."""

    liquid_name = "LineItemDrop"

    def __init__(self, order: OrderDrop, row: OrderLine, quantity: int | None = None) -> None:
        self.order = order
        self.front = order.front
        self.row = row
        self.units = row.quantity if quantity is None else quantity

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def key(self) -> str:
        return str(self.row.id)

    @prop
    def title(self) -> str:
        return f"{self.row.title} - {self.row.variant_title}" if self.row.variant_title else self.row.title

    @prop("product_title", "name")
    def product_title(self) -> str:
        return self.row.title

    @prop
    def variant_title(self) -> str | None:
        return self.row.variant_title

    @prop
    def sku(self) -> str | None:
        return self.row.sku

    @prop
    def vendor(self) -> str:
        return self.row.brand_name

    @prop
    def quantity(self) -> int:
        return self.units

    @prop
    def properties(self) -> dict[str, object]:
        return dict(self.row.properties)

    @prop("price", "original_price")
    def price(self) -> int:
        return self.row.unit_minor

    @prop
    def final_price(self) -> int:
        return (self.row.subtotal_minor - self.row.discount_minor) // self.row.quantity

    @prop("line_price", "original_line_price")
    def line_price(self) -> int:
        return self.row.unit_minor * self.units

    @prop
    def final_line_price(self) -> int:
        whole = self.row.subtotal_minor - self.row.discount_minor
        return whole if self.units == self.row.quantity else whole * self.units // self.row.quantity

    @prop("total_discount", "line_level_total_discount")
    def total_discount(self) -> int:
        return self.row.discount_minor

    @prop
    def product_id(self) -> int | None:
        return self.row.product_id

    @prop
    def variant_id(self) -> int | None:
        return self.row.variant_id

    @prop
    def product(self) -> object:
        self.order.expect_products()
        found = self.front.loading.products.known.get(self.row.product_id or 0)
        return self.front.product(found) if found is not None else None

    @prop
    def variant(self) -> object:
        product: Any = self.liquid_get("product")
        if product is None:
            return None
        return next((v for v in product.all_variants() if v.row.id == self.row.variant_id), None)

    @prop
    def url(self) -> str | None:
        product: Any = self.liquid_get("product")
        if product is None:
            return None
        return f"/products/{product.row.handle}?variant={self.row.variant_id}"

    @prop("image", "featured_image")
    def image(self) -> object:
        self.order.expect_pictures()
        media_id = self.row.media_id
        return self.front.image(self.front.loading.files.by_id(media_id)) if media_id else None

    @prop
    def requires_shipping(self) -> bool:
        return self.row.requires_shipping

    @prop
    def taxable(self) -> bool:
        return self.row.tax_minor > 0

    @prop
    def tax_lines(self) -> list[object]:
        return self.order.taxes(self.row.tax_minor)

    @prop
    def successfully_fulfilled_quantity(self) -> int:
        return self.row.fulfilled_quantity

    @prop
    def fulfillment(self) -> object:
        for parcel in self.order.parcels():
            if any(line_id == self.row.id for line_id, _ in parcel.record.lines):
                return parcel
        return None


class FulfillmentDrop(Drop):
    """A parcel, or goods handed over."""

    liquid_name = "FulfillmentDrop"

    def __init__(self, order: OrderDrop, record: Parcel) -> None:
        self.order = order
        self.record = record
        self.row = record.row

    @prop
    def created_at(self) -> datetime:
        return self.row.created_at

    @prop
    def tracking_company(self) -> str | None:
        return self.row.carrier

    @prop
    def tracking_number(self) -> str | None:
        return self.row.tracking_number

    @prop
    def tracking_numbers(self) -> list[str]:
        return [self.row.tracking_number] if self.row.tracking_number else []

    @prop
    def tracking_url(self) -> str | None:
        return self.row.tracking_url

    @prop
    def item_count(self) -> int:
        return sum(units for _, units in self.record.lines)

    @prop
    def fulfillment_line_items(self) -> list[object]:
        rows = {row.id: row for row in self.order.rows()}
        return [
            {"line_item": OrderLineDrop(self.order, rows[line_id], units), "quantity": units}
            for line_id, units in self.record.lines
            if line_id in rows
        ]


class TaxLineDrop(Drop):
    """A tax and its amount."""

    liquid_name = "TaxLineDrop"

    def __init__(self, title: str, minor: int, rate_bp: int) -> None:
        self.words, self.minor, self.rate_bp = title, minor, rate_bp

    @prop
    def title(self) -> str:
        return self.words

    @prop
    def price(self) -> int:
        return self.minor

    @prop
    def rate(self) -> float:
        return self.rate_bp / 10_000

    @prop
    def rate_percentage(self) -> float:
        return self.rate_bp / 100


class ShippingMethodDrop(Drop):
    """How the order is delivered, as it was chosen."""

    liquid_name = "ShippingMethodDrop"

    def __init__(self, order: OrderDrop) -> None:
        self.order = order
        self.row = order.row

    @prop
    def id(self) -> str:
        return str(self.row.delivery_method_id or self.row.id)

    @prop("handle", "title")
    def title(self) -> str:
        return self.row.delivery_name

    @prop("price", "original_price", "price_with_discounts")
    def price(self) -> int:
        return self.row.delivery_minor

    @prop
    def tax_lines(self) -> list[object]:
        return self.order.taxes(sum(line.delivery_tax_minor for line in self.order.rows()))


class TransactionDrop(Drop):
    """A payment or refund. What the gateway calls it stays with the shop."""

    liquid_name = "TransactionDrop"

    def __init__(self, order: OrderDrop, row: Any, kind: str, status: str, gateway: str) -> None:
        self.order, self.row = order, row
        self.words = (kind, status, gateway)

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def amount(self) -> int:
        return self.row.amount_minor

    @prop
    def created_at(self) -> datetime:
        return self.row.created_at

    @prop
    def kind(self) -> str:
        return self.words[0]

    @prop
    def status(self) -> str:
        return self.words[1]

    @prop
    def status_label(self) -> str:
        return self.order.front.platform_text(f"transaction.{self.words[1]}")

    @prop
    def gateway(self) -> str:
        return self.words[2]

    @prop
    def gateway_display_name(self) -> str:
        return self.words[2].replace("_", " ").capitalize()

    @prop
    def name(self) -> str:
        return f"{self.order.row.number}.{self.row.id}"


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
