"""Processes of the program that need not import it: `spawn([sys.executable, "-m", "gunicorn", …])` forks them from one
process that has imported everything, and does so once for all tests of a process. To import the program takes longer than
most of what is then asked of it; `tests/setup` starts it as people do."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from engine.wiring.processes import children
from tests.support.paths import ROOT

LARGEST = 1 << 20
"""Bytes of a request: the words of a command and its environment."""


class Forked:
    """What tests use of a `subprocess.Popen`. Its parent is the process that forked it."""

    def __init__(self, pid: int, end: int, stdout: IO[str] | None = None) -> None:
        self.pid, self.stdout = pid, stdout
        self.returncode: int | None = None
        self._end = end

    def poll(self) -> int | None:
        """The exit code, or minus the signal that ended it; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """The same, once it has ended. Raises subprocess.TimeoutExpired."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._end], [], [], seconds)[0]:
            told = os.read(self._end, 16)
            os.close(self._end)
            self.returncode = int(told) if told else -9  # nothing is told by a process that was killed itself
        return self.returncode

    def send_signal(self, sign: int) -> None:
        """Nothing happens if it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(15)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(9)


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    stdout: int | IO[Any] = subprocess.DEVNULL,
    stderr: int | IO[Any] = subprocess.DEVNULL,
) -> Forked:
    """Start *command*, which is this Python with ``-m module`` or ``-c code``, in a session of its own. It ends with the test
    process. *stdout* may be ``subprocess.PIPE``: then ``.stdout`` gives its lines."""
    python, *arguments = command
    assert python == sys.executable, command
    request = json.dumps(
        {"arguments": arguments, "env": dict(os.environ if env is None else env), "cwd": str(cwd)}
    )
    lines, stdout = _pipe(stdout) if stdout == subprocess.PIPE else (None, stdout)
    end, told = os.pipe()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    files = [nowhere if file == subprocess.DEVNULL else _number(file) for file in (stdout, stderr)]
    try:
        socket.send_fds(_family(), [request.encode()], [*files, told])
        answer = _family().recv(16)
    finally:
        os.close(told)
        os.close(nowhere)
        if lines is not None:
            os.close(_number(stdout))
    assert answer, "the process that forks others is gone"
    return Forked(int(answer), end, lines)


def run(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """As `spawn`, until it ends; its output is kept. Raises subprocess.TimeoutExpired, and it is killed then."""
    with os.fdopen(os.memfd_create("out"), "w+") as out, os.fdopen(os.memfd_create("err"), "w+") as err:
        process = spawn(command, env=env, cwd=cwd, stdout=out, stderr=err)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        texts = [os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0).decode() for file in (out, err)]
    return subprocess.CompletedProcess(list(command), code, *texts)


def _pipe(_wanted: int | IO[Any]) -> tuple[IO[str], int]:
    lines, end = os.pipe()
    return os.fdopen(lines), end


def _number(file: int | IO[Any]) -> int:
    return file if isinstance(file, int) else file.fileno()


@lru_cache(maxsize=1)
def _family() -> socket.socket:
    """The line to the process that forks. It ends when this process does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST)
    with theirs:
        children.spawn(
            [sys.executable, "-m", "tests.support.forking", str(theirs.fileno())],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    return ours
