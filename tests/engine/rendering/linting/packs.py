"""Small packs on disk, for the linter's tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.rendering.linting import Finding, check_pack
from engine.themes.packs import Pack

Files = Mapping[str, str | bytes]

THEME_INFO = {
    "name": "theme_info",
    "theme_name": "Small",
    "theme_author": "Somebody",
    "theme_version": "1.0.0",
    "theme_documentation_url": "https://small.example/",
    "theme_support_url": "https://small.example/help",
}
SETTINGS = [
    {"type": "color", "id": "ink", "label": "Ink", "default": "#000"},
    {"type": "image_picker", "id": "logo", "label": "Logo"},
]
SOUND: dict[str, str | bytes] = {
    "layout/theme.liquid": '<html lang="{{ request.locale.iso_code }}">{{ content_for_header }}{{ content_for_layout }}</html>',
    "locales/en.default.json": '{"hi": "Hi", "n": {"one": "a", "other": "b"}}',
    "locales/en.default.schema.json": '{"name": "Name"}',
    "config/settings_schema.json": json.dumps([THEME_INFO, {"name": "Colours", "settings": SETTINGS}]),
    "config/settings_data.json": '{"current": "Plain", "presets": {"Plain": {"ink": "#111"}}}',
    "assets/base.css": "a{}",
    "snippets/card.liquid": "{% comment %} Takes: title. {% endcomment %}{{ title }}",
    "snippets/theme.liquid": "{{ settings.ink }}{{ settings.logo.alt }}",
}
"""A pack without findings, which cases add to."""


def schema(**parts: Any) -> str:
    """A `{% schema %}` tag."""
    return "{% schema %}" + json.dumps(parts) + "{% endschema %}"


def write(folder: Path, files: Files) -> Path:
    """Put a sound pack with these files besides into a folder."""
    for name, text in {**SOUND, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def findings(folder: Path, files: Files) -> list[Finding]:
    """What the linter says about that pack."""
    return check_pack(Pack(write(folder, files)))
