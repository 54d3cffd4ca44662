"""`make bench`: runs every bench of this folder and prints one table.

A bench is a module here with ``TITLE`` and ``bench(ground: Ground) -> Iterator[Row]``. Names on the command line narrow
the run (``make bench ARGS="pages"``); ``--write`` keeps what was printed in docs/benchmarks.md.
"""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.ground import Ground  # noqa: E402  (the path comes first)
from tests.support import paths, postgres  # noqa: E402

DOCUMENT = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Printed by `make bench ARGS="--write"`, which measures everything anew. A figure with `!` misses its bound. Load comes
from a second process on the same machine, so both share its cores; compare with the bare page of the same run, and
only believe speeds of a run whose load before was low.

"""


def main() -> int:
    """Run what the command line names. The exit code is 1 when a figure misses its bound."""
    wanted = [word for word in sys.argv[1:] if word != "--write"]
    here = Path(__file__).parent
    known = sorted(path.stem for path in here.glob("*.py") if "\ndef bench(" in path.read_text())
    unknown = set(wanted) - set(known)
    if unknown:
        print(f"no bench called {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    folder = paths.start_run()
    paper = Paper()
    busy = os.getloadavg()[0]  # above one or two, something else was running too, and speeds mean little
    paper.say(
        f"{platform.machine()}, {_cores()} cores, Python {platform.python_version()}, load before {busy:.1f}"
    )
    failed = False
    try:
        with Ground(folder) as ground:
            for name in wanted or known:
                failed |= not _run(name, ground, paper)
    finally:
        postgres.stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
    if "--write" in sys.argv:
        DOCUMENT.write_text(f"{HEAD}```\n{paper.text}```\n")
    return 1 if failed else 0


class Paper:
    """Prints lines and keeps them."""

    def __init__(self) -> None:
        self.text = ""

    def say(self, line: str) -> None:
        """One line, at once."""
        print(line, flush=True)
        self.text += f"{line.rstrip()}\n"


def _run(name: str, ground: Ground, paper: Paper) -> bool:
    module = importlib.import_module(f"tests.bench.{name}")
    paper.say(f"\n{module.TITLE}")
    began = time.monotonic()
    kept = True
    header: tuple[str, ...] = ()
    for row in module.bench(ground):
        if row.columns != header:
            header = row.columns
            paper.say("  " + f"{header[0]:<44}" + "".join(f"{title:>14}" for title in header[1:]))
        paper.say("  " + row.line())
        kept &= row.kept
    paper.say(f"  ({time.monotonic() - began:.0f} s)")
    return kept


def _cores() -> int:
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    sys.exit(main())
