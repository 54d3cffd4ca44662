"""Pages of one kind wear another theme: its layout, header, settings and files; the other pages keep theirs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.base.db import Database
from engine.base.settings import Settings
from engine.stores.commands import NewStore
from engine.themes import commands
from engine.themes.packs import Pack
from tests.factories.shopfront import make_shopfront
from tests.support import compiled, serving
from tests.support.serving import HostClient

SECTION = """<p>{{ section.settings.words }}</p>
{% schema %}{"name": "Words", "settings": [{"type": "text", "id": "words", "label": "W"}]}{% endschema %}"""


def write_pack(folder: Path) -> Pack:
    """A pack whose layout, header, pages, settings and style sheet say its name."""
    name = folder.name
    words = {"type": "words", "settings": {"words": f"section of {name}"}}
    files = {
        "layout/theme.liquid": f"<body data-layout='{name}'>{{{{ content_for_header }}}}"
        "{{ 'look.css' | asset_url | stylesheet_tag }}{% sections 'header-group' %}{{ content_for_layout }}</body>",
        "assets/look.css.liquid": "body { color: {{ settings.ink }}; }",
        "config/settings_schema.json": json.dumps(
            [
                {"name": "theme_info", "theme_name": name.title()},
                {
                    "name": "All",
                    "settings": [{"type": "color", "id": "ink", "label": "Ink", "default": "#000000"}],
                },
            ]
        ),
        "config/settings_data.json": "{}",
        "locales/en.default.json": "{}",
        "sections/words.liquid": SECTION,
        "sections/header-group.json": json.dumps(
            {"type": "header", "sections": {"top": words}, "order": ["top"]}
        ),
        **{
            f"templates/{page}.json": json.dumps({"sections": {"main": words}, "order": ["main"]})
            for page in ("index", "product")
        },
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return Pack(folder)


@pytest.fixture
def packs(tmp_path: Path) -> tuple[Pack, Pack]:
    return write_pack(tmp_path / "packs" / "alpha"), write_pack(tmp_path / "packs" / "beta")


@pytest.fixture
def shopper(
    packs: tuple[Pack, Pack], db: Database, settings: Settings, store: NewStore
) -> Iterator[HostClient]:
    from app import create_app

    app = create_app(replace(settings, theme_packs=packs[0].folder.parent))
    compiled.share_pages(app.extensions["vitrine_origins"].values())
    make_shopfront(db, store.id, 1)
    yield serving.client_at(app, store.host)
    app.extensions["vitrine"].db.close()


def test_product_pages_wear_another_theme(
    shopper: HostClient, packs: tuple[Pack, Pack], db: Database, store: NewStore
) -> None:
    alpha, beta = packs
    with db.write(store.id) as session:
        commands.wear_pack(session, alpha)
        theme = commands.install_pack(session, beta, role="draft")
        given = {"main": {"type": "words", "settings": {"words": "section of beta"}}}
        commands.set_template(session, beta, "product", given)
        commands.set_template(session, beta, "group:header-group", {"top": given["main"]})
        ink = {"settings": {"type": "settings_schema", "settings": {"ink": "#123456"}}}
        commands.set_template(session, beta, "settings", ink)
    pages = _pages(shopper)
    assert pages == {"/": {"alpha"}, "/products/bowl-0": {"alpha"}}
    with db.write(store.id) as session:
        commands.publish(session, page_themes={"product": theme.id})
    page = shopper.get("/products/bowl-0").text
    assert "data-layout='beta'" in page
    assert page.count("section of beta") == 2
    sheet = re.search(r'href="([^"]*look\.css[^"]*)"', page)
    assert sheet is not None and "/assets/beta-" in sheet[1]
    assert shopper.get(sheet[1].removeprefix(shopper.home)).text.strip() == "body { color: #123456; }"
    assert "data-layout='alpha'" in shopper.get("/").text


def _pages(shopper: HostClient) -> dict[str, set[str]]:
    """Which layouts the pages have."""
    return {
        path: set(re.findall(r"data-layout='(\w+)'", shopper.get(path).text))
        for path in ("/", "/products/bowl-0")
    }
