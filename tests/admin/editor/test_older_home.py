"""The editor shows and changes the home page of a pack from before JSON templates like any other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from engine.base.settings import Settings
from engine.stores.commands import NewStore
from engine.themes import commands
from engine.themes.packs import Pack
from tests.admin.editor.conftest import Studio
from tests.support.serving import HostClient

WORDS = """<p>{{ section.settings.words }}</p>
{% schema %}{"name": "Words", "settings": [{"type": "text", "id": "words", "label": "Words"}],
"presets": [{"name": "Words", "settings": {"words": "Fresh"}}]}{% endschema %}"""
FILES = {
    "layout/theme.liquid": "<html>{{ content_for_header }}<main>{{ content_for_layout }}</main></html>",
    "templates/index.liquid": "<h1>Home</h1>{{ content_for_index }}<hr>",
    "sections/words.liquid": WORDS,
    "config/settings_schema.json": '[{"name": "theme_info", "theme_name": "Older"}]',
    "config/settings_data.json": json.dumps(
        {
            "current": "Plain",
            "presets": {
                "Plain": {
                    "sections": {
                        "one": {"type": "words", "settings": {"words": "First"}},
                        "two": {"type": "words", "settings": {"words": "Second"}},
                    },
                    "content_for_index": ["one", "two"],
                }
            },
        }
    ),
    "locales/en.default.json": "{}",
}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """The installation has this pack."""
    for name, text in FILES.items():
        path = tmp_path / "packs" / "older" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return replace(settings, theme_packs=tmp_path / "packs")


@pytest.fixture
def worn(studio: Studio, settings: Settings, db: Database, store: NewStore) -> Studio:
    """The shop wears it."""
    with db.write(store.id) as session:
        commands.wear_pack(session, Pack(settings.theme_packs / "older"))
    return studio


def _main(page: Any) -> list[str]:
    """What stands in the page's content, without the elements of sections."""
    inside = page.text.split("<main>")[1].split("</main>")[0]
    return [part for part in inside.replace("<", "\n<").split("\n") if part.startswith(("<h1", "<p", "<hr"))]


def test_the_home_page_of_an_older_pack_is_edited_like_another(worn: Studio, client: HostClient) -> None:
    assert _main(client.get("/")) == ["<h1>Home", "<p>First", "<p>Second", "<hr>"]
    page = worn.get()
    assert page.status_code == 200
    first, second = worn.sections()
    for section in (first, second):
        assert f'data-node="{section.id}"' in page.text
    assert worn.save(first.id, {"s.words": "Changed"}).status_code == 200
    assert worn.by_id(first.id).values["settings"] == {"words": "Changed"}
    added = worn.done("/sections", {"file": "words:0", "into": "index"})
    assert added
    assert [s.values["settings"]["words"] for s in worn.sections()] == ["Changed", "Second", "Fresh"]
    # shoppers see it once it is published
    assert _main(client.get("/")) == ["<h1>Home", "<p>First", "<p>Second", "<hr>"]
    with worn.db.write(worn.store_id) as session:
        commands.publish(session)
    assert _main(client.get("/")) == ["<h1>Home", "<p>Changed", "<p>Second", "<p>Fresh", "<hr>"]
    one = client.get("/?section_id=two").text
    assert one.startswith('<div id="shopify-section-two"') and "<p>Second</p>" in one
