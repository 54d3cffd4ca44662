"""Reservations of one item that everybody wants: how many four processes make in a second, and what a till's sale costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.errors import Refused
from engine.inventory import commands, queries
from tests.bench.ground import Ground, Row
from tests.support.paths import ROOT

TITLE = "Reserving: one contended item, four processes with four buyers each"
PROCESSES, THREADS, SECONDS = 4, 4, 6.0
LEAST = {"postgres": 300.0, "sqlite": 100.0}
STOCK = 1_000_000


def bench(ground: Ground) -> Iterator[Row]:
    """Reservations and sales over the counter a second, each its own committed transaction."""
    for kind in ("sqlite", "postgres"):
        with ground.database(kind, "reserving", _fill) as url:
            database = Database(url)
            try:
                yield Row(f"{kind}: reservations", *_rate(database, url, kind, "reserve"))
                yield Row(f"{kind}: sales over the counter", *_rate(database, url, kind, "sell", bound=False))
                with database.read(None, cross_store="a bench looks at its one store") as session:
                    store_id = _store(session)
                with database.read(store_id) as session:
                    assert queries.recount(session) == []
            finally:
                database.close()


def _store(session: Any) -> int:
    from sqlalchemy import select

    from engine.stores.models import Store

    return int(session.scalars(select(Store.id)).one())


def _fill(database: Database) -> None:
    from tests.factories.stores import make_store

    store_id = make_store(database, "Rush").id
    with database.write(store_id) as session:
        place = commands.create_location(session, commands.LocationInput("Shop", kind="shop"), SYSTEM).id
        item = commands.create_items(session, [commands.NewItem()])[0]
        commands.receive(session, place, {item: STOCK}, actor=SYSTEM)


def _rate(
    database: Database, url: str, kind: str, deed: str, *, bound: bool = True
) -> tuple[dict[str, Any], dict[str, float]]:
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.reserving", url, deed, str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline().strip() == "ready"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [json.loads(worker.communicate(timeout=120)[0].strip().splitlines()[-1]) for worker in workers]
    waits = sorted(wait for one in told for wait in one["waits"])
    figures = {
        "per second": sum(one["done"] for one in told) / SECONDS,
        "p50 ms": waits[len(waits) // 2] * 1000,
        "p95 ms": waits[int(0.95 * len(waits))] * 1000,
        "errors": sum(one["errors"] for one in told),
    }
    return figures, {"per second": -LEAST[kind], "errors": 0} if bound else {"errors": 0}


def _work(url: str, deed: str, number: int) -> None:
    """One process: its buyers begin together and stop together."""
    import threading

    from sqlalchemy import select
    from sqlalchemy.exc import SQLAlchemyError

    from engine.inventory.models import InventoryItem, Location

    database = Database(url)
    with database.read(None, cross_store="a bench looks at its one store") as session:
        store_id = _store(session)
    with database.read(store_id) as session:
        item = session.scalars(select(InventoryItem.id)).one()
        place = session.scalars(select(Location.id)).one()
    done, errors = [0] * THREADS, [0] * THREADS
    waits: list[list[float]] = [[] for _ in range(THREADS)]
    print("ready", flush=True)
    sys.stdin.readline()
    ends = time.monotonic() + SECONDS

    def buy(thread: int) -> None:
        turn = 0
        while time.monotonic() < ends:
            turn += 1
            reference = (number * THREADS + thread) * 10_000_000 + turn + int(deed == "sell") * 10**12
            began = time.perf_counter()
            try:
                with database.write(store_id) as session:
                    if deed == "reserve":
                        commands.reserve(session, "checkout", reference, {item: 1}, timedelta(minutes=15))
                    else:
                        commands.sell_here(
                            session, place, {item: 1}, actor=SYSTEM, reference=("till_sale", reference)
                        )
                done[thread] += 1
            except (SQLAlchemyError, Refused):  # a database that cannot keep up, or counts wrongly
                errors[thread] += 1
            waits[thread].append(time.perf_counter() - began)

    threads = [threading.Thread(target=buy, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"done": sum(done), "errors": sum(errors), "waits": [w for own in waits for w in own]}))
    database.close()


if __name__ == "__main__":
    from engine.wiring import tables  # noqa: F401 - every table is known before a database is opened
    from engine.wiring.bind import bind_catalogue

    bind_catalogue()
    _work(sys.argv[1], sys.argv[2], int(sys.argv[3]))
