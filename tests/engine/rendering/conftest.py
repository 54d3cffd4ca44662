"""A store with a small theme, rendered without the web."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.base.signing import Signer
from engine.rendering import ports, subjects
from engine.rendering.page import PageSubject, RenderedPage
from engine.rendering.pictures import SignedPictures
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands
from engine.themes.packs import Pack
from tests.factories.shopfront import Shopfront, make_shopfront

FIXED = {
    "layout/theme.liquid": "{{ content_for_header }}|{% sections 'header-group' %}{{ content_for_layout }}",
    "locales/en.default.json": '{"hi": "Hi {{ name }}", "n": {"one": "{{ count }} cup", "other": "{{ count }} cups"}, '
    '"rich_html": "<b>{{ name }}</b>"}',
    "locales/de.json": '{"hi": "Hallo {{ name }}"}',
    "config/settings_schema.json": "[]",
    "config/settings_data.json": "{}",
    "sections/header-group.json": '{"type": "header", "sections": {}, "order": []}',
}


@pytest.fixture
def shop(db: Database, store_id: int) -> Shopfront:
    """An open shop with three products."""
    return make_shopfront(db, store_id)


@pytest.fixture(autouse=True)
def pictures() -> Iterator[None]:
    """Picture addresses are signed with a fixed key."""
    ports.pictures.bind(SignedPictures(Signer("tests")))
    yield


@pytest.fixture
def render(db: Database, shop: Shopfront, tmp_path: Path) -> Callable[..., RenderedPage]:
    """`render({"sections/a.liquid": "…"}, "a")`: a page with these sections of a pack made of these files."""

    def go(
        files: Mapping[str, str],
        *sections: str,
        values: Mapping[str, Any] | None = None,
        find: Callable[[Any], PageSubject | None] = subjects.home,
        template: str = "index",
        section_id: str | None = None,
        compiles: bool = True,
        **visit: Any,
    ) -> RenderedPage:
        folder = tmp_path / "packs" / "small"
        for name, text in {**FIXED, **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        used = {name: {"type": name, **(values or {}).get(name, {})} for name in sections}
        path = folder / "templates" / f"{template}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"sections": used, "order": list(sections)}))
        pack = Pack(folder)
        with db.write(shop.store_id) as session:
            commands.install_pack(session, pack)
            present = {name: used[name] for name in sections if name in pack.sections}
            commands.set_template(session, pack, template, present)
            commands.publish(session)
        themes = Themes(tmp_path / "packs", compiles=compiles)
        with db.read(shop.store_id) as session:
            store = load_store(session, shop.store_id)
            seen = Visit(store=store, addresses=Addresses(store.host), **visit)
            opened = themes.open(session, seen, (template,))
            subject = find(opened.front)
            assert subject is not None
            page = opened.page(subject)
            return page.render_section(section_id) if section_id else page.render()

    return go


@pytest.fixture
def liquid(render: Callable[..., RenderedPage]) -> Callable[..., str]:
    """`liquid("{{ shop.name }}")`: the text that a section of this Liquid writes."""

    def go(source: str, **options: Any) -> str:
        html = render({"sections/one.liquid": f"«{source}»"}, "one", shows_errors=True, **options).html
        return html[html.index("«") + 1 : html.rindex("»")]

    return go
