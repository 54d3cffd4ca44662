"""Where a pack's own templates, groups and layout use its section files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import StringLiteral
from liquid.builtin.output import OutputNode

from engine.liquid import TemplateError
from engine.liquid.tags.theme import Section, Sections
from engine.themes.packs import Pack
from engine.themes.packs.home import SETTINGS_DATA, home_uses

from .reading import Trees


class Placing:
    """Templates by their kind (`product` for `product.gift`), groups as `group:header`, and `layout:before` or
    `layout:after` the page's content."""

    def __init__(self, pack: Pack, trees: Trees) -> None:
        self._found: dict[str, set[str]] = {}
        self._usual: set[str] = set()
        self._alternate: set[str] = set()
        for name, template in pack.templates.items():
            for use in template.sections:
                self._add(use.file, name.split(".")[0])
                if "." in name:
                    self._alternate.add(use.file)
                else:
                    self._usual.add(use.file)
        sides: dict[str, str] = {}
        for side, is_group, shown in _layout(trees.get("layout/theme.liquid") or []):
            if is_group:
                sides[shown] = side
            else:
                self._add(shown, f"layout:{side}")
        for side, is_group, shown in _layout(trees.get("layout/password.liquid") or []):
            if not is_group:
                self._add(shown, "password")
                self._add(shown, f"layout:{side}")
        for name, template in pack.groups.items():
            kind = _group_type(pack, template.path) or ("header" if sides.get(name) == "before" else "footer")
            for use in template.sections:
                self._add(use.file, f"group:{kind}")
        for file in _home_page(pack):
            self._add(file, "index")
        for name in sorted(pack.liquid_templates):
            for node in _below(trees.get(f"templates/{name}.liquid") or []):
                if isinstance(node, Section) and isinstance(node.first, StringLiteral):
                    self._add(node.first.value, name.split(".")[0])
                    (self._alternate if "." in name else self._usual).add(node.first.value)

    def of(self, file: str) -> frozenset[str]:
        """Where a section file is used."""
        return frozenset(self._found.get(file, ()))

    def is_alternate(self, file: str) -> bool:
        """Whether only alternate templates use it (`product.gift`)."""
        return file in self._alternate - self._usual

    def _add(self, file: str, where: str) -> None:
        self._found.setdefault(file, set()).add(where)


def _home_page(pack: Pack) -> list[str]:
    """The sections of the home page of a pack that keeps them with its settings, as packs did before JSON templates."""
    try:
        return [use["type"] for use in home_uses(pack.json(SETTINGS_DATA)).values()]
    except TemplateError:
        return []


def _group_type(pack: Pack, path: str) -> str:
    try:
        data = pack.json(path)
    except TemplateError:
        return ""
    kind = data.get("type") if isinstance(data, dict) else None
    return kind if isinstance(kind, str) else ""


def _layout(nodes: Iterable[Node]) -> Iterator[tuple[str, bool, str]]:
    """Sections and groups of a layout: the side of the page's content, whether it is a group, and its name."""
    side = "before"
    for node in _below(nodes):
        if isinstance(node, OutputNode) and "content_for_layout" in str(node.expression):
            side = "after"
        elif isinstance(node, (Section, Sections)) and isinstance(node.first, StringLiteral):
            yield side, isinstance(node, Sections), node.first.value


def _below(nodes: Any) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _below(node.children(None, include_partials=False))
