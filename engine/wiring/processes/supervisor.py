"""Starts every process of one machine, keeps them running, and ends them all. Standard library only: it stays small.

    python -m engine.wiring.processes.supervisor PLAN

PLAN is a JSON file (see plan.py). The supervisor holds a lock on the instance folder, so that the same shop is not
started twice; puts each process's name before its lines; starts one that died again, waiting longer each time; and on
Ctrl-C or SIGTERM ends web and workers first, giving work at hand its time, and Redis last. Should it be killed itself,
the kernel ends its children.
"""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from engine.wiring.processes import children, embedded_redis

LOOK = 0.2
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
SETTLED_AFTER = 1.0
"""Seconds that every process must have lived before the shop counts as up: most faults show at once."""
STEADY_AFTER = 30.0
"""Seconds after which a process counts as running well, and its next restart is quick again."""
GIVE_UP_AFTER = 5
"""A process that dies this often before everything was up once will not come up: say so and end."""
COLOURS = (36, 32, 33, 35, 34, 31)


class AlreadyRunning(Exception):
    """Another supervisor holds the instance folder."""


@dataclass
class Process:
    """What to start. ``stop_seconds``: how long it may take to end before it is killed."""

    name: str
    command: list[str]
    stop_seconds: float = 10.0


@dataclass
class Plan:
    """Everything to run. ``redis_socket`` is empty where Redis is someone else's."""

    run_folder: str
    working_folder: str
    host: str
    port: int
    processes: list[Process]
    redis_socket: str = ""
    banner: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the plan where ``load`` finds it."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> Plan:
        """Read a saved plan."""
        data = json.loads(path.read_text())
        return cls(**{**data, "processes": [Process(**entry) for entry in data["processes"]]})


