"""Reads: search and suggestions of one store. Ids and small facts come back; the caller loads what it shows."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from engine.base.db import StoreSession
from engine.listing import fallback, listed, ports
from engine.listing.results import (
    NOTHING,
    Band,
    Choice,
    Completion,
    Facets,
    Filters,
    Hit,
    Results,
    Suggestions,
)
from engine.listing.rules import KINDS, MOST_PER_PAGE, SORTS, Kind, Sort

__all__ = [
    "KINDS",
    "NOTHING",
    "SORTS",
    "Band",
    "Choice",
    "Completion",
    "Facets",
    "Filters",
    "Hit",
    "Kind",
    "Results",
    "Sort",
    "Suggestions",
    "search",
    "suggest",
]

log = logging.getLogger("vitrine.search")


def search(
    session: StoreSession,
    text: str,
    *,
    filters: Filters = NOTHING,
    sort: Sort | str = "relevance",
    page: int = 1,
    per_page: int = 24,
    kinds: Sequence[Kind] = ("product",),
) -> Results:
    """The records of the session's store that have the words of *text*; none for an empty text.

    Filters and facets speak of products. A *sort* that is not in SORTS means relevance, a *page* below 1 the first.
    Costs one database query per kind found, which drops what was unpublished since it was indexed. Falls back to a slower
    look into the database, says so in the log and asks for a rebuild, when there is no usable index.
    """
    chosen: Sort = next((known for known in SORTS if known == sort), "relevance")
    page, per_page = max(1, page), min(max(1, per_page), MOST_PER_PAGE)
    wanted = tuple(kind for kind in KINDS if kind in kinds)
    if not text.strip() or not wanted:
        return Results(page=page, per_page=per_page)
    from engine.listing.index import NoIndex

    indexes = ports.indexes()
    try:
        found = indexes.search(session.store, text, filters, chosen, page, per_page, wanted)
    except NoIndex as trouble:
        _say(session.store, trouble)
        return fallback.search(session, text, filters, chosen, page, per_page, wanted)
    return listed.only_listed(session, found)


def suggest(
    session: StoreSession, text: str, *, limit: int = 4, kinds: Sequence[Kind] = KINDS
) -> Suggestions:
    """What completes *text* while it is typed: queries, and at most *limit* records of each kind."""
    if not text.strip():
        return Suggestions()
    from engine.listing.index import NoIndex

    try:
        found, queries, corrected = ports.indexes().suggest(session.store, text, limit, tuple(kinds))
    except NoIndex as trouble:
        _say(session.store, trouble)
        results = fallback.search(session, text, NOTHING, "relevance", 1, limit, tuple(kinds))
        found, queries, corrected = list(results.hits), (), None
    hits = listed.keep_listed(session, found)

    def of(kind: Kind) -> tuple[Hit, ...]:
        return tuple(hit for hit in hits if hit.kind == kind)[:limit]

    return Suggestions(
        queries, of("product"), of("collection"), of("page"), of("article"), corrected if hits else None
    )


def _say(store_id: int, trouble: Exception) -> None:
    log.warning("store %s is searched in the database: %s; a rebuild is asked for", store_id, trouble)
