"""Settings that a record fills: their text is ``{{ product.metafields.custom.material.value }}``.

Only paths through the records that the page is about, with `metafield_tag` or `metafield_text` behind them if need be:
what a merchant writes into a setting is never run as a template.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from engine.liquid import Drop
from engine.liquid.safe import trusted
from engine.liquid.values import look_up, to_text
from engine.metafields.rules import rich_html
from engine.themes.rules import clean_rich, safe_address

from .drops.metafields import MetafieldDrop
from .fields import html_of, text_of

if TYPE_CHECKING:
    from .drops.front import Front

ROOTS = frozenset({"article", "blog", "closest", "collection", "metaobject", "page", "product", "shop"})
_MOST = 40
"""Paths in one text."""
_SOURCE = re.compile(
    r"\{\{-?\s*([a-z_]+(?:\.[\w-]{1,255}|\[(?:'[^'\]]{1,255}'|\"[^\"\]]{1,255}\")\]){1,8})"
    r"\s*(?:\|\s*(metafield_tag|metafield_text)\s*)?-?\}\}"
)
_STEP = re.compile(r"\.([\w-]+)|\['([^']*)'\]|\[\"([^\"]*)\"\]")
_RICH = ("richtext", "inline_richtext", "html")
_clean = lru_cache(maxsize=1024)(clean_rich)


@lru_cache(maxsize=1024)
def _steps_of(path: str) -> tuple[str, tuple[str, ...]]:
    """A path's first name, and what follows."""
    root = re.match(r"[a-z_]+", path)
    name = root[0] if root else ""
    steps = (next(p for p in step.groups() if p is not None) for step in _STEP.finditer(path, len(name)))
    return name, tuple(steps)


def is_source(value: object) -> bool:
    """Whether a setting's value names a record's."""
    return isinstance(value, str) and "{{" in value and _SOURCE.search(value) is not None


def sourced(front: Front, kind: str, text: str) -> object:
    """The value of a setting of this type whose text names others'. Nil for what is not there or does not fit."""
    if kind in ("text", "textarea"):
        return _filled(front, text, to_text)
    if kind in _RICH:
        return trusted(_clean(_filled(front, text, _as_html), inline=kind == "inline_richtext"))
    match = _SOURCE.fullmatch(text.strip())
    value = _value(front, match) if match is not None else None
    if kind == "url":
        return _address(value)
    if kind == "checkbox":
        return value is True
    if kind in ("number", "range"):
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return value if _fits(kind, value) else None


def _filled(front: Front, text: str, written: Any) -> str:
    """The text with each path replaced by what it leads to."""
    return _SOURCE.sub(lambda match: written(_value(front, match)), text, count=_MOST)


def _value(front: Front, match: re.Match[str]) -> object:
    path, written = match[1], match[2]
    name, steps = _steps_of(path)
    if name not in ROOTS:
        return None
    value: object = front.source(name)
    for step in steps:
        value = look_up(value, step)
    if isinstance(value, MetafieldDrop) and written:
        return html_of(value) if written == "metafield_tag" else text_of(value)
    return value


def _as_html(value: object) -> str:
    if isinstance(value, dict) and value.get("type") == "root":
        return rich_html(value)
    if isinstance(value, Drop) and value.liquid_name == "MetafieldDrop":
        return html_of(value)
    if isinstance(value, str) and hasattr(value, "__html__"):
        return str(value)
    return str(escape(to_text(value)))


def _address(value: object) -> str | None:
    if isinstance(value, Drop):
        value = value.liquid_get("url") or value.liquid_get("src")
    address = str(value) if value else ""
    return address if address and safe_address(address) else None


_OBJECTS = {
    "article": "ArticleDrop",
    "blog": "BlogDrop",
    "collection": "CollectionDrop",
    "color": "ColorDrop",
    "color_background": "ColorDrop",
    "image_picker": "ImageDrop",
    "metaobject": "MetaobjectDrop",
    "page": "PageDrop",
    "product": "ProductDrop",
    "video": "MediaDrop",
}


def _fits(kind: str, value: object) -> bool:
    """Whether an object is what a setting of this type gives; lists are lists of them."""
    if not isinstance(value, Drop):
        return False
    if kind.endswith("_list"):
        return value.liquid_name == "MetafieldListDrop"
    return value.liquid_name == _OBJECTS.get(kind)
