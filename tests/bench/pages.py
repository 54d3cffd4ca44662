"""The pages a shopper sees most, beside the fastest page this machine could serve, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engine.base.db import Database
from engine.catalogue.models import Product
from tests.bench import ceiling, shop
from tests.bench.ground import Ground, Row
from tests.support import serving
from tests.support.counting import counted

TITLE = "Pages: two web workers, 2,000 products"
SECONDS = 6.0
CONNECTIONS = 8
MOST_QUERIES = 12


def bench(ground: Ground) -> Iterator[Row]:
    """Requests per second, latencies and queries of each page."""
    for kind in ("sqlite", "postgres"):
        with ground.database(kind, "ceiling", ceiling.fill) as url, ground.ceiling(url) as port:
            yield _row(f"{kind}: bare Flask, one query, 40 KB", ground, port, "localhost", "/", 1)
        with ground.database(kind, "shop", shop.fill) as url:
            paths = _paths(url)
            queries = queries_of(url, ground.folder / kind, shop.HOST, list(paths.values()))
            with ground.server(url, FRAGMENT_CACHE_MB="0") as server:
                for name, path in paths.items():
                    yield _row(f"{kind}: {name}", ground, server.port, shop.HOST, path, queries[path])


def _row(what: str, ground: Ground, port: int, host: str, path: str, queries: int) -> Row:
    ground.load(port, host, [path], connections=2, seconds=1)  # warm up
    seen = ground.load(port, host, [path], connections=CONNECTIONS, seconds=SECONDS)
    bad = sum(count for status, count in seen["statuses"].items() if status != "200") + seen["broken"]
    return Row(
        what,
        {
            "requests/s": seen["requests"] / seen["seconds"],
            "p50 ms": seen["p50"],
            "p99 ms": seen["p99"],
            "KB": round(seen["bytes"] / max(1, seen["requests"]) / 1024),
            "queries": queries,
            "not 200": bad,
        },
        {"queries": MOST_QUERIES, "not 200": 0},
    )


def _paths(url: str) -> dict[str, str]:
    database = Database(url)
    try:
        with database.read(None, cross_store="the bench looks for a product") as session:
            handle = session.scalars(select(Product.handle).order_by(Product.id).limit(1)).one()
    finally:
        database.close()
    return {
        "home": "/",
        "collection of 50": f"/collections/{shop.MANY}",
        "collection of 1": f"/collections/{shop.ONE}",
        "all products": "/collections/all",
        "product": f"/products/{handle}",
    }


def queries_of(url: str, folder: Path, host: str, paths: list[str]) -> dict[str, int]:
    """Queries of each page in a process that keeps nothing."""
    from app import create_app

    found = {}
    for number, path in enumerate(paths):
        app: Any = create_app(
            serving.settings_for(url, "unix:///nowhere", folder / str(number), FRAGMENT_CACHE_MB="0")
        )
        client = serving.client_at(app, host)
        with counted(app.extensions["vitrine"].db) as statements:
            client.get(path)
        found[path] = statements.count
        app.extensions["vitrine"].db.close()
    return found
