"""Translating a section's words in the admin: kept, shown, refused with the field at fault, stale saves told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.stores.commands import NewStore
from engine.themes import commands, queries
from tests.admin.conftest import Desk
from tests.factories.shopfront import install_theme
from tests.support.serving import HostClient


@pytest.fixture
def section_id(db: Database, store: NewStore) -> int:
    pack = install_theme(db, store.id)
    given = {"q": {"type": "questions", "settings": {"heading": "Questions & answers"}}}
    with db.write(store.id) as session:
        made = commands.set_template(session, pack, "index", given)
        commands.publish(session, actor=SYSTEM)
        return made[0].id


def test_words_are_kept_in_another_language_and_shown_once_published(
    desk: Desk, db: Database, store: NewStore, section_id: int, client_at: Callable[[str], HostClient]
) -> None:
    page = f"/theme/sections/{section_id}/languages"
    assert "Other languages" in desk.get(f"/theme/sections/{section_id}").text
    asked = desk.get(page).text
    assert "Questions &amp; answers" in asked
    [target] = re.findall(r'name="target" value="([^"]+)"', asked)
    [revision] = re.findall(r'name="revision" value="(\d+)"', asked)
    form: dict[str, object] = {
        "locale": "de",
        "revision": revision,
        "target": target,
        f"said.{target}": "Fragen",
    }
    assert desk.post(page, form).status_code == 303
    assert ">Fragen</textarea>" in desk.get(f"{page}?locale=de").text
    stale = desk.post(page, {**form, f"said.{target}": "Zu spät"})
    assert stale.status_code == 409 and "Zu spät" in stale.text
    with db.write(store.id) as session:
        commands.publish(session, actor=SYSTEM)
        shown = queries.theme_with_sections(session, ["index"])
        assert shown is not None
        assert queries.in_language(shown, "de").sections["index"][0].values["settings"]["heading"] == "Fragen"
        assert shown.sections["index"][0].values["settings"]["heading"] == "Questions & answers"


def test_what_cannot_be_kept_is_told_at_its_field_and_nothing_is_lost(desk: Desk, section_id: int) -> None:
    page = f"/theme/sections/{section_id}/languages"
    [target] = re.findall(r'name="target" value="([^"]+)"', desk.get(page).text)
    long = "x" * 6_000
    answer = desk.post(page, {"locale": "de", "target": target, f"said.{target}": long})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text and long in answer.text
    unknown = desk.post(page, {"locale": "xx", "target": target, f"said.{target}": "Kept"})
    assert unknown.status_code == 422 and "Kept" in unknown.text
    assert desk.get("/theme/sections/999999/languages").status_code == 404
