"""A shop with something of every kind, read through kept parts and anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.base.origins import Addresses
from engine.base.signing import Signer
from engine.catalogue import commands as catalogue
from engine.catalogue.commands import CollectionInput, ProductInput, VariantInput
from engine.catalogue.models import Collection, Media, Product, Variant
from engine.content import commands as content
from engine.content.commands import (
    ArticleInput,
    BlogInput,
    CommentInput,
    EntryInput,
    FieldInput,
    KindInput,
    PageInput,
)
from engine.content.models import Article, Blog, Page
from engine.inventory import commands as inventory
from engine.inventory.commands import LocationInput
from engine.listing import ports as listing
from engine.listing.index import Indexes
from engine.metafields.commands import DefinitionInput, define, set_values
from engine.rendering import ports as pictures
from engine.rendering import subjects
from engine.rendering.fragments import FragmentStore
from engine.rendering.loading import Notes
from engine.rendering.page import PageSubject
from engine.rendering.pictures import SignedPictures
from engine.rendering.service import Themes
from engine.rendering.visit import Visit
from engine.stores import ports as stores
from engine.stores.queries import load_store
from engine.themes import commands as themes
from engine.themes.packs import Pack
from engine.wiring.bind import bind_catalogue, bind_media
from tests.engine.rendering.fragments import probe
from tests.factories.shopfront import make_shopfront

FIELDS = {
    "note": ("single_line_text_field", "Oak"),
    "mate": ("product_reference", "bowl-1"),
    "shelf": ("collection_reference", "shelf"),
    "page": ("page_reference", "about"),
    "post": ("article_reference", "journal/first-firing"),
    "photo": ("file_reference", "product-1-0.webp"),
    "maker": ("metaobject_reference", "maker/ann"),
}
SUBJECTS: dict[str, tuple[str, Callable[[Any], PageSubject | None], dict[str, Any]]] = {
    "home": ("index", subjects.home, {"path": "/"}),
    "home in German": ("index", subjects.home, {"path": "/", "locale": "de"}),
    "product": ("product", lambda f: subjects.product(f, "bowl-0"), {"path": "/products/bowl-0"}),
    "second product": ("product", lambda f: subjects.product(f, "bowl-1"), {"path": "/products/bowl-1"}),
    "in collection": (
        "product",
        lambda f: subjects.product(f, "bowl-0", collection="shelf"),
        {"path": "/collections/shelf/products/bowl-0"},
    ),
    "hidden product": ("product", lambda f: subjects.product(f, "hidden"), {"path": "/products/hidden"}),
    "collection": ("collection", lambda f: subjects.collection(f, "shelf"), {"path": "/collections/shelf"}),
    "all": ("collection", lambda f: subjects.collection(f, "all"), {"path": "/collections/all"}),
    "second page": (
        "collection",
        lambda f: subjects.collection(f, "shelf"),
        {"path": "/collections/shelf", "query": (("page", "2"), ("sort_by", "price-descending"))},
    ),
    "filtered": (
        "collection",
        lambda f: subjects.collection(f, "shelf"),
        {"path": "/collections/shelf", "query": (("filter.v.availability", "1"),)},
    ),
    "by rule": ("collection", lambda f: subjects.collection(f, "ware"), {"path": "/collections/ware"}),
    "collections": ("list-collections", subjects.list_collections, {"path": "/collections"}),
    "page": ("page", lambda f: subjects.page(f, "about"), {"path": "/pages/about"}),
    "hidden page": ("page", lambda f: subjects.page(f, "hidden"), {"path": "/pages/hidden"}),
    "blog": ("blog", lambda f: subjects.blog(f, "journal"), {"path": "/blogs/journal"}),
    "tagged": ("blog", lambda f: subjects.blog(f, "journal", "kiln"), {"path": "/blogs/journal/tagged/kiln"}),
    "article": (
        "article",
        lambda f: subjects.article(f, "journal", "first-firing"),
        {"path": "/blogs/journal/first-firing"},
    ),
    "cart": ("cart", subjects.cart, {"path": "/cart"}),
    "nowhere": ("404", subjects.not_found, {"path": "/nowhere"}),
}
"""Page: its template, what it is about, and where it stands."""


@dataclass
class World:
    """``fresh`` makes every page anew, ``traced`` looks along what was read for texts, ``keeping`` keeps parts."""

    db: Database
    id: int
    packs: Path
    fresh: Themes
    traced: Themes
    keeping: Themes
    random: Random = field(default_factory=lambda: Random(1))
    seen: set[str] = field(default_factory=set)
    """Pages that could be read, of those that were."""

    @property
    def pack(self) -> Pack:
        return Pack(self.packs / "probe")

    def some(self, session: StoreSession, model: Any, *conditions: Any) -> Any:
        """One of the store's records of a kind, or None."""
        found = session.scalars(select(model).where(*conditions).order_by(model.id)).all()
        return self.random.choice(found) if found else None

    def visit(self, session: StoreSession, name: str, **more: Any) -> Visit:
        """A visit of one of the pages above."""
        store = load_store(session, self.id)
        return Visit(store=store, addresses=Addresses(store.host), **{**SUBJECTS[name][2], **more})

    def render(self, themes: Themes, session: StoreSession, name: str, **more: Any) -> str | None:
        """The page; None where there is none."""
        template, find, _ = SUBJECTS[name]
        opened = themes.open(session, self.visit(session, name, **more), (template,))
        renderer = opened.page_of(find)
        if renderer is None:
            return None
        done = renderer.render()
        assert done.problems == [], (name, done.problems)
        return f"{done.status}{sorted(done.hashes.scripts)}{done.html}"

    def notes(self, themes: Themes, session: StoreSession, name: str) -> Notes:
        """What the page notes as it is made."""
        template, find, _ = SUBJECTS[name]
        opened = themes.open(session, self.visit(session, name), (template,))
        renderer = opened.page_of(find)
        if renderer is not None:
            renderer.render()
        return opened.front.loading.notes.now

    def compare(self, *names: str) -> None:
        """Each page is the same kept, traced and anew, in one snapshot."""
        for name in names or SUBJECTS:
            with self.db.read(self.id) as session:
                kept = self.render(self.keeping, session, name)
                fresh = self.render(self.fresh, session, name)
                traced = self.render(self.traced, session, name)
            if fresh is not None:
                self.seen.add(name)
            assert kept == fresh, difference(name, kept, fresh)
            assert traced == fresh, difference(f"{name}, traced", traced, fresh)


