"""`make check`: everything that can be told without running the program. Each line a check; failures in full."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support import house_rules, import_rule  # noqa: E402  (the path comes first)


def _tool(*arguments: str) -> Callable[[], str]:
    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return (done.stdout + done.stderr).strip() if done.returncode else ""

    return run


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("lint", _tool("ruff", "check", ".")),
    ("format", _tool("ruff", "format", "--check", ".")),
    ("types", _tool("mypy")),
    ("import rule", lambda: "\n".join(map(str, import_rule.faults(ROOT)))),
    ("house rules", lambda: "\n".join(house_rules.faults(ROOT, house_rules.tracked(ROOT)))),
)


def main() -> int:
    failed = 0
    for name, check in CHECKS:
        began = time.monotonic()
        said = check()
        failed += bool(said)
        print(f"{'FAILED' if said else 'ok':<7} {name:<12} {time.monotonic() - began:5.1f} s", flush=True)
        if said:
            print("\n".join(f"        {line}" for line in said.splitlines()), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
