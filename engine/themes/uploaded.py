"""A store's own packs: kept as checked zips in the file store, unpacked on each machine where they are first wanted.

Each version has a folder of its own that never changes, `STORE/VERSION/NAME`, so a page that names (store, pack,
version) needs no look at the disk, and a process that still shows the version before finds its files.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from engine.base.files import FileMissing
from engine.liquid import Problem, TemplateError

from . import ports
from .archives import NotTaken, put_in_place
from .packs import Pack

log = logging.getLogger("vitrine.themes")

OWN = "_"
"""How the names of stores' own packs begin. No folder of the installation's packs does (`PackLibrary.names`)."""
MOST_OPEN = 200
_PLAIN = re.compile(r"_[a-z0-9-]{1,60}")
_VERSION = re.compile(r"[0-9a-f]{12}")


def is_own(name: str) -> bool:
    """Whether a pack's name is that of an uploaded one."""
    return name.startswith(OWN)


def file_key(store_id: int, name: str, version: str) -> str:
    """Where the file store keeps a version of a store's pack."""
    return f"{store_id}/packs/{name}/{version}.zip"


class UploadedPacks:
    """The opened packs of all stores, and the folder in which they are unpacked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: OrderedDict[tuple[int, str, str], Pack] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, store_id: int, name: str, version: str, *, fetch: bool = True) -> Pack:
        """A version of a store's pack. Raises `TemplateError` if there is none.

        Without *fetch* only what this machine has already: for addresses that anybody may ask for.
        """
        key = (store_id, name, version)
        with self._lock:
            found = self._open.get(key)
            if found is not None:
                self._open.move_to_end(key)
                return found
        if not _PLAIN.fullmatch(name) or not _VERSION.fullmatch(version):
            raise _missing(name)
        pack = self._opened(key) or (self._fetched(key) if fetch else None)
        if pack is None:
            raise _missing(name)
        with self._lock:
            self._open[key] = pack
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return pack

    def forget(self, store_id: int, name: str, versions: Iterable[str]) -> None:
        """Take versions off this machine; other machines keep theirs until they are asked to forget them too."""
        for version in versions:
            with self._lock:
                self._open.pop((store_id, name, version), None)
            shutil.rmtree(self._folder((store_id, name, version)).parent, ignore_errors=True)

    def _folder(self, key: tuple[int, str, str]) -> Path:
        store_id, name, version = key
        return self.folder / str(store_id) / version / name

    def _opened(self, key: tuple[int, str, str]) -> Pack | None:
        folder = self._folder(key)
        if not folder.is_dir():
            return None
        pack = Pack(folder)
        if pack.version == key[2]:
            return pack
        log.warning("an unpacked theme is not what it was and is fetched again: %s", key)
        shutil.rmtree(folder, ignore_errors=True)
        return None

    def _fetched(self, key: tuple[int, str, str]) -> Pack | None:
        try:
            with ports.pack_files().open(file_key(*key)) as source, tempfile.NamedTemporaryFile() as file:
                shutil.copyfileobj(source, file)
                file.flush()
                put_in_place(Path(file.name), self._folder(key))
        except (FileMissing, NotTaken):
            return None
        return self._opened(key)


def _missing(name: str) -> TemplateError:
    return TemplateError(Problem(name, 0, 0, "the uploaded theme is not there any more; upload it again"))
