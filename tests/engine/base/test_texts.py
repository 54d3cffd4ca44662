"""Texts come from locale files: filled, in the plural asked for, in English where a language lacks one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.base.texts import Texts


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    english = {
        "orders": {"title": "Orders", "count": {"one": "{count} order", "other": "{count} orders"}},
        "only": {"english": "Only here"},
        "record": {"not_found": "Gone."},
    }
    german = {
        "orders": {
            "title": "Bestellungen",
            "count": {"one": "{count} Bestellung", "other": "{count} Bestellungen"},
        }
    }
    (tmp_path / "en.json").write_text(json.dumps(english))
    (tmp_path / "de.json").write_text(json.dumps(german))
    return Texts(tmp_path)


def test_a_text_is_filled_in(texts: Texts) -> None:
    assert texts.get("money.not_an_amount", value="<b>") == "“<b>” is not an amount. Write it like 12.50."


@pytest.mark.parametrize(
    ("locale", "count", "expected"),
    [("en", 1, "1 order"), ("en", 0, "0 orders"), ("de", 1, "1 Bestellung"), ("de-AT", 2, "2 Bestellungen")],
)
def test_the_count_chooses_the_plural(texts: Texts, locale: str, count: int, expected: str) -> None:
    assert texts.get("orders.count", locale, count=count) == expected


def test_english_stands_in(texts: Texts) -> None:
    assert texts.get("only.english", "de") == "Only here"
    assert texts.get("orders.title", "fr") == "Orders"


def test_a_room_may_word_a_shared_refusal_itself(texts: Texts) -> None:
    assert texts.get("record.not_found") == "Gone."
    assert Texts().get("record.not_found") != "Gone."


def test_a_missing_text_names_its_key(texts: Texts) -> None:
    with pytest.raises(KeyError, match="no text for"):
        texts.get("orders.titel")
    assert not texts.has("orders.titel")
    assert texts.has("orders.count")
    assert "orders.count.one" in texts.keys("de")
