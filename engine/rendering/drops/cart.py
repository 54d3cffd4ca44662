"""The shopper's cart."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.base.markup import plain_text
from engine.catalogue.queries import DEFAULT_TITLE
from engine.liquid import Drop, prop
from engine.ordering.queries import cart as carts

from .localization import CurrencyDrop

if TYPE_CHECKING:
    from .front import Front


DESCRIBED = 1_000
"""Characters of a product's description that a line of the cart carries for scripts."""


class CartDrop(Drop):
    """The cart; what it holds is read only when a page shows it."""

    liquid_name = "CartDrop"
    private_keys = frozenset({"attributes", "note"})

    def __init__(self, front: Front) -> None:
        self.front = front

    @cached_property
    def view(self) -> carts.CartView:
        """The cart with its lines as they stand now."""
        visit = self.front.visit
        return self.front.loading.carts.view(visit.cart_token, visit.store.currency)

    @prop
    def item_count(self) -> int:
        if "view" in self.__dict__:
            return self.view.item_count
        return self.front.loading.carts.count(self.front.visit.cart_token)

    @prop("empty?")
    def is_empty(self) -> bool:
        return self.liquid_get("item_count") == 0

    @prop
    def items(self) -> list[LineDrop]:
        products = self.front.loading.products
        products.by_ids(line.offer.product_id for line in self.view.lines if line.offer)
        return [LineDrop(self.front, line, at) for at, line in enumerate(self.view.lines, 1)]

    @prop("total_price", "items_subtotal_price", "original_total_price", "checkout_charge_amount")
    def total_price(self) -> int:
        return self.view.subtotal_minor

    @prop
    def total_weight(self) -> int:
        return sum(line.offer.weight_grams * line.quantity for line in self.view.lines if line.offer)

    @prop("total_discount", "total_discounts")
    def total_discount(self) -> int:
        return 0

    @prop("cart_level_discount_applications", "discount_applications", "discounts", "discount_codes")
    def discounts(self) -> list[object]:
        return []

    @prop
    def note(self) -> str | None:
        return self.view.note

    @prop
    def attributes(self) -> dict[str, object]:
        return dict(self.view.attributes)

    @prop
    def currency(self) -> CurrencyDrop:
        return CurrencyDrop(self.front.visit.store.currency, self.front.visit.locale)

    @prop
    def requires_shipping(self) -> bool:
        return self.view.needs_shipping

    @prop
    def taxes_included(self) -> bool:
        return self.front.visit.store.row.prices_include_tax

    @prop
    def duties_included(self) -> bool:
        return False

    @prop
    def error(self) -> str | None:
        """What became of the shopper's last change, where it could not be done (an addition of this platform)."""
        return self.front.visit.cart_error

    def liquid_json(self) -> object:
        return {
            "token": public_token(self.front.visit.cart_token),
            "note": self.view.note,
            "attributes": dict(self.view.attributes),
            "original_total_price": self.view.subtotal_minor,
            "total_price": self.view.subtotal_minor,
            "total_discount": 0,
            "total_weight": self.liquid_get("total_weight"),
            "item_count": self.view.item_count,
            "items": self.liquid_get("items"),
            "requires_shipping": self.view.needs_shipping,
            "currency": self.front.visit.store.currency,
            "items_subtotal_price": self.view.subtotal_minor,
            "cart_level_discount_applications": [],
            "discount_codes": [],
        }


def public_token(token: str | None) -> str:
    """What scripts are told a cart's token is: always the same for one cart, and opening nothing."""
    return hashlib.sha256(f"public {token}".encode()).hexdigest()[:32] if token else ""