def difference(name: str, kept: str | None, fresh: str | None) -> str:
    """Where two pages part."""
    if kept is None or fresh is None:
        return f"{name}: kept {kept and kept[:80]!r}, anew {fresh and fresh[:80]!r}"
    at = next((i for i, (a, b) in enumerate(zip(kept, fresh, strict=False)) if a != b), 0)
    return (
        f"{name}: kept …{kept[max(at - 150, 0) : at + 150]!r}, anew …{fresh[max(at - 150, 0) : at + 150]!r}"
    )


def make_world(db: Database, store_id: int, folder: Path) -> World:
    """The shop, with a pack that shows all of it."""
    bind_catalogue()
    from engine.base.files import open_store

    bind_media(open_store(f"file://{folder / 'media'}"), folder / "cache")
    listing.indexes.bind(Indexes(folder / "search"))
    stores.gateway_names.bind(lambda: ["test", "manual"])
    stores.has_sales.bind(lambda session: False)
    pictures.pictures.bind(SignedPictures(Signer("tests")))
    make_shopfront(db, store_id, 4)
    with db.write(store_id) as session:
        _fill(session)
        picks = _picks(session)
    probe.write(folder / "packs" / "probe", picks)
    with db.write(store_id) as session:
        themes.wear_pack(session, Pack(folder / "packs" / "probe"))
    fragments = FragmentStore(64_000_000)
    return World(
        db,
        store_id,
        folder / "packs",
        Themes(folder / "packs", traces=False),
        Themes(folder / "packs"),
        Themes(folder / "packs", fragments=fragments),
    )


