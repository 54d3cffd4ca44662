"""A shop to search, and its index in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.base import clock
from engine.base.db import Database
from engine.catalogue import ports as catalogue_ports
from engine.catalogue.models import Collection
from engine.content.models import Article, Blog, Page
from engine.inventory.catalogue_stock import CatalogueStock
from engine.listing import ports, queries
from engine.listing.index import Indexes
from engine.listing.index.writing import rebuild
from tests.factories.products import Made, make_product


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[Indexes]:
    """The port filled with an empty folder."""
    before = ports.indexes._filled
    made = Indexes(tmp_path / "search")
    ports.indexes.bind(made)
    catalogue_ports.stock.bind(CatalogueStock())
    yield made
    if before is not None:
        ports.indexes.bind(before)


@pytest.fixture
def shop(db: Database, store_id: int) -> dict[str, Made]:
    """A dozen products of four brands, a collection, a page and an article, by a short name."""
    described = {
        "vase": (
            "Tall Speckled Vase",
            "Ostara Ceramics",
            "Ceramics",
            (4800,),
            "Wheel-thrown stoneware for long stems.",
        ),
        "small vase": ("Bud Vase", "Ostara Ceramics", "Ceramics", (1900,), "For one flower."),
        "cup": (
            "Café Cup",
            "Ostara Ceramics",
            "Ceramics",
            (1800, 2200),
            "Holds a flat white. Beside a vase it looks small.",
        ),
        "lamp": ("Reading Lamp", "Fjord Lighting", "Lighting", (12900,), "Turns where you read."),
        "lantern": ("Paper Lantern", "Fjord Lighting", "Lighting", (3900,), "Soft light for running late."),
        "blanket": ("Lambswool Blanket", "Marlow Textiles", "Textiles", (8900,), "Woven in Yorkshire."),
        "shirt": ("T-Shirt for Potters", "Marlow Textiles", "Textiles", (3500,), "Heavy cotton."),
        "tray": ("Walnut Tray", "Halden & Rye", "Wood", (5400,), "Oiled by hand."),
        "stool": ("Three-legged Stool", "Halden & Rye", "Wood", (14900,), "Stands on any floor."),
        "kettle": ("Stovetop Kettle", "Halden & Rye", "Kitchen", (6900,), "Sings in C."),
    }
    made: dict[str, Made] = {}
    with db.write(store_id) as session:
        for number, (name, (title, brand, kind, prices, text)) in enumerate(described.items()):
            made[name] = make_product(
                session,
                title,
                brand=brand,
                type=kind,
                prices=prices,
                description=f"<p>{text}</p>",
                tags=["gift"] if number % 2 else ["slow", "gift"],
                sku=f"VT-{number:03d}",
                barcode=f"400000000{number:03d}",
                stock=0 if name == "stool" else 5,
            )
        now = clock.now()
        session.add(
            Collection(
                handle="light", title="Light for evenings", published_at=now, created_at=now, updated_at=now
            )
        )
        session.add(
            Page(
                handle="about",
                title="About our vases",
                body_html="<p>We like clay.</p>",
                published_at=now,
                created_at=now,
                updated_at=now,
            )
        )
        blog = Blog(handle="journal", title="Journal", created_at=now, updated_at=now)
        session.add(blog)
        session.flush()
        session.add(
            Article(
                blog_id=blog.id,
                handle="kiln",
                title="Inside the kiln",
                body_html="<p>A vase comes out at dawn.</p>",
                tags=["clay"],
                published_at=now,
                created_at=now,
                updated_at=now,
            )
        )
    return made


@pytest.fixture
def indexed(db: Database, store_id: int, indexes: Indexes, shop: dict[str, Made]) -> Indexes:
    """The index of the shop, built."""
    rebuild(db, indexes.folder(store_id), store_id)
    return indexes


@pytest.fixture
def find(db: Database, store_id: int, shop: dict[str, Made]) -> Callable[..., list[str]]:
    """``find("vase")``: the short names (products) or handles (others) of what is found, in order."""
    names = {made.id: name for name, made in shop.items()}

    def found(text: str, **more: Any) -> list[str]:
        with db.read(store_id) as session:
            results = queries.search(session, text, **more)
        assert results.source == "index"
        return [names.get(hit.id, hit.handle) for hit in results.hits]

    return found
