"""Folio keeps its word: sizes, settings that exist, words in both languages, colours that can be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PACK = Path(__file__).resolve().parents[2] / "theme_packs" / "folio"
SCHEMA_TAG = re.compile(r"\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}", re.DOTALL)
PLACES = {"section", "block"}
CSS_LIMIT, SCRIPT_LIMIT = 60_000, 20_000
CONTRAST = {
    "text": 7.0,
    "muted": 4.5,
    "accent": 4.5,
    "success": 4.5,
    "warning": 4.5,
    "danger": 4.5,
    "focus": 3.0,
}


def read(path: str) -> Any:
    return json.loads((PACK / path).read_text("utf-8"))


@cache
def sources() -> dict[str, str]:
    return {p.relative_to(PACK).as_posix(): p.read_text("utf-8") for p in sorted(PACK.rglob("*.liquid"))}


@cache
def schemas() -> dict[str, dict[str, Any]]:
    found = {}
    for path, source in sources().items():
        match = SCHEMA_TAG.search(source)
        if path.startswith("sections/") and match:
            found[path.removeprefix("sections/").removesuffix(".liquid")] = json.loads(match.group(1))
    return found


def pages() -> list[str]:
    names = [p.relative_to(PACK).as_posix() for p in (PACK / "templates").rglob("*.json")]
    return sorted(names) + ["sections/header-group.json", "sections/footer-group.json"]


def keys(tree: dict[str, Any], above: str = "") -> Iterator[str]:
    """Dotted names of a locale's texts; a plural form counts as one text."""
    for name, value in tree.items():
        if isinstance(value, dict) and "other" not in value:
            yield from keys(value, f"{above}{name}.")
        else:
            yield above + name


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_it_is_light() -> None:
    assert sum(p.stat().st_size for p in (PACK / "assets").glob("*.css")) < CSS_LIMIT
    assert sum(p.stat().st_size for p in (PACK / "assets").glob("*.js")) < SCRIPT_LIMIT


def test_it_is_whole() -> None:
    assert len(schemas()) >= 18
    assert len(read("templates/index.json")["order"]) == 8
    wanted = [
        "index",
        "collection",
        "list-collections",
        "product",
        "search",
        "cart",
        "page",
        "page.contact",
        "blog",
        "article",
        "404",
        "password",
        *(
            f"customers/{name}"
            for name in (
                "login",
                "register",
                "activate_account",
                "reset_password",
                "account",
                "addresses",
                "order",
            )
        ),
    ]
    assert {p.removeprefix("templates/").removesuffix(".json") for p in pages()} >= set(wanted)
    assert len(read("config/settings_data.json")["presets"]) == 3


@pytest.mark.parametrize("page", pages())
def test_starting_content_names_only_what_exists(page: str) -> None:
    content = read(page)
    assert sorted(content["order"]) == sorted(content["sections"])
    for key, section in content["sections"].items():
        schema = schemas()[section["type"]]
        known = {s["id"] for s in schema.get("settings", []) if "id" in s}
        assert set(section.get("settings", {})) <= known, key
        blocks = {b["type"]: {s["id"] for s in b.get("settings", [])} for b in schema.get("blocks", [])}
        assert sorted(section.get("block_order", [])) == sorted(section.get("blocks", {}))
        for block in section.get("blocks", {}).values():
            assert set(block.get("settings", {})) <= blocks[block["type"]], (key, block["type"])


def test_templates_use_only_settings_that_their_schema_declares() -> None:
    for name, schema in schemas().items():
        source = sources()[f"sections/{name}.liquid"]
        declared = {s["id"] for s in schema.get("settings", []) if "id" in s}
        used = set(re.findall(r"section\.settings\.(\w+)", source))
        assert used <= declared, name
        assert declared <= used, f"{name}: settings that nothing reads"


def test_theme_settings_are_declared_and_read() -> None:
    groups = read("config/settings_schema.json")
    declared = {s["id"] for g in groups for s in g.get("settings", []) if "id" in s}
    text = "".join(sources().values())
    used = set(re.findall(r"(?<![.\w])settings\.(\w+)", text))
    networks = {name for name in declared if name.startswith("social_")}
    assert used <= declared
    assert declared - networks <= used


