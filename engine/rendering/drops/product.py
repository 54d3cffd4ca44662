"""Products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.catalogue.queries import DEFAULT_TITLE
from engine.inventory.queries import VIEW_ONLY
from engine.liquid import Drop, SequenceDrop, prop
from engine.liquid.safe import trusted
from engine.rendering.loading.products import ProductRecord, VariantRecord

from .media import MediaDrop
from .metafields import MetafieldsDrop
from .named import Named
from .options import OptionDrop
from .variant import VariantDrop

if TYPE_CHECKING:
    from .front import Front


class ProductDrop(Named):
    """A product."""

    liquid_name = "ProductDrop"
    listed_in = "all_products"

    def __init__(self, front: Front, record: ProductRecord) -> None:
        self.front = front
        self.record = record
        self.row = record.row
        self.within: str | None = None
        """Handle of the collection on whose page the product is shown."""

    def _is(self, other: object) -> bool:
        return isinstance(other, ProductDrop) and other.row.id == self.row.id

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
    def buy_in_shop(self) -> str | None:
        """Words for a product that is only shown online, and bought in a shop."""
        return self.front.platform_text("buy_in_shop.card") if self.row.online == VIEW_ONLY else None

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
