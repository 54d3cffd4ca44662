"""What was ordered, and the parcels that it went in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.liquid import Drop, prop
from engine.ordering.models import OrderLine
from engine.rendering.loading.people import Parcel

if TYPE_CHECKING:
    from .order import OrderDrop


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
