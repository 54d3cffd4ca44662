"""The sections of packs from before JSON templates. What a store begins with is kept with the theme settings, in
`config/settings_data.json`: the sections of the home page, of which `templates/index.liquid` says where they stand, and
values of sections that stand at fixed places.
"""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from typing import Any

from engine.liquid import TemplateError
from engine.themes.schema import SectionSchema

from .templates import TemplateFile, template_file

HOME_LIQUID = "templates/index.liquid"
SETTINGS_DATA = "config/settings_data.json"
HOME_SECTIONS = "content_for_index"
"""The name of the list in the settings, and of what stands for the sections in the template."""


def chosen_place(data: Any) -> tuple[str, ...] | None:
    """Where in `settings_data.json` the values lie that a store begins with: `current` may be a preset's name."""
    current = data.get("current") if isinstance(data, dict) else None
    if isinstance(current, dict):
        return ("current",)
    presets = data.get("presets") if isinstance(data, dict) else None
    if isinstance(current, str) and isinstance(presets, dict) and isinstance(presets.get(current), dict):
        return "presets", current
    return None


def chosen_values(data: Any) -> dict[str, Any]:
    """The values themselves."""
    values = data
    for key in chosen_place(data) or ():
        values = values[key]
    return values if chosen_place(data) else {}


def home_uses(data: Any) -> dict[str, dict[str, Any]]:
    """The sections of the home page in their order, by their keys."""
    chosen = chosen_values(data)
    sections, order = chosen.get("sections"), chosen.get(HOME_SECTIONS)
    if not isinstance(sections, dict) or not isinstance(order, list):
        return {}
    named = {key: sections.get(key) for key in order if isinstance(key, str)}
    return {
        key: use for key, use in named.items() if isinstance(use, dict) and isinstance(use.get("type"), str)
    }


def home_template(data: Any, files: Container[str]) -> TemplateFile:
    """The home page as one of JSON, but for where its sections stand. Those without a file among *files* are left out. Raises
    `TemplateError`."""
    uses = {key: use for key, use in home_uses(data).items() if f"sections/{use['type']}.liquid" in files}
    sections = template_file("index", SETTINGS_DATA, {"sections": uses, "order": list(uses)}).sections
    return TemplateFile("index", SETTINGS_DATA, sections, liquid=HOME_LIQUID)


def fixed_start(data: Any, schema: SectionSchema) -> dict[str, Any]:
    """What a section starts with that stands at a fixed place: what the settings keep under its name, else the schema's
    `default`, in the public format."""
    sections = chosen_values(data).get("sections")
    use = sections.get(schema.file) if isinstance(sections, dict) else None
    if isinstance(use, dict) and use.get("type") == schema.file:
        with suppress(TemplateError):
            kept = (
                template_file(schema.file, SETTINGS_DATA, {"sections": {schema.file: use}}).sections[0].data
            )
            blocks = kept.get("blocks") or {}
            order = kept.get("block_order") or list(blocks)
            return {"settings": kept.get("settings") or {}, "blocks": blocks, "block_order": order}
    start = schema.default or {}
    listed = start.get("blocks") or []
    blocks = {f"{schema.file}-{at}": b for at, b in enumerate(listed, 1) if isinstance(b, dict)}
    return {"settings": start.get("settings") or {}, "blocks": blocks, "block_order": list(blocks)}
