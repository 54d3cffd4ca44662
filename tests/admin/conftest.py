"""A store with an owner who is signed in at the admin."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine.base.actor import Actor
from engine.base.db import Database
from engine.stores import commands
from engine.stores.commands import NewStore
from tests.support.serving import HostClient

PASSWORD = "correct horse battery"
EMAIL = "ada@example.com"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Desk:
    """A browser at the admin. ``post`` sends the token that the page at hand carries."""

    client: HostClient
    token: str = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page; its token is kept."""
        answer = self.client.get(path, headers=headers)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.token = found.group(1) if found else self.token
        return answer

    def post(self, path: str, data: dict[str, object] | None = None, **headers: str) -> TestResponse:
        """A form, sent as a browser without scripts sends it."""
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, headers=headers)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
        """Through the form."""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email, "password": password})
        if answer.status_code == 303:
            self.get("/account")
        return answer


@pytest.fixture
def owner(db: Database, store: NewStore) -> int:
    """The owner of ``store``; returns the id."""
    with db.write(store.id) as session:
        made = commands.add_staff(
            session,
            email=EMAIL,
            name="Ada Marsh",
            password=PASSWORD,
            role="owner",
            actor=Actor("system", "Test"),
        )
        return made.id


@pytest.fixture
def new_desk(client_at: Callable[[str], HostClient], store: NewStore, owner: int) -> Callable[[], Desk]:
    """A browser with nothing in it."""
    return lambda: Desk(client_at(f"admin.{store.host}"))


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    """The owner's browser, signed in."""
    desk = new_desk()
    assert desk.sign_in().status_code == 303
    return desk


@pytest.fixture
def quick(app: Flask, packs: Path) -> None:
    """For test files with a fixture `packs`, the folder of their installation's: it is looked at each time."""
    from admin.theme.packs import _library

    _library.cache_clear()
    _library(packs).look_every = 0
