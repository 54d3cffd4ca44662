"""The indexes of all stores, as one process reads them. An index that changed is seen at the next search."""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.listing.index.folder import IndexFolder, NoIndex
from engine.listing.results import Completion, Filters, Hit, Results
from engine.listing.rules import Kind, Sort, words_of

if TYPE_CHECKING:
    from engine.listing.index.matching import Wanted
    from engine.listing.index.opened import Opened

log = logging.getLogger("vitrine.search")

MOST_SWAPS = 3
"""Indexes that one question may find replaced under it before it gives up."""

KEPT_STORES = 32
KEPT_QUERIES = 64
MOST_SUGGESTED_QUERIES = 4

A = TypeVar("A")


class StoreIndex:
    """One store's index in this process. Whoosh's readers are not safe between threads, so one asks at a time."""

    def __init__(self, folder: IndexFolder) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        self._name: str | None = None
        self._index: Any = None
        self._opened: Opened | None = None
        self._found: OrderedDict[Any, tuple[Wanted, list[tuple[float, int]], bool]] = OrderedDict()

    def ask(self, question: Callable[[StoreIndex, Opened], A]) -> A:
        """Answer on the newest state of the index. Raises NoIndex; a damaged index counts as none."""
        with self.lock:
            for turn in range(MOST_SWAPS):
                try:
                    name = self.folder.current()
                    return question(self, self._fresh(name))
                except NoIndex:
                    self._forget()
                    self.folder.ask_for_rebuild()
                    raise
                except Exception as error:  # whatever a damaged file makes Whoosh raise: the shop must answer
                    self._forget()
                    if turn + 1 < MOST_SWAPS and self.folder.current() != name:
                        continue  # not damaged: a rebuild put another one in its place and took this one away
                    self.folder.ask_for_rebuild()
                    raise NoIndex(f"it is damaged ({type(error).__name__}: {error})") from error
        raise AssertionError("the last turn returns or raises")

    def _fresh(self, name: str) -> Opened:
        from whoosh.index import open_dir

        from engine.listing.index.opened import Opened

        if name != self._name:
            self._forget()
            self._index = open_dir(str(self.folder.path / name))
            self._name = name
        if self._opened is None or self._opened.generation != self._index.latest_generation():
            before = self._opened
            self._opened = Opened(self._index.refresh(), before.segments if before else {})
            self._found.clear()
            if before:
                before.close()
        return self._opened

    def _forget(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._name, self._index, self._opened = None, None, None
        self._found.clear()

    def found(
        self, opened: Opened, text: str, kinds: tuple[Kind, ...], *, typing: bool
    ) -> tuple[Wanted, list[tuple[float, int]], bool]:
        """The query of a text, (score, document) best first, and whether it had to be loosened. Kept for the next page."""
        from engine.listing.index.matching import read

        key = (text, kinds, typing)
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        wanted = read(opened, text, typing=typing)
        pairs = _run(opened, wanted.query, kinds)
        loosened = not pairs and wanted.loose is not None
        if loosened:
            pairs = _run(opened, wanted.loose, kinds)
        self._found[key] = (wanted, pairs, loosened and bool(pairs))
        if len(self._found) > KEPT_QUERIES:
            self._found.popitem(last=False)
        return self._found[key]


def _run(opened: Opened, query: Any, kinds: tuple[Kind, ...]) -> list[tuple[float, int]]:
    if query is None:
        return []
    ranked = opened.searcher.search(query, limit=None).top_n
    return [(score, number) for score, number in ranked if opened.facts(number).kind in kinds]


class Indexes:
    """What ``listing.ports.indexes`` is bound to: the indexes below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: OrderedDict[int, StoreIndex] = OrderedDict()
        self._process = os.getpid()
        self._lock = threading.Lock()

    def folder(self, store_id: int) -> IndexFolder:
        """Where the index of a store lies."""
        return IndexFolder(self.root, store_id)

    def of(self, store_id: int) -> StoreIndex:
        """The index of a store, opened when it is asked."""
        with self._lock:
            if self._process != os.getpid():
                self._open.clear()  # forked: file positions would be shared with the parent
                self._process = os.getpid()
            if store_id not in self._open:
                self._open[store_id] = StoreIndex(self.folder(store_id))
                if len(self._open) > KEPT_STORES:
                    self._open.popitem(last=False)
            self._open.move_to_end(store_id)
            return self._open[store_id]

    def search(
        self,
        store_id: int,
        text: str,
        filters: Filters,
        sort: Sort,
        page: int,
        per_page: int,
        kinds: tuple[Kind, ...],
    ) -> Results:
        """A page of results. Raises NoIndex."""

        def answer(index: StoreIndex, opened: Opened) -> Results:
            from engine.listing.index.facets import facets, narrow, order

            wanted, found, loosened = index.found(opened, text, kinds, typing=False)
            kept = order(opened, narrow(opened, found, filters), sort)
            shown = kept[(page - 1) * per_page : page * per_page]
            return Results(
                tuple(_hits(opened, wanted, shown, excerpts=True)),
                len(kept),
                page,
                per_page,
                facets(opened, found, filters),
                wanted.corrected if found else None,
                loosened,
            )

        return self.of(store_id).ask(answer)

    def suggest(
        self, store_id: int, text: str, limit: int, kinds: tuple[Kind, ...]
    ) -> tuple[list[Hit], tuple[Completion, ...], str | None]:
        """(best hits of each kind, completed queries, correction). Raises NoIndex."""

        def answer(index: StoreIndex, opened: Opened) -> tuple[list[Hit], tuple[Completion, ...], str | None]:
            from engine.listing.index.facets import order

            wanted, found, _ = index.found(opened, text, kinds, typing=True)
            per_kind: dict[str, int] = {}
            best = []
            for number in order(opened, found[:400], "relevance"):
                kind = opened.facts(number).kind
                per_kind[kind] = per_kind.get(kind, 0) + 1
                if per_kind[kind] <= limit + 2:  # two to spare, should one have been unpublished just now
                    best.append(number)
            queries = _completions(opened, text, wanted)
            return list(_hits(opened, wanted, best, excerpts=False)), queries, wanted.corrected

        return self.of(store_id).ask(answer)


def _hits(opened: Opened, wanted: Wanted, numbers: list[int], *, excerpts: bool) -> list[Hit]:
    from engine.listing.index.highlight import MarkedHit, Marker

    marker = Marker(wanted, opened.searcher.schema["title"])
    hits = []
    for number in numbers:
        kind, record_id, title, handle, parent, text = opened.shown(number)
        marked = MarkedHit(marker, title, text if excerpts else "")
        hits.append(Hit(kind, record_id, title, handle, parent, marked))
    return hits


def _completions(opened: Opened, text: str, wanted: Wanted) -> tuple[Completion, ...]:
    """Searches to offer: the typed words with the last one completed by words that other records' names hold."""
    words = words_of(wanted.corrected or text)
    if not words:
        return ()
    *before, last = words
    start = " ".join(before)
    vocabulary = opened.vocabulary
    known = sorted(opened.beginning_with(last), key=lambda word: (-vocabulary[word], len(word), word))
    completed = []
    for word in [word for word in known if not word.isdigit()][:MOST_SUGGESTED_QUERIES]:
        typed, rest = escape(f"{start} {last}".strip()), escape(word[len(last) :])
        completed.append(Completion(f"{start} {word}".strip(), f"<mark>{typed}</mark>{rest}"))
    return tuple(completed)
