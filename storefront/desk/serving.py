"""The server of the author's desk: on this machine only, a thread per request, until it is interrupted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Says nothing about requests that went well: the terminal belongs to the findings."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Only what the server itself got wrong."""
        if str(code).startswith("5") and str(code) != "503":
            super().log_request(code, size)


def serve(app: Flask, port: int, ready: Callable[[], None]) -> None:
    """Serve *app* until KeyboardInterrupt. Raises OSError when the port is taken."""
    logging.getLogger("werkzeug").setLevel(logging.INFO)
    server = make_server(HOST, port, app, threaded=True, request_handler=Quiet)
    ready()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
