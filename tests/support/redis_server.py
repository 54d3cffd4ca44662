"""A real Redis for tests, one per test process, that can be killed and started again."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from redis import Redis

from engine.wiring.processes import children, embedded_redis


class RedisServer:
    """The embedded server of `make run`, on a private socket."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vitrine-redis-"))
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        embedded_redis.prepare(self.socket)
        self._process = children.spawn(
            embedded_redis.command(self.socket), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        embedded_redis.wait(self.socket)

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL: everything it held is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> Redis:
        """A client of its own."""
        return Redis.from_url(self.url, socket_timeout=10)

    def close(self) -> None:
        """End it and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
