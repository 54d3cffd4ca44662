"""Child processes that never outlive their parent. Standard library only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel to send *sign* to this process when its parent dies, even by SIGKILL (Linux)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)


def adopt_orphans() -> None:
    """Descendants whose own parent died become children of this process, so that it can end them (Linux)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start *command* in a session of its own (Ctrl-C in the terminal reaches the parent only), with open files that it
    inherits."""
    return subprocess.Popen(
        list(command),
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        pass_fds=pass_fds,
        preexec_fn=die_with_parent,  # noqa: PLW1509  (one system call; the parents here have one thread)
    )


def children_of(pid: int) -> list[int]:
    """Direct children of *pid*, from /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent_of(entry) == pid:
            found.append(int(entry.name))
    return found


def _parent_of(entry: Path) -> int | None:
    try:
        after_name = (entry / "stat").read_text().rpartition(")")[2].split()
        return int(after_name[1])
    except (OSError, ValueError, IndexError):
        return None


def family_of(pid: int) -> list[int]:
    """*pid* and all its descendants, parents first."""
    family = [pid]
    for member in family:
        family.extend(children_of(member))
    return family


def signal_group(process: subprocess.Popen[bytes], sign: int) -> None:
    """Send *sign* to the process and what it started; nothing happens if it is gone."""
    try:
        os.killpg(process.pid, sign)
    except (ProcessLookupError, PermissionError):
        pass
