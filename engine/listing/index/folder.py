"""Where a store's index lies: ``SEARCH_DIR/store-ID/`` with one folder per built index, a file naming the one in use, and
a lock that lets one process write.

A rebuild makes a new folder beside the old one and names it in one rename, so readers see the whole old index or the
whole new one. A reader that finds no usable index leaves a note; the schedule turns notes into rebuilds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LAYOUT = "3"
"""Raised when the schema or the analysis changes: indexes of another layout are not used, and are built anew."""


class NoIndex(Exception):
    """There is no usable index: never built, of another layout, or damaged."""


class Busy(Exception):
    """Another process writes to this index. The job that met this is tried again."""


class IndexFolder:
    """The folder of one store."""

    def __init__(self, root: Path, store_id: int) -> None:
        self.path = root / f"store-{store_id}"
        self._current = self.path / "CURRENT"
        self._note = self.path / "WANTED"

    def current(self) -> str:
        """The name of the index in use. Raises NoIndex."""
        try:
            name = self._current.read_text().strip()
        except OSError:
            raise NoIndex("it has not been built") from None
        if not name.startswith(f"layout{LAYOUT}-"):
            raise NoIndex("it was built by another version of the program")
        return name

    def new(self) -> Path:
        """An empty folder for an index to build."""
        folder = self.path / f"layout{LAYOUT}-{time.time_ns()}"
        folder.mkdir(parents=True)
        return folder

    def use(self, folder: Path) -> None:
        """Make *folder* the index in use, at once for all, and remove what came before."""
        draft = self._current.with_name(f".CURRENT.{os.getpid()}")
        draft.write_text(folder.name)
        draft.replace(self._current)
        self._note.unlink(missing_ok=True)
        for old in self.path.glob("layout*"):
            if old.name != folder.name:
                shutil.rmtree(old, ignore_errors=True)  # open readers keep their files until they close them

    def ask_for_rebuild(self) -> None:
        """Leave a note that the index should be built anew. Never raises: a search is being answered."""
        with suppress(OSError):
            self.path.mkdir(parents=True, exist_ok=True)
            self._note.touch()

    def forget_wish(self) -> None:
        """Take the note away: the rebuild is under way."""
        self._note.unlink(missing_ok=True)

    @contextmanager
    def writing(self, wait: float = 5.0) -> Iterator[None]:
        """Be the one writer inside the block. Raises Busy when another one is not done within *wait* seconds.

        The lock is the kernel's, so that one of a killed process is gone with it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as handle:
            ends = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() >= ends:
                        raise Busy(
                            f"the index in {self.path.name} is being written by another process"
                        ) from None
                    time.sleep(0.05)
            yield


def wishes(root: Path) -> list[int]:
    """Ids of the stores whose index should be built anew."""
    found = (note.parent.name.removeprefix("store-") for note in root.glob("store-*/WANTED"))
    return sorted(int(name) for name in found if name.isdigit())
