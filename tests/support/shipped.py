"""The packs that lie beside the program. Each is read once per process: a pack never changes once it is read."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from time import monotonic

from engine.themes.packs import Pack, PackLibrary
from tests.support.paths import ROOT

PACKS = ROOT / "theme_packs"


@lru_cache(maxsize=1)
def _library() -> PackLibrary:
    return PackLibrary(PACKS, look_every=float("inf"))


def shipped(name: str = "folio") -> Pack:
    """The pack of that name, with all that earlier tests found out about its files."""
    return _library().get(name)


def pack_at(folder: Path) -> Pack:
    """The pack in a folder: one of ours as ``shipped``, any other read anew."""
    return shipped(folder.name) if folder.parent == PACKS else Pack(folder)


def share_packs(library: PackLibrary) -> None:
    """Let the library of an application begin with our packs as if it had just read them."""
    if library.folder == PACKS:
        for name in _library().names():
            shipped(name)
        library._shelves |= {
            name: replace(shelf, looked=monotonic()) for name, shelf in _library()._shelves.items()
        }
