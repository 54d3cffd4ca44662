"""What a theme author has: a folder with a pack, an installation of their own, and the commands."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from engine.rendering.authoring.beginning import begin_pack
from tests.support import forked
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


SILENCE = 75
"""Seconds without a line after which `themes dev` counts as stuck; making the sample store tells each of its parts."""


class Stuck(Exception):
    """It said nothing for too long; the words say what was waited for and where it stood."""


class Told:
    """The lines of a process, each waited for with an end."""

    def __init__(self, process: forked.Forked, faults: Path) -> None:
        self.process, self.faults, self.last = process, faults, "nothing"
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put("")

    def next(self, what: str, seconds: float = SILENCE) -> dict[str, Any]:
        """The next line. Raises Stuck when none comes, AssertionError when the process has ended."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.process.send_signal(signal.SIGABRT)  # every thread's stack is written as it dies
            self.process.wait(10)
            raise Stuck(self._said(f"waited {seconds:.0f} s for {what}")) from None
        if not line:
            raise AssertionError(self._said(f"ended with {self.process.wait(10)} instead of {what}"))
        self.last = line.strip()
        found: dict[str, Any] = json.loads(line)
        return found

    def _said(self, what: str) -> str:
        return f"themes dev: {what}; its last line was {self.last}; then:\n{self.faults.read_text()[-6000:]}"


@dataclass
class Bench:
    """`themes dev` in a process of its own."""

    process: forked.Forked
    pack: Path
    shop: str
    email: str
    password: str
    told: Told

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return self.shop.rstrip("/") + path

    def state(self) -> str:
        """The name of the state of the pack that pages show now; another after every change that was seen."""
        port = self.shop.rsplit(":", 1)[1].strip("/")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/", headers={"Host": f"demo.localhost:{port}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                html = answer.read().decode()
        except urllib.error.HTTPError as error:
            html = error.read().decode()
        found = re.search(r"/listen\.js\?state=([^&\"]+)", html)
        assert found, html[:500]
        return found[1]

    def next_findings(self) -> dict[str, list[dict[str, Any]]]:
        """The next line about findings."""
        return self.told.next("a line about findings")


@contextmanager
def dev(pack: Path, *more: str) -> Iterator[Bench]:
    """`themes dev PACK --json` until the block ends. One that gets stuck on its way up is started once more."""
    told = _begun(pack, *more)
    try:
        try:
            ready = _ready(told)
        except Stuck as first:
            warnings.warn(str(first), stacklevel=2)
            told = _begun(pack, *more)
            ready = _ready(told)
        yield Bench(told.process, pack, ready["shop"], ready["shopper"], ready["password"], told)
    finally:
        if told.process.poll() is None:
            told.process.send_signal(signal.SIGINT)
            try:
                told.process.wait(15)
            except subprocess.TimeoutExpired:
                told.process.kill()
                told.process.wait()


def _begun(pack: Path, *more: str) -> Told:
    port = str(free_port())
    faults = run_folder() / f"themes-dev-{port}.log"
    with faults.open("w") as errors:
        process = forked.spawn(
            command_line("dev", str(pack), "--port", port, "--json", *more),
            cwd=pack.parent,
            env=environment(PYTHONFAULTHANDLER="1"),
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    return Told(process, faults)


def _ready(told: Told) -> dict[str, Any]:
    while True:
        line = told.next("its shop to be ready")
        if line.get("ready"):
            return line
