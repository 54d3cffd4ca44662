"""The packs of a folder; a change is noticed while pages are served."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any

from engine.liquid import Problem, TemplateError

from .files import files_of, is_text
from .pack import Pack

MAX_NAME = 200
LONG_AGO = 20.0
"""Seconds after which a pack is looked at on the spot."""


def _no_pack(name: str) -> Problem:
    return Problem(name[:MAX_NAME], 0, 0, "there is no such theme pack")


def _is_pack(folder: Path, name: str) -> bool:
    """Whether a folder is meant as a pack. Names that begin with an underscore are those of packs that stores upload."""
    if not name or folder.name != name or name.startswith((".", "_")) or len(name) > MAX_NAME or "\0" in name:
        return False
    if not is_text(name):
        return False
    try:
        return folder.is_dir() and not folder.is_symlink()
    except OSError:
        return False


@dataclass
class _Shelf:
    stamp: tuple[Any, ...]
    pack: Pack | None
    problem: Problem | None
    looked: float


@dataclass
class PackLibrary:
    """The packs in a folder; a changed or new one is noticed within `look_every` seconds.

    With `aside` a pack that is in use is looked at by a thread of its own, so that no page waits for it; the page that
    comes then is still made with what was known. One that nobody asked for in a while is looked at on the spot.
    """

    folder: Path
    look_every: float = 2.0
    aside: bool = False
    _shelves: dict[str, _Shelf] = field(default_factory=dict)
    _looking: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def names(self) -> list[str]:
        """Names of all packs, broken ones included."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _is_pack(path, path.name))

    def get(self, name: str) -> Pack:
        """The pack of that name. Raises `TemplateError` if it is missing or cannot be read at all."""
        shelf = self._shelves.get(name)
        age = monotonic() - shelf.looked if shelf is not None else 0.0
        if shelf is None or (age > self.look_every and not (self.aside and age < LONG_AGO)):
            with self._lock:
                shelf = self._look(name)
        elif age > self.look_every and name not in self._looking:
            self._looking.add(name)
            threading.Thread(target=self._look_aside, args=(name,), daemon=True).start()
        if shelf.pack is None:
            raise TemplateError(shelf.problem or _no_pack(name))
        return shelf.pack

    def _look_aside(self, name: str) -> None:
        try:
            self._look(name)
        finally:
            self._looking.discard(name)

    def _look(self, name: str) -> _Shelf:
        known, now = self._shelves.get(name), monotonic()
        folder = self.folder / name
        if not _is_pack(folder, name):
            self._shelves.pop(name, None)
            return _Shelf((), None, _no_pack(name), now)
        try:
            stamp = tuple((address, s.st_mtime_ns, s.st_size, s.st_ino) for address, _, s in files_of(folder))
            if known is not None and known.stamp == stamp:
                shelf = replace(known, looked=now)
            else:
                shelf = _Shelf(stamp, Pack(folder), None, now)
        except (TemplateError, OSError) as error:
            problem = error.problem if isinstance(error, TemplateError) else Problem(name, 0, 0, str(error))
            shelf = _Shelf((), None, problem, now)
        self._shelves[name] = shelf
        return shelf

    def all(self) -> list[tuple[str, Pack | None, list[Problem]]]:
        """Every pack with what is wrong with it; the pack is None if it cannot be read at all."""
        found: list[tuple[str, Pack | None, list[Problem]]] = []
        for name in self.names():
            try:
                pack = self.get(name)
                found.append((name, pack, pack.check()))
            except TemplateError as error:
                found.append((name, None, [error.problem]))
        return found
