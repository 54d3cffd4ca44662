"""Who came into a rule collection and who left it: reads only, so that nothing is locked while nothing changed."""

from __future__ import annotations

from collections.abc import Collection as Ids
from dataclasses import dataclass

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, CollectionProduct, Product
from engine.catalogue.queries import products_matching

AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """What has to change in one collection."""

    collection_id: int
    came: tuple[int, ...]
    left: tuple[int, ...]


def rule_collections(session: StoreSession, *, by_stock: bool = False) -> list[Collection]:
    """Collections by rule; with *by_stock* only those whose rules look at stock."""
    found = session.scalars(select(Collection).where(Collection.kind == "rule").order_by(Collection.id)).all()
    return [each for each in found if not by_stock or any(rule["field"] == "stock" for rule in each.rules)]


def differences(
    session: StoreSession, collections: list[Collection], product_ids: Ids[int]
) -> list[Difference]:
    """Of these products: who should be in each collection and is not, or is and should not. Two queries a collection."""
    wanted = sorted(product_ids)
    found = []
    for collection in collections:
        matching = set(session.scalars(products_matching(session, collection).where(Product.id.in_(wanted))))
        members = set(
            session.scalars(
                select(CollectionProduct.product_id).where(
                    CollectionProduct.collection_id == collection.id, CollectionProduct.product_id.in_(wanted)
                )
            )
        )
        if matching != members:
            came, left = sorted(matching - members), sorted(members - matching)
            found.append(Difference(collection.id, tuple(came), tuple(left)))
    return found


def is_settled(session: StoreSession, collection: Collection) -> bool:
    """Whether the members of a collection are exactly those that its rules let in."""
    matching = products_matching(session, collection)
    members = select(CollectionProduct.product_id).where(
        CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection.id
    )
    stranger = members.where(CollectionProduct.product_id.not_in(matching)).limit(1)
    absent = matching.where(Product.id.not_in(members)).limit(1)
    return session.execute(stranger).first() is None and session.execute(absent).first() is None
