"""`make run`'s command, for real: everything comes up, answers, is measured, and is gone when told to end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.wiring.processes import children
from tests.support.paths import ROOT
from tests.support.serving import free_port
from tests.support.waiting import until

FLASK = [sys.executable, "-m", "flask", "--app", "app"]


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """Settings with nothing but a folder and a port; the folder's name has a space and is deep."""
    folder = tmp_path / "a shop" / ("deep" * 20)
    own = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
    return {**own, "INSTANCE_DIR": str(folder), "PORT": str(free_port())}


@pytest.fixture
def shop(variables: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A running shop without a demo store."""
    log = (tmp_path / "run.log").open("w+")
    command = [*FLASK, "processes", "run", "--no-demo"]
    started = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log, text=True)
    try:
        until(lambda: "Ready after" in (tmp_path / "run.log").read_text(), seconds=90, what="a running shop")
        yield started
    finally:
        started.terminate()
        started.wait(timeout=60)
        log.close()


def flask(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FLASK, *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


def test_everything_comes_up_and_ends_together(
    shop: subprocess.Popen[str], variables: dict[str, str]
) -> None:
    link = http.client.HTTPConnection("127.0.0.1", int(variables["PORT"]), timeout=30)
    link.request("GET", "/", headers={"Host": "nobody.localhost"})
    assert link.getresponse().status == 404
    link.close()
    measured = json.loads(flask(variables, "processes", "memory", "--json").stdout)
    names = {entry["name"].partition(".")[0] for entry in measured["processes"]}
    assert names == {
        "supervisor",
        "redis",
        "web",
        "worker-default",
        "worker-index",
        "worker-imports-pictures",
        "background",
    }
    second = flask(variables, "processes", "run", "--no-demo")
    assert second.returncode == 1
    assert "running already" in second.stderr
    family = children.family_of(shop.pid)
    shop.send_signal(signal.SIGTERM)
    assert shop.wait(timeout=60) == 0
    assert [pid for pid in family if (Path("/proc") / str(pid)).exists()] == []


def test_a_taken_port_is_named_with_its_cure(variables: dict[str, str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", int(variables["PORT"]))):
        told = flask(variables, "processes", "run", "--no-demo")
    assert told.returncode == 1
    assert f"port {variables['PORT']} of 127.0.0.1 is taken" in told.stderr
    assert "PORT=" in told.stderr
