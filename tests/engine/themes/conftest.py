"""A small pack for tests of themes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

HELLO = """<p>{{ section.settings.heading }}</p>
{% schema %}
{"name": "Hello",
 "settings": [{"type": "text", "id": "heading", "label": "Heading"},
              {"type": "range", "id": "columns", "min": 1, "max": 4, "step": 1, "default": 2, "label": "Columns"},
              {"type": "url", "id": "link", "label": "Link"},
              {"type": "richtext", "id": "text", "label": "Text"},
              {"type": "select", "id": "side", "label": "Side", "options": [{"value": "left", "label": "L"}]}],
 "blocks": [{"type": "slide", "name": "Slide", "limit": 3,
             "settings": [{"type": "text", "id": "title", "label": "T"},
                          {"type": "image_picker", "id": "image", "label": "I"},
                          {"type": "checkbox", "id": "wide", "label": "W"}]}],
 "presets": [{"name": "Hello", "blocks": [{"type": "slide", "settings": {"title": "Preset"}}]}],
 "disabled_on": {"groups": ["header"]}}
{% endschema %}"""

INDEX = {
    "sections": {
        "one": {
            "type": "hello",
            "settings": {"heading": "First", "columns": 3},
            "blocks": {"s1": {"type": "slide", "settings": {"title": "A", "wide": True}}},
            "block_order": ["s1"],
        },
        "two": {"type": "hello", "settings": {}, "disabled": True},
    },
    "order": ["one", "two"],
}


@pytest.fixture
def make_pack() -> Callable[..., Path]:
    """Write a minimal pack into a folder."""

    def make(folder: Path) -> Path:
        for name in ("layout", "templates", "sections", "snippets", "config", "locales"):
            (folder / name).mkdir(parents=True)
        (folder / "layout" / "theme.liquid").write_text(
            "<!doctype html><title>{{ page_title }}</title>{{ content_for_header }}{{ content_for_layout }}"
        )
        (folder / "sections" / "hello.liquid").write_text(HELLO)
        (folder / "templates" / "index.json").write_text(json.dumps(INDEX))
        (folder / "config" / "settings_schema.json").write_text(
            json.dumps(
                [
                    {"name": "theme_info", "theme_name": "Small"},
                    {
                        "name": "All",
                        "settings": [{"type": "checkbox", "id": "dark", "default": False, "label": "D"}],
                    },
                ]
            )
        )
        (folder / "config" / "settings_data.json").write_text(
            '{"current": "A", "presets": {"A": {"dark": true}}}'
        )
        (folder / "locales" / "en.default.json").write_text('{"hi": "Hi {{ name }}"}')
        return folder

    return make
