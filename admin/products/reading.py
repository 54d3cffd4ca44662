"""What the product page shows beside its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.base.db import StoreSession
from engine.catalogue.queries import LoadedProduct, collections_of_products, product_for_editing
from engine.inventory.queries import LevelView, costs, levels, locations


@dataclass
class Shown:
    """``stock``: levels by inventory item and location; ``costs`` in minor units by inventory item."""

    product: LoadedProduct | None = None
    collections: Sequence[Any] = ()
    places: Sequence[Any] = ()
    stock: dict[int, dict[int, LevelView]] = field(default_factory=dict)
    costs: dict[int, int | None] = field(default_factory=dict)


def read_shown(session: StoreSession, product_id: int | None) -> Shown:
    """A product with its collections and stock; nothing for a new one. Raises NotFound."""
    if product_id is None:
        return Shown()
    product = product_for_editing(session, product_id)
    item_ids = [variant.row.inventory_item_id for variant in product.variants]
    found = levels(session, item_ids)
    return Shown(
        product,
        collections_of_products(session, [product_id])[product_id],
        locations(session),
        {item_id: {level.location_id: level for level in rows} for item_id, rows in found.items()},
        costs(session, item_ids),
    )
