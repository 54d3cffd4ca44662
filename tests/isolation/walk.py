"""Walks the routes of one store, first with its own things, then with those of another."""

from __future__ import annotations

import hashlib
import io
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.base.db import Database
from engine.wiring.services import Services
from engine.wiring.tables import metadata
from tests.factories.full_store import FullStore
from tests.isolation.routes import Visit
from tests.support.serving import HostClient


@dataclass
class Walker:
    """A signed-in visitor of *own*; ``fault`` lines gather what is not as it must be."""

    services: Services
    own: FullStore
    other: FullStore
    clients: dict[str, HostClient]
    faults: list[str]
    turn: int = 0
    """Counts requests, for keys that must differ."""

    def walk(self, origin: str, visit: Visit) -> None:
        """Its own things first, then the other's in the place of each, one at a time."""
        answer = self.ask(origin, visit, self.own.things)
        self._judge(origin, visit, "own", answer, visit.own)
        for name in sorted(names_in(visit) - {"turn"}):
            mixed = {**self.own.things, name: self.other.things.get(name, "")}
            if mixed[name] == self.own.things[name]:
                continue
            answer = self.ask(origin, visit, mixed)
            self._judge(origin, visit, f"the other's {name}", answer, visit.foreign, allow=mixed[name])

    def ask(self, origin: str, visit: Visit, things: Mapping[str, str]) -> TestResponse:
        """Send it."""
        client = self.clients[origin]
        self.turn += 1
        things = {**things, "turn": str(self.turn)}
        headers = {"X-CSRF-Token": self.csrf(client)} if origin == "admin" else {}
        headers |= {name: value.format_map(things) for name, value in visit.headers.items()}
        path = visit.path.format_map(things)
        if visit.method == "GET":
            return client.get(path, headers=headers)
        form: dict[str, Any] = {
            key.format_map(things): str(value).format_map(things) for key, value in visit.form.items()
        }
        if visit.upload:
            form[visit.upload] = (io.BytesIO(_picture(self.own.id)), "walked.png")
        if origin == "checkout" and path.startswith("/enter"):
            headers["Origin"] = f"http://{self.own.host}"
        return client.post(path, data=form, headers=headers)

    def csrf(self, client: HostClient) -> str:
        """The token that the admin's pages carry for this browser."""
        cookies = (
            client.get_cookie(name, f"admin.{self.own.host}") for name in ("vitrine_staff", "vitrine_browser")
        )
        held = next((cookie.value for cookie in cookies if cookie and cookie.value), "")
        return str(self.services.signer.short("admin csrf", f"{self.own.id} {held}"))

    def _judge(
        self,
        origin: str,
        visit: Visit,
        whose: str,
        answer: TestResponse,
        expected: tuple[int, ...],
        allow: str = "",
    ) -> None:
        line = f"{origin} {visit.method} {visit.path} with {whose}"
        if answer.status_code not in expected:
            self.faults.append(f"{line}: {answer.status_code} instead of {expected} {_said(answer)}")
        shown = answer.get_data().decode(errors="replace")
        if allow:  # a page may repeat what was typed
            for spelling in (allow, quote(allow), quote_plus(allow)):
                shown = shown.replace(spelling, "")
        if self.other.word in shown:
            at = shown.index(self.other.word)
            self.faults.append(f"{line}: shows {self.other.word}: …{shown[max(0, at - 60) : at + 60]}…")


def names_in(visit: Visit) -> set[str]:
    """Names of things in the path, the form and the headers."""
    texts = [visit.path, *map(str, visit.form), *map(str, visit.form.values()), *visit.headers.values()]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def rows_of(database: Database, store_id: int) -> dict[str, str]:
    """A fingerprint of every row of a store, by table."""
    found = {}
    with database.read(None, cross_store="a test compares every row of a store") as session:
        for table in metadata.sorted_tables:
            if "store_id" in table.primary_key.columns:
                rows = session.execute(select(table).where(table.c.store_id == store_id).order_by(table.c.id))
                found[table.name] = hashlib.sha256(repr(rows.all()).encode()).hexdigest()
    return found


def _said(answer: TestResponse) -> str:
    if answer.status_code >= 500:
        return answer.get_data(as_text=True)[:200]
    return answer.headers.get("Location", "")


def _picture(shade: int) -> bytes:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (20, 20), (shade % 250, 10, 10)).save(data, "PNG")
    return data.getvalue()


def rules_of(app: Any) -> Iterator[tuple[str, str, str]]:
    """(origin, method, rule) of every route that the application has."""
    for origin, part in app.extensions["vitrine_origins"].items():
        for rule in part.url_map.iter_rules():
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield origin, method, rule.rule
