"""Every pack of ours runs compiled, whole, and every page and section of it says what the interpreter says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering import subjects
from engine.rendering.page import PageSubject
from engine.rendering.service import Themes
from engine.rendering.templates import Templates
from engine.rendering.visit import FormState, Visit
from engine.stores.queries import load_store
from engine.themes.packs import Pack
from tests.factories.shopfront import Shopfront, install_theme

PACKS = sorted(p for p in (Path(__file__).resolve().parents[2] / "theme_packs").iterdir() if p.is_dir())
PAGES: dict[str, tuple[str, Callable[[Any], PageSubject | None], dict[str, Any]]] = {
    "home": ("index", subjects.home, {}),
    "product": ("product", lambda front: subjects.product(front, "bowl-1"), {}),
    "collection": ("collection", lambda front: subjects.collection(front, "shelf"), {}),
    "filtered": (
        "collection",
        lambda front: subjects.collection(front, "all"),
        {"query": (("filter.v.availability", "1"), ("page", "2"))},
    ),
    "collections": ("list-collections", subjects.list_collections, {}),
    "page": ("page", lambda front: subjects.page(front, "about"), {}),
    "blog": ("blog", lambda front: subjects.blog(front, "journal"), {}),
    "article": ("article", lambda front: subjects.article(front, "journal", "first-firing"), {}),
    "search": ("search", subjects.search, {"query": (("q", "bowl"),)}),
    "cart": ("cart", subjects.cart, {"cart_error": "<b>Sold</b> out"}),
    "404": ("404", subjects.not_found, {}),
    "password": ("password", subjects.password, {"form": FormState("storefront_password", {}, {"form": "No"})}),
    "german": ("index", subjects.home, {"locale": "de"}),
}  # fmt: skip


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_nothing_of_ours_is_left_to_the_interpreter(folder: Path) -> None:
    pack, templates = Pack(folder), Templates()
    left, compiled = [], 0
    for path in sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.liquid")):
        template = templates.get(pack, path)
        assert template is not None
        if template.compiled is None or template.compiled.fallbacks:
            left.append((path, template.compiled and template.compiled.fallbacks))
        compiled += template.compiled is not None
    assert left == [] and compiled > 20


@pytest.mark.parametrize("author", [True, False], ids=["author", "shopper"])
@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_every_page_and_section_says_the_same(
    db: Database, shop: Shopfront, folder: Path, author: bool
) -> None:
    """Compiled and interpreted; and for a shopper, whose texts are kept, a second and third time too."""
    install_theme(db, shop.store_id, folder)
    compiled = Themes(folder.parent)
    ways = [compiled, Themes(folder.parent, compiles=False), *[compiled] * (0 if author else 2)]
    seen = 0
    with db.read(shop.store_id) as session:
        store = load_store(session, shop.store_id)
        for name, (template, find, more) in PAGES.items():
            visit = Visit(store=store, addresses=Addresses(store.host), shows_errors=author, **more)
            pages = []
            for themes in ways:
                opened = themes.open(session, visit, (template,))
                subject = find(opened.front)
                assert subject is not None, name
                renderer = opened.page(subject)
                page = renderer.render()
                assert page.problems == [], name
                alone = {file: renderer.render_section(file).html for file in sorted(renderer.pack.sections)}
                pages.append((page.html, page.hashes, alone, renderer.problems))
            for page in pages[1:]:
                assert page == pages[0], name
            assert len(pages[0][0]) > 2_000, name
            seen += 1 + len(pages[0][2])
    assert seen > 13 * 18
