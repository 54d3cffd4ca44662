"""Pages over HTTP as shares of the fastest page that this machine serves, made anew and kept.

The ceiling is measured in the same run: a bare Flask view with one query and a 40 KB Jinja2 page. Each kind of page is asked
for at many addresses in turn. *anew*: nothing is kept. *parts kept*: a visitor with a cart, whose pages are put together
from parts, the cart's own ones made each time. *page kept*: a visitor without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.settings import ROOT
from engine.catalogue import commands as catalogue
from engine.catalogue.commands.inputs import CollectionInput
from engine.catalogue.models import Product, Variant
from engine.inventory.models import InventoryItem
from engine.listing.index.writing import rebuild
from engine.stores.commands import open_doors
from engine.themes.commands import install_pack
from engine.themes.packs import Pack
from tests.bench import ceiling
from tests.bench.ground import Ground, Row
from tests.bench.pages import queries_of
from tests.factories.products import LOOKS, make_many
from tests.factories.stores import make_store

TITLE = "Shares of the ceiling: two web workers, 8 connections, 1,000 products in 20 categories"
HOST = "shares.localhost"
PRODUCTS, CATEGORIES, ADDRESSES = 1_000, 20, 20
SECONDS, CONNECTIONS = 5.0, 8
CART = {"Cookie": "cart=somebody-who-has-not-bought-yet"}
WANTED = {
    "product, anew": 25,
    "product, parts kept": 45,
    "collection, anew": 15,
    "collection, parts kept": 40,
    "search": 15,
    "add to cart": 25,
    "product, page kept": 60,
}
"""Per cent, at least; of the bare page, the kept page of a view that answers the same bytes from memory."""


def fill(database: Database) -> None:
    """The shop."""
    from engine.wiring.bind import bind_catalogue

    bind_catalogue()
    store_id = make_store(database, "Shares").id
    made = make_many(database, store_id, PRODUCTS)
    each = PRODUCTS // CATEGORIES
    with database.write(store_id) as session:
        for number in range(CATEGORIES):
            given = CollectionInput(f"Category {number}", handle=f"category-{number}")
            collection = catalogue.create_collection(session, given, SYSTEM)
            catalogue.add_to_collection(session, collection.id, made[number * each : (number + 1) * each])
        install_pack(session, Pack(ROOT / "theme_packs" / "folio"))
        open_doors(session, actor=SYSTEM)


def bench(ground: Ground) -> Iterator[Row]:
    """Requests per second and shares, on both databases."""
    for kind in ("postgres", "sqlite"):
        with ground.database(kind, "ceiling", ceiling.fill) as url, ground.ceiling(url) as port:
            top = _rate(ground, port, "localhost", ["/"])
        yield _row(f"{kind}: bare page", top, top, 0)
        with ground.database(kind, "shares", fill) as url:
            yield from _shop(ground, kind, url, top)


def _shop(ground: Ground, kind: str, url: str, top: dict[str, Any]) -> Iterator[Row]:
    paths, variants, store_id = _addresses(url)
    counts = queries_of(url, ground.folder / f"shares-{kind}", HOST, [found[0] for found in paths.values()])
    with ground.server(url, FRAGMENT_CACHE_MB="0") as server:
        index = Path(server.variables["INSTANCE_DIR"]) / "search"
        _build_index(url, index, store_id)
        for name in ("product", "collection", "search"):
            what = name if name == "search" else f"{name}, anew"
            seen = _rate(ground, server.port, HOST, paths[name])
            yield _row(f"{kind}: {what}", seen, top, WANTED[what], counts[paths[name][0]])
        forms = [f"id={variant}&quantity=1" for variant in variants]
        seen = _rate(ground, server.port, HOST, ["/cart/add.js"], forms=forms)
        yield _row(f"{kind}: add to cart", seen, top, WANTED["add to cart"])
    with ground.server(url) as server:
        for name in ("product", "collection"):
            seen = _rate(ground, server.port, HOST, paths[name], headers=CART)
            yield _row(f"{kind}: {name}, parts kept", seen, top, WANTED[f"{name}, parts kept"])
        kept = _rate(ground, server.port, HOST, paths["product"][:1])
        body = _body(server.port, paths["product"][0])
    with ground.database(kind, "ceiling", ceiling.fill) as bare, ground.ceiling(bare, body) as port:
        same = _rate(ground, port, "localhost", ["/bytes"])
    yield _row(f"{kind}: the same bytes from memory", same, same, 0)
    yield _row(f"{kind}: product, page kept", kept, same, WANTED["product, page kept"])


def _rate(ground: Ground, port: int, host: str, paths: list[str], **more: Any) -> dict[str, Any]:
    ground.load(port, host, paths, connections=4, seconds=1.5, **more)  # warm up
    return ground.load(port, host, paths, connections=CONNECTIONS, seconds=SECONDS, **more)


def _row(what: str, seen: dict[str, Any], top: dict[str, Any], least: int, queries: int | str = "") -> Row:
    rate, most = (one["requests"] / one["seconds"] for one in (seen, top))
    bad = sum(count for status, count in seen["statuses"].items() if status != "200") + seen["broken"]
    figures = {
        "requests/s": rate,
        "share %": 100 * rate / most,
        "wanted %": least or "",
        "p50 ms": seen["p50"],
        "p99 ms": seen["p99"],
        "queries": queries,
        "not 200": bad,
    }
    return Row(what, figures, {"not 200": 0, **({"share %": -float(least)} if least else {})})


def _addresses(url: str) -> tuple[dict[str, list[str]], list[int], int]:
    database = Database(url)
    try:
        with database.read(None, cross_store="the bench looks for products") as session:
            rows = session.execute(
                select(Product.handle, Variant.id, Product.store_id)
                .join(Variant, (Variant.store_id == Product.store_id) & (Variant.product_id == Product.id))
                .join(
                    InventoryItem,
                    (InventoryItem.store_id == Variant.store_id)
                    & (InventoryItem.id == Variant.inventory_item_id)
                    & (InventoryItem.on_hand > 0),
                )
                .order_by(Product.id)
                .limit(ADDRESSES)
            ).all()
    finally:
        database.close()
    found = {
        "product": [f"/products/{handle}" for handle, *_ in rows],
        "collection": [f"/collections/category-{number}" for number in range(CATEGORIES)],
        "search": [f"/search?q={word.lower()}" for word in LOOKS.split()][:ADDRESSES],
    }
    return found, [variant for _, variant, _ in rows], int(rows[0][2])


def _build_index(url: str, folder: Path, store_id: int) -> None:
    from engine.listing.index import Indexes

    database = Database(url)
    try:
        rebuild(database, Indexes(folder).folder(store_id), store_id, lambda _: None)
    finally:
        database.close()


def _body(port: int, path: str) -> bytes:
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{HOST}:{port}"})
    with urlopen(request, timeout=10) as answer:
        found: bytes = answer.read()
    return found
