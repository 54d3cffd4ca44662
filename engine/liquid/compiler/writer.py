"""Lines of Python with their indentation, and the template line that each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.liquid.errors import CannotCompile

MOST_CHARACTERS = 150_000
"""Of source. The largest files of known packs become a third of this; Python needs about 0.15 s and 25 MB for it."""


class Writer:
    """Collects source. `lines[i]` came from template line `origins[i]`. Raises CannotCompile when it is too much."""

    def __init__(self) -> None:
        self._left = MOST_CHARACTERS
        self.lines: list[str] = []
        self.origins: list[int] = []
        self.line = 1
        self._indent = 0

    def write(self, text: str) -> None:
        """Add one line."""
        self._left -= len(text) + self._indent
        if self._left < 0:
            raise CannotCompile("a template of too many parts")
        self.lines.append(" " * self._indent + text)
        self.origins.append(self.line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write `head`, and what follows one level deeper; an empty block passes."""
        self.write(head)
        self._indent += 1
        before = len(self.lines)
        yield
        if len(self.lines) == before:
            self.write("pass")
        self._indent -= 1

    @property
    def depth(self) -> int:
        """How deep the current block is."""
        return self._indent

    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines) + "\n"
