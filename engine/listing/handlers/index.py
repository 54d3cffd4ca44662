"""The index follows what changed, as jobs of the queue ``index``."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from engine.base.db import Database, StoreSession
from engine.base.outbox import OutboxEvent, record
from engine.catalogue.models import Product, Variant
from engine.content.models import Article
from engine.listing import ports
from engine.listing.rules import Kind

log = logging.getLogger("vitrine.search")

_RECORDS: dict[str, Kind] = {
    "product": "product",
    "collection": "collection",
    "page": "page",
    "article": "article",
}
AT_ONCE = 400


def index_changes(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    """Bring the index up to date with what changed, been added or gone. Raises Busy (the job is then tried again)."""
    from engine.listing.index.writing import Changed, update, whose_stock_turned

    folder = ports.indexes().folder(store_id)
    changed: Changed = {}
    for kind, record_id in _named(events):
        changed.setdefault(kind, set()).add(record_id)
    items = {
        item
        for event in events
        if event.name == "stock.changed"
        for item in event.payload.get("item_ids", ())
    }
    sellers = products_of_items(database, store_id, items) - changed.get("product", set())
    if sellers:
        changed.setdefault("product", set()).update(whose_stock_turned(database, folder, store_id, sellers))
    if any(changed.values()):
        update(database, folder, store_id, changed)


def build_index(database: Database, event: OutboxEvent) -> None:
    """Build the index of a store anew: it is missing, damaged, or the store's language changed. Raises Busy."""
    from engine.listing.index.writing import rebuild

    count = rebuild(database, ports.indexes().folder(event.store_id), event.store_id)
    log.info("store %s: index built anew with %s records", event.store_id, count)


def follow_language(database: Database, event: OutboxEvent) -> None:
    """Build the index anew when the store speaks another language now: words are stemmed by it."""
    from engine.listing.index.writing import language_differs

    if language_differs(database, ports.indexes().folder(event.store_id), event.store_id):
        build_index(database, event)


def ask_for_rebuilds(database: Database) -> None:
    """Scheduled: turn the notes that searches left where they found no usable index into work."""
    from engine.listing.index.folder import IndexFolder, wishes

    root = ports.indexes().root
    for store_id in wishes(root):
        if not _exists(database, store_id):
            IndexFolder(root, store_id).forget_wish()
            continue
        with database.write(store_id) as session:
            record(session, "search.rebuild_wanted")
        IndexFolder(root, store_id).forget_wish()


def _named(events: Sequence[OutboxEvent]) -> Iterable[tuple[Kind, int]]:
    for event in events:
        subject = event.name.partition(".")[0]
        if event.name == "products.changed":
            yield from (("product", record_id) for record_id in event.payload.get("product_ids", ()))
        elif subject in _RECORDS and f"{subject}_id" in event.payload:
            yield _RECORDS[subject], event.payload[f"{subject}_id"]


def _add_dependants(
    database: Database, store_id: int, events: Sequence[OutboxEvent], changed: dict[Kind, set[int]]
) -> None:
    """A brand's name stands in its products' documents, a blog's handle in its articles'."""
    brands = {event.payload["partner_id"] for event in events if event.name == "partner.changed"}
    blogs = {event.payload["blog_id"] for event in events if event.name == "blog.changed"}
    with database.read(store_id) as session:
        if brands:
            found = session.scalars(select(Product.id).where(Product.partner_id.in_(brands)))
            changed.setdefault("product", set()).update(found)
        if blogs:
            found = session.scalars(select(Article.id).where(Article.blog_id.in_(blogs)))
            changed.setdefault("article", set()).update(found)


def products_of_items(database: Database, store_id: int, item_ids: set[int]) -> set[int]:
    """The products whose variants sell one of these inventory items."""
    ordered = sorted(item_ids)
    products: set[int] = set()
    for start in range(0, len(ordered), AT_ONCE):
        with database.read(store_id) as session:
            products.update(_sold_as(session, ordered[start : start + AT_ONCE]))
    return products


def _sold_as(session: StoreSession, item_ids: Sequence[int]) -> Sequence[int]:
    return session.scalars(
        select(Variant.product_id).distinct().where(Variant.inventory_item_id.in_(item_ids))
    ).all()


def _exists(database: Database, store_id: int) -> bool:
    from engine.stores.models import Store

    with database.read(None) as session:
        return session.get(Store, store_id) is not None