class LineDrop(Drop):
    """One line of the cart."""

    liquid_name = "LineItemDrop"
    private_keys = frozenset({"properties"})

    def __init__(self, front: Front, line: carts.CartLineView, index: int) -> None:
        self.front = front
        self.line = line
        self._index = index

    @prop
    def id(self) -> int:
        return self.line.variant_id

    @prop
    def key(self) -> str:
        return self.line.key

    @prop
    def index(self) -> int:
        return self._index

    @prop
    def product_id(self) -> int | None:
        return self.line.offer.product_id if self.line.offer else None

    @prop
    def variant_id(self) -> int:
        return self.line.variant_id

    @prop
    def product(self) -> object:
        offer = self.line.offer
        found = self.front.loading.products.by_ids([offer.product_id]) if offer else []
        if found:
            return self.front.product(found[0])
        title = self.line.title
        return {"title": title, "url": "/collections/all", "has_only_default_variant": True, "vendor": ""}

    @prop
    def variant(self) -> object:
        product: Any = self.liquid_get("product")
        if isinstance(product, dict):
            return None
        return next((v for v in product.all_variants() if v.row.id == self.line.variant_id), None)

    @prop("title", "name")
    def title(self) -> str:
        return self.line.offer.name if self.line.offer else self.line.title

    @prop
    def variant_title(self) -> str | None:
        return self.line.offer.variant_title if self.line.offer else None

    @prop
    def vendor(self) -> str:
        return self.line.offer.brand_name if self.line.offer else ""

    @prop
    def sku(self) -> str | None:
        return self.line.offer.sku if self.line.offer else None

    @prop
    def quantity(self) -> int:
        return self.line.quantity

    @prop("price", "original_price", "final_price")
    def price(self) -> int:
        return self.line.unit_minor

    @prop("line_price", "original_line_price", "final_line_price")
    def line_price(self) -> int:
        return self.line.unit_minor * self.line.quantity

    @prop
    def url(self) -> str:
        offer = self.line.offer
        return f"/products/{offer.handle}?variant={offer.variant_id}" if offer else "/collections/all"

    @prop("image", "featured_image")
    def image(self) -> object:
        variant: Any = self.liquid_get("variant")
        own = variant.liquid_get("featured_image") if variant is not None else None
        product: Any = self.liquid_get("product")
        return own or (None if isinstance(product, dict) else product.liquid_get("featured_image"))

    @prop
    def options_with_values(self) -> list[dict[str, object]]:
        variant: Any = self.liquid_get("variant")
        if variant is None:
            return []
        options = self.front.loading.products.options(variant.owner.row.id)
        pairs = zip(options, variant.liquid_get("options"), strict=False)
        return [{"name": option.name, "value": value} for option, value in pairs]

    @prop
    def properties(self) -> dict[str, object]:
        return dict(self.line.properties)

    @prop("available", "is_buyable")
    def available(self) -> bool:
        return self.line.problem is None

    @prop
    def error(self) -> str | None:
        """Why the line cannot be bought as it is (an addition of this platform)."""
        refused = self.line.problem or self.line.notice
        return self.front.refusal(refused) if refused is not None else None

    @prop
    def requires_shipping(self) -> bool:
        return bool(self.line.offer and self.line.offer.requires_shipping)

    @prop("taxable")
    def taxable(self) -> bool:
        return bool(self.line.offer and self.line.offer.taxable)

    @prop
    def grams(self) -> int:
        return self.line.offer.weight_grams if self.line.offer else 0

    @prop(
        "discounts",
        "discount_allocations",
        "line_level_discount_allocations",
        "line_level_total_discount_applications",
    )
    def discounts(self) -> list[object]:
        return []

    @prop("total_discount", "line_level_total_discount")
    def total_discount(self) -> int:
        return 0

    @prop(
        "gift_card",
        "selling_plan_allocation",
        "unit_price",
        "unit_price_measurement",
        "fulfillment",
        "parent_relationship",
    )
    def nothing(self) -> None:
        return None

    def liquid_json(self) -> object:
        image: Any = self.liquid_get("image")
        product: Any = self.liquid_get("product")
        is_gone = isinstance(product, dict)
        chosen = (self.line.offer.options if self.line.offer else ()) or (DEFAULT_TITLE,)
        untitled = [{"name": "Title", "value": DEFAULT_TITLE}]
        return self._amounts() | {
            "id": self.line.variant_id,
            "properties": dict(self.line.properties),
            "variant_id": self.line.variant_id,
            "key": self.line.key,
            "title": self.liquid_get("title"),
            "sku": self.liquid_get("sku"),
            "grams": self.liquid_get("grams"),
            "vendor": self.liquid_get("vendor"),
            "taxable": self.liquid_get("taxable"),
            "product_id": self.liquid_get("product_id"),
            "product_has_only_default_variant": is_gone or product.liquid_get("has_only_default_variant"),
            "gift_card": False,
            "url": self.liquid_get("url"),
            "featured_image": _featured(image),
            "image": str(image) if image else None,
            "handle": self.line.offer.handle if self.line.offer else None,
            "requires_shipping": self.liquid_get("requires_shipping"),
            "product_type": "" if is_gone else product.liquid_get("type"),
            "product_title": self.line.offer.title if self.line.offer else self.line.title,
            "product_description": "" if is_gone else plain_text(product.row.description_html, DESCRIBED),
            "variant_title": self.liquid_get("variant_title"),
            "variant_options": list(chosen),
            "options_with_values": self.liquid_get("options_with_values") or untitled,
        }

    def _amounts(self) -> dict[str, object]:
        """Quantity and prices in minor units. Nothing is taken off a line yet, so all prices of one are the same."""
        unit, line = self.line.unit_minor, self.line.unit_minor * self.line.quantity
        return {
            "quantity": self.line.quantity,
            "price": unit,
            "original_price": unit,
            "discounted_price": unit,
            "final_price": unit,
            "line_price": line,
            "original_line_price": line,
            "final_line_price": line,
            "total_discount": 0,
            "discounts": [],
            "line_level_discount_allocations": [],
            "line_level_total_discount": 0,
        }


def _featured(image: Any) -> dict[str, object] | None:
    if image is None:
        return None
    named = ("aspect_ratio", "alt", "height", "width")
    return {name: image.liquid_get(name) for name in named} | {"url": str(image)}
