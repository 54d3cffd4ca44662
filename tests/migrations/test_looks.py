"""Shops of before have their look as it was when versions come, and keep what they were filled with when they go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import inspect, text

from engine.base.db import Database
from engine.themes import queries
from engine.wiring import migrate
from tests.migrations.test_migrations import _fill_first_tables, _insert

NOW = datetime(2026, 1, 15, 9, tzinfo=UTC).isoformat(sep=" ")
OWN = {"store_id": 77}
CONTENT = {
    "lead": {
        "id": "b0",
        "items": [
            {"id": "i1", "type": "text", "role": "heading", "value": {"text": "Grüße", "format": "text"}}
        ],
        "entries": [],
    },
    "entries": [
        {
            "id": "b1",
            "items": [{"id": "i2", "type": "link", "role": "button", "value": {"label": "Go", "url": "/a"}}],
            "entries": [],
        }
    ],
}
PRESENTATION = {
    "small/hello": {"section": {"columns": 3}, "entries": {"b1": {"wide": True}}},
    "other/hello": {"section": {"columns": 1}, "entries": {}},
}
UNCLASSIFIED = [{"place": "section", "setting": "odd", "value": [1]}]
BINDING = {
    "settings": {"heading": "i1.text"},
    "blocks": [
        {
            "key": "s1",
            "type": "slide",
            "entry": "b1",
            "settings": {"label": "i2.label", "link": "i2.url"},
            "blocks": [],
            "disabled": False,
        }
    ],
    "adjusted": [],
    "withheld": [],
}
VALUES = {
    "settings": {"columns": 3, "odd": [1], "heading": "Grüße"},
    "blocks": {
        "s1": {"type": "slide", "settings": {"wide": True, "label": "Go", "link": "/a"}, "disabled": False}
    },
    "block_order": ["s1"],
}


def _theme(database: Database, theme_id: int, pack: str, role: str) -> None:
    theme = {"id": theme_id, "pack": pack, "pack_version": "1", "name": pack, "role": role}
    _insert(database, "theme", OWN | theme | {"installed_at": NOW})


def _section(database: Database, section_id: int, key: str, **more: Any) -> None:
    row: dict[str, Any] = {
        "id": section_id,
        "template": "index",
        "section_key": key,
        "position": section_id,
        "content": json.dumps(CONTENT),
        "presentation": json.dumps(PRESENTATION),
        "unclassified": json.dumps(UNCLASSIFIED),
        "context": "{}",
        "is_hidden": False,
        "revision": 4,
        "created_at": NOW,
        "updated_at": NOW,
    }
    _insert(database, "section_data", OWN | row | more)
    match = {
        "id": section_id + 100,
        "section_data_id": section_id,
        "pack": "small",
        "file": "hello",
        "binding": json.dumps(BINDING),
        "outcome": "match",
        "pinned": False,
        "is_current": True,
        "data_revision": 4,
        "updated_at": NOW,
    }
    _insert(database, "section_match", OWN | match)
    event = {
        "id": section_id + 200,
        "section_data_id": section_id,
        "revision": 1,
        "verb": "added",
        "actor_kind": "system",
        "actor_name": "Vitrine",
        "at": NOW,
    }
    _insert(database, "section_event", OWN | event)


def test_a_shop_shows_what_it_showed_and_loses_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database, "0006")
    _fill_first_tables(empty_database)
    _theme(empty_database, 11, "small", "main")
    _theme(empty_database, 12, "other", "draft")
    _section(empty_database, 21, "shown")
    _section(empty_database, 22, "hidden", is_hidden=True)
    _section(empty_database, 23, "removed", removed_at=NOW)
    _section(empty_database, 24, "page", template="page.contact")
    for revision in ("head", "0006", "head"):
        step = migrate.upgrade if revision == "head" else migrate.downgrade
        step(empty_database, revision)
        with empty_database.read(None, cross_store="a test looks at every row") as session:
            assert session.execute(text("SELECT count(*) FROM section_data")).scalar_one() == 4
            assert session.execute(text("SELECT count(*) FROM section_event")).scalar_one() == 4
        if revision == "head":
            _looks_as_before(empty_database)
        else:
            assert "look" not in inspect(empty_database.engine).get_table_names()
    assert migrate.differences(empty_database) == []


def _looks_as_before(database: Database) -> None:
    with database.read(77) as session:
        home = queries.theme_with_sections(session, ["index"])
        page = queries.theme_with_sections(session, ["page"])
        version = queries.current_version(session)
        assert queries.unpublished_changes(session) == []
        kept = session.execute(text("SELECT count(*) FROM kept_section WHERE store_id = 77")).scalar_one()
    assert home is not None and page is not None and version is not None
    assert home.theme.pack == "small"
    assert [(each.id, each.key, each.values) for each in home.sections["index"]] == [(21, "shown", VALUES)]
    assert [each.key for each in page.sections["page.contact"]] == ["page"]
    assert (version.kind, version.actor_kind, kept) == ("first", "system", 3)


def test_a_shop_without_a_theme_has_no_look(empty_database: Database) -> None:
    migrate.upgrade(empty_database, "0006")
    _fill_first_tables(empty_database)
    _theme(empty_database, 12, "other", "draft")
    migrate.upgrade(empty_database)
    with empty_database.read(77) as session:
        assert queries.look_of(session) is None
        assert queries.theme_with_sections(session, ["index"]) is None
