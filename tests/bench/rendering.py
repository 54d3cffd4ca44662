"""Whole themed pages of the demo store in one process: compiled, interpreted, and put together from compiled parts that hold.

"loaded" renders a page whose records were read already; "in all" opens a session, reads everything and renders. Compiled,
every text is looked for by what it is made of, all of which is read anew (`engine.liquid.traces`); "written" is without
that: each text put together anew; "first" writes each text and writes down what was read for it. Parts that hold are asked
for by their counters in both: that statement is what keeps them from ever being stale.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from engine.base import collector
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.liquid.traces.traced import of_process
from engine.rendering import subjects
from engine.rendering.fragments import FragmentStore
from engine.rendering.page import PageSubject
from engine.rendering.service import OpenTheme, Themes
from engine.rendering.visit import Visit
from engine.stores.queries import store_by_host
from tests.bench.ground import Ground, Row
from tests.support import demo
from tests.support.counting import counted

TITLE = "Whole pages of the demo store in one process: interpreted, compiled, and from kept parts"
COMPILED, INTERPRETED = 80, 32
"""How many renders the medians are of."""


class Shown(NamedTuple):
    """A page: its template, its address, what it is about, and how much it may cost: milliseconds in all, queries."""

    template: str
    path: str
    find: Callable[[Any], PageSubject | None]
    most_ms: float
    most_queries: int


PRODUCT, COLLECTION = "bell-pendant", "light-the-evening"
PAGES = {
    "home": Shown("index", "/", subjects.home, 8.0, 9),
    "collection": Shown(
        "collection", f"/collections/{COLLECTION}", lambda f: subjects.collection(f, COLLECTION), 8.0, 9
    ),
    "all products": Shown("collection", "/collections/all", lambda f: subjects.collection(f, "all"), 10.0, 9),
    "product": Shown("product", f"/products/{PRODUCT}", lambda f: subjects.product(f, PRODUCT), 6.0, 9),
    "cart": Shown("cart", "/cart", subjects.cart, 3.0, 8),
}


def bench(ground: Ground) -> Iterator[Row]:
    """One row per page and way."""
    collector.settle()  # as in a web worker
    for kind in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory(dir=ground.folder) as name:
            url, remove = demo.copy(kind, Path(name))
            database = Database(url)
            try:
                yield from _rows(kind, database)
            finally:
                database.close()
                remove()


def _rows(kind: str, database: Database) -> Iterator[Row]:
    themes = {
        "compiled": Themes(),
        "interpreted": Themes(compiles=False),
        "written": Themes(traces=False),
        "first": Themes(),
        "kept": Themes(fragments=FragmentStore(24_000_000)),
    }
    for name, page in PAGES.items():
        ways = {way: Rendering(database, each, page) for way, each in themes.items()}
        if len({each.whole() for each in ways.values()}) != 1:
            raise AssertionError(f"{name}: compiled and interpreted differ")
        with counted(database) as statements:
            html = ways["compiled"].whole()
        queries = statements.count + 1  # the store by its host
        for what in ("loaded", "in all"):
            times = {way: each.times(what, first=way == "first") for way, each in ways.items()}
            limits = {"compiled ms": page.most_ms, "queries": page.most_queries} if what == "in all" else {}
            yield Row(
                f"{kind}: {name}, {what}",
                {
                    "compiled ms": round(times["compiled"], 2),
                    "interpreted ms": round(times["interpreted"], 2),
                    "ratio": round(times["interpreted"] / times["compiled"], 1),
                    "written ms": round(times["written"], 2),
                    "ratio written": round(times["interpreted"] / times["written"], 1),
                    "first ms": round(times["first"], 2),
                    "parts kept ms": round(times["kept"], 2),
                    "ratio kept": round(times["interpreted"] / times["kept"], 1),
                    "KB": round(len(html) / 1024),
                    "queries": queries if what == "in all" else 0,
                },
                limits,
            )


class Rendering:
    """One page, rendered one way."""

    def __init__(self, database: Database, themes: Themes, page: Shown) -> None:
        store = store_by_host(database, demo.HOST)
        assert store is not None
        self.database, self.themes, self.page = database, themes, page
        self.store_id = store.id
        self.visit = Visit(store=store, addresses=Addresses(demo.HOST), path=page.path, seconds=20)

    def whole(self) -> str:
        """From opening a session to the page."""
        with self.database.read(self.store_id) as session:
            opened = self.themes.open(session, self.visit, (self.page.template,))
            return self._rendered(opened)

    def _rendered(self, opened: OpenTheme) -> str:
        renderer = opened.page_of(self.page.find)
        assert renderer is not None
        return renderer.render().html

    def times(self, what: str, *, first: bool = False) -> float:
        """Milliseconds, the median; `first`: nothing was written before."""
        count = COMPILED if self.themes.templates.environment.compiles else INTERPRETED
        before = _forget if first else _nothing
        if what == "in all":
            return _median(self.whole, count, before)
        with self.database.read(self.store_id) as session:
            opened = self.themes.open(session, self.visit, (self.page.template,))
            if self.themes.fragments is None:
                subject = self.page.find(opened.front)
                assert subject is not None
                opened.page(subject).render()
                return _median(lambda: opened.page(subject).render(), count, before)
            self._rendered(opened)
            return _median(lambda: self._rendered(opened), count, before)


def _nothing() -> None:
    pass


def _forget() -> None:
    for traced in of_process():
        traced.forget()


def _median(work: Callable[[], object], count: int, before: Callable[[], None]) -> float:
    found = []
    for _ in range(count):
        before()
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)
