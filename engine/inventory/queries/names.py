"""Items as people name them: by SKU or barcode, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from engine.base.db import StoreSession
from engine.base.errors import Refused
from engine.catalogue.models import Product, Variant
from engine.catalogue.queries import DEFAULT_TITLE, variants_by_sku_or_barcode


@dataclass(frozen=True)
class Named:
    """What an item is sold as: its first variant; ``others`` counts those beside it."""

    item_id: int
    product_id: int | None
    title: str
    sku: str | None
    media_id: int | None = None
    others: int = 0


def named(session: StoreSession, item_ids: Iterable[int]) -> dict[int, Named]:
    """{item id: what it is called} of every item, in one query; one that nothing sells is called by its number."""
    wanted = sorted(set(item_ids))
    found: dict[int, Named] = {}
    rows = session.execute(
        select(
            Variant.inventory_item_id,
            Variant.product_id,
            Product.title,
            Variant.title,
            Variant.sku,
            Product.featured_media_id,
        )
        .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
        .where(Variant.store_id == session.store, Variant.inventory_item_id.in_(wanted))
        .order_by(Variant.inventory_item_id, Variant.id)
    )
    for item_id, product_id, product, variant, sku, media in rows:
        title = product if variant in ("", DEFAULT_TITLE) else f"{product} · {variant}"
        before = found.get(item_id)
        found[item_id] = (
            Named(item_id, product_id, title, sku, media)
            if before is None
            else Named(
                item_id, before.product_id, before.title, before.sku, before.media_id, before.others + 1
            )
        )
    return {item_id: found.get(item_id) or Named(item_id, None, f"#{item_id}", None) for item_id in wanted}


def item_of_code(session: StoreSession, code: str) -> int:
    """The item whose SKU or barcode is *code*. Raises Refused when there is none, or when several items have it."""
    code = code.strip()
    if not code:
        raise Refused("inventory.code_needed", field="code")
    variants = variants_by_sku_or_barcode(session, code)
    items = sorted({variant.inventory_item_id for variant in variants})
    if not items:
        raise Refused("inventory.code_unknown", field="code", value=code[:60])
    if len(items) > 1:
        names = ", ".join(f"{one.title} ({one.sku or '–'})" for one in named(session, items).values())
        raise Refused("inventory.code_twice", field="code", value=code[:60], names=names[:300])
    return items[0]
