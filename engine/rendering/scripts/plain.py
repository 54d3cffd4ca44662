"""From drops to plain data, within a budget of its own."""

from __future__ import annotations

from typing import Any

from engine.liquid import Budget, Limits
from engine.liquid.filters.encoding import json_value
from engine.rendering.drops.front import Front


class _Charged:
    """The part of a context that writing JSON needs."""

    def __init__(self, front: Front) -> None:
        self.budget = Budget(Limits(seconds=front.visit.seconds))


def plain_data(front: Front, value: object) -> Any:
    """A value with its drops in their public form. Raises BudgetExceeded when it is too much for one answer."""
    return json_value(_Charged(front), value)


def picture(image: Any) -> dict[str, object] | None:
    """A picture as records name it: address, text, sizes."""
    if image is None:
        return None
    named = ("alt", "aspect_ratio", "height", "width")
    return {name: image.liquid_get(name) for name in named} | {"url": str(image)}
