"""Zips of packs: what of them is taken, and what is refused, each with the name of the file in the zip.

Nothing here trusts what a zip says of itself: names are checked before anything is written, sizes are counted while it is
written. It is run in a child process with limits (engine/rendering/uploads), for reading a zip is work that its maker chose.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from . import entries
from .packs import FOLDERS, MAX_FILE_BYTES, MAX_FILES

MOST_ZIP_BYTES = 30_000_000
MOST_BYTES = 50_000_000
"""Of all files together, unpacked."""
MOST_RATIO = 150
"""How many times larger than in the zip a file may be; small files may be of any ratio."""
SMALL = 200_000
MOST_CHARACTERS = 1_000
MOST_TOLD = 40
"""Refusals that are told; who has more sees them next time."""
_PORTION = 256 * 1024
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Refusal:
    """Why a file of a zip, or all of it (`file` is empty then), is not taken: a text key `pack.CODE` and its values."""

    code: str
    file: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The refusal as it is stored."""
        return asdict(self)


class NotTaken(Exception):
    """The zip is refused, for these reasons."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals[:MOST_TOLD]


@dataclass(frozen=True)
class Taken:
    """A file that will be taken, and its address in the pack."""

    entry: zipfile.ZipInfo
    address: str


def unpack(source: Path, folder: Path) -> str:
    """Check a zip and write its pack into an empty folder. Returns the name of its single top folder, or nothing.

    Raises NotTaken with every reason that can be told at once; what is written by then is of no use.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            taken, top = plan(archive)
            _write(archive, taken, folder)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError, ValueError) as error:
        code = "not_a_zip" if isinstance(error, zipfile.BadZipFile) and not _is_zip(source) else "broken"
        raise NotTaken(Refusal(code)) from error
    return top


def _is_zip(source: Path) -> bool:
    return zipfile.is_zipfile(source)


