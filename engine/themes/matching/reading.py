"""A pack's Liquid as trees, for finding out what a file does. Nothing is rendered.

Unknown tags and filters do not end the reading: every public theme in the format must be understood as far as it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from liquid.ast import Node

from engine.liquid import LenientEnvironment, Problem, TemplateError


@lru_cache(1)
def _environment() -> LenientEnvironment:
    return LenientEnvironment()


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
            environment = _environment()
            environment.skipped.clear()
            return environment.read_tree(source.removeprefix("\ufeff"), path)[0]
        except TemplateError as error:
            self.problems.append(error.problem)
            return None
