"""What benches stand on: databases, servers, a load from a second process, and rows for the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.base.db import Database
from engine.wiring.processes import children, plan
from tests.support import databases, serving
from tests.support.paths import ROOT
from tests.support.redis_server import RedisServer
from tests.support.waiting import until

LOAD = ROOT / "tests" / "bench" / "load.py"


@dataclass
class Row:
    """One line of the table. ``limits`` name the figures that have a bound; a broken one fails the bench."""

    what: str
    figures: dict[str, Any]
    limits: dict[str, float] = field(default_factory=dict)
    """Upper bounds by figure; a lower bound is given as a negative number."""

    @property
    def columns(self) -> tuple[str, ...]:
        return ("", *self.figures)

    @property
    def broken(self) -> list[str]:
        """The figures that miss their bound."""
        return [
            name
            for name, bound in self.limits.items()
            if (self.figures[name] > bound if bound >= 0 else self.figures[name] < -bound)
        ]

    @property
    def kept(self) -> bool:
        return not self.broken

    def line(self) -> str:
        """The row as text; figures that miss their bound are marked."""
        cells = [f"{self.what:<44}"]
        for name, value in self.figures.items():
            text = (
                f"{value:,.1f}"
                if isinstance(value, float)
                else f"{value:,}"
                if isinstance(value, int)
                else str(value)
            )
            cells.append(f"{text + (' !' if name in self.broken else ''):>14}")
        return "".join(cells)


class Ground:
    """Made once per run of the benches; everything it started ends with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._redis: RedisServer | None = None

    def __enter__(self) -> Ground:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def redis(self) -> RedisServer:
        """A Redis of the benches' own."""
        if self._redis is None:
            self._redis = RedisServer()
            self._redis.start()
            self._stack.callback(self._redis.close)
        return self._redis

    @contextmanager
    def database(
        self, kind: str, name: str = "migrated", fill: Callable[[Database], None] | None = None
    ) -> Iterator[str]:
        """The address of a migrated database, ``sqlite`` or ``postgres``, filled once by *fill*."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:

            def make(database: Database) -> None:
                databases._migrate(database)
                if fill:
                    fill(database)
                with database.engine.begin() as connection:
                    connection.exec_driver_sql("ANALYZE")

            url, remove = databases.copy_of(kind, name, make, Path(folder))
            try:
                yield url
            finally:
                remove()

    @contextmanager
    def server(
        self, database_url: str, background: bool = False, **more: str
    ) -> Iterator[serving.LiveServer]:
        """The shop as `make run` serves it: two web workers unless said otherwise."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            variables = serving.environment(
                database_url, self.redis.url, Path(folder), **{"WEB_WORKERS": "2", **more}
            )
            server = serving.LiveServer(variables, background)
            try:
                yield server.start()
            finally:
                server.stop()

    @contextmanager
    def ceiling(self, database_url: str, same: bytes = b"") -> Iterator[int]:
        """The port of the bare Flask application of ceiling.py, served with the same settings; at /bytes it has *same*."""
        port = serving.free_port()
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            variables = serving.environment(database_url, "", Path(folder), WEB_WORKERS="2", PORT=str(port))
            (Path(folder) / "same").write_bytes(same)
            variables["CEILING_BYTES"] = str(Path(folder) / "same")
            command = [*plan.web_command()[:-1], "tests.bench.ceiling:create_app()"]
            process = children.spawn(command, env={**os.environ, **variables, "CEILING": "1"}, cwd=ROOT)
            try:
                until(lambda: _takes_connections(port), seconds=20, what="the bare application")
                yield port
            finally:
                process.terminate()
                process.wait()

    def load(
        self, port: int, host: str, paths: list[str], *, connections: int = 8, seconds: float = 5, **more: Any
    ) -> dict[str, Any]:
        """Ask for pages from a second process. See load.py for what comes back."""
        wanted = {
            "port": port,
            "host": host,
            "paths": paths,
            "connections": connections,
            "seconds": seconds,
            **more,
        }
        done = subprocess.run(
            [sys.executable, str(LOAD), json.dumps(wanted)], capture_output=True, text=True, check=True
        )
        result: dict[str, Any] = json.loads(done.stdout)
        return result


def _takes_connections(port: int) -> bool:
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
