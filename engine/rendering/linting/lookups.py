"""Which files look settings up by a name that is only known while they render, so that none can be called unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liquid.builtin.expressions import StringLiteral

from engine.liquid.expressions import Filtered, Variable
from engine.liquid.tags.partials import PartialNode
from engine.liquid.tags.theme import ContentFor
from engine.liquid.tags.variables import Assign

from .sources import Source, Sources, expressions_below

_SECTION, _THEME = "section", "theme"
Aliases = dict[str, dict[str, set[str]]]
"""By file: names that stand for all settings of a section or block, or of the theme."""


@dataclass
class Lookups:
    """The answer, by file."""

    found: dict[str, set[str]]

    def sections(self, source: Source) -> bool:
        """Whether settings of a section or block may be read there by any name."""
        return _SECTION in self.found[source.path]

    def theme(self, source: Source) -> bool:
        """Whether theme settings may be."""
        return _THEME in self.found[source.path]


def later_lookups(sources: Sources) -> Lookups:
    """Follow `settings` through assignments and from file to file."""
    aliases: Aliases = {source.path: {} for source in sources}
    for _ in range(4):  # from snippet to snippet; deeper ones are not followed
        for source in sources:
            for name, path, kinds in _handed_on(source, aliases[source.path]):
                if path in aliases:
                    aliases[path].setdefault(name, set()).update(kinds)
    return Lookups({source.path: _of(source, aliases[source.path]) for source in sources})


def _handed_on(source: Source, aliases: dict[str, set[str]]) -> Iterator[tuple[str, str, set[str]]]:
    """(name, file, whose settings) of every assignment and argument that is all settings of something."""
    for node in source.nodes():
        if isinstance(node, Assign):
            given = [(str(node.name), source.path, node.expression)]
        elif isinstance(node, (PartialNode, ContentFor)):
            given = [(str(getattr(arg, "name", "")), _file(node), arg.value) for arg in node.args]
        else:
            continue
        for name, path, value in given:
            kinds = _all_settings(value.left if isinstance(value, Filtered) else value, aliases)
            if kinds:
                yield name, path, kinds


def _file(node: Any) -> str:
    if isinstance(node, PartialNode):
        return f"snippets/{node.name.value}.liquid" if isinstance(node.name, StringLiteral) else ""
    kind = next((arg.value for arg in node.args if getattr(arg, "name", "") == "type"), None)
    return f"blocks/{kind.value}.liquid" if isinstance(kind, StringLiteral) else ""


def _all_settings(value: Any, aliases: dict[str, set[str]]) -> set[str]:
    """Whose settings an expression is as a whole; empty if it is none."""
    path = value.path if isinstance(value, Variable) else ()
    if len(path) == 1 and str(path[0]) in aliases:
        return aliases[str(path[0])]
    if not path or path[-1] != "settings":
        return set()
    return {_THEME} if len(path) == 1 else {_SECTION}


def _of(source: Source, aliases: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    for node in source.nodes():
        hands_on = isinstance(node, (Assign, PartialNode, ContentFor))
        for expression in node.expressions():
            for each in expressions_below(expression):
                if isinstance(each, Variable):
                    found |= _open(each.path, aliases, hands_on)
    return found


def _open(path: Any, aliases: dict[str, set[str]], hands_on: bool) -> set[str]:
    """Whose settings a path may read by any name."""
    if path[0] in aliases and path[0] != "settings":
        kinds, rest = aliases[path[0]], path[1:]
    elif "settings" in path:
        at = list(path).index("settings")
        kinds, rest = ({_SECTION} if at else {_THEME} | aliases.get("settings", set())), path[at + 1 :]
    else:
        return set()
    if not rest:
        return set() if hands_on else kinds
    return set() if isinstance(rest[0], (str, int)) else kinds
