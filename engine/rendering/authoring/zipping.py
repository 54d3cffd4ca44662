"""A pack as a zip, the same to the byte wherever and whenever it is made, without what an upload would refuse."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from engine.liquid import TemplateError
from engine.rendering.linting import check_pack
from engine.themes.packs import FOLDERS, Pack

from .faults import Fault, NoPack, fault_of
from .naming import is_pack_name, name_cure
from .opening import LAYOUT

MOST_BYTES = 50_000_000
"""Of all files together, unpacked."""
REFUSED = frozenset({"file-name", "link", "missing-file", "program", "syntax", "json", "schema"})
"""Rules of the checks whose errors keep a pack from being sent off: an upload refuses it, or pages would lack a part."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The one date that every zip can hold: when the files were saved does not change the zip."""
_UNIX = 3


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


def refusals(pack: Pack) -> list[Fault]:
    """What an upload would refuse, each with its place and cure."""
    faults: list[Fault] = []
    if not is_pack_name(pack.name):
        faults.append(Fault(pack.name[:80], 0, 0, "no pack can be called that", name_cure(pack.name)))
    found = [each for each in check_pack(pack) if each.kind in REFUSED and each.severity == "error"]
    faults += [fault_of(finding) for finding in found]
    if LAYOUT not in pack.files and not any(fault.file == LAYOUT for fault in faults):
        faults.append(
            Fault(LAYOUT, 0, 0, "the pack has no such file", "Every page stands in it: add the file.")
        )
    total = sum(path.stat().st_size for path in pack.files.values())
    if total > MOST_BYTES:
        said = f"the files take {total:,} bytes together, and may take {MOST_BYTES:,}"
        faults.append(Fault("assets", 0, 0, said, "Save the pictures smaller."))
    return faults


def zip_pack(pack: Pack, target: Path) -> Packed:
    """Write the zip; it appears whole or not at all. Raises NoPack if it cannot be written."""
    try:
        handle, half = tempfile.mkstemp(prefix=".half-", suffix=".zip", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                _write(pack, file)
            digest, size = hashlib.sha256(Path(half).read_bytes()).hexdigest(), Path(half).stat().st_size
            Path(half).chmod(0o644)
            Path(half).replace(target)
        finally:
            Path(half).unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NoPack(
            Fault(str(target)[:200], 0, 0, f"cannot be written: {reason}", "Name another file.")
        ) from None
    return Packed(target, len(pack.files), size, digest, tuple(_left_out(pack)))


def _write(pack: Pack, file: object) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:  # type: ignore[call-overload]
        for address in sorted(pack.files):
            entry = zipfile.ZipInfo(address, _OLDEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = _UNIX, 0o100644 << 16
            zipped.writestr(entry, pack.files[address].read_bytes())


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
