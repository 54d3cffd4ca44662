"""Products, their variants and options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.catalogue.queries import DEFAULT_TITLE
from engine.liquid import Drop, SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.products import ProductRecord, VariantRecord

from .details import LocationDrop, QuantityRuleDrop, StoreAvailabilityDrop
from .media import MediaDrop
from .metafields import MetafieldsDrop
from .shop import AddressDrop

if TYPE_CHECKING:
    from .front import Front

SWATCHES = frozenset({"color", "colour", "farbe", "couleur"})


class ProductDrop(Drop):
    """A product."""

    liquid_name = "ProductDrop"

    def __init__(self, front: Front, record: ProductRecord) -> None:
        self.front = front
        self.record = record
        self.row = record.row
        self.within: str | None = None
        """Handle of the collection on whose page the product is shown."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProductDrop) and other.row.id == self.row.id

    def __hash__(self) -> int:
        return hash(self.row.id)

    # -- words -----------------------------------------------------------------------------------------

    @prop
    def id(self) -> int:
        return self.row.id

    @prop
    def title(self) -> str:
        return self.row.title

    @prop
    def handle(self) -> str:
        return self.row.handle

    @prop("description", "content", "body_html")
    def description(self) -> str:
        return trusted(self.row.description_html or "")

    @prop
    def vendor(self) -> str:
        return self.record.brand

    @prop("type", "product_type")
    def type(self) -> str:
        return self.row.product_type or ""

    @prop
    def tags(self) -> list[str]:
        return self.front.loading.products.tags(self.row.id)

    @prop
    def url(self) -> str:
        return f"/products/{self.row.handle}"

    @prop
    def object_type(self) -> str:
        return "product"

    @prop
    def template_suffix(self) -> str | None:
        return self.row.template_suffix

    @prop
    def published_at(self) -> object:
        return self.row.published_at

    @prop
    def created_at(self) -> object:
        return self.row.created_at

    @prop
    def category(self) -> None:
        return None

    @prop("gift_card?")
    def is_gift_card(self) -> bool:
        return False

    @prop("empty?")
    def is_empty(self) -> bool:
        return False

    @prop
    def metafields(self) -> MetafieldsDrop:
        return MetafieldsDrop(self.front, "product", self.row.id)

    @prop("selling_plan_groups", "quantity_price_breaks")
    def no_plans(self) -> list[object]:
        return []

    @prop(
        "selected_selling_plan",
        "selected_selling_plan_allocation",
        "selected_or_first_available_selling_plan_allocation",
    )
    def no_plan(self) -> None:
        return None

    @prop("requires_selling_plan", "quantity_price_breaks_configured?")
    def has_no_plans(self) -> bool:
        return False

    # -- prices ----------------------------------------------------------------------------------------

    @prop("price", "price_min")
    def price(self) -> int:
        return self.row.price_min

    @prop
    def price_max(self) -> int:
        return self.row.price_max

    @prop
    def price_varies(self) -> bool:
        return self.row.price_min != self.row.price_max

    def _reduced(self) -> list[int]:
        return [v.row.compare_at_minor for v in self.variant_records() if v.row.compare_at_minor]

    @prop
    def compare_at_price(self) -> int | None:
        """The former price of the cheapest variant that has one: what the price shown is compared with."""
        cheapest = min(self.variant_records(), key=lambda v: v.row.price_minor, default=None)
        if cheapest is not None and cheapest.row.compare_at_minor:
            return cheapest.row.compare_at_minor
        return (
            min(self._reduced(), default=None)
            if len(self._reduced()) == len(self.variant_records())
            else None
        )

    @prop
    def compare_at_price_min(self) -> int:
        return min(self._reduced(), default=0)

    @prop
    def compare_at_price_max(self) -> int:
        return max(self._reduced(), default=0)

    @prop
    def compare_at_price_varies(self) -> bool:
        return len(set(self._reduced())) > 1

    # -- variants --------------------------------------------------------------------------------------

    def variant_records(self) -> list[VariantRecord]:
        """The variants with their stock."""
        return self.front.loading.products.variants(self.row.id)

    @prop
    def variants(self) -> list[VariantDrop]:
        return [VariantDrop(self, record) for record in self.variant_records()]

    def all_variants(self) -> list[VariantDrop]:
        """The variants as drops, each one object."""
        found: Any = self.liquid_get("variants")
        return list(found)

    @prop
    def variants_count(self) -> int:
        return len(self.variant_records())

    @prop
    def available(self) -> bool:
        return any(record.available for record in self.variant_records())

    @prop
    def has_only_default_variant(self) -> bool:
        records = self.variant_records()
        return len(records) == 1 and records[0].row.option1 in (None, "", DEFAULT_TITLE)

    @prop
    def selected_variant(self) -> VariantDrop | None:
        chosen = self.front.visit.parameters.get("variant", "")
        return next((v for v in self.all_variants() if str(v.row.id) == chosen), None)

    @prop
    def first_available_variant(self) -> VariantDrop | None:
        return next((v for v in self.all_variants() if v.record.available), None)

    @prop
    def selected_or_first_available_variant(self) -> VariantDrop | None:
        found: Any = self.liquid_get("selected_variant") or self.liquid_get("first_available_variant")
        return found or next(iter(self.all_variants()), None)

    @prop
    def options(self) -> list[str]:
        if self.liquid_get("has_only_default_variant"):
            return ["Title"]
        return [option.name for option in self.front.loading.products.options(self.row.id)]

    @prop
    def options_with_values(self) -> list[OptionDrop]:
        if self.liquid_get("has_only_default_variant"):
            return []
        rows = self.front.loading.products.options(self.row.id)
        return [OptionDrop(self, row.name, row.position, [str(c) for c in row.choices]) for row in rows]

    @prop
    def options_by_name(self) -> dict[str, OptionDrop]:
        found: Any = self.liquid_get("options_with_values")
        return {option.name.lower(): option for option in found} | {o.name: o for o in found}

    # -- pictures --------------------------------------------------------------------------------------

    def media_drops(self) -> list[MediaDrop]:
        """The gallery as drops."""
        gallery = self.front.loading.products.gallery(self.row.id)
        drops = [MediaDrop(self.front, m, self.row.title, at) for at, m in enumerate(gallery, 1)]
        for drop in drops:
            drop.owner = self
        return drops

    @prop
    def media(self) -> list[MediaDrop]:
        return self.media_drops()

    @prop
    def images(self) -> list[object]:
        return [image for image in (drop.preview_image() for drop in self.media_drops()) if image is not None]

    @prop("featured_image", "image")
    def featured_image(self) -> object:
        if self.record.featured is not None:
            return self._featured().preview_image()
        images: Any = self.liquid_get("images")
        return images[0] if images else None

    def _featured(self) -> MediaDrop:
        assert self.record.featured is not None
        drop = MediaDrop(self.front, self.record.featured, self.row.title)
        drop.owner = self
        return drop

    @prop
    def featured_media(self) -> object:
        if self.record.featured is not None:
            return self._featured()
        drops = self.media_drops()
        return drops[0] if drops else None

    @prop
    def collections(self) -> list[object]:
        found = self.front.loading.products.collections(self.row.id)
        return [self.front.collection(self.front.loading.shelves.keep(row, media)) for row, media in found]

    def liquid_json(self) -> object:
        return {
            "id": self.row.id,
            "title": self.row.title,
            "handle": self.row.handle,
            "description": self.row.description_html or "",
            "published_at": self.row.published_at,
            "created_at": self.row.created_at,
            "vendor": self.record.brand,
            "type": self.row.product_type or "",
            "tags": self.liquid_get("tags"),
            "price": self.row.price_min,
            "price_min": self.row.price_min,
            "price_max": self.row.price_max,
            "available": self.liquid_get("available"),
            "price_varies": self.liquid_get("price_varies"),
            "compare_at_price": self.liquid_get("compare_at_price"),
            "compare_at_price_min": self.liquid_get("compare_at_price_min"),
            "compare_at_price_max": self.liquid_get("compare_at_price_max"),
            "compare_at_price_varies": self.liquid_get("compare_at_price_varies"),
            "variants": self.all_variants(),
            "images": [image.liquid_get("src") for image in _drops(self.liquid_get("images"))],
            "featured_image": str(self.liquid_get("featured_image") or "") or None,
            "options": self.liquid_get("options"),
            "url": self.liquid_get("url"),
            "media": self.liquid_get("media"),
        }


