"""Which templates always write the same for the same arguments, as far as their text shows.

An icon, a colour scheme as custom properties, the variables of a theme: such a partial reads what it is handed, the theme's
settings, texts and addresses, and nothing of a record or a visitor. What it wrote once for some arguments it would write
again, so its text can stand for it (`engine.liquid.settled`). Whether the arguments and settings are of such kinds is seen
when it is rendered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liquid.ast import Node
from liquid.builtin.expressions import StringLiteral

from engine.liquid.parser import Content
from engine.liquid.tags.control import Case, If, Unless
from engine.liquid.tags.loops import Break, Continue, For
from engine.liquid.tags.partials import Render
from engine.liquid.tags.theme import Form, Paginate, Section, Sections, Style
from engine.liquid.tags.variables import Assign, Capture, Comment, DocNode, Liquid, OutputValue

from .costs import CONSTANT
from .facts import LOOKING, children_of, expressions_of, filters_in, paths_in

_PLAIN_NODES = (
    Assign,
    Break,
    Capture,
    Case,
    Comment,
    Content,
    Continue,
    DocNode,
    For,
    If,
    Liquid,
    OutputValue,
    Style,
    Unless,
)
"""Tags that read and write nothing but variables and their own text."""
_MOST_NAMES = 12
"""Arguments beyond which looking up what was written costs as much as writing."""

_HANDED_ON = frozenset({"block", "section"})
"""Names that a partial sees of its caller without being handed them."""


@dataclass(frozen=True)
class Reads:
    """What a template reads from outside: names in order, and the names of theme settings among them."""

    names: tuple[str, ...]
    settings: tuple[str, ...]


def reads_of(nodes: list[Node]) -> Reads | None:
    """What the template reads, if its text cannot depend on anything else; None if it can."""
    names: set[str] = set()
    settings: set[str] = set()
    if not _all_plain(nodes, names, settings) or len(names) > _MOST_NAMES or not names.isdisjoint(_HANDED_ON):
        return None
    return Reads(tuple(sorted(names)), tuple(sorted(settings)))


def _all_plain(nodes: Any, names: set[str], settings: set[str]) -> bool:
    for node in nodes:
        if not _is_plain(node):
            return False
        for expression in expressions_of(node):
            if not CONSTANT.issuperset(_all_filters(expression)):
                return False
            for path in paths_in(expression):
                head = path.path[0] if path.path else None
                if not isinstance(head, str):
                    return False
                names.add(head)
                if head == "settings":
                    setting = path.path[1] if len(path.path) > 1 else None
                    if not isinstance(setting, str):
                        return False  # which setting it is shows only when it is read
                    settings.add(setting)
        for child in children_of(node):
            if not _all_plain(child.nodes, names, settings):
                return False
    return True


def _is_plain(node: Any) -> bool:
    if isinstance(node, Render):
        # What a partial reads beside its arguments is seen when it is rendered: it says so to whoever keeps the whole.
        return isinstance(node.name, StringLiteral) and node.var is None
    return isinstance(node, _PLAIN_NODES)


def is_traceable(nodes: Any, *, sections: bool = False) -> bool:
    """Whether what a template reads can be written down (`engine.liquid.traces`): none of its tags asks the page for more than
    a form (or `sections`, in a layout that is made with holes for them), none keeps something for the tags after it, and no
    filter looks for variables by itself."""
    return all(_is_traceable(node, sections) for node in nodes)


def _is_traceable(node: Any, sections: bool) -> bool:
    if sections and isinstance(node, (Section, Sections)):
        return True
    if isinstance(node, For) and getattr(node.expression.offset, "value", None) == "continue":
        return False
    if not isinstance(node, (Form, Paginate)) and not _is_plain(node):
        return False
    for expression in expressions_of(node):
        if not LOOKING.isdisjoint(_all_filters(expression)):
            return False
    return all(is_traceable(child.nodes, sections=sections) for child in children_of(node))


def _all_filters(expression: Any) -> set[str]:
    found = set(filters_in(expression))
    for child in expression.children():
        found |= _all_filters(child)
    return found
