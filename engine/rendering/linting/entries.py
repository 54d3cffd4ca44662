"""What lies in a pack's folder: files that are no part of the format, programs, links, names that cannot be addressed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from engine.themes.entries import (
    BESIDE,
    MOST_BYTES,
    alike,
    has_unseen,
    is_not_portable,
    is_program,
    is_too_long,
)
from engine.themes.packs import FOLDERS, Pack

from .findings import Finding
from .sources import Sources

_ENDINGS = {
    "layout": (".liquid",),
    "templates": (".liquid", ".json"),
    "sections": (".liquid", ".json"),
    "blocks": (".liquid",),
    "snippets": (".liquid",),
    "config": (".json",),
    "locales": (".json",),
}
MOST_ENTRIES = 4_000


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Everything in the folder, hidden files aside."""
    seen: dict[str, str] = {}
    for at, path in enumerate(_walk(pack.folder)):
        if at >= MOST_ENTRIES:
            return
        address = path.relative_to(pack.folder).as_posix()
        yield from _entry(pack, path, address)
        name = alike(address)
        if name in seen:
            message = f"{seen[name]} differs from it in nothing but how its letters are written"
            yield _at(address, "file-name", message)
        seen.setdefault(name, address)


def name_fault(address: str) -> str | None:
    """Why a file cannot be addressed by its name; None if it can."""
    if is_too_long(address):
        return f"a name of more than {MOST_BYTES} bytes"
    if has_unseen(address):
        return "a name with characters that nobody sees"
    if is_not_portable(address):
        return "a name that not every system can hold (a backslash, a space or point at its end)"
    return None


def _entry(pack: Pack, path: Path, address: str) -> Iterator[Finding]:
    top, _, rest = address.partition("/")
    if path.is_symlink():
        yield _at(address, "link", "a link")
        return
    if is_program(address) and not path.is_dir():
        yield _at(address, "program", "a program")
        return
    fault = name_fault(address)
    if fault is not None:
        yield _at(address, "file-name", fault)
    if path.is_dir():
        if not rest and top not in FOLDERS and not BESIDE.match(top):
            yield _at(address, "no-format-file", f"'{top[:60]}' is no folder of the format")
    elif not rest:
        if not BESIDE.match(top):
            yield _at(address, "no-format-file", f"'{top[:60]}' is no file of the format")
    elif top in _ENDINGS and address not in pack.files:
        yield _at(address, "no-format-file", "the file is not read")
    elif top in _ENDINGS and not address.endswith(_ENDINGS[top]) and not BESIDE.match(path.name):
        message = f"{top}/ holds {' and '.join('*' + ending for ending in _ENDINGS[top])} only"
        yield _at(address, "no-format-file", message)


def _walk(folder: Path) -> Iterator[Path]:
    """Files, links and folders from the top down; what is in a folder that is no part of the format is left out."""
    for current, names, files in os.walk(folder):
        here = Path(current)
        names[:] = sorted(name for name in names if not name.startswith("."))
        yield from (here / name for name in names)
        yield from (here / name for name in sorted(files) if not name.startswith("."))
        if here == folder:
            names[:] = [name for name in names if name in FOLDERS and not (here / name).is_symlink()]


def _at(address: str, kind: str, message: str) -> Finding:
    shown = address.encode("utf-8", "replace").decode().replace("\n", "?")
    return Finding.at(shown[:300], (0, 0), kind, message)
