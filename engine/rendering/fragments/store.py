"""Where a process keeps parts of pages: the latest used, up to a number of bytes. Safe for threads.

Nothing here needs to be told of a change: what is taken out is compared with the counters of the database before it is
shown. So each process may have a store of its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_OVERHEAD = 400
"""Bytes that an entry takes beside its text and numbers, roughly."""


@dataclass(frozen=True)
class Varies:
    """A part that depends on where it stands (`place`) or on who looks (`visitor`): its key then says more."""

    place: bool
    visitor: bool


@dataclass(frozen=True)
class Kept:
    """A part as it was made: its text, what it depends on, and how often that had changed.

    `keys` are the numbers of its dependencies, `total` the sum of their counters in the snapshot that it was read in. It
    is stale from `until` on. `value` holds what is no text.
    """

    text: str
    keys: tuple[int, ...]
    total: int
    until: datetime | None = None
    preloads: tuple[tuple[str, object, object], ...] = ()
    place: bool = False
    visitor: bool = False
    value: Any = None

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return len(self.text) + 40 * len(self.keys) + _OVERHEAD


class FragmentStore:
    """Entries by key, the least lately used thrown out first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._turns: dict[Hashable, list[Any]] = {}

    def get(self, key: Hashable) -> Any:
        """What is kept under *key*, or None."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, entry: Any, size: int = _OVERHEAD) -> None:
        """Keep *entry*; one that is larger than a quarter of the store is not kept."""
        if size > self.most_bytes // 4:
            return
        with self._lock:
            old = self._entries.pop(key, None)
            self._bytes += size - (old[1] if old else 0)
            self._entries[key] = (entry, size)
            while self._bytes > self.most_bytes:
                _, (_, gone) = self._entries.popitem(last=False)
                self._bytes -= gone

    def drop(self, key: Hashable) -> None:
        """Forget what is kept under *key*."""
        with self._lock:
            old = self._entries.pop(key, None)
            self._bytes -= old[1] if old else 0

    @contextmanager
    def turn(self, key: Hashable, seconds: float) -> Iterator[bool]:
        """One thread at a time makes what belongs under *key*; gives whether this one had to wait for another.

        Whoever waited longer than *seconds* goes on by itself: a slow page is no reason for all others to stand still.
        """
        with self._lock:
            mine = self._turns.setdefault(key, [threading.Lock(), 0])
            mine[1] += 1
        waited = not mine[0].acquire(blocking=False)
        held = not waited or mine[0].acquire(timeout=seconds)
        try:
            yield waited
        finally:
            if held:
                mine[0].release()
            with self._lock:
                mine[1] -= 1
                if not mine[1]:
                    self._turns.pop(key, None)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return self._bytes
