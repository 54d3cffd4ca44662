"""The lists of channels among 100,000 items: a thousand changes since a cursor, and the whole list page by page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select, update

from engine.base import clock
from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.dependencies import touch_all
from engine.catalogue.models import Product
from engine.inventory import commands
from engine.inventory.models import Channel, InventoryItem
from engine.listing.channels import queries
from engine.stores.models import Store
from tests.bench.ground import Ground, Row
from tests.bench.load import percentile
from tests.factories.products import make_many
from tests.factories.stores import make_store

TITLE = "Lists of channels: 1,000 changes among 100,000 items, read and written as JSON; and the whole list"
ITEMS, CHANGED, TIMES = 100_000, 1_000, 20
MOST_MS = 300.0
NAME = "Feed"


def fill(database: Database) -> None:
    """100,000 items published yesterday, in a shop and online; one in a hundred only shown there."""
    from engine.wiring.bind import bind_catalogue

    bind_catalogue()
    store_id = make_store(database, NAME).id
    with database.write(store_id) as session:
        commands.create_location(session, commands.LocationInput("North shop", "shop"), SYSTEM)
    make_many(database, store_id, ITEMS, per_transaction=5_000)
    with database.write(store_id) as session:
        session.execute(
            update(Product)
            .where(Product.store_id == store_id)
            .values(published_at=clock.now() - timedelta(days=1))
            .execution_options(synchronize_session=False)
        )
    items = _items(database, store_id)[::100]
    for start in range(0, len(items), 500):
        with database.write(store_id) as session:
            commands.designate(session, items[start : start + 500], {1: "view_only"}, SYSTEM)


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds of one answer of 1,000 changes, and entries per second of the whole list."""
    for kind in ("sqlite", "postgres"):
        with ground.database(kind, "feed", fill) as url:
            database = Database(url)
            try:
                store_id, till = _places(database)
                for name, channel in (("online", 1), ("a shop's", till)):
                    yield _changes(f"{kind}: {name}, 1,000 changes", database, store_id, channel)
                for name, channel in (("online", 1), ("a shop's", till)):
                    yield _whole(f"{kind}: {name}, whole", database, store_id, channel)
            finally:
                database.close()


def _changes(what: str, database: Database, store_id: int, channel: int) -> Row:
    cursor = _cursor(database, store_id, channel)
    changed = _items(database, store_id)[50::100][:CHANGED]
    with database.write(store_id) as session:
        touch_all(session, "item", changed)
    times, told = [], 0
    for _ in range(TIMES):
        began = time.perf_counter()
        with database.read(store_id) as session:
            answer = queries.changes(session, channel, cursor)
        text = json.dumps([queries.plain_entry(e, answer.currency, _address) for e in answer.entries])
        times.append(time.perf_counter() - began)
        told = len(answer.entries)
    assert told == CHANGED and text
    ordered = sorted(times)
    figures = {
        "best ms": round(ordered[0] * 1000, 1),
        "p50 ms": round(percentile(ordered, 50), 1),
        "p95 ms": round(percentile(ordered, 95), 1),
    }
    return Row(what, figures, {"p95 ms": MOST_MS})


def _whole(what: str, database: Database, store_id: int, channel: int) -> Row:
    began, count, after, slowest = time.perf_counter(), 0, None, 0.0
    while True:
        page_began = time.perf_counter()
        with database.read(store_id) as session:
            page = queries.full_list(session, channel, after)
        json.dumps([queries.plain_entry(e, page.currency, _address) for e in page.entries])
        count, slowest = count + len(page.entries), max(slowest, time.perf_counter() - page_began)
        after = page.after
        if after is None:
            break
    seconds = time.perf_counter() - began
    figures = {
        "entries": count,
        "entries/s": round(count / seconds),
        "slowest page ms": round(slowest * 1000, 1),
    }
    return Row(what, figures, {})


def _cursor(database: Database, store_id: int, channel: int) -> str:
    """Where changes begin now: the last page of a list that is read from its end."""
    with database.read(store_id) as session:
        after = None
        while True:
            page = queries.full_list(session, channel, after)
            if page.after is None:
                assert page.cursor is not None
                return page.cursor
            after = page.after


def _address(media_id: int, _width: int | None, _height: int | None) -> str:
    return f"/media/{media_id}/0123456789abcdef01234567/800x0-.webp"


def _places(database: Database) -> tuple[int, int]:
    with database.read(None, cross_store="a bench finds its store") as session:
        store_id = session.scalars(select(Store.id).where(Store.name == NAME)).one()
    with database.read(store_id) as session:
        return store_id, session.scalars(select(Channel.id).where(Channel.kind == "pos")).one()


def _items(database: Database, store_id: int) -> list[int]:
    with database.read(store_id) as session:
        return list(session.scalars(select(InventoryItem.id).order_by(InventoryItem.id)))
