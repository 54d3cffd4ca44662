"""Every pack keeps the same word: it is whole, light, spoken in two languages, readable by day and by night, and every
section of it stands with little, usual and far too much content."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from engine.base.db import Database
from engine.base.signing import Signer
from engine.listing import ports as listing
from engine.listing.index import Indexes
from engine.rendering import ports
from engine.rendering.accounts import PAGES as ACCOUNT_PAGES
from engine.rendering.fonts import path_of as font_file
from engine.rendering.pictures import SignedPictures
from engine.stores.commands import create_store
from engine.themes.packs import Pack
from engine.themes.schema import BlockType, SectionSchema
from tests.factories.extremes import Extremes, make_extremes
from tests.support import stress
from tests.support.browser import PHONE, axe_violations, context

PACKS = sorted(p for p in (Path(__file__).resolve().parents[2] / "theme_packs").iterdir() if p.is_dir())
CSS_LIMIT, SCRIPT_LIMIT = 60_000, 20_000
LEAST_SECTIONS, PRESETS = 18, 3
TEMPLATES = {f"customers/{name}" for name in ACCOUNT_PAGES} | {
    "404", "article", "blog", "cart", "collection", "index", "list-collections", "page", "page.contact", "password",
    "product", "search",
}  # fmt: skip
"""Every kind of page that a shop here has; the format's gift cards do not exist."""
LEAST_CONTRAST = {"text": 7.0, "muted": 4.5, "success": 4.5, "warning": 4.5, "danger": 4.5, "focus": 3.0}
NIGHT = "night_"
"""Before the roles of a scheme that has both halves; other packs have dark schemes beside the light ones."""
each_pack = pytest.mark.parametrize("pack", [Pack(p) for p in PACKS], ids=lambda p: p.name)


@cache
def sources(pack: Pack) -> dict[str, str]:
    return {path: pack.text(path) or "" for path in pack.files if path.endswith(".liquid")}


def texts(pack: Pack, name: str) -> dict[str, Any]:
    """Texts of a locale file by dotted key; a plural counts as one."""

    def walk(tree: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
        for key, value in tree.items():
            if isinstance(value, dict) and "other" not in value:
                yield from walk(value, f"{above}{key}.")
            else:
                yield f"{above}{key}", value

    return dict(walk(pack.json(f"locales/{name}.json"), ""))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def schemes(pack: Pack, preset: str) -> dict[str, dict[str, str]]:
    """The colour schemes of a style preset: role → colour."""
    group = next(s.id for s in pack.settings_schema.settings if s.type == "color_scheme_group")
    return {name: scheme["settings"] for name, scheme in pack.presets[preset][group].items()}


# -- what lies in the folder ----------------------------------------------------------------------------------


@each_pack
def test_it_is_whole_and_light(pack: Pack) -> None:
    assert pack.check() == []
    assert len(pack.sections) >= LEAST_SECTIONS
    assert set(pack.templates) | pack.liquid_templates >= TEMPLATES
    assert set(pack.groups) == {"header-group", "footer-group"}
    sent = {
        kind: sum(
            f.stat().st_size for n, f in pack.files.items() if n.startswith("assets/") and n.endswith(kind)
        )
        for kind in (".css", ".js")
    }
    assert 0 < sent[".css"] < CSS_LIMIT
    assert 0 < sent[".js"] < SCRIPT_LIMIT


@each_pack
def test_starting_content_names_only_what_exists(pack: Pack) -> None:
    def look(owner: SectionSchema | BlockType, data: dict[str, Any], place: str) -> None:
        assert set(data.get("settings", {})) <= {s.id for s in owner.settings}, place
        assert sorted(data.get("block_order", [])) == sorted(data.get("blocks", {})), place
        for key, block in data.get("blocks", {}).items():
            kind = pack.block_type(owner.blocks, block["type"])
            assert kind is not None, (place, key)
            look(kind, block, f"{place}/{key}")

    for file in (*pack.templates.values(), *pack.groups.values()):
        for use in file.sections:
            look(pack.sections[use.file], use.data, f"{file.name}/{use.key}")


@each_pack
def test_texts_and_labels_stand_in_every_language_and_are_used(pack: Pack) -> None:
    assert len(pack.locales) >= 2 and pack.default_locale == "en"
    said = "".join(sources(pack).values())
    schemas = said + json.dumps(pack.json("config/settings_schema.json"))
    used = {
        "": set(re.findall(r"'([a-z_]+(?:\.[a-z_]+)+)' \| t\b", said)),
        ".schema": set(re.findall(r'"t:([a-z_.]+)"', schemas)),
    }
    for kind, names in used.items():
        english = texts(pack, f"en.default{kind}")
        assert set(english) == names
        for locale in set(pack.locales) - {"en"}:
            other = texts(pack, f"{locale}{kind}")
            assert set(other) == names, locale
            for key, text in english.items():
                places = set(re.findall(r"\{\{ (\w+) \}\}", json.dumps(text))) ^ set(
                    re.findall(r"\{\{ (\w+) \}\}", json.dumps(other[key]))
                )
                assert places <= {"count"}, key  # "one" may say the number in words


@each_pack
def test_style_presets_look_different_and_can_be_read(pack: Pack) -> None:
    assert len(pack.presets) == PRESETS
    looks = []
    for preset, settings in pack.presets.items():
        fonts = tuple(v for k, v in sorted(settings.items()) if k.endswith("_font"))
        first = next(iter(schemes(pack, preset).values()))
        looks.append((first["background"], first["accent"], fonts))
        for name, scheme in schemes(pack, preset).items():
            for half in ("", NIGHT) if NIGHT + "text" in scheme else ("",):
                for ground in ("background", "surface"):
                    for role, least in LEAST_CONTRAST.items():
                        found = contrast(scheme[half + ground], scheme[half + role])
                        assert found >= least, (preset, name, half, ground, role)
                assert contrast(scheme[half + "accent"], scheme[half + "accent_text"]) >= 4.5, (preset, name)
    for place in range(2):
        assert len({look[place + 1] for look in looks}) == PRESETS, looks


@each_pack
def test_it_has_a_day_and_a_night(pack: Pack) -> None:
    grounds = [
        luminance(scheme[half + "background"])
        for scheme in schemes(pack, next(iter(pack.presets))).values()
        for half in ("", NIGHT)
        if half + "background" in scheme
    ]
    assert max(grounds) > 0.8
    assert min(grounds) < 0.03
    css = "".join(p.read_text("utf-8") for n, p in pack.files.items() if n.endswith(".css"))
    assert "prefers-color-scheme" in css + "".join(sources(pack).values())
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", css), "nothing is fetched from elsewhere"


@each_pack
def test_pictures_are_responsive_and_reserve_their_place(pack: Pack) -> None:
    for path, source in sources(pack).items():
        for tag in re.findall(r"image_tag:?([^}]*)\}\}", source):
            assert all(f"{word}:" in tag for word in ("sizes", "widths", "alt")), (path, tag)
        assert not re.search(r"<img\b", source), f"{path}: image_tag writes a picture's size"
        assert not re.search(r"\son\w+\s*=", re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL)), path
        for name in re.findall(r"'([\w.-]+)' \| asset_url", source):
            assert pack.asset(name) is not None, (path, name)


