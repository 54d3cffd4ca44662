"""A device at the till's address, without a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.test import TestResponse

from engine.base.actor import SYSTEM
from engine.tills import commands
from tests.engine.tills.shop import PIN, Shop
from tests.support.serving import HostClient


@dataclass
class Counter:
    """``send`` posts as the app does."""

    client: HostClient
    shop: Shop

    def send(
        self, path: str, body: dict[str, Any] | None = None, clock: datetime | None = None
    ) -> TestResponse:
        headers = {"X-Till": "1"} | ({"X-Till-Clock": clock.isoformat()} if clock else {})
        return self.client.post(f"/till{path}", json=body or {}, headers=headers)

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/till{path}")

    def pair(self) -> Counter:
        with self.shop.db.write(self.shop.store_id) as session:
            _, code = commands.make_code(session, self.shop.device_id, SYSTEM)
        assert self.send("/pairing", {"code": code}).status_code == 200
        return self

    def enter(self, pin: str = PIN) -> TestResponse:
        answer = self.send("/shift", {"staff": self.shop.staff_id, "pin": pin})
        if answer.status_code == 200:
            self.shop.shift_id = answer.json["shift"]["id"]
        return answer

    def sell(self, body: dict[str, Any], *, queued: bool = False) -> TestResponse:
        return self.send("/sales", {"sale": body, "queued": queued})


def counter_at(client_at: Callable[[str], HostClient], host: str, shop: Shop) -> Counter:
    """At ``admin.`` of the store."""
    return Counter(client_at(f"admin.{host}"), shop)