def _drops(value: object) -> list[Drop]:
    return [item for item in value if isinstance(item, Drop)] if isinstance(value, list) else []


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


class OptionDrop(Drop):
    """An option such as Colour, with its values in their order."""

    liquid_name = "ProductOptionDrop"

    def __init__(self, product: ProductDrop, name: str, position: int, choices: list[str]) -> None:
        self.product = product
        self.name = name
        self._position = position
        self.choices = choices

    def __str__(self) -> str:
        return self.name

    @prop("name")
    def title(self) -> str:
        return self.name

    @prop
    def position(self) -> int:
        return self._position

    @prop
    def values(self) -> list[OptionValueDrop]:
        return [OptionValueDrop(self, choice) for choice in self.choices]

    @prop
    def selected_value(self) -> str | None:
        chosen: Any = self.product.liquid_get("selected_or_first_available_variant")
        return chosen.option(self._position) if isinstance(chosen, VariantDrop) else None

    def liquid_json(self) -> object:
        return {"name": self.name, "position": self._position, "values": self.choices}


class OptionValueDrop(Drop):
    """One value of an option, seen from the variant that is chosen now."""

    liquid_name = "ProductOptionValueDrop"

    def __init__(self, option: OptionDrop, value: str) -> None:
        self.option = option
        self.value = value

    def __str__(self) -> str:
        return self.value

    def __eq__(self, other: object) -> bool:
        if isinstance(other, OptionValueDrop):
            return other.value == self.value
        return other == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    @prop
    def id(self) -> str:
        return f"{self.option.product.row.id}-{self.option._position}-{self.option.choices.index(self.value)}"

    @prop
    def name(self) -> str:
        return self.value

    @prop
    def selected(self) -> bool:
        return self.option.liquid_get("selected_value") == self.value

    def _matching(self) -> VariantDrop | None:
        """The variant that this value leads to: with the other options as they are if there is one."""
        product, position = self.option.product, self.option._position
        chosen: Any = product.liquid_get("selected_or_first_available_variant")
        having = [v for v in product.all_variants() if v.option(position) == self.value]
        if isinstance(chosen, VariantDrop):
            others = [p for p in (1, 2, 3) if p != position]
            same = [v for v in having if all(v.option(p) == chosen.option(p) for p in others)]
            if same:
                return same[0]
            # Keep what stands before the option, as a shopper chooses from top to bottom.
            before = [p for p in others if p < position]
            having = [v for v in having if all(v.option(p) == chosen.option(p) for p in before)] or having
        return next((v for v in having if v.record.available), having[0] if having else None)

    @prop
    def variant(self) -> VariantDrop | None:
        return self._matching()

    @prop
    def available(self) -> bool:
        match = self._matching()
        return match is not None and match.record.available

    @prop
    def product_url(self) -> None:
        return None

    @prop
    def swatch(self) -> object:
        if self.option.name.lower() not in SWATCHES:
            return None
        return swatch_of(self.value)

    def liquid_json(self) -> object:
        return self.value


class SwatchDrop(Drop):
    """A colour to show beside an option's value."""

    liquid_name = "SwatchDrop"

    def __init__(self, color: object) -> None:
        self._color = color

    @prop
    def color(self) -> object:
        return self._color

    @prop
    def image(self) -> None:
        return None


def swatch_of(name: str) -> SwatchDrop | None:
    """The swatch of a colour's name, as far as the name is a known one."""
    from engine.rendering.swatches import color_named

    from .settings import ColorDrop

    found = color_named(name)
    return SwatchDrop(ColorDrop(found)) if found else None


class ProductList(SequenceDrop):
    """Products that were picked one by one."""

    liquid_name = "ProductListDrop"

    def __init__(self, drops: list[ProductDrop]) -> None:
        self.drops = drops

    def __len__(self) -> int:
        return len(self.drops)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return list(self.drops[start:stop])

    @prop("count")
    def count(self) -> int:
        return len(self.drops)
