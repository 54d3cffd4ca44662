"""A shop with a theme, and a way into its preview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.signing import Signer
from engine.rendering.preview_tokens import PARAMETER, PreviewView, Purpose, preview_token
from engine.stores import commands as stores
from engine.stores.models import Staff
from engine.stores.queries import all_staff, load_store
from tests.factories.shopfront import Shopfront, make_shopfront
from tests.support.serving import HostClient


@dataclass
class Previewer:
    """Somebody at the preview's host, at the port that addresses have."""

    client: HostClient
    signer: Signer
    db: Database
    store_id: int
    host: str

    def token(
        self,
        purpose: Purpose = "edit",
        theme_id: int | None = None,
        lasts: timedelta | None = None,
        pack: str = "",
    ) -> str:
        """A token, made as the admin makes it."""
        with self.db.read(self.store_id) as session:
            staff_id = all_staff(session)[0].id if purpose == "edit" else None
            view = PreviewView(purpose, theme_id, staff_id, pack)
            return preview_token(self.signer, load_store(session, self.store_id), view, lasts=lasts)

    def enter(self, purpose: Purpose = "edit", theme_id: int | None = None, pack: str = "") -> TestResponse:
        """Open the start page by a token, and follow to where it leads."""
        token = self.token(purpose, theme_id, pack=pack)
        return self.client.get("/", query_string={PARAMETER: token}, follow_redirects=True)

    @property
    def home(self) -> str:
        """Scheme, host and port of the preview."""
        return self.client.home

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page, as whoever came in last sees it."""
        return self.client.get(path, headers=headers)


@pytest.fixture
def shop(db: Database, store_id: int) -> Shopfront:
    """An open shop with three products."""
    return make_shopfront(db, store_id)


@pytest.fixture
def owner(db: Database, shop: Shopfront) -> Staff:
    """Who owns it."""
    with db.write(shop.store_id) as session:
        return stores.add_staff(
            session,
            email="owner@shop.example",
            name="Olive",
            password="a password",
            role="owner",
            actor=SYSTEM,
        )


@pytest.fixture
def previewer(
    app: Flask, db: Database, shop: Shopfront, owner: Staff, client_at: Callable[[str], HostClient]
) -> Previewer:
    """Somebody at the preview's host, without a token."""
    with db.read(shop.store_id) as session:
        host = load_store(session, shop.store_id).host
    signer = app.extensions["vitrine"].signer
    client = client_at(f"preview.{host}")
    client.home = app.extensions["vitrine"].addresses(host).base("preview")
    return Previewer(client, signer, db, shop.store_id, host)
