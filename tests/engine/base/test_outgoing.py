"""Safe outgoing HTTP: what it refuses, and that it cannot be held up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from engine.base.errors import Refused
from engine.base.outgoing import Outgoing, check_url, is_public

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "0.1.2.3", "100.64.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
        "2002:7f00:1::", "2002:808:808::", "2001:0:4136:e378::", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://2130706433/", "outgoing.host"),
        ("http://0x7f000001/", "outgoing.host"),
        ("http://127.1/", "outgoing.host"),
        ("http://0177.0.0.1/", "outgoing.host"),
        ("http://127.0.0.01/", "outgoing.host"),
        ("http://0x7f.0.0.1/", "outgoing.host"),
        ("http://1.2.3.4.5/", "outgoing.host"),
        ("file:///etc/passwd", "outgoing.address"),
        ("gopher://shop.example/", "outgoing.address"),
        ("javascript:alert(1)", "outgoing.address"),
        ("http:///path", "outgoing.address"),
        ("//shop.example/x", "outgoing.address"),
        ("http://user:secret@shop.example/", "outgoing.address"),
        ("http://shop.example\\@127.0.0.1/", "outgoing.address"),
        ("http://shop.example/a b", "outgoing.address"),
        ("http://shop.example/\r\nHost: x", "outgoing.address"),
        ("http://[::1", "outgoing.address"),
        ("http://shop.example:99999/", "outgoing.address"),
        ("http://" + "a" * 70 + ".example/", "outgoing.address"),
        ("http://shop.example:22/", "outgoing.port"),
        ("http://shop.example:6379/", "outgoing.port"),
        ("http://shop.example/" + "a" * 2_000, "outgoing.address"),
    ],
)
def test_addresses_that_are_refused_before_any_look_up(url: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_url(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "169.254.169.254",
        "10.1.1.1",
        "::1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
@pytest.mark.parametrize("beside", [[], [PUBLIC]])
def test_a_name_that_leads_inside_is_not_connected(address: str, beside: list[str]) -> None:
    connected: list[str] = []
    door = Outgoing(
        resolve=lambda host, port: [*beside, address],
        connect=lambda *args: connected.append(args[0]),  # type: ignore[arg-type,return-value]
    )
    with pytest.raises(Refused) as refused:
        door.get("http://inside.example/")
    assert (refused.value.code, connected) == ("outgoing.private", [])


@pytest.mark.parametrize(
    "literal",
    ["http://169.254.169.254/latest", "http://[::ffff:169.254.169.254]/", "http://[::1]/", "http://0.0.0.0/"],
)
def test_private_addresses_in_letters_are_refused(literal: str) -> None:
    with pytest.raises(Refused) as refused:
        Outgoing(resolve=lambda host, port: [host]).get(literal)
    assert refused.value.code == "outgoing.private"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append((self.headers["Host"], self.path, dict(self.headers)))  # type: ignore[attr-defined]
        self.server.answer(self)  # type: ignore[attr-defined]

    def log_message(self, *_: Any) -> None:
        return


class Server(ThreadingHTTPServer):
    """A server on this machine that a public address is said to belong to."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.resolved: list[str] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: send(handler, 200, b"hello")
        self.names: dict[str, list[str]] = {}

    def door(self, **caps: Any) -> Outgoing:
        def resolve(host: str, _port: int) -> list[str]:
            self.resolved.append(host)
            return self.names.get(host, [PUBLIC])

        def connect(address: str, _port: int, timeout: float) -> socket.socket:
            assert address == PUBLIC
            return socket.create_connection(("127.0.0.1", self.server_address[1]), timeout)

        return Outgoing(resolve=resolve, connect=connect, **caps)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    own = Server()
    thread = threading.Thread(target=own.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield own
    own.shutdown()
    own.server_close()
    thread.join()


def test_an_answer_comes_whole(server: Server) -> None:
    server.answer = lambda handler: send(handler, 200, b"x" * 100_000, Content_Type="image/png; charset=x")
    answer = server.door().get("http://shop.example/a%20b?c=d", accept="image/*")
    assert (answer.content_type, len(answer.body), answer.status) == ("image/png", 100_000, 200)
    host, path, headers = server.seen[0]
    assert (host, path, headers["Accept"]) == ("shop.example", "/a%20b?c=d", "image/*")
    assert not {"Cookie", "Authorization"} & set(headers)


def test_the_name_is_looked_up_once_and_the_address_kept(server: Server) -> None:
    server.door().get("http://shop.example/")
    assert server.resolved == ["shop.example"]


def test_every_hop_of_a_redirect_is_checked(server: Server) -> None:
    server.names = {"inside.example": ["10.0.0.1"]}
    for location, code in (
        ("http://inside.example/", "outgoing.private"),
        ("http://127.1/", "outgoing.host"),
        ("file:///etc/passwd", "outgoing.address"),
        ("http://shop.example:22/", "outgoing.port"),
        ("/again", "outgoing.redirects"),
    ):
        server.answer = lambda handler, location=location: send(handler, 302, b"", Location=location)
        with pytest.raises(Refused) as refused:
            server.door().get("http://shop.example/")
        assert refused.value.code == code


def test_a_redirect_to_another_public_name_is_followed(server: Server) -> None:
    server.answer = lambda handler: (
        send(handler, 301, b"", Location="//cdn.example/x?y=1")
        if handler.headers["Host"] == "shop.example"
        else send(handler, 200, b"there")
    )
    answer = server.door().get("http://shop.example/")
    assert (answer.url, answer.body) == ("http://cdn.example/x?y=1", b"there")


@pytest.mark.parametrize("status", [204, 403, 404, 500])
def test_anything_but_200_is_refused(server: Server, status: int) -> None:
    server.answer = lambda handler: send(handler, status, b"")
    with pytest.raises(Refused) as refused:
        server.door().get("http://shop.example/")
    assert (refused.value.code, refused.value.values["status"]) == ("outgoing.status", status)


@pytest.mark.parametrize("said", [True, False])
def test_size_is_capped_whatever_is_announced(server: Server, said: bool) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header(*(("Content-Length", "9000000") if said else ("Connection", "close")))
        handler.end_headers()
        try:
            for _ in range(90):
                handler.wfile.write(b"x" * 100_000)
        except OSError:
            pass
        handler.close_connection = True

    server.answer = answer
    with pytest.raises(Refused) as refused:
        server.door(most_bytes=1_000_000).get("http://shop.example/")
    assert refused.value.code == "outgoing.too_large"


@pytest.mark.parametrize("where", ["before", "headers", "body"])
def test_a_drip_ends_in_time(server: Server, where: str) -> None:
    stop = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            if where == "body":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            elif where == "headers":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not stop.wait(0.05):
                if where != "before":
                    handler.wfile.write(b"x")
                    handler.wfile.flush()
        except OSError:
            pass
        handler.close_connection = True

    server.answer = answer
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        server.door(seconds=0.4).get("http://shop.example/")
    stop.set()
    assert refused.value.code == "outgoing.too_slow"
    assert time.monotonic() - began < 5


def test_an_answer_that_breaks_off_is_no_answer(server: Server) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, b"half", Content_Length="400")
        handler.close_connection = True

    server.answer = answer
    with pytest.raises(Refused) as refused:
        server.door().get("http://shop.example/")
    assert refused.value.code == "outgoing.failed"


def test_a_name_that_nobody_knows_is_said() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(Refused) as refused:
        Outgoing(resolve=resolve).get("http://nowhere.example/")
    assert refused.value.code == "outgoing.unknown"
