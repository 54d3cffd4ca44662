"""What a process keeps because making it again costs more than finding it: so many entries and no more."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(dict[K, V]):
    """A dictionary that is emptied when it is full; what is in use comes back at once.

    Only for values that follow from their key alone, so that one that is found is as good as one that is made.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: V) -> V:
        """Put a value in; returns it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
