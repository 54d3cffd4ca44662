"""Folders that several test processes share."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN_VARIABLE = "VITRINE_TEST_RUN"


def start_run() -> Path:
    """A fresh folder for this run of the suite; the processes of pytest-xdist inherit its name."""
    folder = Path(tempfile.mkdtemp(prefix="vitrine-test-"))
    os.environ[RUN_VARIABLE] = str(folder)
    return folder


def run_folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[RUN_VARIABLE])


@contextmanager
def once(name: str) -> Iterator[bool]:
    """Yields True to the first process of the run that comes here, False to the others once it has finished."""
    marker = run_folder() / f".{name}"
    with (run_folder() / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not marker.exists()
        marker.touch()


def shared_data() -> Path | None:
    """The folder of sample data that lies beside the project on some machines; None where it does not."""
    named = os.environ.get("SHARED_DATA")
    candidate = Path(named) if named else ROOT.parent / "shared" / "data"
    return candidate if candidate.is_dir() else None
