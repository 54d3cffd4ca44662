"""A reading of Liquid that no unknown tag or filter ends: for those who ask what a file says, not what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liquid.ast import Node
from liquid.token import Token

from .environment import Environment, Filter
from .parser import Stream
from .tags.base import Tag
from .tags.variables import Comment

_INNER = frozenset({"else", "elsif", "when"})


class _AnyFilter(dict[str, Any]):
    """Filters of which every one exists."""

    def __contains__(self, name: object) -> bool:
        return True


class _Skipped(Tag):
    """Stands in for a tag that nobody knows."""

    def __init__(self, env: Environment, found: list[Token]) -> None:
        super().__init__(env)
        self.found = found

    def parse(self, stream: Stream) -> Node:
        token = self.start(stream)
        self.found.append(token)
        if self.has_expression(stream):
            next(stream)
        return Comment(token, "")


class _AnyTag(dict[str, Tag]):
    """Tags of which every one exists, but for the ends and branches of known ones."""

    def __init__(self, known: dict[str, Tag], skipped: _Skipped) -> None:
        super().__init__(known)
        self._inner = _INNER | {f"end{name}" for name in (*known, "comment", "raw")}
        self._skipped = skipped

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name) or (default if name in self._inner else self._skipped)


class LenientEnvironment(Environment):
    """Reads what it does not know as nothing. `skipped` has the unknown tags that were read since it was last cleared.

    Not for rendering: an unknown filter is only found out when it is called.
    """

    def __init__(self, filters: Mapping[str, Filter] | None = None) -> None:
        super().__init__(filters, compiles=False)
        self.skipped: list[Token] = []
        self.known_filters = frozenset(self.filters)
        self.filters = _AnyFilter(self.filters)
        tags: Any = self.tags
        self.known_tags = frozenset(tags)
        self.tags = _AnyTag(tags, _Skipped(self, self.skipped))


__all__ = ["LenientEnvironment"]
