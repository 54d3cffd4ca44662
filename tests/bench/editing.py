"""A letter typed in the editor. On the server's side: the section saved, its draft made anew; and the whole preview page
beside it, in the same run. In the browser: from the key to the changed page, through the editor as `make run` serves it."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from engine.base.actor import SYSTEM
from engine.base.db import Database
from engine.base.origins import Addresses
from engine.rendering.preview_tokens import PreviewView
from engine.rendering.previewing import PreviewThemes, sections_html
from engine.rendering.queries import Themes, Visit, subjects
from engine.setup.bootstrap import find_browser
from engine.stores import commands as stores
from engine.stores.queries import StoreInfo, all_staff, store_by_host
from engine.themes import commands, queries
from engine.themes.packs import Pack
from tests.bench.ground import Ground, Row
from tests.support import demo
from tests.support.browser import DESKTOP, context, launch
from tests.support.serving import LiveServer, environment
from tests.support.waiting import until

TITLE = "A letter typed in the editor, on a page of 25 sections: saved and shown"
LETTERS = 120
"""How many letters each figure is of."""
MOST_MS = 100.0
IN_BROWSER_MS = 300.0
SHELVES = ("light-the-evening", "all")


def bench(ground: Ground) -> Iterator[Row]:
    """Milliseconds, per database and kind of section."""
    for kind in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory(dir=ground.folder) as name:
            url, remove = demo.copy(kind, Path(name))
            database = Database(url)
            try:
                yield from _rows(kind, database)
                yield from _in_browser(kind, database, ground, url, Path(name) / "instance")
            finally:
                database.close()
                remove()


def _rows(kind: str, database: Database) -> Iterator[Row]:
    page = _Page(database, demo_store(database))
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


_TYPED = """() => {
  window.typed = {};
  addEventListener("input", (event) => { typed[event.target.value] = performance.timeOrigin + performance.now(); }, true);
}"""
_SEEN = """key => {
  window.seen = {};
  const look = () => {
    const words = document.querySelector(`#shopify-section-${key} h2`)?.textContent.trim();
    if (words && !seen[words]) requestAnimationFrame(() => { seen[words] = performance.timeOrigin + performance.now(); });
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def _in_browser(kind: str, database: Database, ground: Ground, url: str, home: Path) -> Iterator[Row]:
    """From the key to the frame in which the page shows it; nothing where there is no Chromium."""
    if find_browser() is None:
        return
    with database.write(demo_store(database).id) as session:
        staff = stores.start_session(session, all_staff(session)[0], "bench")
    server = LiveServer(environment(url, ground.redis.url, home))
    try:
        server.start()
        times = _letters(server, staff, "shelf-3")
    finally:
        server.stop()
    figures = {"p50": round(statistics.median(times), 1), "p95": round(_p95(times), 1)}
    yield Row(f"{kind}: from the key to the frame, in Chromium", figures, {"p95": IN_BROWSER_MS})


def _letters(server: LiveServer, staff: str, key: str) -> list[float]:
    admin = server.url(f"admin.{demo.HOST}")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            opened = context(browser, DESKTOP)
            opened.add_cookies([{"name": "vitrine_staff", "value": staff, "url": admin}])
            page = opened.new_page()
            page.goto(f"{admin}theme/editor")
            preview = page.frame_locator("#preview")
            preview.locator(f"#shopify-section-{key} h2").click()
            field = page.get_by_role("textbox", name="Heading", exact=True)
            field.fill("A")
            frame = next(one for one in page.frames if "//preview." in one.url)
            page.evaluate(_TYPED)
            frame.evaluate(_SEEN, key)
            words = "A"
            for at in range(LETTERS // 2):
                letter = "abcdefghij"[at % 10]
                words += letter
                field.press(letter)
                until(partial(frame.evaluate, "words => words in seen", words), what=f"{words!r} in the page")
            typed, seen = page.evaluate("() => typed"), frame.evaluate("() => seen")
            return [seen[words] - at for words, at in typed.items() if words in seen]
        finally:
            browser.close()


def demo_store(database: Database) -> StoreInfo:
    """The demo store."""
    store = store_by_host(database, demo.HOST)
    assert store is not None
    return store


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
