"""A store whose pages are filled, worn by one pack after the other, and its pages as shoppers get them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine.base.actor import Actor
from engine.base.clock import FixedClock
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.base.signing import Signer
from engine.listing import ports as listing
from engine.listing.index import Indexes
from engine.rendering import ports, subjects
from engine.rendering.page import PageSubject
from engine.rendering.pictures import SignedPictures
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores.queries import load_store
from engine.themes import commands
from engine.themes.matching import fill
from engine.themes.packs import Pack
from engine.themes.switching import commands as switching
from tests.factories.shopfront import PACKS, Shopfront, make_shopfront
from tests.support.shipped import pack_at, share_packs

ANNA = Actor("staff", "Anna", 7)
Find = Callable[[Any], PageSubject | None]
PAGES: dict[str, tuple[str, Find, dict[str, Any]]] = {
    "home": ("index", subjects.home, {}),
    "product": ("product", lambda front: subjects.product(front, "bowl-1"), {}),
    "collection": ("collection", lambda front: subjects.collection(front, "shelf"), {}),
    "collections": ("list-collections", subjects.list_collections, {}),
    "page": ("page", lambda front: subjects.page(front, "about"), {}),
    "blog": ("blog", lambda front: subjects.blog(front, "journal"), {}),
    "article": ("article", lambda front: subjects.article(front, "journal", "first-firing"), {}),
    "search": ("search", subjects.search, {"query": (("q", "bowl"),)}),
    "cart": ("cart", subjects.cart, {}),
    "404": ("404", subjects.not_found, {}),
}
MOST = 20


@dataclass
class Wardrobe:
    """A store and its packs."""

    db: Database
    shop: Shopfront
    packs: dict[str, Pack]
    folder: Path
    themes: dict[str, int] = field(default_factory=dict)
    renderers: dict[str, Themes] = field(default_factory=dict)

    def wear(self, name: str, **publishing: Any) -> int:
        """Prepare a pack and publish it; returns the theme's id."""
        pack = self.packs[name]
        with self.db.write(self.shop.store_id) as session:
            theme = switching.prepare_theme(session, pack, self.packs.values(), actor=ANNA)
            commands.publish(session, theme_id=theme.id, page_themes={}, actor=ANNA, **publishing)
            self.themes[name] = theme.id
            return theme.id

    def prepare(self, name: str) -> int:
        """Have a pack as a draft."""
        with self.db.write(self.shop.store_id) as session:
            theme = switching.prepare_theme(session, self.packs[name], self.packs.values(), actor=ANNA)
            self.themes[name] = theme.id
            return theme.id

    def pages(self, *names: str, draft: int | None = None, strict: bool = True) -> dict[str, str]:
        """Pages by name, as shoppers get them or, with a theme's id, as its preview shows them."""
        found: dict[str, str] = {}
        themes = Themes(self.folder)
        share_packs(themes.library)
        with self.db.read(self.shop.store_id) as session:
            store = load_store(session, self.shop.store_id)
            for name, (template, find, more) in PAGES.items():
                if names and name not in names:
                    continue
                visit = Visit(store=store, addresses=Addresses(store.host), seconds=20, **more)
                opened = themes.open(session, visit, (template,), draft=draft is not None, theme_id=draft)
                subject = find(opened.front)
                assert subject is not None
                page = opened.page(subject).render()
                assert not strict or page.problems == [], (name, page.problems)
                found[name] = page.html
        return found


def filled_home(pack: Pack) -> dict[str, Any]:
    """A home page of the pack's sections with the most that each can hold."""
    found: dict[str, Any] = {}
    for file, schema in pack.sections.items():
        if schema.presets and schema.allows("index") and len(found) < MOST:
            found[f"own-{len(found)}"] = {"type": file, **fill.full(pack, schema)}
    return found


@pytest.fixture
def wardrobe(
    db: Database, store_id: int, clock: FixedClock, tmp_path: Path
) -> Iterator[Callable[[str], Wardrobe]]:
    """`wardrobe("folio")`: a store that wears that pack, its home page filled with content."""
    ports.pictures.bind(SignedPictures(Signer("tests")))
    listing.indexes.bind(Indexes(tmp_path / "search"))

    def dress(name: str, folder: Path = PACKS) -> Wardrobe:
        packs = {p.name: pack_at(p) for p in sorted(folder.iterdir()) if (p / "sections").is_dir()}
        made = Wardrobe(db, make_shopfront(db, store_id), packs, folder)
        with db.write(store_id) as session:
            theme = commands.wear_pack(session, packs[name])
            commands.set_template(session, packs[name], "index", filled_home(packs[name]))
            commands.publish(session)
            made.themes[name] = theme.id
        return made

    yield dress


def words(html: str) -> set[str]:
    """The sample texts on a page: `heading 12` and the like are written by the filling, each once."""
    return set(re.findall(r"[\w.-]+", re.sub(r"<[^>]*>", " ", html)))
