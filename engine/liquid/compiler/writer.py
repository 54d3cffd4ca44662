"""Lines of Python with their indentation, and the template line that each of them stands for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Writer:
    """Collects source. `lines[i]` came from template line `origins[i]`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.origins: list[int] = []
        self.line = 1
        self._indent = 0

    def write(self, text: str) -> None:
        """Add one line."""
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
