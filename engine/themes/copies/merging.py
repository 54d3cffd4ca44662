"""Three versions of a pack's files brought together: where both sides changed the same lines, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from merge3 import Merge3

MINE, THEIRS = "mine", "theirs"
TEXTS = (".liquid", ".json", ".css", ".scss", ".js", ".svg", ".txt", ".md")
MOST_BYTES = 1_000_000
"""Longer files are not compared line by line."""


@dataclass(frozen=True)
class Conflict:
    """A file that both sides changed in the same place. `hunks`: pairs of lines, the merchant's and the author's; none where
    one side deleted the file, or it is no text."""

    path: str
    hunks: tuple[tuple[str, str], ...] = ()
    mine_is_gone: bool = False
    theirs_is_gone: bool = False


@dataclass
class Merged:
    """What came of it. Files with a conflict are in `files` only where it was decided."""

    files: dict[str, bytes] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    """Files that only the author changed, added or deleted."""
    kept: list[str] = field(default_factory=list)
    """Files that only the merchant changed."""
    joined: list[str] = field(default_factory=list)
    """Files that both changed in different places."""
    conflicts: list[Conflict] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


def merged(
    base: Mapping[str, bytes],
    mine: Mapping[str, bytes],
    theirs: Mapping[str, bytes],
    decided: Mapping[str, str] | None = None,
) -> Merged:
    """Bring the author's changes since `base` into the merchant's files. `decided`: mine or theirs, by path."""
    found = Merged()
    for path in sorted({*base, *mine, *theirs}):
        old, own, new = base.get(path), mine.get(path), theirs.get(path)
        if own == new or new == old:
            _put(found, path, own)
            if own != old and own != new:
                found.kept.append(path)
        elif own == old:
            _put(found, path, new)
            found.taken.append(path)
        else:
            _both(found, path, old, own, new, (decided or {}).get(path))
    return found


def _put(found: Merged, path: str, data: bytes | None) -> None:
    if data is not None:
        found.files[path] = data


def _both(
    found: Merged, path: str, old: bytes | None, own: bytes | None, new: bytes | None, choice: str | None
) -> None:
    hunks: tuple[tuple[str, str], ...] = ()
    before, ours, theirs = (_lines(path, data) for data in (old or b"", own, new))
    if before is not None and ours is not None and theirs is not None:
        merge = Merge3(before, ours, theirs)
        parts = _hunks(merge)
        if not parts:
            _put(found, path, "".join(merge.merge_lines()).encode())
            found.joined.append(path)
            return
        hunks = tuple(parts)
    found.conflicts.append(Conflict(path, hunks, own is None, new is None))
    if choice == MINE:
        _put(found, path, own)
    elif choice == THEIRS:
        _put(found, path, new)
    else:
        found.undecided.append(path)


def _lines(path: str, data: bytes | None) -> list[str] | None:
    if data is None or not path.endswith(TEXTS) or len(data) > MOST_BYTES:
        return None
    try:
        return data.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return None


def _hunks(merge: Merge3) -> list[tuple[str, str]]:
    return [
        ("".join(group[2]), "".join(group[3])) for group in merge.merge_groups() if group[0] == "conflict"
    ]
