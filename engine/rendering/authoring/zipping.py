"""A pack as a zip, the same to the byte wherever and whenever it is made, without what an upload would refuse."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from engine.base.settings import ROOT
from engine.base.texts import Texts
from engine.liquid import TemplateError
from engine.rendering.linting import Finding, check_pack
from engine.themes.archives import NotTaken, Refusal, pack_up, plan
from engine.themes.packs import FOLDERS, Pack

from .faults import Fault, NoPack, fault_of
from .naming import is_pack_name, name_cure
from .opening import LAYOUT

_REFUSED = frozenset({"file-name", "link", "missing-file", "program"})
"""Rules of the checks whose errors keep a pack from being taken."""
_UNREADABLE = frozenset({"json", "syntax"})
"""Likewise where no page can be shown without the file."""


@dataclass(frozen=True)
class Packed:
    """A zip that was written. `left_out` names what lies in the folder and is no part of the pack."""

    path: Path
    files: int
    size: int
    sha256: str
    left_out: tuple[str, ...]


def zip_name(pack: Pack) -> str:
    """`name-version.zip`, after the version that the pack gives itself."""
    try:
        version = str(pack.info.get("theme_version") or "")
    except TemplateError:
        version = ""
    version = re.sub(r"[^A-Za-z0-9.]+", "-", version).strip("-.")[:30]
    return f"{pack.name}-{version}.zip" if version else f"{pack.name}.zip"


def faults_for_upload(pack: Pack) -> tuple[list[Fault], list[Fault]]:
    """What an upload would refuse, and what it would take although shoppers would miss something."""
    refused: list[Fault] = []
    taken: list[Fault] = []
    if not is_pack_name(pack.name):
        refused.append(Fault(pack.name[:80], 0, 0, "no pack can be called that", name_cure(pack.name)))
    for finding in check_pack(pack):
        if finding.severity == "error":
            (refused if _keeps_out(finding) else taken).append(fault_of(finding))
    return refused, taken


def _keeps_out(finding: Finding) -> bool:
    if finding.kind in _UNREADABLE:
        return finding.path == LAYOUT or finding.path.startswith("config/")
    return finding.kind in _REFUSED


def zip_pack(pack: Pack, target: Path) -> Packed:
    """Write the zip; it appears whole or not at all. Raises NoPack if it cannot be written, or would not be taken."""
    try:
        handle, name = tempfile.mkstemp(prefix=".half-", suffix=".zip", dir=target.parent)
        os.close(handle)
        half = Path(name)
        try:
            pack_up(pack.files, half)
            with zipfile.ZipFile(half) as archive:
                plan(archive)
            data = half.read_bytes()
            half.chmod(0o644)
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)
    except NotTaken as refused:
        raise NoPack(_fault_of(refused.refusals[0])) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NoPack(
            Fault(str(target)[:200], 0, 0, f"cannot be written: {reason}", "Name another file.")
        ) from None
    digest = hashlib.sha256(data).hexdigest()
    return Packed(target, len(pack.files), len(data), digest, tuple(_left_out(pack)))


def _fault_of(refusal: Refusal) -> Fault:
    """The upload's own words: what is wrong, then the cure."""
    words = Texts(ROOT / "engine" / "locales").get(f"pack.{refusal.code}", "en", **refusal.values)
    message, _, cure = words.partition(". ")
    return Fault(
        refusal.file or "assets", 0, 0, message.rstrip("."), cure or "Rename the file, or take it out."
    )


def _left_out(pack: Pack) -> list[str]:
    """Dot files, and what lies outside of the format's folders; folders that are left out whole are named once."""
    left: list[str] = []
    for path in sorted(pack.folder.iterdir()):
        if path.name not in FOLDERS:
            left.append(f"{path.name}/" if path.is_dir() else path.name)
    for name in FOLDERS:
        for path in sorted((pack.folder / name).rglob("*")):
            address = path.relative_to(pack.folder).as_posix()
            if path.is_file() and address not in pack.files:
                left.append(address)
    return left
