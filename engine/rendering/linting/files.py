"""Snippets, sections, blocks, layouts and assets that files name and the pack does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liquid.builtin.expressions import StringLiteral

from engine.liquid.tags.partials import PartialNode
from engine.liquid.tags.theme import ContentFor, Layout, Section, Sections
from engine.themes.packs import Pack

from .findings import Finding
from .sources import Source, Sources

_CURE = "Add the file, or take the line out."


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Every tag and filter that names a file by a text."""
    for source in sources:
        for node in source.nodes():
            wanted = _wanted(node)
            if wanted is not None and wanted[0] not in pack.files:
                path, kind = wanted
                yield source.finding(node.token, kind, f"there is no {path}")
        yield from _assets(pack, source)


def literal(expression: Any) -> str | None:
    """The text that an expression is, if it is one."""
    return expression.value if isinstance(expression, StringLiteral) else None


def _wanted(node: Any) -> tuple[str, str] | None:
    """The file that a node needs, and the kind of finding if it is missing."""
    if isinstance(node, PartialNode):
        name = literal(node.name)
        return (f"snippets/{name}.liquid", "missing-snippet") if name is not None else None
    if isinstance(node, ContentFor):
        return _static_block(node)
    if not isinstance(node, (Section, Sections, Layout)):
        return None
    name = literal(node.first)
    if name is None:
        return None
    if isinstance(node, Layout):
        return f"layout/{name}.liquid", "missing-layout"
    ending = "liquid" if isinstance(node, Section) else "json"
    return f"sections/{name}.{ending}", "missing-section"


def _static_block(node: ContentFor) -> tuple[str, str] | None:
    given: dict[str, Any] = {str(getattr(arg, "name", "")): arg.value for arg in node.args}
    name = literal(given.get("type"))
    if literal(node.first) != "block" or name is None:
        return None
    return f"blocks/{name}.liquid", "missing-block"


def _assets(pack: Pack, source: Source) -> Iterator[Finding]:
    for call, left, is_first in source.filters:
        name = literal(left) if is_first else None
        if name is None or call.name not in _OF_ASSETS:
            continue
        names = (name,) if call.name == "inline_asset_content" else (name, f"{name}.liquid")
        if not any(f"assets/{each}" in pack.files for each in names):
            yield source.finding(
                call.token, "missing-asset", f"there is no assets/{name}", _OF_ASSETS[call.name]
            )


_PLATFORM = "The platform offers no such file of its own; put one into assets/."
_OF_ASSETS = {
    "asset_img_url": _CURE,
    "asset_url": _CURE,
    "global_asset_url": _PLATFORM,
    "inline_asset_content": _CURE,
    "shopify_asset_url": _PLATFORM,
}
