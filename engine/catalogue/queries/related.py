"""Which products go with another one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all
from sqlalchemy.orm import aliased

from engine.base.db import StoreSession
from engine.catalogue import ports
from engine.catalogue.models import Collection, CollectionProduct, Product, ProductLink, ProductTag, Variant
from engine.catalogue.queries.products import is_public

LINKED, COLLECTION, TYPE, TAG, BRAND = 1_000, 30, 20, 10, 5
"""What speaks for a product: the merchant's own link outweighs everything; a shared collection more than the kind of
thing, that more than a shared tag, that more than the brand. Shared collections and tags add up."""
REACH = 500
"""Products that one reason may bring: the next ones of a shelf of a hundred thousand are not looked at."""
PREFERRED = 40
"""Of the candidates, as many as this are compared by what was sold."""


def related_products(session: StoreSession, product_id: int, limit: int = 10) -> list[int]:
    """Ids of public products like one, best first: by what they share, then by units sold, then newest. One query.

    The same catalogue always gives the same list. An unknown product has none.
    """
    reasons = [
        _links(session, product_id, ("related",)),
        *_shared_shelves(session, product_id),
        *_shared_tags(session, product_id),
        *_shared_column(session, product_id, Product.product_type, TYPE),
        *_shared_column(session, product_id, Product.partner_id, BRAND),
    ]
    return _best(session, product_id, reasons, limit)


def complementary_products(session: StoreSession, product_id: int, limit: int = 10) -> list[int]:
    """Ids of public products to buy with one: those linked for it, nothing else. One query."""
    return _best(session, product_id, [_links(session, product_id, ("crosssell", "upsell"))], limit)


def _links(session: StoreSession, product_id: int, kinds: tuple[str, ...]) -> Any:
    # The order of links is kept: an earlier one weighs a little more.
    weight = LINKED - case((ProductLink.position > 400, 400), else_=ProductLink.position)
    return (
        select(ProductLink.linked_product_id.label("id"), weight.label("weight"))
        .where(
            ProductLink.store_id == session.store,
            ProductLink.product_id == product_id,
            ProductLink.kind.in_(kinds),
        )
        .limit(REACH)
    )


def _shared_shelves(session: StoreSession, product_id: int) -> list[Any]:
    mine, other = aliased(CollectionProduct), aliased(CollectionProduct)
    found = (
        select(other.product_id.label("id"), literal(COLLECTION).label("weight"))
        .select_from(mine)
        .join(other, and_(other.store_id == mine.store_id, other.collection_id == mine.collection_id))
        .join(Collection, and_(Collection.store_id == mine.store_id, Collection.id == mine.collection_id))
        .where(
            mine.store_id == session.store,
            mine.product_id == product_id,
            Collection.published_at.is_not(None),
        )
        .order_by(other.position, other.id)
        .limit(REACH)
    )
    return [found]


def _shared_tags(session: StoreSession, product_id: int) -> list[Any]:
    mine, other = aliased(ProductTag), aliased(ProductTag)
    found = (
        select(other.product_id.label("id"), literal(TAG).label("weight"))
        .select_from(mine)
        .join(other, and_(other.store_id == mine.store_id, other.tag == mine.tag))
        .where(mine.store_id == session.store, mine.product_id == product_id)
        .order_by(other.product_id.desc())
        .limit(REACH)
    )
    return [found]


def _shared_column(session: StoreSession, product_id: int, column: Any, weight: int) -> list[Any]:
    mine, other = aliased(Product), aliased(Product)
    same = and_(other.store_id == mine.store_id, getattr(other, column.key) == getattr(mine, column.key))
    found = (
        select(other.id.label("id"), literal(weight).label("weight"))
        .select_from(mine)
        .join(other, same)
        .where(mine.store_id == session.store, mine.id == product_id)
        .order_by(other.id.desc())
        .limit(REACH)
    )
    return [found]


def _best(session: StoreSession, product_id: int, reasons: list[Any], limit: int) -> list[int]:
    if limit < 1:
        return []
    # SQLite takes no LIMIT inside a compound; a subquery hides it.
    every = union_all(*(select(reason.subquery()) for reason in reasons)).subquery("reasons")
    score = func.sum(every.c.weight).label("score")
    liked = (
        select(Product.id, Product.created_at, score)
        .join(every, every.c.id == Product.id)
        .where(Product.store_id == session.store, Product.id != product_id, is_public())
        .group_by(Product.id, Product.created_at)
        .order_by(score.desc(), Product.created_at.desc(), Product.id.desc())
        .limit(max(limit, PREFERRED))
        .subquery("liked")
    )
    sold = ports.stock().select_sold().subquery("sold")
    units = (
        select(func.coalesce(func.sum(sold.c.units), 0))
        .select_from(Variant)
        .join(sold, and_(sold.c.store_id == Variant.store_id, sold.c.item_id == Variant.inventory_item_id))
        .where(Variant.store_id == session.store, Variant.product_id == liked.c.id)
        .correlate(liked)
        .scalar_subquery()
    )
    order = (liked.c.score.desc(), units.desc(), liked.c.created_at.desc(), liked.c.id.desc())
    return [int(found) for found in session.scalars(select(liked.c.id).order_by(*order).limit(limit))]