def hold(run_folder: Path) -> int:
    """Lock the instance for this process; the lock goes with it, also through exec. Raises AlreadyRunning."""
    run_folder.mkdir(parents=True, exist_ok=True)
    run_folder.chmod(0o700)
    lock = os.open(run_folder / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(lock, 32).decode().strip()
        os.close(lock)
        raise AlreadyRunning(holder) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


class Child:
    """One supervised process, over its restarts."""

    def __init__(self, spec: Process, colour: int) -> None:
        self.spec = spec
        self.colour = colour
        self.handle: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.deaths = 0
        self.wait = FIRST_WAIT
        self.restart_at = 0.0
        self.rest = b""

    @property
    def is_running(self) -> bool:
        return self.handle is not None and self.handle.poll() is None


class Supervisor:
    """The loop: show what the children say, restart who died, end everything when told."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.selector = selectors.DefaultSelector()
        self.children = [Child(spec, COLOURS[i % len(COLOURS)]) for i, spec in enumerate(plan.processes)]
        self.width = max(len(spec.name) for spec in plan.processes)
        self.stop_asked = 0
        self.was_up = False
        self.coloured = sys.stdout.isatty()

    def run(self) -> int:
        """Until told to stop. Returns the exit code."""
        began = time.monotonic()
        children.adopt_orphans()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._ask_to_stop)
        failed = False
        try:
            for child in self.children:
                self._start(child)
            while not self.stop_asked:
                self._show_output(LOOK)
                failed = self._look_after_children()
                if failed:
                    break
                if not self.was_up and self._web_answers():
                    self.was_up = True
                    self._say(
                        f"{self.plan.banner}\nReady after {time.monotonic() - began:.1f} s. Ctrl-C ends everything."
                    )
        finally:
            self._end_all()
        return 1 if failed else 0

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop_asked += 1

    # -- starting and restarting

    def _start(self, child: Child) -> None:
        environment = {**os.environ, **self.plan.environment, "PYTHONUNBUFFERED": "1"}
        if child.spec.name == "redis":
            embedded_redis.prepare(Path(self.plan.redis_socket))
        handle = children.spawn(
            child.spec.command,
            env=environment,
            cwd=Path(self.plan.working_folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert handle.stdout is not None
        os.set_blocking(handle.stdout.fileno(), False)
        self.selector.register(handle.stdout, selectors.EVENT_READ, child)
        child.handle, child.started, child.restart_at = handle, time.monotonic(), 0.0
        if child.spec.name == "redis":
            self._wait_for_redis(child)
        self._write_state()

    def _wait_for_redis(self, child: Child) -> None:
        ends = time.monotonic() + 10
        while child.is_running and time.monotonic() < ends:
            if embedded_redis.answers(Path(self.plan.redis_socket)):
                return
            time.sleep(0.02)

    def _look_after_children(self) -> bool:
        """Restart who died. True when a process will not come up at all."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                if child.deaths and now - child.started > STEADY_AFTER:
                    child.deaths, child.wait = 0, FIRST_WAIT
            elif child.handle is not None:
                self._note_death(child)
                if not self.was_up and child.deaths >= GIVE_UP_AFTER:
                    self._say(f"{child.spec.name} does not come up; its last lines say why. Ending.")
                    return True
            elif now >= child.restart_at:
                self._start(child)
        return False

    def _note_death(self, child: Child) -> None:
        assert child.handle is not None
        self._drain(child)
        code, child.handle = child.handle.returncode, None
        child.deaths += 1
        child.restart_at = time.monotonic() + child.wait
        log = " (see run/redis.log)" if child.spec.name == "redis" else ""
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        self._say(f"{child.spec.name} ended {how}{log}; starting it again in {child.wait:.1f} s")
        child.wait = min(child.wait * 2, LONGEST_WAIT)

    def _web_answers(self) -> bool:
        try:
            socket.create_connection((self.plan.host, self.plan.port), timeout=0.2).close()
        except OSError:
            return False
        now = time.monotonic()
        return all(child.is_running and now - child.started >= SETTLED_AFTER for child in self.children)

    # -- ending

    def _end_all(self) -> None:
        if self.stop_asked:
            self._say("Ending …")
        redis = [child for child in self.children if child.spec.name == "redis"]
        self._end([child for child in self.children if child.spec.name != "redis"])
        self._end(redis)
        self._end_stragglers()
        if self.plan.redis_socket:
            embedded_redis.tidy(Path(self.plan.redis_socket))
        (Path(self.plan.run_folder) / "state.json").unlink(missing_ok=True)

    def _end(self, group: list[Child]) -> None:
        asked = self.stop_asked
        began = time.monotonic()
        for child in group:
            if child.is_running and child.handle:
                child.handle.terminate()  # the process itself; it ends its own helpers in order
        while any(child.is_running for child in group):
            self._show_output(0.05)
            impatient = self.stop_asked > max(asked, 1)  # a second Ctrl-C
            for child in group:
                late = time.monotonic() - began > child.spec.stop_seconds
                if child.is_running and child.handle and (late or impatient):
                    children.signal_group(child.handle, signal.SIGKILL)
        self._show_output(0)

    def _end_stragglers(self) -> None:
        """Whatever the children left behind has become ours (adopt_orphans)."""
        for pid in reversed(children.family_of(os.getpid())[1:]):
            try:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass

    # -- saying

    def _show_output(self, timeout: float) -> None:
        for key, _events in self.selector.select(timeout):
            self._read(key.data, key.fileobj)

    def _read(self, child: Child, pipe: Any) -> None:
        try:
            data = os.read(pipe.fileno(), 65_536)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(pipe)
            pipe.close()
            return
        *lines, child.rest = (child.rest + data).split(b"\n")
        for line in lines:
            self._print(child, line)

    def _drain(self, child: Child) -> None:
        self._show_output(0)
        if child.rest:
            self._print(child, child.rest)
            child.rest = b""

    def _print(self, child: Child, line: bytes) -> None:
        name = f"{child.spec.name:<{self.width}} |"
        if self.coloured:
            name = f"\x1b[{child.colour}m{name}\x1b[0m"
        self._write(f"{name} {line.decode(errors='replace')}")

    def _say(self, text: str) -> None:
        self._write(text)

    def _write(self, text: str) -> None:
        try:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        except OSError:  # the terminal is gone; the shop runs on
            pass

    def _write_state(self) -> None:
        running = {child.spec.name: child.handle.pid for child in self.children if child.handle}
        state = {"supervisor": os.getpid(), "processes": running}
        path = Path(self.plan.run_folder) / "state.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(state))
        draft.replace(path)


def main() -> int:
    """Run the plan named on the command line; the caller holds the instance's lock."""
    return Supervisor(Plan.load(Path(sys.argv[1]))).run()


if __name__ == "__main__":
    sys.exit(main())