def test_every_text_exists_in_both_languages_and_is_used() -> None:
    english, german = read("locales/en.default.json"), read("locales/de.json")
    used = {k for s in sources().values() for k in re.findall(r"'([a-z_]+(?:\.[a-z_]+)+)' \| t\b", s)}
    assert set(keys(english)) == set(keys(german)) == used


def test_every_label_exists_in_both_languages_and_is_used() -> None:
    english, german = read("locales/en.default.schema.json"), read("locales/de.schema.json")
    text = "".join(sources().values()) + (PACK / "config/settings_schema.json").read_text("utf-8")
    assert set(keys(english)) == set(keys(german)) == set(re.findall(r'"t:([a-z_.]+)"', text))


def test_texts_keep_their_placeholders_in_translation() -> None:
    def flat(tree: Any) -> Iterator[str]:
        if isinstance(tree, str):
            yield tree
        else:
            for value in tree.values():
                yield from flat(value)

    pairs = zip(flat(read("locales/en.default.json")), flat(read("locales/de.json")), strict=True)
    for english, german in pairs:
        names = set(re.findall(r"\{\{ (\w+) \}\}", english)) ^ set(re.findall(r"\{\{ (\w+) \}\}", german))
        assert names <= {"count"}, (english, german)  # "one" may say the number in words


@pytest.mark.parametrize("preset", ["Light", "Warm", "Dark"])
def test_colours_can_be_read(preset: str) -> None:
    for name, scheme in read("config/settings_data.json")["presets"][preset]["color_schemes"].items():
        colours = scheme["settings"]
        for ground in ("background", "surface"):
            for role, least in CONTRAST.items():
                assert contrast(colours[ground], colours[role]) >= least, (name, ground, role)
        assert contrast(colours["accent"], colours["accent_text"]) >= 4.5, name


def test_snippets_and_assets_that_are_named_exist() -> None:
    for path, source in sources().items():
        for name in re.findall(r"\{%-? render '([\w-]+)'", source):
            assert (PACK / "snippets" / f"{name}.liquid").is_file(), (path, name)
        for name in re.findall(r"'([\w.-]+)' \| asset_url", source):
            assert (PACK / "assets" / name).is_file(), (path, name)


def test_nothing_runs_inline_and_nothing_is_fetched_from_elsewhere() -> None:
    for path, source in sources().items():
        assert not re.search(r"\son\w+\s*=", re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)), path
        for attributes in re.findall(r"<script([^>]*)>", source):
            assert "application/ld+json" in attributes or "src=" in attributes, path
    css = "".join(p.read_text("utf-8") for p in (PACK / "assets").glob("*.css"))
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", css)


def test_pictures_reserve_their_place() -> None:
    for path, source in sources().items():
        for tag in re.findall(r"image_tag:?([^}]*)\}\}", source):
            assert "sizes:" in tag and "alt:" in tag, (path, tag)
        assert not re.search(r"<img\b", source), (
            f"{path}: pictures go through image_tag, which writes their size"
        )


@pytest.mark.parametrize("name", sorted(schemas()))
def test_section_schemas_are_valid(name: str) -> None:
    folder = (
        Path(os.environ.get("SHARED_DATA", PACK.parents[2] / "shared" / "data")) / "shopify-theme-schemas"
    )
    if not folder.is_dir():
        pytest.skip("the JSON schemas of the public format are not here")
    jsonschema = pytest.importorskip("jsonschema")
    from referencing import Registry, Resource

    files = {p.name: json.loads(p.read_text("utf-8")) for p in folder.glob("*.json")}
    registry: Any = Registry().with_resources(
        (uri, Resource.from_contents(c))
        for n, c in files.items()
        if "manifest" not in n
        for uri in (n, f"./{n}")
    )
    validator = jsonschema.Draft7Validator(files["section.json"], registry=registry)
    assert [e.message for e in validator.iter_errors(schemas()[name])] == []
