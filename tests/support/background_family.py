"""``python -m tests.support.background_family``: the background processes of an installation, as the plan starts them, but
forked from one that has imported the program: a test that wants all of them does not wait for five interpreters."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from types import FrameType

import engine.jobs.background
import engine.jobs.bells
import engine.jobs.worker
import engine.wiring.bind  # noqa: F401  (all of this is for the children)
from engine.jobs.subscriptions import WORKERS
from engine.wiring.processes import children, plan
from engine.wiring.processes.background import background

PYTHON_AND_MODULE = 3
"""Words of a command before the arguments: python, -m, module."""


def _become(arguments: list[str]) -> int:
    """In the child: run the command. Its exit code."""
    os.setsid()
    children.die_with_parent()
    try:
        background(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def main() -> int:
    """Start them, pass SIGTERM on, and end when all have ended."""
    commands = [*map(plan.worker_command, WORKERS), plan.relay_command()]
    gc.freeze()
    started = []
    for command in commands:
        pid = os.fork()
        if pid == 0:
            code = _become(command[PYTHON_AND_MODULE:])
            sys.stderr.flush()
            os._exit(code)
        started.append(pid)

    def pass_on(sign: int, _frame: FrameType | None) -> None:
        for pid in started:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                pass

    signal.signal(signal.SIGTERM, pass_on)
    return max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in started)


if __name__ == "__main__":
    sys.exit(main())
