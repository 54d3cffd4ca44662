"""Sections as a template file writes them, from the demo's content."""

from __future__ import annotations

from typing import Any

from engine.demo.loading import Loading

Values = dict[str, Any]
Block = tuple[str, Values]
"""A block's type and settings; those of a block with blocks of its own hold them under ``blocks``."""

_PLACES = {"collection": "collections", "product": "products", "page": "pages", "blog": "blogs"}


def picture(loading: Loading, name: str | None) -> str | None:
    """The value of a picture setting; None while the picture is not uploaded."""
    return f"shopify://shop_images/{name}" if name and name in loading.media() else None


def link(target: Values | None) -> str | None:
    """The value of an address setting, for a link of the content."""
    if not target:
        return None
    if target["type"] in _PLACES:
        return f"shopify://{_PLACES[target['type']]}/{target['handle']}"
    return target.get("url") or None


def section(kind: str, settings: Values, blocks: list[Block] | None = None) -> Values:
    """One section; settings without a value are left to the schema."""
    return {"type": kind, "settings": _filled(settings), **_blocks(blocks or [])}


def blocks_of(loading: Loading, kind: str) -> list[Values]:
    """The content's blocks of one kind, in order."""
    return [block for block in loading.content.home["blocks"] if block["kind"] == kind]


def numbered(sections: list[tuple[str, Values]]) -> dict[str, Values]:
    """Sections by a key that is their name and their place."""
    return {f"{name}-{number}": values for number, (name, values) in enumerate(sections, 1)}


def _blocks(blocks: list[Block]) -> Values:
    written: Values = {}
    for number, (kind, values) in enumerate(blocks, 1):
        own = {name: value for name, value in values.items() if name != "blocks"}
        written[f"{kind}-{number}"] = {"type": kind, "settings": _filled(own)}
        if "blocks" in values:
            written[f"{kind}-{number}"] |= _blocks(values["blocks"])
    return {"blocks": written, "block_order": list(written)}


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "")}
