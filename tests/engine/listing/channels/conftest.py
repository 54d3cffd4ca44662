"""Ports as the program binds them, with the media store in the test's own folder."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.base.actor import SYSTEM
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.files import FolderStore
from engine.base.outgoing import Outgoing
from engine.inventory import commands
from engine.listing.channels import notices
from engine.listing.channels.notices import set_notice
from engine.wiring.bind import bind_catalogue, bind_media
from tests.engine.listing.channels.told import ToldReader

ADDRESS = "http://reader.example/told"


@pytest.fixture(autouse=True)
def _ports(tmp_path: Path) -> None:
    bind_catalogue()
    bind_media(FolderStore(tmp_path / "media"), tmp_path / "cache")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[ToldReader]:
    """The program, at an address of the open internet that leads to this machine."""
    server = ToldReader()
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
def told(
    db: Database, store_id: int, clock: FixedClock, reader: ToldReader, indexes: object
) -> tuple[int, str]:
    """A channel that is told of changes: its id and its secret."""
    with db.write(store_id) as session:
        channel = commands.open_channel(session, kind="api", name="A magazine").id
        secret = set_notice(session, channel, ADDRESS, SYSTEM)
    assert secret is not None
    return channel, secret


@pytest.fixture
def pass_on(clock: FixedClock, do_due_work: Callable[[], int]) -> Callable[[], None]:
    """``pass_on()``: what is noted is passed on, and sent after the moments that notices wait for more."""

    def work() -> None:
        do_due_work()
        clock.advance(seconds=5)
        do_due_work()

    return work
