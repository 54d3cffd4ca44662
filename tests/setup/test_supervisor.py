"""The supervisor: starts, restarts, refuses a second start, and leaves no process behind, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.wiring.processes import children, embedded_redis
from engine.wiring.processes.memory import measure
from engine.wiring.processes.supervisor import AlreadyRunning, Plan, Process, hold
from tests.support.paths import ROOT
from tests.support.serving import free_port
from tests.support.waiting import until

LISTEN = (
    "import socket, sys; s = socket.create_server(('127.0.0.1', {port})); print('listening', flush=True); "
)
SLEEP = "import signal; signal.pause()"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_CHILD = (
    "import subprocess, sys, signal; "
    "subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], start_new_session=True); signal.pause()"
)

Run = Callable[..., subprocess.Popen[str]]


def python(name: str, source: str, stop_seconds: float = 5) -> Process:
    return Process(name, [sys.executable, "-c", source], stop_seconds)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def run(tmp_path: Path, port: int) -> Iterator[Run]:
    """``run(process, …)``: a supervisor over these processes and one that listens like a web server."""
    started: list[subprocess.Popen[str]] = []
    folder = tmp_path / "a folder" / "run"
    folder.mkdir(parents=True)

    def start(*processes: Process, redis: bool = False) -> subprocess.Popen[str]:
        path = folder / "redis.sock"
        own = [Process("redis", embedded_redis.command(path))] if redis else []
        web = python("web", LISTEN.format(port=port) + SLEEP)
        plan = Plan(
            run_folder=str(folder),
            working_folder=str(ROOT),
            host="127.0.0.1",
            port=port,
            processes=[*own, web, *processes],
            redis_socket=str(path) if redis else "",
            banner="Here is the shop",
        )
        plan.save(folder / "plan.json")
        command = [sys.executable, "-m", "engine.wiring.processes.supervisor", str(folder / "plan.json")]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.terminate()  # in order, so that nothing it started is left behind
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def read_until(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    raise AssertionError(f"never said {text!r}:\n{seen}")


def pids(tmp_path: Path) -> dict[str, int]:
    state = json.loads((tmp_path / "a folder" / "run" / "state.json").read_text())
    found: dict[str, int] = state["processes"]
    return found


def all_gone(family: list[int]) -> bool:
    return not any(_runs(pid) for pid in family)


def _runs(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_says_where_the_shop_is_once_everything_is_up(run: Run, tmp_path: Path) -> None:
    supervisor = run(python("worker", SLEEP), redis=True)
    said = read_until(supervisor, "Ready after")
    assert "Here is the shop" in said
    assert "web    | listening" in said
    assert set(pids(tmp_path)) == {"redis", "web", "worker"}


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_told_to_end_it_ends_everything_it_started(run: Run, sign: signal.Signals) -> None:
    supervisor = run(python("worker", WITH_CHILD), redis=True)
    read_until(supervisor, "Ready after")
    family = until(lambda: found if len(found := children.family_of(supervisor.pid)) == 5 else None)
    supervisor.send_signal(sign)
    assert supervisor.wait(timeout=20) == 0
    assert all_gone(family)


def test_killed_itself_its_children_end(run: Run) -> None:
    supervisor = run(python("worker", SLEEP), redis=True)
    read_until(supervisor, "Ready after")
    family = children.family_of(supervisor.pid)
    assert len(family) == 4
    supervisor.kill()
    supervisor.wait()
    until(lambda: all_gone(family), what="the end of the children")


def test_a_process_that_will_not_end_is_killed(run: Run) -> None:
    supervisor = run(python("worker", STUBBORN, stop_seconds=0.5))
    read_until(supervisor, "Ready after")
    family = children.family_of(supervisor.pid)
    supervisor.terminate()
    assert supervisor.wait(timeout=20) == 0
    assert all_gone(family)


def test_a_process_that_died_is_started_again(run: Run, tmp_path: Path) -> None:
    supervisor = run(python("worker", SLEEP))
    read_until(supervisor, "Ready after")
    before = pids(tmp_path)["worker"]
    os.kill(before, signal.SIGKILL)
    assert "worker ended by signal 9" in read_until(supervisor, "starting it again")
    until(lambda: pids(tmp_path)["worker"] != before)


def test_a_shop_that_cannot_come_up_says_so_and_ends(run: Run) -> None:
    supervisor = run(python("worker", "raise SystemExit('the reason')"))
    assert "the reason" in read_until(supervisor, "does not come up")
    assert supervisor.wait(timeout=20) == 1


def test_the_same_instance_is_not_started_twice(tmp_path: Path) -> None:
    lock = hold(tmp_path / "run")
    with pytest.raises(AlreadyRunning, match=str(os.getpid())):
        hold(tmp_path / "run")
    os.close(lock)
    os.close(hold(tmp_path / "run"))


def test_memory_is_measured_for_every_process(run: Run, tmp_path: Path) -> None:
    supervisor = run(python("worker", WITH_CHILD))
    read_until(supervisor, "Ready after")
    until(lambda: len(children.family_of(supervisor.pid)) == 4)
    usage = {entry.name: entry.pss for entry in measure(tmp_path / "a folder" / "run")}
    assert set(usage) == {"supervisor", "web", "worker", "worker.1"}
    assert all(amount > 1_000_000 for amount in usage.values())
    assert usage["supervisor"] < 20_000_000, "the supervisor imports nothing heavy"


def test_redis_is_ours_alone(run: Run, tmp_path: Path) -> None:
    supervisor = run(redis=True)
    read_until(supervisor, "Ready after")
    folder = tmp_path / "a folder" / "run"
    assert (folder.stat().st_mode & 0o777, (folder / "redis.sock").stat().st_mode & 0o077) == (0o700, 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", 6379), timeout=1)
