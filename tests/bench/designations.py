"""The grid of 50,000 items: its first page, every filter, and the page a hundred pages down, with all that the page needs;
then the whole page through the application, as a signed-in person gets it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import select

from engine.base.actor import SYSTEM
from engine.base.db import Database, StoreSession
from engine.base.paging import encode
from engine.catalogue.models import Collection, Variant
from engine.inventory import queries
from engine.inventory.commands import designate
from engine.inventory.models import InventoryItem
from engine.inventory.queries.filters import GridFilters
from engine.inventory.queries.grid import grid_page, head, places
from engine.stores.models import Partner, Store
from tests.bench import stock_room
from tests.bench.ground import Ground, Row
from tests.bench.load import percentile
from tests.support import serving

TITLE = (
    "The grid of 50,000 items, in two shops and a warehouse: first page and filters, with the head's counts"
)
TIMES = 30
MOST_MS = 150.0


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds of each filter on both databases, then of whole pages, then of acts."""
    for kind in ("sqlite", "postgres"):
        with ground.database(kind, "stock-room", stock_room.fill) as url:
            database = Database(url)
            try:
                store_id = _store(database)
                cases = _cases(database, store_id)
                for name, (filters, cursor) in cases.items():
                    rows, times = _measure(partial(_read, database, store_id, filters, cursor))
                    yield _row(f"{kind}: {name}", times, rows=rows)
                yield from _pages(kind, url, ground)
                yield _acts(kind, database, store_id)
            finally:
                database.close()


def _row(what: str, times: list[float], **more: Any) -> Row:
    ordered = sorted(times)
    figures = {
        "best ms": ordered[0] * 1000,
        "p50 ms": percentile(ordered, 50),
        "p95 ms": percentile(ordered, 95),
        **more,
    }
    return Row(
        what,
        {name: round(v, 1) if isinstance(v, float) else v for name, v in figures.items()},
        {"p95 ms": MOST_MS},
    )


def _measure(work: Callable[[], int]) -> tuple[int, list[float]]:
    work()
    times, found = [], 0
    for _ in range(TIMES):
        began = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - began)
    return found, times


def _read(database: Database, store_id: int, filters: GridFilters, cursor: str | None) -> int:
    """All that the page asks the database about items."""
    with database.read(store_id) as session:
        found = grid_page(session, filters, cursor=cursor)
        head(session)
        places(session)
        queries.locations(session)
        return len(found.items)


def _store(database: Database) -> int:
    with database.read(None, cross_store="the bench looks for its store") as session:
        return session.scalars(select(Store.id).where(Store.name == stock_room.NAME)).one()


def _cases(database: Database, store_id: int) -> dict[str, tuple[GridFilters, str | None]]:
    with database.read(store_id) as session:
        deep = session.scalars(
            select(InventoryItem.id).order_by(InventoryItem.id.desc()).offset(5_000).limit(1)
        ).one()
        brand = session.scalars(select(Partner.id).where(Partner.name == "Halden & Rye")).one()
        big, small = (
            session.scalars(select(Collection.id).where(Collection.title == title)).one()
            for title in (stock_room.BIG, stock_room.SMALL)
        )
        warehouse = queries.locations(session)[-1].id
        barcode = _some_barcode(session)
    asked = {
        "first page": GridFilters(),
        "online": GridFilters(view="online"),
        "in the shop": GridFilters(view="shop"),
        "both": GridFilters(view="both"),
        "neither (100)": GridFilters(view="neither"),
        "online only (1,000)": GridFilters(view="online_only"),
        "in the shop only": GridFilters(view="shop_only"),
        "only shown online": GridFilters(view="view"),
        "out of stock": GridFilters(stock="out"),
        "low stock (125)": GridFilters(stock="low"),
        "never counted": GridFilters(stock="uncounted"),
        "a brand of four": GridFilters(partner_id=brand),
        "a collection of 25,000": GridFilters(collection_id=big),
        "a collection of 20": GridFilters(collection_id=small),
        "a location of three": GridFilters(location_id=warehouse),
        "a word of many": GridFilters(search="vase"),
        "two words": GridFilters(search="indigo vase"),
        "a word of one item": GridFilters(search="4711"),
        "a word of none": GridFilters(search="zeppelin"),
        "the start of a SKU": GridFilters(search="VT-031"),
        "a barcode": GridFilters(search=barcode),
        "brand, collection, out of stock": GridFilters(partner_id=brand, collection_id=big, stock="out"),
        "word, location, in the shop only": GridFilters(
            search="lamp", location_id=warehouse, view="shop_only"
        ),
        "word, low stock, neither": GridFilters(search="lamp", stock="low", view="neither"),
    }
    return {
        "a hundred pages down": (GridFilters(), encode((deep,))),
        **{name: (f, None) for name, f in asked.items()},
    }


def _some_barcode(session: StoreSession) -> str:
    found = session.scalars(select(Variant.barcode).where(Variant.barcode.is_not(None)).limit(1)).one()
    assert found is not None
    return found


def _pages(kind: str, url: str, ground: Ground) -> Iterator[Row]:
    """Through the application in this process, as one person waits for it: the session looked up, the page rendered."""
    from app import create_app

    app: Any = create_app(serving.settings_for(url, "unix:///nowhere", ground.folder / f"grid-{kind}"))
    client = serving.client_at(app, f"admin.{stock_room.HOST}")
    token = _enter(client)
    assert token
    for name, path in {
        "whole page": "/inventory",
        "whole page, a word": "/inventory?q=vase",
        "whole page, neither": "/inventory?view=neither",
    }.items():
        rows, times = _measure(partial(_get, client, path))
        yield _row(f"{kind}: {name}", times, rows=rows)
    app.extensions["vitrine"].db.close()


def _enter(client: Any) -> str:
    import re

    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found
    form = {"csrf_token": found[1], "email": stock_room.EMAIL, "password": stock_room.PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    return str(found[1])


def _get(client: Any, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return int(answer.text.count('data-item="'))


def _acts(kind: str, database: Database, store_id: int) -> Row:
    """One click of one item, there and back; then 5,000 items by the job's steps."""
    with database.read(store_id) as session:
        item = session.scalars(select(InventoryItem.id).order_by(InventoryItem.id.desc()).limit(1)).one()
    states = ["not_listed", "for_sale"]

    def click() -> int:
        states.reverse()
        with database.write(store_id) as session:
            return len(designate(session, [item], {1: states[0]}, SYSTEM).items)

    _, times = _measure(click)
    return _row(f"{kind}: one item designated, committed", times, rows=1)
