"""A shop with a theme and something to show: for tests of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.base import clock
from engine.base.db import Database, StoreSession
from engine.catalogue.models import (
    Collection,
    CollectionProduct,
    Media,
    Product,
    ProductMedia,
    ProductOption,
    Variant,
)
from engine.content.models import Article, Blog, Menu, MenuItem, Page
from engine.inventory.models import InventoryItem
from engine.stores.models import Store
from engine.themes import commands
from engine.themes.packs import Pack
from tests.factories.designations import offer
from tests.factories.products import make_partner
from tests.support.shipped import PACKS, pack_at


@dataclass(frozen=True)
class Shopfront:
    """Handles of what was made."""

    store_id: int
    products: tuple[str, ...]
    collection: str = "shelf"
    brand_collection: str = "ostara-ceramics"
    page: str = "about"
    blog: str = "journal"
    article: str = "first-firing"


def open_shop(db: Database, store_id: int) -> None:
    """Take the password page away."""
    with db.write(None, cross_store="opening a shop for a test") as session:
        store = session.get(Store, store_id)
        assert store is not None
        store.status = "open"


def install_theme(db: Database, store_id: int, folder: Path | None = None) -> Pack:
    """Install a pack (Folio, unless another folder is given) as the store's theme."""
    pack = pack_at(folder or PACKS / "folio")
    with db.write(store_id) as session:
        commands.install_pack(session, pack)
    return pack


def make_picture(session: StoreSession, name: str) -> int:
    """A picture's record; its file is not there."""
    media = Media(
        kind="image",
        storage_key=f"{session.store}/{name}",
        file_name=name,
        content_type="image/webp",
        byte_size=1000,
        width=1600,
        height=1200,
        alt=f"Picture of {name}",
        sha256="0" * 64,
        created_at=clock.now(),
    )
    session.add(media)
    session.flush()
    return media.id


def make_shopfront(db: Database, store_id: int, products: int = 3, *, per_variants: int = 2) -> Shopfront:
    """An open shop with products in a collection, a brand collection, pages, a blog, menus and Folio."""
    open_shop(db, store_id)
    now = clock.now() - timedelta(hours=1)
    with db.write(store_id) as session:
        handles = [_product(session, n, per_variants, now) for n in range(products)]
        ids = [p.id for p in handles]
        shelf = _collection(session, "shelf", "The shelf", ids, now)
        _collection(session, "ostara-ceramics", "Ostara Ceramics", ids, now)
        page = Page(handle="about", title="About us", body_html="<p>Since 1911.</p>", **_dates(now))
        blog = Blog(handle="journal", title="Journal", created_at=now, updated_at=now)
        session.add(page)
        session.add(blog)
        session.flush()
        for number, name in enumerate(("first-firing", "second-firing", "third-firing")):
            session.add(
                Article(
                    blog_id=blog.id,
                    handle=name,
                    title=name.replace("-", " ").title(),
                    author="Ann",
                    excerpt_html="<p>Short &amp; warm.</p>",
                    body_html="<p>Long.</p>",
                    tags=["Kiln", "Workshop visits"] if number else ["Kiln"],
                    media_id=make_picture(session, f"article-{number}.webp"),
                    published_at=now - timedelta(days=number),
                    created_at=now,
                    updated_at=now,
                )
            )
        menu = Menu(handle="main-menu", title="Main menu", created_at=now, updated_at=now)
        session.add(menu)
        session.flush()
        links: list[tuple[str, int | None, str | None]] = [
            ("collection", shelf.id, None),
            ("page", page.id, None),
            ("blog", blog.id, None),
            ("product", ids[0] if ids else 10**12, None),
            ("http", None, "javascript:alert(1)"),
        ]
        for position, (kind, target, url) in enumerate(links):
            session.add(
                MenuItem(
                    menu_id=menu.id,
                    position=position,
                    label=f"To {kind}",
                    link_kind=kind,
                    target_id=target,
                    url=url,
                )
            )
    install_theme(db, store_id)
    return Shopfront(store_id, tuple(p.handle for p in handles))


def _dates(now: Any) -> dict[str, Any]:
    return {"published_at": now, "created_at": now, "updated_at": now}


def _product(session: StoreSession, number: int, variants: int, now: Any) -> Product:
    pictures = [make_picture(session, f"product-{number}-{n}.webp") for n in range(2)]
    product = Product(
        partner_id=make_partner(session, "Ostara Ceramics"),
        handle=f"bowl-{number}",
        title=f"Bowl <{number}> & Co",
        product_type="Bowls",
        description_html=f"<p>Bowl number {number}.</p>",
        status="active",
        price_min=1000 + number,
        price_max=1000 + number + 100 * (variants - 1),
        featured_media_id=pictures[0],
        **_dates(now + timedelta(seconds=number)),
    )
    product.published_at = now
    session.add(product)
    session.flush()
    for position, media in enumerate(pictures):
        session.add(ProductMedia(product_id=product.id, media_id=media, position=position))
    names = ["Oat", "Rust", "Ink"][:variants]
    session.add(ProductOption(product_id=product.id, name="Colour", position=1, choices=names))
    for position, name in enumerate(names):
        item = InventoryItem(on_hand=0 if name == "Rust" else 4, created_at=now)
        session.add(item)
        session.flush()
        offer(session, [item.id])
        session.add(
            Variant(
                product_id=product.id,
                inventory_item_id=item.id,
                position=position + 1,
                title=name,
                option1=name,
                sku=f"B-{session.store}-{number}-{position}",
                price_minor=1000 + number + 100 * position,
                compare_at_minor=2000 if position == 0 and number == 0 else None,
            )
        )
    return product


def _collection(session: StoreSession, handle: str, title: str, products: list[int], now: Any) -> Collection:
    collection = Collection(
        handle=handle,
        title=title,
        description_html="<p>All of it.</p>",
        media_id=make_picture(session, f"{handle}.webp"),
        **_dates(now),
    )
    session.add(collection)
    session.flush()
    for position, product_id in enumerate(products):
        session.add(CollectionProduct(collection_id=collection.id, product_id=product_id, position=position))
    return collection
