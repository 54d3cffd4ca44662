"""A program that is told of changes: a server of its own, which answers as a test wants."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ToldReader(ThreadingHTTPServer):
    """A program that is told: answers as ``answers`` says, one after another, then 204. 0: it answers nothing for long."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Told)
        self.answers: list[int] = []
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.released = threading.Event()


class _Told(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.told.append((dict(self.headers.items()), body))
        status = server.answers.pop(0) if server.answers else 204
        if status == 0:
            server.released.wait(20)
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""
