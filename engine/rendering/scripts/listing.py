"""Lists of products as `/products.json` shows them: prices as decimal text in the store's currency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.base.money import to_decimal_text
from engine.catalogue.queries import DEFAULT_TITLE
from engine.rendering.drops.collection import collection_by_handle
from engine.rendering.drops.front import Front
from engine.rendering.drops.product import ProductDrop
from engine.rendering.drops.variant import VariantDrop
from engine.rendering.loading.lists import Chosen

from .products import options_data

MOST_LISTED = 250
"""Products of one page."""


def product_list_data(
    front: Front, collection: str | None, page: int, size: int
) -> list[dict[str, Any]] | None:
    """A page of the shop's products, or of a collection's; None when there is no such collection."""
    number: int | None = None
    order = "created-descending"
    if collection is not None:
        drop = collection_by_handle(front, collection)
        if drop is None:
            return None
        if drop.row is not None:
            number, order = drop.row.id, drop.row.sort_order
    start = (page - 1) * size
    records, _ = front.loading.shelves.page(number, Chosen(), order, start, start + size)
    return [product_record(front, front.product(record)) for record in records]


def product_record(front: Front, product: ProductDrop) -> dict[str, Any]:
    """One product as a record: variants, pictures and options beside its words."""
    row, variants = product.row, product.all_variants()
    return {
        "id": row.id,
        "title": row.title,
        "handle": row.handle,
        "body_html": row.description_html or "",
        "published_at": _time(row.published_at),
        "created_at": _time(row.created_at),
        "updated_at": _time(row.updated_at),
        "vendor": product.record.brand,
        "product_type": row.product_type or "",
        "tags": product.liquid_get("tags"),
        "variants": [_variant(front, variant, at) for at, variant in enumerate(variants, 1)],
        "images": [_image(product, media, variants) for media in product.media_drops() if _is_picture(media)],
        "options": options_data(front, product),
    }


def _variant(front: Front, variant: VariantDrop, position: int) -> dict[str, Any]:
    row, currency = variant.row, front.visit.store.currency
    former = row.compare_at_minor
    media: Any = variant.liquid_get("featured_media")
    return {
        "id": row.id,
        "title": row.title,
        "option1": row.option1 or DEFAULT_TITLE,
        "option2": row.option2,
        "option3": row.option3,
        "sku": row.sku,
        "requires_shipping": row.requires_shipping,
        "taxable": row.taxable,
        "featured_image": _image(variant.owner, media, [variant]) if media is not None else None,
        "available": variant.record.available,
        "price": to_decimal_text(row.price_minor, currency),
        "grams": row.weight_grams,
        "compare_at_price": to_decimal_text(former, currency) if former is not None else None,
        "position": position,
        "product_id": row.product_id,
    }


def _is_picture(media: Any) -> bool:
    return bool(media.media.kind == "image")


def _image(product: ProductDrop, media: Any, variants: Sequence[VariantDrop]) -> dict[str, Any]:
    return {
        "id": media.media.id,
        "position": media.liquid_get("position"),
        "product_id": product.row.id,
        "variant_ids": [v.row.id for v in variants if v.row.media_id == media.media.id],
        "alt": media.liquid_get("alt"),
        "src": str(media.liquid_get("src")),
        "width": media.liquid_get("width"),
        "height": media.liquid_get("height"),
        "created_at": _time(media.media.created_at),
    }


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None
