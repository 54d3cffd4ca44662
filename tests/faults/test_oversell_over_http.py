"""200 buyers with cookies of their own race over HTTP for 50 units: exactly 50 are sold, on SQLite and on PostgreSQL."""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from engine.base.db import Database
from engine.inventory.models import InventoryItem
from engine.ordering.models import CustomerOrder
from engine.wiring.processes import plan
from tests.factories.orders import Shop, make_shop
from tests.faults.crowd import ROUNDS, all_at_once, crowd_of
from tests.support import forked
from tests.support.invariants import broken
from tests.support.redis_server import RedisServer
from tests.support.serving import environment, free_port
from tests.support.turnstile import Turnstile
from tests.support.waiting import until

BUYERS, UNITS, PROCESSES, INSIDE = 200, 50, 4, 16


@dataclass
class GatedServer:
    """gunicorn with several processes, whose ``/pay`` is behind a turnstile."""

    variables: dict[str, str]
    port: int = field(default_factory=free_port)
    process: forked.Forked | None = None

    def start(self) -> None:
        command = [*plan.web_command()[:-1], "--threads", "8", "tests.support.gated_app:create_app()"]
        env = {**os.environ, **self.variables, "PORT": str(self.port)}
        with (Path(self.variables["INSTANCE_DIR"]) / "server.log").open("ab") as log:
            self.process = forked.spawn(command, env=env, stdout=log, stderr=log)
        until(self._answers, seconds=60, what="a web server that takes connections")

    def processes(self) -> int:
        """How many workers serve."""
        import psutil

        assert self.process
        return len(psutil.Process(self.process.pid).children())

    def post(self, host: str, path: str, token: str, **form: str) -> tuple[int, str]:
        """A post from the checkout's own page: (status, where it leads)."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        address = f"{host}:{self.port}"
        headers = {
            "Host": address,
            "Origin": f"http://{address}",
            "Cookie": f"checkout={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        link.request("POST", path, urlencode(form), headers)
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer.status, answer.headers.get("Location", "")

    def _answers(self) -> bool:
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            link.request("GET", "/", headers={"Host": f"nobody.example:{self.port}"})
            return link.getresponse().status == 404
        except OSError:
            return False

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)


@pytest.fixture
def turnstile(tmp_path: Path) -> Iterator[Turnstile]:
    made = Turnstile(tmp_path / "gate.sock", INSIDE)
    yield made
    made.close()


@pytest.fixture
def server(
    database_url: str, redis_server: RedisServer, tmp_path: Path, turnstile: Turnstile
) -> Iterator[GatedServer]:
    folder = tmp_path / "instance"
    folder.mkdir()
    more = {"WEB_WORKERS": str(PROCESSES), "TURNSTILE": str(turnstile.path), "TURNSTILE_PATH": "/pay"}
    made = GatedServer(environment(database_url, redis_server.url, folder, **more))
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_two_hundred_buyers_and_fifty_units(
    db: Database,
    turn: int,
    database_kind: str,
    server: GatedServer,
    turnstile: Turnstile,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shop = make_shop(db, stock={"lamp": UNITS})
    model = shop.checkout(shop.cart(lamp=1))
    seen, host = shop.seen(model), f"checkout.{shop.store.host}"
    buyers = crowd_of(shop, model, BUYERS)
    began = time.monotonic()
    answers = all_at_once(
        [lambda token=token: server.post(host, "/pay", token, seen=seen) for _, token in buyers]
    )
    took = time.monotonic() - began
    sold = [answer for answer in answers if not isinstance(answer, Exception) and answer[0] == 303]
    refused = [answer for answer in answers if not isinstance(answer, Exception) and answer[0] == 422]
    assert len(sold) + len(refused) == BUYERS, set(map(str, answers)) - {"(422, '')"}
    assert all(where.endswith("/thanks") for _, where in sold)
    _check(shop, len(sold))
    assert turnstile.most >= INSIDE and server.processes() >= PROCESSES
    with capsys.disabled():
        print(
            f"\noversell race, {database_kind}: {BUYERS} buyers, {server.processes()} processes, up to "
            f"{turnstile.most} requests inside at once, {len(sold)} of {UNITS} sold, {took:.1f} s"
        )


def _check(shop: Shop, sold: int) -> None:
    assert sold == UNITS
    with shop.db.read(shop.id) as session:
        item = session.need(InventoryItem, shop.items["lamp"])
        assert (item.on_hand, item.reserved, item.committed) == (UNITS, 0, UNITS)
        assert session.scalar(select(func.count(CustomerOrder.id))) == UNITS
        numbers = sorted(session.scalars(select(CustomerOrder.number)))
        assert numbers == list(range(1001, 1001 + UNITS))
    assert broken(shop.db, shop.id) == []
