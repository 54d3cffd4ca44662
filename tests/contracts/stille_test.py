"""Stille keeps its word: sizes, nested blocks that exist, words in both languages, colours that can be read, and
structures that differ from Folio's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema

PACKS = Path(__file__).resolve().parents[2] / "theme_packs"
PACK = PACKS / "stille"
CSS_LIMIT, SCRIPT_LIMIT = 30_000, 6_000
BODY_TEXT, SIGN, EDGE = 7.0, 4.5, 3.0
CONTRAST = {
    "text": BODY_TEXT, "muted": BODY_TEXT, "accent": SIGN, "success": SIGN, "warning": SIGN, "danger": SIGN, "focus": EDGE,
}  # fmt: skip
WANTED = {
    "404", "article", "blog", "cart", "collection", "index", "list-collections", "page", "page.contact", "password",
    "product", "search", "customers/account", "customers/activate_account", "customers/addresses", "customers/login",
    "customers/order", "customers/register", "customers/reset_password",
}  # fmt: skip


@cache
def pack() -> Pack:
    return Pack(PACK)


@cache
def sources() -> dict[str, str]:
    return {p.relative_to(PACK).as_posix(): p.read_text("utf-8") for p in sorted(PACK.rglob("*.liquid"))}


def texts(path: str) -> dict[str, Any]:
    """Texts by dotted key; a plural form counts as one."""

    def flat(tree: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
        for name, value in tree.items():
            if isinstance(value, dict) and "other" not in value:
                yield from flat(value, f"{above}{name}.")
            else:
                yield above + name, value

    return dict(flat(json.loads((PACK / path).read_text("utf-8")), ""))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_it_is_light_and_whole() -> None:
    assert sum(p.stat().st_size for p in (PACK / "assets").glob("*.css")) < CSS_LIMIT
    assert sum(p.stat().st_size for p in (PACK / "assets").glob("*.js")) < SCRIPT_LIMIT
    assert len(pack().sections) >= 18
    assert set(pack().templates) >= WANTED
    assert len(pack().presets) == 3
    assert pack().check() == []


@pytest.mark.parametrize("name", sorted([*pack().templates, *pack().groups]))
def test_starting_content_names_only_what_exists(name: str) -> None:
    def look(owner: SectionSchema | BlockType, data: dict[str, Any], place: str) -> None:
        assert set(data.get("settings", {})) <= {s.id for s in owner.settings}, place
        assert sorted(data.get("block_order", [])) == sorted(data.get("blocks", {})), place
        for key, block in data.get("blocks", {}).items():
            kind = pack().block_type(owner.blocks, block["type"])
            assert kind is not None, (place, key)
            look(kind, block, f"{place}/{key}")

    file = pack().templates.get(name) or pack().groups[name]
    for use in file.sections:
        look(pack().sections[use.file], use.data, f"{name}/{use.key}")


def test_what_schemas_declare_is_what_templates_read() -> None:
    for name, section in pack().sections.items():
        used = set(re.findall(r"section\.settings\.(\w+)", sources()[f"sections/{name}.liquid"]))
        assert used == {s.id for s in section.settings if s.has_value}, name
    for name, block in pack().blocks.items():
        used = set(re.findall(r"block\.settings\.(\w+)", sources()[f"blocks/{name}.liquid"]))
        assert used == {s.id for s in block.settings if s.has_value}, name
    used = set(re.findall(r"(?<![.\w])settings\.(\w+)", "".join(sources().values())))
    assert used == {s.id for s in pack().settings_schema.settings if s.has_value}


def test_every_text_exists_in_both_languages_and_is_used() -> None:
    english, german = texts("locales/en.default.json"), texts("locales/de.json")
    used = {k for s in sources().values() for k in re.findall(r"'([a-z_]+(?:\.[a-z_]+)+)' \| t\b", s)}
    assert set(english) == set(german) == used
    for key, text in english.items():
        names = [set(re.findall(r"\{\{ (\w+) \}\}", json.dumps(t))) for t in (text, german[key])]
        assert names[0] == names[1], key


def test_every_label_exists_in_both_languages_and_is_used() -> None:
    english, german = texts("locales/en.default.schema.json"), texts("locales/de.schema.json")
    source = "".join(sources().values()) + (PACK / "config/settings_schema.json").read_text("utf-8")
    assert set(english) == set(german) == set(re.findall(r'"t:([a-z_.]+)"', source))


@pytest.mark.parametrize("preset", sorted(pack().presets))
def test_colours_can_be_read(preset: str) -> None:
    for name, palette in pack().presets[preset]["palettes"].items():
        colours = palette["settings"]
        for ground in ("background", "surface"):
            for role, least in CONTRAST.items():
                assert contrast(colours[ground], colours[role]) >= least, (name, ground, role)
        assert contrast(colours["accent"], colours["accent_text"]) >= SIGN, name


def test_pictures_reserve_their_place_and_nothing_runs_inline() -> None:
    for path, source in sources().items():
        for tag in re.findall(r"image_tag:?([^}]*)\}\}", source):
            assert "sizes:" in tag and "alt:" in tag, (path, tag)
        assert not re.search(r"<img\b", source), path
        assert not re.search(r"\son\w+\s*=", re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)), path


def test_it_is_built_otherwise_than_folio() -> None:
    """Switching themes is proven between packs that share neither names nor structure."""
    folio = Pack(PACKS / "folio")
    assert not set(folio.sections) & set(pack().sections)
    assert not folio.blocks
    assert any(block.blocks for block in pack().blocks.values()), "blocks stand inside blocks"
    assert pack().sections["scene"].blocks == () and folio.sections["cover"].blocks
    assert len(pack().sections["piece"].settings) > len(folio.sections["main-product"].settings)
