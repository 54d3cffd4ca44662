"""Every page of every pack says the same whether its parts are made or kept, and what is kept is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering.fragments import FragmentStore
from engine.rendering.page import PageRenderer
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from tests.contracts.compiled_test import PACKS, PAGES
from tests.factories.shopfront import Shopfront, install_theme
from tests.support.counting import counted

KEPT = {name: page for name, page in PAGES.items() if not {"form", "cart_error"} & page[2].keys()}
PATHS = {
    "home": "/",
    "product": "/products/bowl-1",
    "collection": "/collections/shelf",
    "filtered": "/collections/all",
    "collections": "/collections",
    "page": "/pages/about",
    "blog": "/blogs/journal",
    "article": "/blogs/journal/first-firing",
    "search": "/search",
    "404": "/nowhere",
    "german": "/",
}
MOST_WARM = 5
"""Statements of a page whose parts all hold: its sections, the counters, and what is a visitor's own or found anew."""


def _renderer(themes: Themes, session: object, visit: Visit, name: str) -> PageRenderer:
    template, find, _ = PAGES[name]
    renderer = themes.open(session, visit, (template,)).page_of(find)  # type: ignore[arg-type]
    assert renderer is not None, name
    return renderer


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_a_kept_page_is_the_page(db: Database, shop: Shopfront, folder: Path) -> None:
    install_theme(db, shop.store_id, folder)
    fresh, keeping = (
        Themes(folder.parent, traces=False),
        Themes(folder.parent, fragments=FragmentStore(32_000_000)),
    )
    with db.read(shop.store_id) as session:
        store = load_store(session, shop.store_id)
    for name in KEPT:
        visit = Visit(store=store, addresses=Addresses(store.host), path=PATHS[name], **PAGES[name][2])
        pages, statements = [], []
        for themes in (fresh, keeping, keeping, keeping):
            with db.read(shop.store_id) as session, counted(db) as counts:
                renderer = _renderer(themes, session, visit, name)
                done = renderer.render()
            assert done.problems == [], name
            pages.append((done.html, done.hashes, done.status))
            statements.append(counts)
        assert pages[1] == pages[0], name
        assert pages[2] == pages[0], name
        assert pages[3] == pages[0], name
        if name != "search":
            assert statements[3].count <= MOST_WARM, (name, statements[3])


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_what_does_not_depend_on_the_page_is_made_once_for_all(
    db: Database, shop: Shopfront, folder: Path
) -> None:
    """The second product's page finds header and footer kept."""
    install_theme(db, shop.store_id, folder)
    themes = Themes(folder.parent, fragments=FragmentStore(32_000_000))
    with db.read(shop.store_id) as session:
        store = load_store(session, shop.store_id)
        for path in ("/", "/collections"):
            visit = Visit(store=store, addresses=Addresses(store.host), path=path)
            renderer = _renderer(themes, session, visit, "home" if path == "/" else "collections")
            renderer.render()
        visit = Visit(store=store, addresses=Addresses(store.host), path="/")
        again = _renderer(themes, session, visit, "home")
        again.render()
        assert again.keeper is not None
        assert again.kept_page() is not None
