"""A new pack, begun from the starter: complete, small, and its author's own from the first file on."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .faults import Fault, NoPack
from .naming import is_pack_name, name_cure

STARTER = Path(__file__).parent / "starter"
LONGEST_TITLE = 25
"""Characters of a theme's name in the public format."""


@dataclass(frozen=True)
class Begun:
    """A pack that was made: where, what people call it, and how many files it has."""

    folder: Path
    title: str
    files: int


def begin_pack(path: str, title: str | None = None, author: str | None = None) -> Begun:
    """Make a pack in a folder that does not exist yet, or is empty; it appears whole or not at all.

    Raises NoPack for a name that cannot be used, a folder that holds something, or one that cannot be written.
    """
    named = Path(path).name if path.strip("/") else path
    if not is_pack_name(named):
        shown = named if len(named) <= 80 else f"{named[:80]}…"
        raise NoPack(Fault(shown, 0, 0, "no pack can be called that", name_cure(named)))
    words = (title or named.replace("-", " ").capitalize()).strip()[:LONGEST_TITLE]
    try:
        folder = Path(path).expanduser().resolve()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise NoPack(
                Fault(str(folder), 0, 0, "there is something of that name already", "Choose another name.")
            )
        if not folder.parent.is_dir():
            raise NoPack(Fault(str(folder.parent), 0, 0, "there is no such folder", "Make it first."))
        return Begun(folder, words, _write(folder, words, (author or "").strip()[:80] or "You"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NoPack(Fault(path[:200], 0, 0, f"cannot be made: {reason}", "Choose another place.")) from None


def _write(folder: Path, title: str, author: str) -> int:
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as half:
        made = Path(half) / "pack"
        shutil.copytree(STARTER, made, copy_function=shutil.copyfile)
        schema = made / "config" / "settings_schema.json"
        text = schema.read_text(encoding="utf-8")
        for key, old, new in (("theme_name", "Starter", title), ("theme_author", "You", author)):
            text = text.replace(f'"{key}": "{old}"', f'"{key}": {json.dumps(new, ensure_ascii=False)}')
        schema.write_text(text, encoding="utf-8")
        _open_up(made)
        made.replace(folder)  # an empty folder of that name is replaced
    return sum(path.is_file() for path in folder.rglob("*"))


def _open_up(made: Path) -> None:
    """The author owns what was copied, whatever the rights of the program's own files are."""
    made.chmod(0o755)
    for path in made.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