@each_pack
def test_schemas_are_valid_by_the_public_format(pack: Pack) -> None:
    shared = Path(os.environ.get("SHARED_DATA", PACKS[0].parents[2] / "shared" / "data"))
    if not (shared / "shopify-theme-schemas").is_dir():
        pytest.skip("the JSON schemas of the public format are not here")
    jsonschema = pytest.importorskip("jsonschema")
    from referencing import Registry, Resource

    files = {
        p.name: json.loads(p.read_text("utf-8")) for p in (shared / "shopify-theme-schemas").glob("*.json")
    }
    named = (
        (u, Resource.from_contents(c)) for n, c in files.items() if "manifest" not in n for u in (n, f"./{n}")
    )
    registry: Any = Registry().with_resources(named)
    for folder, schema in (("sections", "section.json"), ("blocks", "theme_block.json")):
        validator = jsonschema.Draft7Validator(files[schema], registry=registry)
        for name in pack.names(folder, ".liquid"):
            text, _ = pack.schema_text(f"{folder}/{name}.liquid")
            assert [e.message for e in validator.iter_errors(json.loads(text or "{}"))] == [], name


# -- what people see ------------------------------------------------------------------------------------------


@pytest.fixture
def extremes(sqlite_db: Database, tmp_path: Path) -> Extremes:
    """The shop; pictures are signed with a fixed key, and there is no search index, so the database is searched."""
    ports.pictures.bind(SignedPictures(Signer("tests")))
    listing.indexes.bind(Indexes(tmp_path / "search"))
    with sqlite_db.write(None, cross_store="a new store has no session of its own yet") as session:
        made = create_store(session, name="Ostara", handle="ostara", base_domain="localhost", currency="EUR")
    return make_extremes(sqlite_db, made.id)


class Window:
    """A page of the browser to which any HTML can be given; assets and fonts come from the folder, pictures are grey."""

    def __init__(self, page: Page, pack: Pack) -> None:
        self.page, self.pack, self.html = page, pack, ""
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.split("/", 3)[-1].split("?")[0]
        name = path.rsplit("/", 1)[-1]
        if path == "page":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif path.startswith("assets/") and self.pack.asset(name) is not None:
            route.fulfill(path=self.pack.asset(name))
        elif path.startswith("fonts/") and font_file(name) is not None:
            route.fulfill(path=font_file(name))
        elif route.request.resource_type == "image":
            route.fulfill(body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
        else:
            route.fulfill(status=404, body="")

    def faults(self, html: str, *, every_rule: bool) -> list[str]:
        """What is wrong with the page on a phone by day; its colours by night."""
        self.html = html
        self.page.emulate_media(color_scheme="light")
        self.page.goto("http://ostara.localhost/page")
        found: list[str] = list(self.page.evaluate(stress.PAGE_FAULTS))
        found += axe_violations(self.page, *(() if every_rule else stress.OF_PARTS))
        self.page.emulate_media(color_scheme="dark")
        self.page.wait_for_function("!document.getAnimations().some(each => each instanceof CSSTransition)")
        return found + [f"dark: {line}" for line in axe_violations(self.page, "color-contrast")]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
@each_pack
def test_every_section_stands_whatever_it_is_given(
    pack: Pack, sqlite_db: Database, extremes: Extremes, browser: Browser
) -> None:
    opened = context(browser, PHONE)
    window = Window(opened.new_page(), pack)
    stressed, found = stress.Stressed(sqlite_db, extremes, pack), []
    for kind in stress.KINDS:
        for template, html in stressed.pages(kind):
            found += [f"{kind} {template}: {fault}" for fault in window.faults(html, every_rule=False)]
            assert "Liquid error" not in html
    opened.close()
    assert set(pack.sections) - stressed.shown <= stress.ASKED_FOR_ALONE
    found += stressed.problems
    assert not found, "\n" + "\n".join(found)
