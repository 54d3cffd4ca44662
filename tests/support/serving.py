"""The application for tests: in this process, and as real servers in processes of their own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.base.settings import Settings, load
from engine.wiring.processes import children, plan
from tests.support import forked
from tests.support.waiting import until

SECRET = "a secret of the tests"


def environment(database_url: str, redis_url: str, folder: Path, **more: str) -> dict[str, str]:
    """The settings of a test's installation, as environment variables."""
    return {
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BASE_DOMAIN": "localhost",
        "LOG_LEVEL": "WARNING",
        **more,
    }


def settings_for(database_url: str, redis_url: str, folder: Path, **more: str) -> Settings:
    """The settings of a test's installation."""
    return load(environment(database_url, redis_url, folder, **more))


class HostClient(FlaskClient):
    """A browser without a screen at one host: posts carry that origin, as a browser's do."""

    home = "http://localhost"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.home)
        if kwargs.get("method", "GET") not in ("GET", "HEAD"):
            kwargs["headers"] = {"Origin": self.home, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)


def client_at(app: Flask, host: str) -> HostClient:
    """A client with a cookie jar of its own at *host*."""
    app.test_client_class = HostClient
    client = app.test_client()
    assert isinstance(client, HostClient)
    client.home = f"http://{host}"
    return client


def free_port() -> int:
    """A port of loopback that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveServer:
    """gunicorn as `make run` starts it, on a port of its own. ``background`` adds the workers and the relay."""

    variables: dict[str, str]
    background: bool = False
    processes: list[forked.Forked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.log = Path(self.variables["INSTANCE_DIR"]) / "server.log"

    def start(self) -> LiveServer:
        """Start everything and wait until the web server takes connections."""
        self._spawn(plan.web_command())
        if self.background:
            self._spawn([sys.executable, "-m", "tests.support.background_family"])
        until(self._answers, seconds=60, what="a web server that takes connections")
        return self

    def _spawn(self, command: list[str]) -> None:
        with self.log.open("ab") as log:
            env = {**os.environ, **self.variables, "PORT": str(self.port)}
            self.processes.append(forked.spawn(command, env=env, stdout=log, stderr=log))

    def _answers(self) -> bool:
        if self.processes[0].poll() is not None:
            raise AssertionError(f"the web server did not start:\n{self.log.read_text()[-4000:]}")
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    @property
    def web(self) -> forked.Forked:
        """The master process of the web server."""
        return self.processes[0]

    def url(self, host: str, path: str = "/") -> str:
        """The address of *path* at *host*, for a browser (which finds every ``*.localhost`` on this machine)."""
        return f"http://{host}:{self.port}{path}"

    def get(self, host: str, path: str = "/", **headers: str) -> http.client.HTTPResponse:
        """One plain request over a connection of its own."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request("GET", path, headers={"Host": f"{host}:{self.port}", "Connection": "close", **headers})
        return link.getresponse()

    def stop(self) -> None:
        """End everything; what does not end in time is killed."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                children.signal_group(process, 9)
                process.wait()
        self.processes.clear()
