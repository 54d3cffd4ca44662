"""A store that wears Folio, with a home page that Trestle shows in part, and the owner at the report of Trestle."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from engine.base.db import Database, StoreSession
from engine.stores.commands import NewStore
from engine.themes import commands, queries
from engine.themes.matching import fill
from engine.themes.packs import Pack
from engine.themes.switching import queries as reports
from tests.admin.conftest import Desk
from tests.factories.shopfront import install_theme, make_shopfront, open_shop
from tests.support.serving import HostClient
from tests.support.shipped import shipped

HOME = ("cover", "makers", "voices", "spread")
"""Sections of Folio's that the home page has, filled as full as they can be."""


@dataclass
class Fitting:
    """A store in front of the mirror."""

    db: Database
    store: NewStore
    desk: Desk

    def try_on(self, name: str = "trestle") -> int:
        """Press the gallery's button; returns the id of the theme."""
        self.desk.get("/theme/packs")
        answer = self.desk.post("/theme/looks", {"pack": name})
        found = re.fullmatch(r"/theme/looks/(\d+)", answer.headers["Location"])
        assert answer.status_code == 303 and found, answer.headers["Location"]
        return int(found.group(1))

    def report(self, theme_id: int, name: str = "trestle") -> reports.SwitchReport:
        """The report as the engine gives it."""
        with self.db.read(self.store.id) as session:
            return reports.report(session, theme_id, pack(name), "folio")

    def row(self, theme_id: int, before: str, name: str = "trestle") -> reports.SectionReport:
        """The row of the section that Folio shows by the file *before*."""
        pages = self.report(theme_id, name).pages
        return next(one for page in pages for one in page.sections if one.before == before)

    def published(self) -> int:
        """The version that shoppers see."""
        with self.db.read(self.store.id) as session:
            version = queries.current_version(session)
        assert version is not None
        return version.id

    def worn(self) -> str:
        """The pack that shoppers see."""
        with self.db.read(self.store.id) as session:
            theme = queries.main_theme(session)
        assert theme is not None
        return theme.pack


def pack(name: str) -> Pack:
    """A pack of ours."""
    return shipped(name)


def fill_home(session: StoreSession, files: tuple[str, ...] = HOME) -> None:
    """The home page with these sections of Folio's, published."""
    folio = pack("folio")
    wanted = {
        f"own-{at}": {"type": file, **fill.full(folio, folio.sections[file])} for at, file in enumerate(files)
    }
    commands.set_template(session, folio, "index", wanted)
    commands.publish(session)


@pytest.fixture
def fitting(db: Database, store: NewStore, desk: Desk) -> Fitting:
    """The store, dressed in Folio."""
    install_theme(db, store.id)
    make_shopfront(db, store.id)
    with db.write(store.id) as session:
        fill_home(session)
    return Fitting(db, store, desk)


@pytest.fixture
def shop(fitting: Fitting, client_at: Callable[[str], HostClient]) -> HostClient:
    """A shopper in front of the open shop."""
    open_shop(fitting.db, fitting.store.id)
    return client_at(fitting.store.host)
