"""Metafields written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.liquid.values import to_text
from engine.rendering.drops.metafields import MetafieldDrop
from engine.rendering.fields import html_of, text_of


def metafield_tag(context: Any, value: object, *_: object, **__: object) -> str:
    """The element that shows a metafield of its type; any other value as text."""
    if not isinstance(value, MetafieldDrop):
        return to_text(value)
    html = html_of(value)
    context.budget.make(len(html))
    return html


def metafield_text(context: Any, value: object, *_: object, **__: object) -> str:
    """A metafield as text; any other value too."""
    text = text_of(value) if isinstance(value, MetafieldDrop) else to_text(value)
    context.budget.make(len(text))
    return text


FILTERS: dict[str, Callable[..., object]] = {
    "metafield_tag": metafield_tag,
    "metafield_text": metafield_text,
}
