"""A letter typed in the editor, on the server's side: the section saved, its draft made anew; and the whole preview page
beside it, in the same run."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering.preview_tokens import PreviewView
from engine.rendering.previewing import PreviewThemes, sections_html
from engine.rendering.queries import Themes, Visit, subjects
from engine.stores.queries import StoreInfo, store_by_host
from engine.themes import commands, queries
from engine.themes.packs import Pack
from tests.bench.ground import Ground, Row
from tests.support import demo

TITLE = "A letter typed in the editor, on a page of 25 sections: saved and shown (the server's side)"
LETTERS = 120
"""How many letters each figure is of."""
MOST_MS = 100.0
SHELVES = ("light-the-evening", "all")
Letter = Callable[[str], None]


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds, per database and kind of section."""
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
    store = store_by_host(database, demo.HOST)
    assert store is not None
    page = _Page(database, store)
    for what, key in (("a shelf of products", "shelf-3"), ("a slide", "slides-2"), ("a question", "asked-1")):
        page.type(key, "a")  # templates compiled, statements prepared
        saves, renders, both = [], [], []
        for at in range(LETTERS):
            saved, shown = page.type(key, f"A heading of {at} letters")
            saves.append(saved)
            renders.append(shown)
            both.append(saved + shown)
        wholes = [page.whole() for _ in range(LETTERS // 4)]
        figures = {
            "p50": statistics.median(both),
            "p95": _p95(both),
            "save p50": statistics.median(saves),
            "save p95": _p95(saves),
            "show p50": statistics.median(renders),
            "show p95": _p95(renders),
            "page p50": statistics.median(wholes),
            "page p95": _p95(wholes),
        }
        yield Row(f"{kind}: {what}", {name: round(ms, 2) for name, ms in figures.items()}, {"p95": MOST_MS})


class _Page:
    """The demo store's start page with 25 sections, edited."""

    def __init__(self, database: Database, store: StoreInfo) -> None:
        self.database, self.store = database, store
        self.themes, self.addresses = Themes(), Addresses(demo.HOST)
        with database.write(store.id) as session:
            theme = queries.main_theme(session)
            assert theme is not None
            self.pack: Pack = self.themes.pack(theme.pack, store.id, theme.pack_version)
            uses = _uses()
            commands.set_template(session, self.pack, "index", uses, list(uses))
            shown = queries.draft_with_sections(session, ("index",))
            assert shown is not None and len(shown.sections["index"]) == 25
            self.ids = {section.key: section.id for section in shown.sections["index"]}

    def type(self, key: str, words: str) -> tuple[float, float]:
        """Milliseconds of saving and of showing: a transaction each, as a request has them."""
        block = next(iter(_uses()[key].get("blocks", {})), None)
        values = {"heading": words}
        began = time.perf_counter()
        with self.database.write(self.store.id) as session:
            commands.update_section(
                session,
                self.pack,
                self.ids[key],
                settings={} if block else values,
                blocks={block: values} if block else {},
                actor=SYSTEM,
            )
        saved = time.perf_counter()
        with self.database.read(self.store.id) as session:
            html = sections_html(
                self.themes, session, self.store, None, "index", "/", [key], addresses=self.addresses
            )
        shown = time.perf_counter()
        if words not in html[key]:
            raise AssertionError(f"{key} does not show what was typed")
        return (saved - began) * 1000, (shown - saved) * 1000

    def whole(self) -> float:
        """Milliseconds of the whole page."""
        began = time.perf_counter()
        visit = Visit(store=self.store, addresses=self.addresses, seconds=20)
        with self.database.read(self.store.id) as session:
            opened = PreviewThemes(self.themes).open_view(session, visit, ("index",), PreviewView("edit"))
            opened.page(subjects.home(opened.front)).render()
        return (time.perf_counter() - began) * 1000


def _uses() -> dict[str, dict[str, Any]]:
    shelves = {
        f"shelf-{n}": {
            "type": "selection",
            "settings": {"heading": f"Shelf {n}", "collection": SHELVES[n % 2], "limit": 8},
        }
        for n in range(10)
    }
    slides = {f"slides-{n}": _with_blocks("cover", "slide", 3) for n in range(8)}
    asked = {f"asked-{n}": _with_blocks("questions", "question", 6) for n in range(7)}
    return {**shelves, **slides, **asked}


def _with_blocks(file: str, kind: str, count: int) -> dict[str, Any]:
    blocks = {
        f"b{n}": {"type": kind, "settings": {"heading": f"Number {n}", "text": f"<p>Words of {n}.</p>"}}
        for n in range(count)
    }
    return {"type": file, "settings": {}, "blocks": blocks, "block_order": list(blocks)}


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
