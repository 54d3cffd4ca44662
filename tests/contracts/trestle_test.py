"""Trestle keeps its word: sizes, words in both languages, colours by day and by night, another build than the others'."""

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
FOLDER = PACKS / "trestle"
CSS_LIMIT, SCRIPT_LIMIT = 60_000, 20_000
LEAST_CONTRAST = {"text": 7.0, "muted": 4.5, "success": 4.5, "warning": 4.5, "danger": 4.5, "focus": 3.0}
ACCOUNTS = {"login", "register", "activate_account", "reset_password", "account", "addresses", "order"}
TEMPLATES = {f"customers/{name}" for name in ACCOUNTS} | {
    "404", "article", "blog", "cart", "collection", "index", "list-collections", "page", "page.contact", "password",
    "product", "search",
}  # fmt: skip


@cache
def pack() -> Pack:
    return Pack(FOLDER)


@cache
def liquid() -> dict[str, str]:
    return {p.relative_to(FOLDER).as_posix(): p.read_text("utf-8") for p in FOLDER.rglob("*.liquid")}


def locale(name: str) -> dict[str, Any]:
    """The texts of a locale by dotted key; a plural counts as one text."""

    def walk(tree: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
        for key, value in tree.items():
            if isinstance(value, dict) and "other" not in value:
                yield from walk(value, f"{above}{key}.")
            else:
                yield f"{above}{key}", value

    return dict(walk(json.loads((FOLDER / "locales" / name).read_text("utf-8")), ""))


def brightness(colour: str) -> float:
    """Relative luminance by WCAG, 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_it_is_light_and_whole() -> None:
    assets = list((FOLDER / "assets").iterdir())
    assert sum(p.stat().st_size for p in assets if p.suffix == ".css") < CSS_LIMIT
    assert sum(p.stat().st_size for p in assets if p.suffix == ".js") < SCRIPT_LIMIT
    assert len(pack().sections) >= 18
    assert set(pack().templates) >= TEMPLATES
    assert set(pack().groups) == {"header-group", "footer-group"}
    assert len(pack().presets) == 3
    assert pack().check() == []


@pytest.mark.parametrize("name", sorted([*pack().templates, *pack().groups]))
def test_starting_content_fits_its_schemas(name: str) -> None:
    def fits(owner: SectionSchema | BlockType, data: dict[str, Any], place: str) -> None:
        assert set(data.get("settings", {})) <= {s.id for s in owner.settings}, place
        assert sorted(data.get("block_order", [])) == sorted(data.get("blocks", {})), place
        for key, block in data.get("blocks", {}).items():
            kind = pack().block_type(owner.blocks, block["type"])
            assert kind is not None, f"{place}/{key}"
            fits(kind, block, f"{place}/{key}")

    file = pack().templates.get(name) or pack().groups[name]
    for use in file.sections:
        fits(pack().sections[use.file], use.data, f"{name}/{use.key}")


def test_every_text_stands_in_both_languages_and_is_used() -> None:
    english, german = locale("en.default.json"), locale("de.json")
    used = {
        key for text in liquid().values() for key in re.findall(r"'([a-z_]+(?:\.[a-z_]+)+)' \| t\b", text)
    }
    assert set(english) == set(german) == used
    for key, text in english.items():
        places = [set(re.findall(r"\{\{ (\w+) \}\}", json.dumps(t))) for t in (text, german[key])]
        assert places[0] == places[1], key


def test_every_label_stands_in_both_languages_and_is_used() -> None:
    english, german = locale("en.default.schema.json"), locale("de.schema.json")
    source = "".join(liquid().values()) + (FOLDER / "config" / "settings_schema.json").read_text("utf-8")
    assert set(english) == set(german) == set(re.findall(r'"t:([a-z_.]+)"', source))


@pytest.mark.parametrize("half", ["", "night_"], ids=["day", "night"])
@pytest.mark.parametrize("preset", sorted(pack().presets))
def test_colours_can_be_read(preset: str, half: str) -> None:
    for name, scheme in pack().presets[preset]["color_schemes"].items():
        colours = scheme["settings"]
        for ground in ("background", "surface"):
            for role, least in LEAST_CONTRAST.items():
                found = contrast(colours[half + ground], colours[half + role])
                assert found >= least, (name, ground, role, found)
        assert contrast(colours[half + "accent"], colours[half + "accent_text"]) >= 4.5, name


def test_pictures_have_sizes_and_words_and_nothing_runs_inline() -> None:
    for path, text in liquid().items():
        for tag in re.findall(r"image_tag:?([^}]*)\}\}", text):
            assert "sizes:" in tag and "alt:" in tag and "widths:" in tag, (path, tag)
        assert not re.search(r"<img\b", text), path
        assert not re.search(r"\son\w+\s*=", re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)), path


def test_it_is_built_otherwise_than_the_editorial_pack() -> None:
    """One setting holds what Folio spreads over blocks, blocks hold blocks, and some sections exist only here."""
    folio = Pack(PACKS / "folio")
    assert not set(folio.sections) & set(pack().sections)
    assert not folio.blocks and any(kind.blocks for kind in pack().blocks.values())
    kinds = {s.type for section in pack().sections.values() for s in section.settings}
    assert {"product_list", "collection_list"} <= kinds
    assert pack().sections["departments"].blocks == () and folio.sections["makers"].blocks
