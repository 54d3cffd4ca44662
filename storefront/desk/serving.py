"""The server of the author's desk: on this machine only, a thread per request, until it is interrupted."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from flask import Flask

    from engine.rendering.authoring.watching import PackAtWork

HOST = "127.0.0.1"
LAST_WORDS = 3.0
"""Seconds that requests may still take when it ends."""


class Quiet(WSGIRequestHandler):
    """Says nothing about requests that went well: the terminal belongs to the findings."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Only what the server itself got wrong."""
        if str(code).startswith("5") and str(code) != "503":
            super().log_request(code, size)


class Counted:
    """WSGI: knows how many requests are being answered."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._open = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self._count(1)
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._count(-1)
            raise
        return ClosingIterator(answer, lambda: self._count(-1))

    def _count(self, by: int) -> None:
        with self._changed:
            self._open += by
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Until everything is answered, or so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0, seconds)


def serve(app: Flask, work: PackAtWork, port: int, ready: Callable[[], None]) -> None:
    """Serve *app* until KeyboardInterrupt. Raises OSError when the port is taken."""
    logging.getLogger("werkzeug").setLevel(logging.INFO)
    counted = Counted(app)
    server: BaseWSGIServer = make_server(HOST, port, counted, threaded=True, request_handler=Quiet)
    ready()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        # Who asked at the last moment may not be answered, and is not missed.
        logging.disable()
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket.close()
        work.end()  # the streams of news end
        time.sleep(0.1)  # for threads that are about to begin
        counted.wait(LAST_WORDS)
