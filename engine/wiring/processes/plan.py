"""What runs on one machine, worked out from the settings."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.base.settings import ROOT, Settings
from engine.jobs.subscriptions import WORKERS
from engine.wiring.processes import embedded_redis
from engine.wiring.processes.supervisor import Plan, Process

FRUGAL = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "262144",
}
"""For glibc: what a resized picture needed goes back to the system at once. A web worker that had served the whole demo shop
kept 179 MB without this, 93 MB with it."""

GUNICORN_SETTINGS = Path(__file__).with_name("gunicorn_settings.py")


def run_folder(settings: Settings) -> Path:
    """Where sockets, the lock and the list of processes of this instance are."""
    return settings.instance_dir / "run"


def make(settings: Settings, banner: str = "") -> Plan:
    """Web, the workers, the background process, and Redis where it is ours to start."""
    redis = None if os.environ.get("REDIS_URL") else embedded_redis.socket_of(settings.redis_url)
    processes = (
        [Process("redis", embedded_redis.command(redis, run_folder(settings) / "redis.log"), 3)]
        if redis
        else []
    )
    processes.append(Process("web", web_command(), 25))
    processes += [Process("worker-" + "-".join(queues), worker_command(queues), 25) for queues in WORKERS]
    processes.append(Process("background", relay_command(), 10))
    return Plan(
        run_folder=str(run_folder(settings)),
        working_folder=str(ROOT),
        host="127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host,  # noqa: S104
        port=settings.port,
        processes=processes,
        redis_socket=str(redis or ""),
        banner=banner,
        environment={
            **{name: os.environ.get(name, value) for name, value in FRUGAL.items()},
            "INSTANCE_DIR": str(settings.instance_dir),
            "REDIS_URL": settings.redis_url,
        },
    )


def web_command() -> list[str]:
    """How to start the web server alone."""
    return [sys.executable, "-m", "gunicorn", "-c", str(GUNICORN_SETTINGS), "app:create_app()"]


def worker_command(queues: Sequence[str]) -> list[str]:
    """How to start the worker of these queues."""
    named = [word for queue in queues for word in ("--queue", queue)]
    return [sys.executable, "-m", "engine.wiring.processes.background", "worker", *named]


def relay_command() -> list[str]:
    """How to start the process of relay, scheduler and janitor."""
    return [sys.executable, "-m", "engine.wiring.processes.background", "relay"]


def port_is_free(host: str, port: int) -> bool:
    """Whether the web server will be able to bind."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
