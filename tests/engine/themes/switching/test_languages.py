"""A section's words in another language: shown to who speaks it, in every theme, and kept through a switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.base.errors import NotFound, Refused
from engine.base.origins import Addresses
from engine.rendering import subjects
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands
from engine.themes.models import SectionMatch
from engine.themes.queries import current_match, draft_with_sections
from engine.themes.sections.apart import targets_of
from engine.themes.switching import commands as switching

from .conftest import ANNA, Wardrobe


def home(store: Wardrobe, locale: str) -> str:
    themes = Themes(store.folder)
    with store.db.read(store.shop.store_id) as session:
        known = load_store(session, store.shop.store_id)
        visit = Visit(store=known, addresses=Addresses(known.host), locale=locale, seconds=20)
        opened = themes.open(session, visit, ("index",))
        return opened.page(subjects.home(opened.front)).render().html


def pieces(match: SectionMatch) -> dict[str, str]:
    """A heading of the section and one of its first block, with what they are bound to."""
    block = next(b for b in match.binding["blocks"] if targets_of(b))
    return {"heading": match.binding["settings"]["heading"], "block": targets_of(block)[0]}


@pytest.fixture
def told(wardrobe: Callable[[str], Wardrobe]) -> tuple[Wardrobe, int, dict[str, str]]:
    store = wardrobe("folio")
    with store.db.write(store.shop.store_id) as session:
        shown = draft_with_sections(session, ["index"])
        assert shown is not None
        section = next(s for s in shown.sections["index"] if s.file == "questions")
        match = current_match(session, section.id, "folio")
        assert match is not None
        found = pieces(match)
        said: dict[str, Any] = {found["heading"]: "Fragen & Antworten", found["block"]: "Wohin liefert ihr?"}
        switching.translate(session, store.packs["folio"], section.id, said, "de", actor=ANNA)
        commands.publish(session, actor=ANNA)
    return store, section.id, found


def test_words_are_shown_to_who_speaks_the_language_in_every_theme(
    told: tuple[Wardrobe, int, dict[str, str]],
) -> None:
    store, _, _ = told
    english, german = home(store, "en"), home(store, "de")
    assert "Fragen &amp; Antworten" in german and "Wohin liefert ihr?" in german
    assert "Fragen" not in english and "Wohin" not in english
    store.wear("trestle")
    there = home(store, "de")
    assert "Fragen &amp; Antworten" in there and "Wohin liefert ihr?" in there
    assert "Wohin" not in home(store, "en")
    store.wear("folio")
    assert (home(store, "en"), home(store, "de")) == (english, german)


def test_a_translation_is_checked_and_can_be_taken_back(told: tuple[Wardrobe, int, dict[str, str]]) -> None:
    store, section_id, found = told
    pack = store.packs["folio"]
    with pytest.raises(Refused) as refused, store.db.write(store.shop.store_id) as session:
        switching.translate(session, pack, section_id, {found["heading"]: "x" * 9_000}, "de", actor=ANNA)
    assert refused.value.field == found["heading"]
    with pytest.raises(NotFound), store.db.write(store.shop.store_id) as session:
        switching.translate(session, pack, section_id, {"nobody.text": "x"}, "de", actor=ANNA)
    with store.db.write(store.shop.store_id) as session:
        switching.translate(session, pack, section_id, {found["heading"]: ""}, "de", actor=ANNA)
        commands.publish(session, actor=ANNA)
    assert "Fragen" not in home(store, "de") and "Wohin liefert ihr?" in home(store, "de")
    with store.db.write(store.shop.store_id) as session:
        commands.undo(session, actor=ANNA, template="index")
        commands.publish(session, actor=ANNA)
    assert "Fragen" in home(store, "de")
