"""Rule collections follow what changed: product by product where that is enough, as a whole where the rules changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select

from engine.base import clock
from engine.base.db import Database
from engine.base.outbox import OutboxEvent
from engine.catalogue.commands import refresh_members
from engine.catalogue.models import Collection, Product
from engine.listing import commands, membership
from engine.listing.handlers.index import products_of_items
from engine.listing.membership import AT_ONCE

RECOUNT_EVERY = timedelta(hours=6)
MOST_RECOUNTED = 50
WHY = "the schedule looks after the collections of every store"


def keep_members(database: Database, store_id: int, events: Sequence[OutboxEvent]) -> None:
    """Bring rule collections up to date with products, stock or rules that changed."""
    rules_changed: set[int] = set()
    products: set[int] = set()
    items: set[int] = set()
    for event in events:
        if event.name == "collection.changed":
            rules_changed.add(event.payload["collection_id"])
        elif event.name == "stock.changed":
            items.update(event.payload.get("item_ids", ()))
        elif event.name == "products.changed":
            products.update(event.payload.get("product_ids", ()))
        elif event.name == "partner.changed":
            with database.read(store_id) as session:
                of_brand = select(Product.id).where(Product.partner_id == event.payload["partner_id"])
                products.update(session.scalars(of_brand))
        else:
            products.add(event.payload["product_id"])
    for collection_id in sorted(rules_changed):
        recount(database, store_id, collection_id)
    _settle(database, store_id, products, by_stock=False)
    if items:
        _settle(database, store_id, products_of_items(database, store_id, items) - products, by_stock=True)


def recount(database: Database, store_id: int, collection_id: int) -> bool:
    """Work out every member of one rule collection if they are not what they should be. Says whether it had to."""
    with database.read(store_id) as session:
        collection = session.find(Collection, collection_id)
        if collection is None or collection.kind != "rule" or membership.is_settled(session, collection):
            return False
    with database.write(store_id) as session:
        if session.find(Collection, collection_id) is not None:
            refresh_members(session, collection_id)
    return True


def refresh_members_due(database: Database) -> None:
    """Scheduled: look again at rule collections that nobody looked at for some hours, whatever events were missed."""
    now = clock.now()
    due = (
        select(Collection.store_id, Collection.id)
        .where(
            Collection.kind == "rule",
            or_(
                Collection.members_refreshed_at.is_(None),
                Collection.members_refreshed_at < now - RECOUNT_EVERY,
            ),
        )
        .order_by(Collection.members_refreshed_at)
        .limit(MOST_RECOUNTED)
    )
    with database.read(None, cross_store=WHY) as session:
        found = [(store_id, collection_id) for store_id, collection_id in session.execute(due)]
    for store_id, collection_id in found:
        recount(database, store_id, collection_id)
        with database.write(store_id) as session:
            collection = session.find(Collection, collection_id)
            if collection is not None:
                collection.members_refreshed_at = now


def _settle(database: Database, store_id: int, products: set[int], *, by_stock: bool) -> None:
    ordered = sorted(products)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        with database.read(store_id) as session:
            collections = membership.rule_collections(session, by_stock=by_stock)
            differ = {found.collection_id for found in membership.differences(session, collections, some)}
        if differ:
            with database.write(store_id) as session:
                commands.settle_products(session, differ, some)
