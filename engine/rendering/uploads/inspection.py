"""Looking at an uploaded zip from outside: start the child, wait so long and no longer, read what it says."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.base.settings import ROOT

from . import child

log = logging.getLogger("vitrine.themes")

SECONDS = 60
"""By the clock; the child's own limit of processor time comes first as a rule."""
MOST_SAID = 4_000_000


@dataclass(frozen=True)
class Inspection:
    """What the child said. Without `refusals` the checked pack lies in `archive`."""

    refusals: list[dict[str, Any]]
    name: str = ""
    title: str = ""
    version: str = ""
    findings: tuple[dict[str, Any], ...] = ()
    archive: Path | None = None


_TOO_HARD = Inspection([{"code": "too_hard", "file": "", "values": {}}])


def inspect(source: Path, folder: Path, file_name: str, processor_seconds: int = child.SECONDS) -> Inspection:
    """Check the zip in a child process, with *folder* for its files. Whatever the zip does, this ends and answers."""
    told = [str(source), str(folder), file_name, str(processor_seconds)]
    command = [sys.executable, "-m", "engine.rendering.uploads.child", *told]
    environment = environment_of(folder)
    try:
        with (folder / "said").open("wb") as said, (folder / "complaints").open("wb") as complaints:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complaints,
                timeout=SECONDS,
                check=False,
                start_new_session=True,
            )
    except subprocess.TimeoutExpired:
        log.warning("the check of an uploaded theme took more than %s s", SECONDS)
        return _TOO_HARD
    if done.returncode != 0 or (folder / "said").stat().st_size > MOST_SAID:
        log.warning("the check of an uploaded theme ended with %s", done.returncode)
        return _TOO_HARD
    return _read(json.loads((folder / "said").read_bytes()), folder)


def environment_of(folder: Path) -> dict[str, str]:
    """What the child finds around it: nothing of the installation's settings."""
    return {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def _read(said: dict[str, Any], folder: Path) -> Inspection:
    if said.get("refusals"):
        return Inspection(list(said["refusals"]))
    return Inspection(
        [],
        str(said["name"]),
        str(said["title"]),
        str(said["version"]),
        tuple(said["findings"]),
        folder / "checked.zip",
    )
