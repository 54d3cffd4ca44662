"""A pack's Liquid as trees, for finding out what a file does. Nothing is rendered.

Unknown tags and filters do not end the reading: every public theme in the format must be understood as far as it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from liquid.ast import Node
from liquid.token import Token

from engine.liquid import Environment, Problem, TemplateError
from engine.liquid.parser import Stream
from engine.liquid.tags.base import Tag
from engine.liquid.tags.variables import Comment

_INNER = frozenset({"else", "elsif", "when"})


class _AnyFilter(dict[str, Any]):
    def __contains__(self, name: object) -> bool:
        return True


class _Skipped(Tag):
    """Stands in for a tag that nobody knows."""

    def parse(self, stream: Stream) -> Node:
        token: Token = self.start(stream)
        if self.has_expression(stream):
            next(stream)
        return Comment(token, "")


class _AnyTag(dict[str, Tag]):
    def __init__(self, known: dict[str, Tag], skipped: _Skipped) -> None:
        super().__init__(known)
        self._inner = _INNER | {f"end{name}" for name in (*known, "comment", "raw")}
        self._skipped = skipped

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name) or (default if name in self._inner else self._skipped)


@lru_cache(1)
def _environment() -> Environment:
    environment = Environment(compiles=False)
    environment.filters = _AnyFilter(environment.filters)
    tags: Any = environment.tags
    environment.tags = _AnyTag(tags, _Skipped(environment))
    return environment


class Trees:
    """The trees of a pack's Liquid files by path, each read when it is first asked for."""

    def __init__(self, text: Callable[[str], str | None]) -> None:
        self._text = text
        self._trees: dict[str, list[Node] | None] = {}
        self.problems: list[Problem] = []

    def get(self, path: str) -> list[Node] | None:
        """The nodes of a file; None if there is no such file or it cannot be read, which is then noted."""
        if path not in self._trees:
            self._trees[path] = self._read(path)
        return self._trees[path]

    def _read(self, path: str) -> list[Node] | None:
        try:
            source = self._text(path)
            if source is None:
                return None
            return _environment().read_tree(source.removeprefix("\ufeff"), path)[0]
        except TemplateError as error:
            self.problems.append(error.problem)
            return None
