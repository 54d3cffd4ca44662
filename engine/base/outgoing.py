"""Safe outgoing HTTP: for addresses that somebody else named (pictures of an import, feeds, webhooks).

The name is looked up once, every address it has must be public, and the connection goes to the one that was checked; each hop
of a redirect is checked again. Size and time are capped, against slow drips too.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from engine.base.errors import Refused

PORTS = {80, 443, 8080, 8443}
MOST_REDIRECTS = 4
USER_AGENT = "Vitrine/0.1 (+catalogue import)"
_CHUNK = 65_536
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d*))*\.?", re.I)
_PLAIN_V4 = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
_CARRIERS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
    )
)
"""Ranges that carry an IPv4 address inside: refused as a whole, no honest name resolves to one."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
Connector = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True)
class Fetched:
    """An answer. ``url`` is where it came from in the end."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Outgoing:
    """The caps, and the two doors to the network (replaced in tests, which stay on this machine)."""

    most_bytes: int = 20 * 1024 * 1024
    seconds: float = 20.0
    resolve: Resolver | None = None
    connect: Connector | None = None

    def get(self, url: str, *, accept: str = "*/*") -> Fetched:
        """Fetch *url*. Raises Refused with a code below ``outgoing.``: address, host, port, private, unknown, redirects,
        too_large, too_slow, failed, status (anything but 200)."""
        ends = time.monotonic() + self.seconds
        for _ in range(MOST_REDIRECTS + 1):
            answer, location = self._once(url, accept, ends)
            if location is None:
                if answer.status != 200:
                    raise Refused("outgoing.status", url=url[:200], status=answer.status)
                return answer
            url = urljoin(url, location)
        raise Refused("outgoing.redirects", url=url[:200], most=MOST_REDIRECTS)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send *body*, and the status of the answer, which is not read further than the caps. No redirect is followed: what
        was meant for one address is not sent to another. Raises Refused as ``get``."""
        ends = time.monotonic() + self.seconds
        return self._once(url, "*/*", ends, body, headers)[0].status

    def _once(
        self,
        url: str,
        accept: str,
        ends: float,
        body: bytes | None = None,
        more: Mapping[str, str] | None = None,
    ) -> tuple[Fetched, str | None]:
        target = check_url(url)
        address = self._checked_address(target)
        connection = _Pinned(target, address, self.connect or _connect, ends)
        watchdog = threading.Timer(max(0.05, ends - time.monotonic()), connection.abort)
        watchdog.daemon = True
        watchdog.start()
        try:
            headers = _headers(target, accept) | dict(more or {})
            connection.request("GET" if body is None else "POST", target.path, body=body, headers=headers)
            answer = connection.getresponse()
            location = answer.getheader("Location") if answer.status in (301, 302, 303, 307, 308) else None
            said = b"" if location else self._read(answer, url, ends)
            if connection.aborted:  # headers that were cut off look like an answer
                raise Refused("outgoing.too_slow", url=url[:200], seconds=self.seconds)
        except Refused:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            if connection.aborted or time.monotonic() >= ends:
                raise Refused("outgoing.too_slow", url=url[:200], seconds=self.seconds) from None
            raise Refused("outgoing.failed", url=url[:200], reason=str(error)[:120]) from None
        finally:
            watchdog.cancel()
            connection.close()
        kind = (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()
        return Fetched(url, answer.status, kind, said), location

    def _read(self, answer: http.client.HTTPResponse, url: str, ends: float) -> bytes:
        said = answer.getheader("Content-Length") or ""
        if said.isdecimal() and int(said) > self.most_bytes:
            raise Refused("outgoing.too_large", url=url[:200], most=self.most_bytes // 1024 // 1024)
        body = bytearray()
        while chunk := answer.read1(_CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                raise Refused("outgoing.too_large", url=url[:200], most=self.most_bytes // 1024 // 1024)
            if time.monotonic() > ends:
                raise Refused("outgoing.too_slow", url=url[:200], seconds=self.seconds)
        if said.isdecimal() and len(body) < int(said):
            raise http.client.IncompleteRead(bytes(body[:16]), int(said) - len(body))
        return bytes(body)

    def _checked_address(self, target: Target) -> str:
        """One public address of the host; every one that it has must be public."""
        try:
            found = (self.resolve or _resolve)(target.host, target.port)
        except (OSError, UnicodeError):
            raise Refused("outgoing.unknown", host=target.host[:120]) from None
        if not found:
            raise Refused("outgoing.unknown", host=target.host[:120])
        for address in found:
            if not is_public(address):
                raise Refused("outgoing.private", host=target.host[:120])
        return found[0]


@dataclass(frozen=True)
class Target:
    """An address taken apart. ``path`` includes the query."""

    secure: bool
    host: str
    port: int
    path: str


def check_url(url: str) -> Target:
    """The parts of an address that may be fetched, before any look-up. Raises Refused."""
    if len(url) > 2_000 or not url.isprintable() or "\\" in url or " " in url:
        raise Refused("outgoing.address", url=url[:200])
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise Refused("outgoing.address", url=url[:200]) from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password or "%" in host:
        raise Refused("outgoing.address", url=url[:200])
    if _NUMERIC.fullmatch(host) and not _PLAIN_V4.fullmatch(host):
        raise Refused("outgoing.host", host=host[:120])  # 2130706433, 0x7f000001, 127.1, 0177.0.0.1
    secure = parts.scheme == "https"
    port = port if port is not None else (443 if secure else 80)
    if port not in PORTS:
        raise Refused("outgoing.port", port=port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port, path if path.isascii() else _quoted(path))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, shared, multicast or reserved,
    and not an IPv6 address that carries an IPv4 one."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and any(found in network for network in _CARRIERS):
        return False
    return found.is_global and not (
        found.is_private
        or found.is_loopback
        or found.is_link_local
        or found.is_multicast
        or found.is_reserved
        or found.is_unspecified
    )


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?&=%:@!$'()*+,;~-._")


def _headers(target: Target, accept: str) -> dict[str, str]:
    usual = 443 if target.secure else 80
    host = f"[{target.host}]" if ":" in target.host else target.host
    return {
        "Host": host if target.port == usual else f"{host}:{target.port}",
        "User-Agent": USER_AGENT,
        "Accept": accept,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connect(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for."""

    def __init__(self, target: Target, address: str, connect: Connector, ends: float) -> None:
        super().__init__(target.host, target.port)
        self._target, self._address, self._open, self._ends = target, address, connect, ends
        self.aborted = False

    def connect(self) -> None:
        """To the checked address; TLS is for the name."""
        left = max(0.05, self._ends - time.monotonic())
        link = self._open(self._address, self._target.port, left)
        if self._target.secure:
            link = ssl.create_default_context().wrap_socket(link, server_hostname=self._target.host)
        self.sock = link

    def abort(self) -> None:
        """Called by the watchdog: ends whatever is being waited for."""
        self.aborted = True
        link = self.sock
        if link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