def _fill(session: StoreSession) -> None:
    for name, pickup in (("Counter", True), ("Store room", False)):
        place = LocationInput(name, kind="shop", address={"city": "Berlin"}, offers_pickup=pickup)
        location = inventory.create_location(session, place, SYSTEM)
        for item in session.scalars(select(Variant.inventory_item_id).order_by(Variant.id)):
            inventory.receive(session, location.id, {item: 2}, actor=SYSTEM)
    for owner in ("product", "variant", "collection", "page", "blog", "article", "shop"):
        define(session, DefinitionInput(owner, "custom", "note", "single_line_text_field"), SYSTEM)
    fields = (
        FieldInput("name", "single_line_text_field", required=True),
        FieldInput("photo", "file_reference"),
        FieldInput("best", "product_reference"),
    )
    content.define_metaobject(session, KindInput("maker", fields, publishable=True), SYSTEM)
    for name in ("Ann", "Bo"):
        given = {"name": name, "photo": "product-0-0.webp", "best": "bowl-2"}
        content.create_metaobject(session, "maker", EntryInput(given), SYSTEM)
    types = {("custom", key): kind for key, (kind, _) in FIELDS.items()}
    products = session.scalars(select(Product).order_by(Product.id)).all()
    for at, product in enumerate(products):
        given = {("custom", key): value for key, (_, value) in FIELDS.items()}
        given["custom", "mate"] = products[(at + 1) % len(products)].handle
        set_values(session, "product", product.id, given, SYSTEM, types=types)
    variant = session.scalars(select(Variant).order_by(Variant.id)).first()
    way = {("custom", "way"): variant.id if variant else None}
    set_values(
        session, "product", products[0].id, way, SYSTEM, types={("custom", "way"): "variant_reference"}
    )
    for owner, model in (("collection", Collection), ("page", Page), ("blog", Blog), ("article", Article)):
        for record in session.scalars(select(model)):
            set_values(session, owner, record.id, {("custom", "note"): f"{owner} note"}, SYSTEM)
    set_values(session, "shop", session.store, {("custom", "note"): "shop note"}, SYSTEM)
    content.create_page(session, PageInput("Privacy", "<p>Yours.</p>", handle="privacy-policy"), SYSTEM)
    content.create_page(session, PageInput("Hidden", handle="hidden", is_published=False), SYSTEM)
    coming = clock.now() + timedelta(days=40)
    content.create_page(session, PageInput("Coming", handle="coming", published_at=coming), SYSTEM)
    hidden = ProductInput("Hidden bowl", handle="hidden", product_type="Bowls")
    catalogue.create_product(session, hidden, SYSTEM, variants=[VariantInput(900, sku="H-1", on_hand=3)])
    rule = [{"field": "type", "relation": "equals", "value": "Bowls"}]
    catalogue.create_collection(
        session, CollectionInput("Ware", handle="ware", kind="rule", rules=rule), SYSTEM
    )
    journal = session.scalars(select(Blog)).one()
    content.update_blog(session, journal.id, BlogInput("Journal", comments="open"), SYSTEM)
    first = session.scalars(select(Article).where(Article.handle == "first-firing")).one()
    content.post_comment(session, first.id, CommentInput("Ida", "ida@a.example", "How warm?"))
    content.create_article(
        session, journal.id, ArticleInput("Hidden", handle="hidden", is_published=False), SYSTEM
    )


def _picks(session: StoreSession) -> dict[str, Any]:
    """Half of them by number, half by name."""

    def first(model: Any, **is_: Any) -> Any:
        return session.scalars(select(model).filter_by(**is_).order_by(model.id)).first()

    return {
        "product": {"id": first(Product).id, "handle": "bowl-0"},
        "collection": "shelf",
        "page": "about",
        "blog": {"id": first(Blog).id, "handle": "journal"},
        "article": {"id": first(Article).id, "handle": "journal/first-firing"},
        "image_picker": {"id": first(Media).id},
        "link_list": "main-menu",
        "product_list": ["bowl-1", "hidden", "bowl-3"],
        "collection_list": ["shelf", "hidden", {"id": first(Collection, handle="ostara-ceramics").id}],
        "metaobject": "maker/ann",
    }


__all__ = ["SUBJECTS", "World", "difference", "make_world", "replace"]