def plan(archive: zipfile.ZipFile) -> tuple[list[Taken], str]:
    """What will be taken, by names and claims alone. Raises NotTaken."""
    listed = [entry for entry in archive.infolist() if not _is_left_out(entry)]
    if len(listed) > MAX_FILES:
        raise NotTaken(Refusal("too_many_files", values={"count": len(listed), "most": MAX_FILES}))
    refusals = [refusal for entry in listed if (refusal := _fault(entry)) is not None]
    refusals += _alike(listed)
    if refusals:
        raise NotTaken(*refusals)
    top = _top(listed)
    cut = len(top) + 1 if top else 0
    taken = [Taken(entry, entry.filename[cut:]) for entry in listed if not entry.is_dir()]
    taken = [each for each in taken if each.address.partition("/")[0] in FOLDERS and "/" in each.address]
    if not taken:
        raise NotTaken(Refusal("no_theme"))
    total = sum(each.entry.file_size for each in taken)
    if total > MOST_BYTES:
        raise NotTaken(Refusal("unpacked_too_large", values={"most": MOST_BYTES // 1_000_000}))
    return taken, top


def _is_left_out(entry: zipfile.ZipInfo) -> bool:
    """Hidden files, and what systems put into zips unasked."""
    parts = _name(entry).split("/")
    hidden = any(part.startswith(".") and not part.startswith("..") and part != "." for part in parts)
    return hidden or parts[0] == "__MACOSX" or parts[-1] in ("Thumbs.db", "desktop.ini")


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it stands in the zip; the library cuts it at a NUL."""
    return entry.orig_filename


def _shown(name: str) -> str:
    """A name that can be stored and read: what nobody sees is written out, and it is cut."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name[:MOST_CHARACTERS])
    return text if len(text) <= 160 else f"{text[:100]}…{text[-50:]}"


def _fault(entry: zipfile.ZipInfo) -> Refusal | None:
    name = _name(entry)
    code = _name_fault(name.rstrip("/") if name.endswith("/") and name != "/" else name) or _kind_fault(entry)
    if code is None:
        return None
    most = {"file_too_large": MAX_FILE_BYTES // 1_000_000, "bomb": MOST_RATIO}.get(code)
    return Refusal(code, _shown(name), {} if most is None else {"most": most})


def _name_fault(name: str) -> str | None:
    parts = name.split("/")
    if "\0" in name:
        return "nul"
    if name.startswith("/"):
        return "absolute"
    if len(name) > 1 and name[1] == ":" and name[0].isalpha():
        return "drive"
    if "\\" in name:
        return "backslash"
    if ".." in parts or "." in parts or "" in parts:
        return "outside"
    if len(name) > MOST_CHARACTERS or entries.is_too_long(name):
        return "long_name"
    if entries.has_unseen(name) or entries.is_not_portable(name):
        return "odd_name"
    return None


def _kind_fault(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "special"
    if entry.flag_bits & 0x1:
        return "encrypted"
    if entry.is_dir():
        return None
    if entries.is_program(entry.filename):
        return "program"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "method"
    if entry.file_size > MAX_FILE_BYTES:
        return "file_too_large"
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        return "bomb"
    return None


def _alike(listed: list[zipfile.ZipInfo]) -> Iterator[Refusal]:
    """Names that stand there twice, by case or Unicode form too, and files that are also folders."""
    files: dict[str, str] = {}
    folders: set[str] = set()
    for entry in listed:
        name = entry.filename.rstrip("/")
        same = entries.alike(name)
        parents = same.split("/")[:-1]
        folders.update("/".join(parents[: at + 1]) for at in range(min(len(parents), 40)))
        if entry.is_dir():
            folders.add(same)
        elif same in files:
            yield Refusal("duplicate", _shown(name), {"other": _shown(files[same])})
        else:
            files[same] = name
    for same in sorted(folders & set(files)):
        yield Refusal("duplicate", _shown(files[same]), {"other": _shown(f"{files[same]}/")})


def _top(listed: list[zipfile.ZipInfo]) -> str:
    """The folder that everything lies in, as in zips that code hosts make; nothing if the pack lies bare."""
    tops = {entry.filename.partition("/")[0] for entry in listed}
    if len(tops) != 1:
        return ""
    top = tops.pop()
    inner = {entry.filename.split("/")[1] for entry in listed if entry.filename.count("/") > 0}
    return top if top not in FOLDERS or bool(inner & set(FOLDERS)) else ""


def _write(archive: zipfile.ZipFile, taken: list[Taken], folder: Path) -> None:
    left = MOST_BYTES
    for each in taken:
        target = folder / each.address
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with archive.open(each.entry) as source, target.open("xb") as file:
            while portion := source.read(_PORTION):
                written += len(portion)
                if written > MAX_FILE_BYTES or written > left:
                    code = "file_too_large" if written > MAX_FILE_BYTES else "unpacked_too_large"
                    most = (MAX_FILE_BYTES if written > MAX_FILE_BYTES else MOST_BYTES) // 1_000_000
                    raise NotTaken(Refusal(code, _shown(each.entry.filename), {"most": most}))
                file.write(portion)
        left -= written


# -- the checked pack, as it is kept -------------------------------------------------------------------


def pack_up(files: dict[str, Path], target: Path) -> None:
    """Write a pack's files into a zip of our own, the same to the byte for the same files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for address in sorted(files):
            entry = zipfile.ZipInfo(address, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[address].read_bytes())


def put_in_place(source: Path, target: Path) -> None:
    """Unpack a zip of ours so that *target* is there whole or not at all, whoever else does the same at that moment."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        draft.mkdir(mode=0o700)
        unpack(source, draft)
        for path in draft.rglob("*"):
            _sync(path)
        _sync(draft)
        try:
            draft.rename(target)
        except OSError:
            if not target.is_dir():
                raise
        _sync(target.parent)
    finally:
        _remove(draft)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
