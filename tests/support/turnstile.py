"""A barrier that many processes share: requests wait at it until enough have come, then all go at once.

Each request holds a connection to the turnstile while it is inside, so the number of open connections is the number of
requests in the handler at that moment: counted by the turnstile, not believed from a log. ``gate`` is the WSGI wrapper.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


class Turnstile:
    """Opens when *wanted* are waiting; from then on everybody passes at once. ``most`` is the most seen inside."""

    def __init__(self, path: Path, wanted: int) -> None:
        self.path, self.wanted = path, wanted
        self.inside = self.most = self.passed = 0
        self._is_open = False
        self._waiting: list[socket.socket] = []
        self._lock = threading.Lock()
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen(512)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(link,), daemon=True).start()

    def _hold(self, link: socket.socket) -> None:
        with self._lock:
            self.inside += 1
            self.passed += 1
            self._waiting.append(link)
            if not self._is_open and len(self._waiting) >= self.wanted:
                self._is_open = True
            if self._is_open:
                self.most = max(self.most, self.inside)
                for waiting in self._waiting:
                    waiting.sendall(b"go")
                self._waiting.clear()
        link.recv(1)  # comes when the request is answered
        with self._lock:
            self.inside -= 1
        with link:
            link.sendall(b"!")

    def close(self) -> None:
        """Let nobody else in."""
        self._server.close()


def gate(
    application: Callable[..., Iterable[bytes]], address: str, path: str
) -> Callable[..., Iterable[bytes]]:
    """WSGI: requests for *path* pass the turnstile at *address* first, and hold it until they are answered."""

    def pass_through(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != path or environ.get("REQUEST_METHOD") != "POST":
            return application(environ, start_response)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.connect(address)
            link.recv(2)
            answer = list(application(environ, start_response))
            link.sendall(b"x")
            link.recv(1)
            return answer

    return pass_through
