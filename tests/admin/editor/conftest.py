"""A shop in Folio and its editor, as a browser asks for it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine.base.db import Database
from engine.stores.commands import NewStore
from engine.themes import queries
from engine.themes.queries import ShownSection
from tests.admin.conftest import Desk
from tests.factories.shopfront import Shopfront, make_shopfront

NEWS = re.compile(r'data-news="([^"]*)"')


@dataclass
class Studio:
    """The editor of one template."""

    desk: Desk
    db: Database
    store_id: int
    template: str = "index"

    def sections(self, template: str = "") -> tuple[ShownSection, ...]:
        """As the draft stands."""
        wanted = template or self.template
        with self.db.read(self.store_id) as session:
            shown = queries.draft_with_sections(session, [wanted], with_hidden=True)
        assert shown is not None
        return shown.sections.get(wanted, ())

    def section(self, file: str) -> ShownSection:
        """The first section that shows with that file."""
        return next(one for one in self.sections() if one.file == file)

    def by_id(self, section_id: int) -> ShownSection:
        return next(one for one in self.sections() if one.id == section_id)

    def get(self, path: str = "", **headers: str) -> TestResponse:
        joined = "&" if "?" in path else "?"
        return self.desk.get(f"/theme/editor{path}{joined}template={self.template}", **headers)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        return self.desk.post(f"/theme/editor{path}?template={self.template}", data)

    def save(self, section_id: int, values: dict[str, Any], revision: int | None = None) -> TestResponse:
        """As the module sends it: the names of what was changed, and their values."""
        at = self.by_id(section_id).revision if revision is None else revision
        return self.post(
            f"/sections/{section_id}/values", {"revision": str(at), "changed": list(values), **values}
        )

    def done(self, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """A change of the tree that works; returns its news."""
        answer = self.post(path, data)
        assert answer.status_code == 200, answer.text[:400]
        return news_of(answer)


def news_of(answer: TestResponse) -> dict[str, Any]:
    """What the answer tells the module."""
    found = NEWS.search(answer.text)
    assert found, answer.text[:400]
    news: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return news


@pytest.fixture
def front(db: Database, store: NewStore) -> Shopfront:
    return make_shopfront(db, store.id)


@pytest.fixture
def studio(desk: Desk, db: Database, store: NewStore, front: Shopfront) -> Studio:
    return Studio(desk, db, store.id)


@pytest.fixture
def count(db: Database) -> Callable[[], Any]:
    from tests.support.counting import counted

    return lambda: counted(db)
