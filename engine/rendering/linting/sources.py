"""The Liquid files of a pack, parsed once for all checks; an unknown tag or filter does not end the reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from liquid.ast import Node
from liquid.expression import Expression
from liquid.token import Token

from engine.liquid import LenientEnvironment, Problem, Template, TemplateError
from engine.liquid.expressions import FilterCall, Filtered, Ternary
from engine.rendering.filters import SHOP_FILTERS
from engine.themes.packs import Pack

from .documents import Documents
from .findings import Finding
from .markup import Markup

FOLDERS = ("layout", "templates", "sections", "blocks", "snippets", "assets")


@dataclass
class Source:
    """One Liquid file: its tree, or why it has none."""

    path: str
    text: str
    template: Template | None = None
    problem: Problem | None = None
    unknown_tags: list[Token] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """The pack's folder that the file is in."""
        return self.path.split("/", 1)[0]

    @property
    def name(self) -> str:
        """The file's name without folder and ending."""
        return self.path.split("/", 1)[1].removesuffix(".liquid")

    def finding(self, token: Token, kind: str, message: str, cure: str = "", severity: str = "") -> Finding:
        """A finding at a token of this file."""
        return self.finding_at(token.start_index, kind, message, cure, severity)

    def finding_at(self, index: int, kind: str, message: str, cure: str = "", severity: str = "") -> Finding:
        """A finding at a character of this file."""
        return Finding.at(self.path, self.place(index), kind, message, cure, severity)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a character, both counted from 1."""
        line = bisect_right(self._lines, index)
        return line, index - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def markup(self) -> Markup:
        """The file's HTML with its Liquid blanked out; nothing where the file cannot be read."""
        return Markup(self.text if self.template is not None else "")

    def nodes(self) -> Iterator[Node]:
        """Every node of the tree, from top to bottom."""
        return _below(self.template.nodes) if self.template is not None else iter(())

    @cached_property
    def filters(self) -> list[tuple[FilterCall, Expression, bool]]:
        """Every filter with the value that the chain begins with, and whether it is the first of its chain."""
        return [
            found
            for node in self.nodes()
            for expression in node.expressions()
            for found in _filters(expression)
        ]


def _below(nodes: Any) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _below(node.children(None, include_partials=False))


def expressions_below(expression: Any) -> Iterator[Any]:
    """An expression and everything in it."""
    yield expression
    for child in expression.children():
        yield from expressions_below(child)


def _filters(expression: Any) -> Iterator[tuple[FilterCall, Expression, bool]]:
    for each in expressions_below(expression):
        for left, calls in _chains(each):
            for at, call in enumerate(calls or ()):
                yield call, left, at == 0


def _chains(each: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(each, Filtered):
        yield each.left, each.filters
    elif isinstance(each, Ternary):
        yield (
            each.left.left,
            each.left.filters,
        )  # its children are what stands inside it, not the chain itself
        yield each.alternative, each.filters
        yield each.left, each.tail_filters


class Sources:
    """Every Liquid file of a pack by its path."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.environment = LenientEnvironment(SHOP_FILTERS)
        self.known_filters = self.environment.known_filters
        self.known_tags = self.environment.known_tags

    @cached_property
    def files(self) -> dict[str, Source]:
        """Every Liquid file by its path, read when it is first asked for."""
        return {path: self.read(path) for path in sorted(self.pack.files) if _is_liquid(path)}

    def __iter__(self) -> Iterator[Source]:
        return iter(self.files.values())

    @cached_property
    def documents(self) -> Documents:
        """The JSON texts of the pack."""
        return Documents(self.pack)

    def pages(self) -> Iterator[Source]:
        """The files that write HTML: all but assets."""
        return (source for source in self if source.folder != "assets" and source.template is not None)

    def get(self, path: str) -> Source | None:
        """The file of that path."""
        return self.files.get(path)

    def read(self, path: str) -> Source:
        """One file of the pack."""
        source = Source(path, "")
        self.environment.skipped.clear()
        try:
            source.text = self.pack.text(path) or ""
            source.template = self.environment.parse_file(source.text, path)
        except TemplateError as error:
            source.problem = error.problem
        source.unknown_tags = list(self.environment.skipped)
        return source


def _is_liquid(path: str) -> bool:
    return path.endswith(".liquid") and path.split("/", 1)[0] in FOLDERS
