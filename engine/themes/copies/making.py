"""Making a copy: the original's files under a name of its own, with a note of what it was made from."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.liquid import TemplateError
from engine.themes.packs import Pack

ORIGIN = "config/origin.json"
SCHEMA = "config/settings_schema.json"
_OLDEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Origin:
    """What a copy was made from: the pack, the version that it is up to date with, and the copy's own title."""

    pack: str
    version: str
    title: str


def origin_of(pack: Pack) -> Origin | None:
    """What a pack is a copy of, if it is one."""
    try:
        said = pack.json(ORIGIN)
    except TemplateError:
        return None
    if not isinstance(said, dict) or not all(isinstance(said.get(k), str) for k in ("pack", "version")):
        return None
    return Origin(said["pack"], said["version"], str(said.get("title") or pack.title))


def base_key(store_id: int, origin: Origin) -> str:
    """Where the file store keeps the files that a copy began with; a later version is merged against them."""
    return f"{store_id}/packs/bases/{origin.pack}-{origin.version}.zip"


def files_of(pack: Pack) -> dict[str, bytes]:
    """Every file of a pack, by its path."""
    return {path: file.read_bytes() for path, file in pack.files.items() if path != ORIGIN}


def named(files: Mapping[str, bytes], title: str) -> dict[str, bytes]:
    """The files with another title, so that the copy stands beside the original."""
    made = dict(files)
    try:
        said: Any = json.loads(files.get(SCHEMA, b"[]").decode("utf-8-sig"))
    except ValueError:
        return made  # with comments, perhaps: the copy keeps the original's title then
    for group in said if isinstance(said, list) else []:
        if isinstance(group, dict) and group.get("name") == "theme_info":
            group["theme_name"] = title
    made[SCHEMA] = (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode()
    return made


def zipped(files: Mapping[str, bytes], origin: Origin) -> bytes:
    """A zip of a copy, the same to the byte for the same files."""
    said = {"pack": origin.pack, "version": origin.version, "title": origin.title}
    whole = {**files, ORIGIN: (json.dumps(said, indent=2) + "\n").encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(whole):
            entry = zipfile.ZipInfo(path, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, whole[path])
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip that `zipped` made, without the note of their origin."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != ORIGIN}


def copy_of(pack: Pack, title: str) -> tuple[Origin, bytes]:
    """A copy of a pack under a title: its origin, and its zip."""
    origin = Origin(pack.name, pack.version, title)
    return origin, zipped(named(files_of(pack), title), origin)
