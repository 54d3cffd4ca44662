"""Word to programs that a list changed: signed, collapsed, tried again, and never sent to this network."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.errors import NotFound, Refused
from engine.base.outbox import OutboxEvent
from engine.base.outgoing import Outgoing
from engine.base.signing import is_signed_body
from engine.catalogue.models import Variant
from engine.inventory import commands
from engine.listing.channels import notices
from engine.listing.channels.notices import HEADER, send_notice, set_notice
from tests.factories.catalogue import make_product
from tests.support.waiting import until

ADDRESS = "http://reader.example/told"


class Reader(ThreadingHTTPServer):
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


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """The program, at an address of the open internet that leads to this machine."""
    server = Reader()
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def connect(_address: str, _port: int, timeout: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", server.server_address[1]), timeout)

    door = Outgoing(seconds=0.5, resolve=lambda *_: ["93.184.215.14"], connect=connect)
    monkeypatch.setattr(notices, "DOOR", door)
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(db: Database, store_id: int, clock: FixedClock, reader: Reader, indexes: object) -> tuple[int, str]:
    """A channel that is told of changes: its id and its secret."""
    with db.write(store_id) as session:
        channel = commands.open_channel(session, kind="api", name="A magazine").id
        secret = set_notice(session, channel, ADDRESS, SYSTEM)
    assert secret is not None
    return channel, secret


def _designate(db: Database, store_id: int, channel: int, state: str, *products: int) -> None:
    with db.read(store_id) as session:
        items = session.scalars(
            select(Variant.inventory_item_id).where(Variant.product_id.in_(products))
        ).all()
    for item in items:
        with db.write(store_id) as session:
            commands.designate(session, [item], {channel: state}, SYSTEM)


def test_many_changes_make_one_notice_that_is_signed(
    db: Database,
    store_id: int,
    told: tuple[int, str],
    reader: Reader,
    do_due_work: Callable[[], int],
    clock: FixedClock,
) -> None:
    channel, secret = told
    products = [make_product(db, store_id) for _ in range(3)]
    do_due_work()
    reader.told.clear()
    _designate(db, store_id, channel, "for_sale", *products)
    do_due_work()
    ((headers, body),) = reader.told
    said = json.loads(body)
    assert (said["channel"], said["kind"], said["count"]) == (channel, "api", 3)
    assert is_signed_body(secret, body, headers[HEADER])
    assert not is_signed_body("another", body, headers[HEADER])
    assert not is_signed_body(secret, body + b" ", headers[HEADER])
    clock.advance(minutes=6)
    assert not is_signed_body(secret, body, headers[HEADER]), "an old one may be somebody else's copy"
    for nonsense in ("", "t=,v1=", "t=x,v1=y", "v1=abc", "t=1"):
        assert not is_signed_body(secret, body, nonsense)


@pytest.mark.parametrize("answer", [500, 302, 0], ids=["fault", "redirect", "silence"])
def test_what_did_not_arrive_is_sent_again(
    db: Database,
    store_id: int,
    told: tuple[int, str],
    reader: Reader,
    do_due_work: Callable[[], int],
    clock: FixedClock,
    answer: int,
) -> None:
    product = make_product(db, store_id)
    do_due_work()
    reader.told.clear()
    reader.answers = [answer]
    _designate(db, store_id, told[0], "for_sale", product)
    with pytest.raises(AssertionError, match="send_notice"):
        do_due_work()
    assert len(reader.told) == 1
    clock.advance(hours=1)
    do_due_work()
    first, second = (json.loads(body)["notice"] for _, body in reader.told)
    assert first == second, "its number is the same, so that a reader knows it again"


def test_nobody_is_told_who_did_not_ask(
    db: Database, store_id: int, told: tuple[int, str], reader: Reader, do_due_work: Callable[[], int]
) -> None:
    with db.write(store_id) as session:
        assert set_notice(session, told[0], None, SYSTEM) is None
    _designate(db, store_id, told[0], "for_sale", make_product(db, store_id))
    do_due_work()
    assert reader.told == []


def test_addresses_of_this_network_are_refused(db: Database, store_id: int, told: tuple[int, str]) -> None:
    with db.write(store_id) as session:
        for wrong in (
            "ftp://reader.example/",
            "http://reader.example:22/",
            "http://a b/",
            "http://2130706433/",
        ):
            with pytest.raises(Refused, match="outgoing"):
                set_notice(session, told[0], wrong, SYSTEM)
        with pytest.raises(NotFound):
            set_notice(session, 7, ADDRESS, SYSTEM)
        assert set_notice(session, told[0], "http://127.0.0.1:8080/", SYSTEM)
    event = OutboxEvent(name="channel.changed", payload={"channel_id": told[0], "count": 1})
    event.store_id, event.id = store_id, 1
    notices.DOOR = Outgoing(seconds=0.5)
    with pytest.raises(Refused, match=r"outgoing\.private"):
        send_notice(db, event)


def test_no_transaction_is_open_while_somebody_is_told(
    db: Database, store_id: int, told: tuple[int, str], reader: Reader
) -> None:
    """A slow reader holds nobody up: a write goes through while it thinks."""
    reader.answers = [0]
    event = OutboxEvent(name="channel.changed", payload={"channel_id": told[0], "count": 1})
    event.store_id, event.id = store_id, 1
    faults: list[Refused] = []

    def send() -> None:
        try:
            send_notice(db, event)
        except Refused as fault:
            faults.append(fault)

    sending = threading.Thread(target=send)
    sending.start()
    until(lambda: reader.told, what="a reader who is being told")
    with db.write(store_id) as session:
        commands.set_channel(session, told[0], others="include", actor=SYSTEM)
    reader.released.set()
    sending.join(20)
    assert [fault.code for fault in faults] in (["outgoing.failed"], ["outgoing.too_slow"])
