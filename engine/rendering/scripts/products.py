"""One product, as `/products/HANDLE.js` and recommendations show it."""

from __future__ import annotations

from typing import Any

from engine.catalogue.queries import DEFAULT_TITLE
from engine.rendering.drops.front import Front
from engine.rendering.drops.product import ProductDrop

from .plain import plain_data

UNTITLED = {"name": "Title", "position": 1, "values": [DEFAULT_TITLE]}
"""The option of a product that has none."""


def product_data(front: Front, product: ProductDrop) -> dict[str, Any]:
    """A product with its variants; options are objects here, unlike in what the `json` filter writes."""
    data: dict[str, Any] = plain_data(front, product)
    data["options"] = options_data(front, product)
    data["variants"] = [_variant(variant) for variant in data["variants"]]
    return data | {"requires_selling_plan": False, "selling_plan_groups": []}


def options_data(front: Front, product: ProductDrop) -> list[dict[str, Any]]:
    """Name, position and values of each option."""
    found: Any = plain_data(front, product.liquid_get("options_with_values"))
    return found or [dict(UNTITLED)]


def _variant(variant: dict[str, Any]) -> dict[str, Any]:
    return variant | {"requires_selling_plan": False, "selling_plan_allocations": []}
