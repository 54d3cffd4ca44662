"""The cart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.rendering.drops.cart import CartDrop
from engine.rendering.drops.front import Front

from .plain import plain_data


def cart_data(front: Front) -> dict[str, Any]:
    """The visit's cart with all its lines; an empty one if there is none."""
    found: dict[str, Any] = plain_data(front, CartDrop(front))
    return found


def lines_data(front: Front, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Some lines of the cart, in the order of their keys."""
    lines = {line["key"]: line for line in cart_data(front)["items"]}
    return [lines[key] for key in keys if key in lines]
