"""Stock levels as a file: one line per item that has a SKU, one column per location. What is written out can be changed in a
spreadsheet and read in again (``commands.request_levels_import``).

Columns: SKU, Barcode, Title (read by people only), then the names of locations. An empty cell leaves a level as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select

from engine.base.db import StoreSession
from engine.catalogue.models import Product, Variant
from engine.catalogue.queries import DEFAULT_TITLE
from engine.inventory.models import InventoryItem, Level, Location

FIXED = ("SKU", "Barcode", "Title")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def export_levels(session: StoreSession) -> Iterator[list[str]]:
    """The header, then a line per item, by SKU: read in batches, so that a large store takes no memory."""
    places = session.execute(
        select(Location.id, Location.name)
        .where(Location.store_id == session.store)
        .order_by(Location.position, Location.id)
    ).all()
    yield [*FIXED, *(name for _, name in places)]
    after = ""
    while True:
        rows = session.execute(
            select(Variant.sku, Variant.barcode, Product.title, Variant.title, Variant.inventory_item_id)
            .join(Product, and_(Product.store_id == Variant.store_id, Product.id == Variant.product_id))
            .join(
                InventoryItem,
                and_(
                    InventoryItem.store_id == Variant.store_id, InventoryItem.id == Variant.inventory_item_id
                ),
            )
            .where(
                Variant.store_id == session.store,
                Variant.sku > after,
                InventoryItem.tracked,
                ~InventoryItem.is_bundle,
            )
            .order_by(Variant.sku)
            .limit(500)
        ).all()
        if not rows:
            return
        levels = levels_by_place(session, [row[4] for row in rows])
        for sku, barcode, product, variant, item_id in rows:
            title = product if variant in ("", DEFAULT_TITLE) else f"{product} · {variant}"
            counts = [str(levels.get((item_id, place), "")) for place, _ in places]
            yield [safe_cell(sku or ""), safe_cell(barcode or ""), safe_cell(title), *counts]
        after = rows[-1][0] or ""


def levels_by_place(session: StoreSession, item_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """{(item id, location id): on hand}. One query."""
    return {
        (item_id, place): on_hand
        for item_id, place, on_hand in session.execute(
            select(Level.item_id, Level.location_id, Level.on_hand).where(
                Level.store_id == session.store, Level.item_id.in_(item_ids)
            )
        )
    }
