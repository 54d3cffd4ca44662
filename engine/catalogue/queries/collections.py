"""Collections by handle, as a tree, and as the admin lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select, tuple_

from engine.base import clock
from engine.base.db import StoreSession
from engine.base.errors import NotFound
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import Collection, CollectionProduct, Media


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a collection, and a line of the tree: ``depth`` 0 is a root."""

    id: int
    title: str
    handle: str
    depth: int
    parent_id: int | None = None


@dataclass(frozen=True)
class CollectionRow:
    """One line of the admin's list."""

    collection: Collection
    media: Media | None
    members: int


def collection_by_handle(
    session: StoreSession, handle: str, *, public_only: bool = True
) -> Collection | None:
    """The collection at ``/collections/HANDLE``; with *public_only* only one that is published by now."""
    found = session.scalars(select(Collection).where(Collection.handle == handle)).first()
    if found is None or not public_only:
        return found
    return found if found.published_at is not None and found.published_at <= clock.now() else None


def collection_by_id(session: StoreSession, collection_id: int) -> Collection:
    """One collection. Raises NotFound."""
    found = session.find(Collection, collection_id)
    if found is None:
        raise NotFound("record.not_found", kind="collection", id=collection_id)
    return found


def collections_by_ids(session: StoreSession, collection_ids: Iterable[int]) -> dict[int, Collection]:
    """Collections by id in one query; unknown ids are left out."""
    rows = session.scalars(select(Collection).where(Collection.id.in_(list(collection_ids))))
    return {collection.id: collection for collection in rows}


def collection_tree(session: StoreSession, *, public_only: bool = True) -> list[Crumb]:
    """Every collection, children after their parent, by title; one query. For menus, crumbs and parent pickers."""
    statement = select(Collection.id, Collection.title, Collection.handle, Collection.parent_id).where(
        Collection.store_id == session.store
    )
    if public_only:
        statement = statement.where(Collection.published_at <= clock.now())
    rows = session.execute(statement.order_by(Collection.title, Collection.id)).all()
    known = {row.id for row in rows}
    children: dict[int | None, list[Crumb]] = {}
    for row in rows:
        parent = row.parent_id if row.parent_id in known else None
        children.setdefault(parent, []).append(Crumb(row.id, row.title, row.handle, 0, parent))
    return _walk(children, None, 0)


def _walk(children: dict[int | None, list[Crumb]], parent: int | None, depth: int) -> list[Crumb]:
    found = []
    for crumb in children.get(parent, []):
        found.append(Crumb(crumb.id, crumb.title, crumb.handle, depth, parent))
        found += _walk(children, crumb.id, depth + 1)
    return found


def collections_of_products(session: StoreSession, product_ids: Iterable[int]) -> dict[int, list[Collection]]:
    """Published collections of many products in one query, by title."""
    found: dict[int, list[Collection]] = {product_id: [] for product_id in product_ids}
    rows = session.execute(
        select(CollectionProduct.product_id, Collection)
        .join(
            Collection,
            and_(
                Collection.store_id == CollectionProduct.store_id,
                Collection.id == CollectionProduct.collection_id,
            ),
        )
        .where(CollectionProduct.product_id.in_(list(found)), Collection.published_at <= clock.now())
        .order_by(Collection.title, Collection.id)
    )
    for product_id, collection in rows:
        found[product_id].append(collection)
    return found


def list_collections(
    session: StoreSession,
    *,
    search: str = "",
    kind: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CollectionRow]:
    """A page of collections by title, in two queries."""
    statement = select(Collection, Media).outerjoin(
        Media, and_(Media.store_id == Collection.store_id, Media.id == Collection.media_id)
    )
    for word in search.split()[:8]:
        statement = statement.where(Collection.title.icontains(word, autoescape=True))
    if kind is not None:
        statement = statement.where(Collection.kind == kind)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(Collection.title, Collection.id) > tuple_(*after))
    rows = session.execute(statement.order_by(Collection.title, Collection.id).limit(limit + 1)).all()
    counts = member_counts(session, [collection.id for collection, _ in rows])
    found = [CollectionRow(collection, media, counts.get(collection.id, 0)) for collection, media in rows]
    return page_of(found, limit, lambda row: (row.collection.title, row.collection.id))


def member_ids(session: StoreSession, collection_id: int, *, limit: int = 200) -> list[int]:
    """The first members in the order they were placed, drafts included: for the admin."""
    return list(
        session.scalars(
            select(CollectionProduct.product_id)
            .where(
                CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
            )
            .order_by(CollectionProduct.position, CollectionProduct.id)
            .limit(limit)
        )
    )


def member_counts(session: StoreSession, collection_ids: Sequence[int]) -> dict[int, int]:
    """How many products collections have, drafts included, in one query."""
    rows = session.execute(
        select(CollectionProduct.collection_id, func.count())
        .where(
            CollectionProduct.store_id == session.store,
            CollectionProduct.collection_id.in_(collection_ids),
        )
        .group_by(CollectionProduct.collection_id)
    )
    return dict(rows.all())
