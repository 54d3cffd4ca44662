"""Opening a folder as a pack, wherever it lies: every way in which it may be none is told with its cure."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from engine.liquid import Problem, TemplateError
from engine.themes.packs import FOLDERS, MAX_FILES, Pack

from .faults import Fault, NoPack, fault_of

LAYOUT = "layout/theme.liquid"


def pack_folder(path: str | os.PathLike[str]) -> Path:
    """The folder, resolved. Raises NoPack if there is none, or nothing of a pack in it."""
    named = os.fspath(path)
    shown = named if len(named) <= 200 else f"{named[:200]}…"
    try:
        folder = Path(named).expanduser().resolve()
        is_folder, exists = folder.is_dir(), folder.exists()
        readable = os.access(folder, os.R_OK | os.X_OK)
    except (OSError, ValueError, RuntimeError) as error:
        raise _refused(
            shown, f"no folder can be called that: {_reason(error)}", "Name the pack's folder."
        ) from None
    if is_folder and not readable:
        raise _refused(shown, "the folder may not be read", "Give this user the right to read it.")
    if is_folder and any((folder / name).is_dir() for name in ("layout", "sections", "templates")):
        return folder
    if is_folder:
        cure = "Name the folder that holds layout/ and sections/; `themes new` begins one."
        raise _refused(shown, "the folder is no theme pack", cure)
    if exists:
        raise _refused(shown, "that is a file, not a folder", "Unpack it, and name the folder.")
    raise _refused(shown, "there is no such folder", "Name the pack's folder; `themes new` begins one.")


def open_pack(path: str | os.PathLike[str]) -> Pack:
    """The pack in a folder, read. Raises NoPack."""
    return read_pack(pack_folder(path))


def read_pack(folder: Path) -> Pack:
    """The pack in a folder that is one. Raises NoPack: too many files, one too large, one that may not be read."""
    try:
        return Pack(folder)
    except TemplateError as error:
        raise NoPack(fault_of(error.problem)) from error
    except UnicodeEncodeError as error:
        name = str(error.object).encode("utf-8", "backslashreplace").decode()[:200]
        raise _refused(name, "the file's name is not UTF-8", "Rename the file.") from None
    except OSError as error:
        place = _inside(folder, error.filename)
        message = f"the file cannot be read: {_reason(error)}"
        raise _refused(place, message, "Give this user the right to read it.") from None


def whole_pack_problems(pack: Pack) -> list[Problem]:
    """What keeps parts of a pack from being read, whichever page is shown: schemas, JSON, the layout, links."""
    problems: list[Problem] = []
    try:
        problems += pack.check()
        _ = pack.settings_schema
        problems += pack.problems
    except TemplateError as error:
        problems.append(error.problem)
    if LAYOUT not in pack.files:
        problems.append(Problem(LAYOUT, 0, 0, "the pack has no such file"))
    problems += [Problem(path, 0, 0, "a link, which is no part of the pack") for path in links(pack.folder)]
    return list(dict.fromkeys(problems))


def links(folder: Path) -> Iterator[str]:
    """Symbolic links in the pack's folders, by their address in it."""
    seen = 0
    for name in FOLDERS:
        root = folder / name
        if root.is_symlink():
            yield name
            continue
        for parent, folders, files in os.walk(root):
            for each in (*folders, *files):
                seen += 1
                if seen > 2 * MAX_FILES:
                    return
                path = Path(parent, each)
                if path.is_symlink():
                    yield path.relative_to(folder).as_posix()


def _inside(folder: Path, name: object) -> str:
    try:
        return Path(str(name)).relative_to(folder).as_posix()
    except ValueError:
        return str(name or folder)


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def _refused(place: str, message: str, cure: str) -> NoPack:
    return NoPack(Fault(place, 0, 0, message, cure))
