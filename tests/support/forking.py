"""``python -m tests.support.forking SOCKET``: imports the program and forks, for each request, a process that runs what
``python -m module`` or ``python -c code`` would (see `forked.py`, which asks)."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any

from engine.wiring.processes import children
from tests.support import passwords
from tests.support.forked import LARGEST

OURS = ("engine", "admin", "storefront")
NOT_IMPORTED = (
    "engine.demo.studio",  # runs in a program of its own, which has other modules
    "engine.wiring.processes.background",  # a command
    "engine.wiring.processes.gunicorn_settings",  # reads the settings
    "engine.wiring.processes.supervisor",  # a command
)
THEIRS = (
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "psycopg",
    "rq",
    "argon2",
    "PIL.Image",
    "flask.cli",
    "pytest",
    "app",
)


def import_everything() -> None:
    """What the processes of the program, and the requests that they answer, would import one by one."""
    for name in THEIRS:
        importlib.import_module(name)
    for room in OURS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.startswith(NOT_IMPORTED):
                importlib.import_module(module.name)


def _become(request: dict[str, Any], files: list[int]) -> int:
    """In the child: be the process that was asked for. Its exit code."""
    os.setsid()
    children.die_with_parent()
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nowhere, *files)):
        os.dup2(file, number)
    os.closerange(3, 4096)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    if os.environ.get("PYTHONFAULTHANDLER"):
        faulthandler.enable()
    kind, what, *sys.argv[1:] = request["arguments"]
    sys.path[0] = request["cwd"]
    try:
        if kind == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            sys.argv[0] = kind
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


class Parent:
    """Forks, and tells how each child ended."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.ends: dict[int, int] = {}
        """Where to tell it, by process."""
        self.woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Until nobody can ask any more."""
        while True:
            ready, _, _ = select.select([self.line, self.woken], [], [])
            if self.woken in ready:
                os.read(self.woken, 4096)
                self._reap()
            if self.line in ready:
                message, files, _flags, _address = socket.recv_fds(self.line, LARGEST, 3)
                if not message:
                    return
                self._fork(json.loads(message), files)

    def _fork(self, request: dict[str, Any], files: list[int]) -> None:
        *streams, end = files
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.line.detach()
            sys.exit(_become(request, streams))
        self.ends[pid] = end
        for stream in streams:
            os.close(stream)
        self.line.send(str(pid).encode())

    def _reap(self) -> None:
        while self.ends:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            end = self.ends.pop(pid)
            with suppress(BrokenPipeError):  # whoever asked for it may not wait for its end
                os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
            os.close(end)


def main() -> int:
    """Import, then serve."""
    import_everything()
    passwords.cheapen()
    gc.collect()
    gc.freeze()
    Parent(socket.socket(fileno=int(sys.argv[1]))).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
