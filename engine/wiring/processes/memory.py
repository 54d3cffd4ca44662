"""How much memory the running processes take, shared pages counted once (PSS, from /proc)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from engine.wiring.processes.children import family_of


@dataclass(frozen=True)
class Usage:
    """``pss`` in bytes: what is a process's own, and its share of what it shares."""

    name: str
    pid: int
    pss: int


def measure(run_folder: Path) -> list[Usage]:
    """One entry per process of the instance, helpers and work-horses included. Empty when nothing runs."""
    try:
        state = json.loads((run_folder / "state.json").read_text())
    except (OSError, ValueError):
        return []
    found = [Usage("supervisor", state["supervisor"], pss_of(state["supervisor"]))]
    for name, pid in state["processes"].items():
        for number, member in enumerate(family_of(pid)):
            found.append(Usage(name if number == 0 else f"{name}.{number}", member, pss_of(member)))
    return found


def pss_of(pid: int) -> int:
    """Proportional set size of a process in bytes; 0 when it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
