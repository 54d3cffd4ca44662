"""What a theme author has: a folder with a pack, an installation of their own, and the commands."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from engine.rendering.authoring.beginning import begin_pack
from tests.support.paths import ROOT, run_folder
from tests.support.serving import free_port

NOWHERE = {
    "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
"""A database and a Redis that do not answer."""


def instance() -> Path:
    """An installation of the run's own; its sample store is made once."""
    return run_folder() / "authors"


def new_pack(folder: Path, files: Mapping[str, str | bytes | None] | None = None, name: str = "mine") -> Path:
    """The starter in *folder*, with these files changed, added, or (None) taken out."""
    pack = begin_pack(str(folder / name)).folder
    write(pack, files or {})
    return pack


def write(pack: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Change, add or take out files of a pack."""
    for address, content in files.items():
        path = pack / address
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(*arguments: str) -> Result:
    """One command of `themes`, in this process. Anything but an orderly end fails."""
    from engine.wiring.commands.themes import themes

    done = CliRunner().invoke(themes, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert "Traceback" not in done.output
    return done


def last_line(done: Result) -> dict[str, Any]:
    """The last JSON line."""
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines_of(text: str) -> list[tuple[str, int, int, str, str]]:
    """(file, line, column, message, cure) of lines like ``file:line:column message — cure``."""
    found = [re.fullmatch(r"(.*?):(\d+):(\d+) (.+?) — (.+)", line) for line in text.splitlines()]
    return [(m[1], int(m[2]), int(m[3]), m[4], m[5]) for m in found if m is not None]


def command_line(*arguments: str) -> list[str]:
    """A command of `themes` as people run it, from any folder."""
    return [sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "themes", *arguments]


def environment(**more: str) -> dict[str, str]:
    """An author's: nothing but an installation folder; neither database nor Redis answers."""
    return {**os.environ, **NOWHERE, "INSTANCE_DIR": str(instance()), **more}


@dataclass
class Bench:
    """`themes dev` in a process of its own."""

    process: subprocess.Popen[str]
    pack: Path
    shop: str
    email: str
    password: str

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return self.shop.rstrip("/") + path

    def next_findings(self) -> dict[str, list[dict[str, Any]]]:
        """The next line about findings."""
        assert self.process.stdout is not None
        found: dict[str, list[dict[str, Any]]] = json.loads(self.process.stdout.readline())
        return found


@contextmanager
def dev(pack: Path, *more: str) -> Iterator[Bench]:
    """`themes dev PACK --json` until the block ends."""
    command = command_line("dev", str(pack), "--port", str(free_port()), "--json", *more)
    process = subprocess.Popen(
        command, cwd=pack.parent, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            if told.get("ready"):
                yield Bench(process, pack, told["shop"], told["shopper"], told["password"])
                return
        raise AssertionError(f"themes dev ended with {process.wait(10)}")
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        if process.stdout is not None:
            process.stdout.close()
