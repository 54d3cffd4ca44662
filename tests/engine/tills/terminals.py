"""A service that drives card terminals, on this machine: it takes what it is told to, and can misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "terminal-secret"


class Terminals(ThreadingHTTPServer):
    """``payments`` by reference. ``outcome`` is what a card does next; ``trouble`` holds what goes wrong with the next
    calls: ``after`` (taken, the answer lost), ``before`` (nothing arrives), ``odd`` (an answer that cannot be read).
    ``started`` counts payments that were really begun."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.payments: dict[str, dict[str, Any]] = {}
        self.outcome = "approved"
        self.trouble: list[str] = []
        self.started = 0

    @property
    def url(self) -> str:
        """The ``CARD_TERMINAL_URL`` of this service."""
        return f"http://{SECRET}@127.0.0.1:{self.server_address[1]}/terminals"

    def customer(self, outcome: str) -> None:
        """The customer did something with every payment that waits for a card."""
        for payment in self.payments.values():
            if payment["state"] == "started":
                payment["state"] = outcome


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Terminals

    def log_message(self, *_: Any) -> None:
        return

    def _go(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trouble = self.server.trouble.pop(0) if self.server.trouble else ""
        if trouble == "before":
            self.close_connection = True
            return
        status, told = self._answer(body)
        if trouble == "after":
            self.close_connection = True
            return
        data = b"<html>busy</html>" if trouble == "odd" else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_DELETE = _go  # noqa: N815 - the names that the server looks for

    def _answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.headers.get("Authorization") != f"Bearer {SECRET}":
            return 401, {}
        payments, reference = self.server.payments, self.path.rpartition("/")[2]
        if self.command == "PUT" and reference not in payments:
            self.server.started += 1
            asked = json.loads(body)
            payments[reference] = asked | {
                "state": self.server.outcome,
                "reference": f"T{self.server.started:05d}",
                "card": "Visa ·· 4242",
                "code": "insufficient_funds" if self.server.outcome == "declined" else None,
            }
        if reference not in payments:
            return 404, {}
        if self.command == "DELETE" and payments[reference]["state"] == "started":
            payments[reference]["state"] = "cancelled"
        return 200, payments[reference]


@contextmanager
def running() -> Iterator[Terminals]:
    """A service that listens while the block runs."""
    service = Terminals()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()
