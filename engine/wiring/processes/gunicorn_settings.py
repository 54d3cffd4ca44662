"""How gunicorn serves the application: loaded once, then forked, so that the workers share its pages.

Threads (gthread) rather than one request per process: nothing stands in front of it in the default set-up, and one slow
phone must not hold a whole worker.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.base import collector
from engine.base.settings import load

_settings = load()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
backlog = 512
limit_request_line = 8190
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = "vitrine-web"
control_socket_disable = True
secure_scheme_headers: dict[str, str] = {}
"""Which proxies are believed is one setting of the program (TRUSTED_PROXIES), not gunicorn's."""
if Path("/dev/shm").is_dir():  # noqa: S108  (only the heartbeat file; on a disk it can stall a worker)
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(_server: Any) -> None:
    """Before the first fork, so that the collector stays away from what the workers share."""
    collector.settle()


def post_fork(_server: Any, worker: Any) -> None:
    """In each worker: connections and reserved ids of the parent are not ours."""
    worker.app.wsgi().extensions["vitrine"].db.after_fork()
