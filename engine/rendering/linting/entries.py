"""What lies in a pack's folder: files that are no part of the format, programs, links, names that cannot be addressed."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from engine.themes.packs import FOLDERS, Pack

from .findings import Finding
from .sources import Sources

_ENDINGS_OF_PROGRAMS = (
    ".app .asp .aspx .bash .bat .bin .cgi .class .cmd .com .cpl .deb .dll .dmg .dylib .exe .fcgi .hta .htaccess .jar .jsp "
    ".ksh .lua .msi .phar .php .php3 .php4 .php5 .php7 .php8 .phps .pht .phtml .pif .pl .pm .ps1 .psm1 .py .pyc .pyd .pyo "
    ".pyw .pyz .rb .reg .rpm .scr .sh .so .vb .vbe .vbs .wsf .wsh .zsh"
)
PROGRAMS = frozenset(_ENDINGS_OF_PROGRAMS.split())
"""Endings of files that some machine runs; browsers' scripts are not among them."""

BESIDE = re.compile(
    r"(?:\..*|(?:readme|licen[cs]e|changelog|changes|contributing|code_of_conduct|security|release-notes|notice|authors)(?:[.-].*)?"
    r"|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|shopify\.theme\.toml|jsconfig\.json|tsconfig\.json|screenshot\.\w+)\Z",
    re.IGNORECASE,
)
"""What may stand beside a pack's folders: papers, and the settings of tools."""

_ENDINGS = {
    "layout": (".liquid",),
    "templates": (".liquid", ".json"),
    "sections": (".liquid", ".json"),
    "blocks": (".liquid",),
    "snippets": (".liquid",),
    "config": (".json",),
    "locales": (".json",),
}
_UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
MOST_ENTRIES = 4_000
MOST_BYTES = 255


def check(pack: Pack, sources: Sources) -> Iterator[Finding]:
    """Everything in the folder, hidden files aside."""
    seen: dict[str, str] = {}
    for at, path in enumerate(_walk(pack.folder)):
        if at >= MOST_ENTRIES:
            return
        address = path.relative_to(pack.folder).as_posix()
        yield from _entry(pack, path, address)
        name = unicodedata.normalize("NFC", address).casefold()
        if name in seen:
            message = f"{seen[name]} differs from it in nothing but how its letters are written"
            yield _at(address, "file-name", message)
        seen.setdefault(name, address)


def is_program(name: str) -> bool:
    """Whether some machine would run a file of that name."""
    path = PurePosixPath(name.lower().removesuffix(".liquid"))
    return path.suffix in PROGRAMS or path.name in PROGRAMS


def name_fault(address: str) -> str | None:
    """Why a file cannot be addressed by its name; None if it can."""
    for part in address.split("/"):
        if len(part.encode("utf-8", "surrogatepass")) > MOST_BYTES:
            return f"a name of more than {MOST_BYTES} bytes"
        if any(unicodedata.category(c) in ("Cc", "Cs", "Co") or c in _UNSEEN for c in part):
            return "a name with characters that nobody sees"
        if "\\" in part or part != part.strip() or part.endswith("."):
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
