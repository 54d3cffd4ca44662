"""The cache of sizes on disk. Anything in it can be thrown away at any time."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.catalogue.models import Media

if TYPE_CHECKING:
    from engine.catalogue.media.renditions import Rendition

MOST_BYTES = 512 * 1024 * 1024
USED_AGAIN = 6 * 3600
"""A file read is marked as used at most this often, in seconds: reading should not write each time."""


class RenditionCache:
    """Sizes by store and picture: ``STORE/MEDIA/640x0-center.webp``. Empty ``.wanted`` files ask for an AVIF."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def _path(self, media: Media, wanted: Rendition, extension: str) -> Path:
        name = wanted.name.rsplit(".", 1)[0]
        return self.folder / str(media.store_id) / str(media.id) / f"{name}.{extension}"

    def find(self, media: Media, wanted: Rendition, extension: str) -> Path | None:
        """The file, if it is there."""
        path = self._path(media, wanted, extension)
        try:
            age = time.time() - path.stat().st_mtime
            if age > USED_AGAIN:
                os.utime(path)
        except OSError:
            return None
        return path

    def keep(self, media: Media, wanted: Rendition, extension: str, data: bytes) -> Path | None:
        """Put a file in whole; None when the disk does not take it (the picture is still sent)."""
        path = self._path(media, wanted, extension)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            return None
        return path

    def want(self, media: Media, wanted: Rendition) -> None:
        """Ask for an AVIF of this size, for the task that makes them."""
        path = self._path(media, wanted, "wanted")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError:
            return

    def wanted(self, most: int) -> Iterator[tuple[int, int, str, Path]]:
        """AVIFs asked for: (store id, media id, name without extension, marker)."""
        found = 0
        for marker in self.folder.glob("*/*/*.wanted"):
            store, media = marker.parent.parent.name, marker.parent.name
            if store.isdecimal() and media.isdecimal():
                yield int(store), int(media), marker.stem, marker
                found += 1
            if found >= most:
                return

    def forget(self, store_id: int, media_id: int) -> None:
        """Throw away every size of a picture."""
        folder = self.folder / str(store_id) / str(media_id)
        for path in list(folder.glob("*")) if folder.is_dir() else []:
            path.unlink(missing_ok=True)

    def trim(self, most_bytes: int | None = None) -> int:
        """Throw away what was not used for the longest, until the rest fits; returns the bytes freed."""
        most = self.most_bytes if most_bytes is None else most_bytes
        files = []
        for path in self.folder.rglob("*"):
            try:
                state = path.stat()
            except OSError:
                continue
            if path.is_file():
                files.append((state.st_mtime, state.st_size, path))
        excess, freed = sum(size for _, size, _ in files) - most, 0
        for _, size, path in sorted(files, key=lambda entry: entry[0]):
            if freed >= excess:
                break
            path.unlink(missing_ok=True)
            freed += size
        return freed
