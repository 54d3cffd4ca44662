"""Tests talk to this machine only. Anything else raises, at the socket."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine. Bind the offline twin instead."""


def is_local(host: str) -> bool:
    """Whether a host name or address stays on loopback."""
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(family: int, address: Any) -> None:
    if family == socket.AF_UNIX or not isinstance(address, tuple):
        return
    if not is_local(str(address[0])):
        raise LeftTheMachine(f"a test tried to connect to {address[0]}:{address[1]}")


def guard() -> None:
    """From now on, sockets of this process stay on loopback, and no outside name is looked up."""

    def connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else (host or "")
        numeric = bool(kwargs.get("flags", args[4] if len(args) > 4 else 0) & socket.AI_NUMERICHOST)
        if not numeric and not is_local(name) and not _is_address(name):
            raise LeftTheMachine(f"a test tried to look up {name}")
        return _getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = getaddrinfo


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
        return True
    except ValueError:
        return False
