"""Suggestions while a shopper types, and products that go with another one."""

from __future__ import annotations

from typing import Any

from engine.base.errors import NotFound, Refused
from engine.base.markup import plain_text
from engine.base.money import to_decimal_text
from engine.rendering.drops.front import Front
from engine.rendering.recommending import INTENTS, Intent, goes_with
from engine.rendering.suggesting import suggest, wish_of

from .plain import picture
from .products import product_data

DESCRIBED = 2_000
"""Characters of a record's text."""


class NoSuchProduct(NotFound):
    """Nothing can go with a product that the shop does not show."""


def suggested_data(front: Front) -> dict[str, Any]:
    """What the visit's address asks for. Raises Refused naming a parameter that cannot be followed."""
    if "q" not in front.visit.parameters:
        raise Refused("search.words_missing", field="q")
    wish = wish_of(front.visit)
    found = suggest(front, wish)
    makers = {"product": _product, "collection": _collection, "page": _page, "article": _article}
    results: dict[str, Any] = {
        f"{kind}s": [makers[kind](front, drop) for drop in drops] for kind, drops in found.drops.items()
    }
    if "query" in wish.kinds:
        results["queries"] = [
            {
                "text": query.text,
                "styled_text": query.text_html,
                "url": front.visit.address({"q": query.text}, path="/search"),
            }
            for query in found.queries
        ]
    return {"resources": {"results": results}}


def _product(front: Front, drop: Any) -> dict[str, Any]:
    row, currency = drop.row, front.visit.store.currency
    image = drop.liquid_get("featured_image")
    former = (drop.liquid_get("compare_at_price_min"), drop.liquid_get("compare_at_price_max"))
    return {
        "id": row.id,
        "title": row.title,
        "handle": row.handle,
        "body": plain_text(row.description_html, DESCRIBED),
        "vendor": drop.record.brand,
        "type": row.product_type or "",
        "tags": drop.liquid_get("tags"),
        "url": drop.liquid_get("url"),
        "available": drop.liquid_get("available"),
        "price": to_decimal_text(row.price_min, currency),
        "price_min": to_decimal_text(row.price_min, currency),
        "price_max": to_decimal_text(row.price_max, currency),
        "compare_at_price_min": to_decimal_text(former[0], currency),
        "compare_at_price_max": to_decimal_text(former[1], currency),
        "image": str(image) if image else None,
        "featured_image": picture(image),
        "variants": [],
    }


def _collection(front: Front, drop: Any) -> dict[str, Any]:
    image = drop.liquid_get("image")
    return {
        "id": drop.liquid_get("id"),
        "title": str(drop.liquid_get("title")),
        "handle": drop.liquid_get("handle"),
        "body": plain_text(str(drop.liquid_get("description") or ""), DESCRIBED),
        "published_at": _time(drop.liquid_get("published_at")),
        "url": drop.liquid_get("url"),
        "featured_image": picture(image),
    }


def _page(front: Front, drop: Any) -> dict[str, Any]:
    return {
        "id": drop.row.id,
        "title": drop.row.title,
        "handle": drop.row.handle,
        "body": plain_text(drop.row.body_html, DESCRIBED),
        "author": "",
        "published_at": _time(drop.row.published_at),
        "url": drop.liquid_get("url"),
    }


def _article(front: Front, drop: Any) -> dict[str, Any]:
    row, image = drop.record.row, drop.liquid_get("image")
    return {
        "id": row.id,
        "title": row.title,
        "handle": f"{drop.record.blog.handle}/{row.handle}",
        "author": row.author or "",
        "body": plain_text(row.body_html, DESCRIBED),
        "summary_html": row.excerpt_html or "",
        "tags": list(row.tags or []),
        "published_at": _time(row.published_at),
        "url": drop.liquid_get("url"),
        "image": str(image) if image else None,
        "featured_image": picture(image),
    }


def _time(moment: Any) -> str | None:
    return moment.isoformat() if hasattr(moment, "isoformat") else None


def recommended_data(front: Front, product_id: int, limit: int, intent: Intent) -> dict[str, Any]:
    """Products that go with one, as `/products/HANDLE.js` shows them. Raises NoSuchProduct."""
    found = goes_with(front, product_id, limit, intent)
    if found is None:
        raise NoSuchProduct("search.product_unknown", field="product_id", id=product_id)
    return {"intent": intent, "products": [product_data(front, drop) for drop in found]}


__all__ = ["INTENTS", "NoSuchProduct", "recommended_data", "suggested_data"]
