"""Writes: who is in a rule collection."""

from __future__ import annotations

from collections.abc import Collection as Ids

from sqlalchemy import delete, func, insert, select

from engine.base.db import StoreSession
from engine.base.dependencies import touch, touch_all
from engine.catalogue.events import collection_changed
from engine.catalogue.models import Collection, CollectionProduct
from engine.listing import membership


def settle_products(session: StoreSession, collection_ids: Ids[int], product_ids: Ids[int]) -> int:
    """Put these products into, or take them out of, these rule collections, as the rules say now. Returns the changes.

    Members that stay keep their place; new ones go to the end. Looks again inside its own transaction, so that it may run
    twice, or beside another that does the same.
    """
    collections = list(
        session.scalars(
            select(Collection)
            .where(Collection.id.in_(sorted(collection_ids)), Collection.kind == "rule")
            .order_by(Collection.id)
            .with_for_update()
        )
    )
    changes = 0
    for difference in membership.differences(session, collections, product_ids):
        touch(session, ("list", difference.collection_id))
        touch_all(session, "product", [*difference.came, *difference.left])
        _take_out(session, difference)
        _put_in(session, difference)
        collection_changed(session, difference.collection_id)
        changes += len(difference.came) + len(difference.left)
    return changes


def _take_out(session: StoreSession, difference: membership.Difference) -> None:
    if difference.left:
        session.execute(
            delete(CollectionProduct)
            .where(
                CollectionProduct.store_id == session.store,
                CollectionProduct.collection_id == difference.collection_id,
                CollectionProduct.product_id.in_(difference.left),
            )
            .execution_options(synchronize_session=False)
        )


def _put_in(session: StoreSession, difference: membership.Difference) -> None:
    if not difference.came:
        return
    last = session.scalar(
        select(func.max(CollectionProduct.position)).where(
            CollectionProduct.store_id == session.store,
            CollectionProduct.collection_id == difference.collection_id,
        )
    )
    rows = [
        {
            "store_id": session.store,
            "id": row_id,
            "collection_id": difference.collection_id,
            "product_id": product_id,
            "position": (last or 0) + place,
        }
        for place, (row_id, product_id) in enumerate(
            zip(session.new_ids(len(difference.came)), difference.came, strict=True), 1
        )
    ]
    session.execute(insert(CollectionProduct), rows)
