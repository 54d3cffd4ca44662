"""Variants: the ways to buy a product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.catalogue.queries import DEFAULT_TITLE
from engine.liquid import Drop, prop
from engine.rendering.loading.products import VariantRecord

from .address import AddressDrop
from .buying import BuyInShopDrop
from .details import LocationDrop, QuantityRuleDrop, StoreAvailabilityDrop
from .metafields import MetafieldsDrop

if TYPE_CHECKING:
    from .product import ProductDrop


class VariantDrop(Drop):
    """One way to buy a product."""

    liquid_name = "VariantDrop"

    def __init__(self, product: ProductDrop, record: VariantRecord) -> None:
        self.owner = product
        self.front = product.front
        self.record = record
        self.row = record.row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VariantDrop) and other.row.id == self.row.id

    def __hash__(self) -> int:
        return hash(self.row.id)

    @prop
    def id(self) -> int:
        return self.row.id

    @prop("title", "name")
    def title(self) -> str:
        return self.row.title

    @prop
    def product(self) -> ProductDrop:
        return self.owner

    @prop
    def price(self) -> int:
        return self.row.price_minor

    @prop
    def compare_at_price(self) -> int | None:
        return self.row.compare_at_minor

    @prop
    def sku(self) -> str | None:
        return self.row.sku

    @prop
    def barcode(self) -> str | None:
        return self.row.barcode

    @prop
    def available(self) -> bool:
        return self.record.available

    @prop
    def taxable(self) -> bool:
        return self.row.taxable

    @prop
    def requires_shipping(self) -> bool:
        return self.row.requires_shipping

    @prop
    def weight(self) -> int:
        return self.row.weight_grams

    @prop
    def weight_in_unit(self) -> int:
        return self.row.weight_grams

    @prop
    def weight_unit(self) -> str:
        return "g"

    @prop
    def inventory_quantity(self) -> int:
        # Exact numbers change with every sale; whether there is any is part of the product.
        self.front.loading.notes.add("stock", self.record.item.id)
        return self.record.quantity

    @prop
    def inventory_policy(self) -> str:
        return self.record.item.policy

    @prop
    def inventory_management(self) -> str | None:
        return "shopify" if self.record.item.tracked else None

    @prop
    def incoming(self) -> bool:
        return False

    @prop
    def option1(self) -> str | None:
        return self.row.option1

    @prop
    def option2(self) -> str | None:
        return self.row.option2

    @prop
    def option3(self) -> str | None:
        return self.row.option3

    @prop
    def options(self) -> list[str]:
        return [v for v in (self.row.option1, self.row.option2, self.row.option3) if v is not None]

    def option(self, position: int) -> str | None:
        """The value of the option at a position from 1 to 3."""
        return (
            (self.row.option1, self.row.option2, self.row.option3)[position - 1]
            if 1 <= position <= 3
            else None
        )

    @prop
    def selected(self) -> bool:
        return self.front.visit.parameters.get("variant") == str(self.row.id)

    @prop
    def url(self) -> str:
        return f"{self.owner.liquid_get('url')}?variant={self.row.id}"

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "variant", self.row.id)

    @prop
    def quantity_rule(self) -> QuantityRuleDrop:
        return QuantityRuleDrop()

    @prop
    def matched(self) -> bool:
        return True

    @prop("requires_selling_plan", "quantity_price_breaks_configured?")
    def has_no_plans(self) -> bool:
        return False

    @prop("unit_price", "unit_price_measurement", "next_incoming_date", "selected_selling_plan_allocation")
    def nothing(self) -> None:
        return None

    @prop("selling_plan_allocations", "quantity_price_breaks")
    def none_of_them(self) -> list[object]:
        return []

    @prop("featured_media")
    def featured_media(self) -> object:
        gallery = self.owner.media_drops()
        return next((m for m in gallery if m.media.id == self.row.media_id), None)

    @prop("featured_image", "image")
    def featured_image(self) -> object:
        media: Any = self.liquid_get("featured_media")
        return media.liquid_get("preview_image") if media is not None else None

    @prop
    def store_availabilities(self) -> list[StoreAvailabilityDrop]:
        items = [record.row.inventory_item_id for record in self.owner.variant_records()]
        places = self.front.loading.products.places(self.row.inventory_item_id, items)
        return [
            StoreAvailabilityDrop(
                LocationDrop(location, AddressDrop(location.address or {})),
                units > 0 or not self.record.item.tracked,
            )
            for location, units in places
        ]

    @prop
    def buy_in_shop(self) -> BuyInShopDrop | None:
        """How to buy it in a shop, where it is only shown online."""
        return None if self.record.for_sale else BuyInShopDrop(self)

    def liquid_json(self) -> object:
        image: Any = self.liquid_get("featured_image")
        return {
            "id": self.row.id,
            "title": self.row.title,
            "option1": self.row.option1,
            "option2": self.row.option2,
            "option3": self.row.option3,
            "options": self.liquid_get("options"),
            "sku": self.row.sku,
            "requires_shipping": self.row.requires_shipping,
            "taxable": self.row.taxable,
            "featured_image": image,
            "available": self.record.available,
            "name": f"{self.owner.row.title} - {self.row.title}",
            "public_title": None if self.row.title == DEFAULT_TITLE else self.row.title,
            "price": self.row.price_minor,
            "weight": self.row.weight_grams,
            "compare_at_price": self.row.compare_at_minor,
            "inventory_management": self.liquid_get("inventory_management"),
            "barcode": self.row.barcode,
            "featured_media": self.liquid_get("featured_media"),
            "quantity_rule": self.liquid_get("quantity_rule"),
        }
