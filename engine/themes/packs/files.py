"""The files of a pack's folder: which are part of it, and what tells versions apart."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from engine.liquid import Problem, TemplateError

FOLDERS = ("layout", "templates", "sections", "blocks", "snippets", "config", "locales", "assets")
MAX_FILES = 2_000
MAX_FILE_BYTES = 20_000_000


def files_of(folder: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """The pack's files by their address inside it, each with its size and time. Links and what lies elsewhere are not part
    of it."""
    for count, (address, entry) in enumerate(_entries(folder), 1):
        found = entry.stat(follow_symlinks=False)
        if count > MAX_FILES:
            raise TemplateError(Problem(address, 0, 0, f"a pack may have at most {MAX_FILES:,} files"))
        if found.st_size > MAX_FILE_BYTES:
            raise TemplateError(Problem(address, 0, 0, f"a file may have at most {MAX_FILE_BYTES:,} bytes"))
        yield address, Path(entry.path), found


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Looked at every few seconds by processes that serve pages, so by the one call that costs least."""
    waiting = [(name, str(folder / name)) for name in reversed(FOLDERS) if not (folder / name).is_symlink()]
    while waiting:
        address, place = waiting.pop()
        try:
            with os.scandir(place) as found:
                listed = sorted(found, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in listed:
            if not is_text(entry.name):
                shown = entry.name.encode("utf-8", "backslashreplace").decode()
                raise TemplateError(
                    Problem(f"{address}/{shown}", 0, 0, "the name is not UTF-8; rename the file")
                )
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{address}/{entry.name}", entry.path))
            elif entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
                yield f"{address}/{entry.name}", entry


def is_text(name: str) -> bool:
    """Whether a name of the file system is UTF-8; bytes that are not arrive as half characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def digest_of(content: bytes) -> bytes:
    """What tells one content of a file from another."""
    return hashlib.sha256(content).digest()


def fingerprint(digests: dict[str, bytes]) -> str:
    """The version of a pack: twelve letters that follow from the digests of its files by their address."""
    digest = hashlib.sha256()
    for address, content in sorted(digests.items()):
        digest.update(address.encode() + b"\0")
        digest.update(content)
    return digest.hexdigest()[:12]
