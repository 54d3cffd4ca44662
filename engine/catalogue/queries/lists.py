"""Lists of products for the admin, and what its pickers offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.catalogue import ports
from engine.catalogue.models import Collection, CollectionProduct, Media, Product, ProductTag, Variant
from engine.stores.models import Partner

PAGE = 50


@dataclass(frozen=True)
class ProductRow:
    """One line of a list. ``stock``: units free to sell over variants that are counted; None when none is."""

    product: Product
    brand: str
    media: Media | None
    variants: int
    stock: int | None


@dataclass(frozen=True)
class Choice:
    """Something a picker offers."""

    id: int
    title: str
    handle: str
    detail: str = ""
    media_id: int | None = None


SORTS: dict[str, tuple[Any, bool]] = {
    "title": (Product.title, False),
    "-title": (Product.title, True),
    "updated": (Product.updated_at, False),
    "-updated": (Product.updated_at, True),
    "created": (Product.created_at, False),
    "-created": (Product.created_at, True),
}


def list_products(
    session: StoreSession,
    *,
    search: str = "",
    status: str | None = None,
    partner_id: int | None = None,
    product_type: str | None = None,
    tag: str | None = None,
    collection_id: int | None = None,
    sort: str = "-updated",
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[ProductRow]:
    """A page of products in two queries. *search* looks into title, type, brand, SKU and barcode; words are joined by *and*."""
    column, falling = SORTS.get(sort, SORTS["-updated"])
    statement = (
        select(Product, Partner.name, Media)
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .outerjoin(Media, and_(Media.store_id == Product.store_id, Media.id == Product.featured_media_id))
    )
    for name, value in (("status", status), ("partner_id", partner_id), ("product_type", product_type)):
        if value is not None:
            statement = statement.where(getattr(Product, name) == value)
    for word in search.split()[:8]:
        statement = statement.where(_mentions(session, word))
    if tag is not None:
        tagged = select(ProductTag.product_id).where(
            ProductTag.store_id == session.store, ProductTag.tag == tag
        )
        statement = statement.where(Product.id.in_(tagged))
    if collection_id is not None:
        inside = select(CollectionProduct.product_id).where(
            CollectionProduct.store_id == session.store, CollectionProduct.collection_id == collection_id
        )
        statement = statement.where(Product.id.in_(inside))
    after = decode(cursor, 2)
    if after:
        here, there = tuple_(column, Product.id), tuple_(*after)
        statement = statement.where(here < there if falling else here > there)
    order = (column.desc(), Product.id.desc()) if falling else (column, Product.id)
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    counts = _variant_counts(session, [product.id for product, _, _ in rows])
    found = [
        ProductRow(product, brand, media, *counts.get(product.id, (0, None)))
        for product, brand, media in rows
    ]
    return page_of(found, limit, lambda row: (getattr(row.product, column.key), row.product.id))


def _mentions(session: StoreSession, word: str) -> Any:
    sold_as = exists(
        select(Variant.id).where(
            Variant.store_id == session.store,
            Variant.product_id == Product.id,
            or_(Variant.sku.icontains(word, autoescape=True), Variant.barcode == word),
        )
    )
    return or_(
        Product.title.icontains(word, autoescape=True),
        Product.product_type.icontains(word, autoescape=True),
        Partner.name.icontains(word, autoescape=True),
        sold_as,
    )


def _variant_counts(session: StoreSession, product_ids: Sequence[int]) -> dict[int, tuple[int, int | None]]:
    if not product_ids:
        return {}
    stocked = ports.stock().select_stock().subquery("stocked")
    counted = func.sum(
        case((stocked.c.unlimited, None), (stocked.c.quantity < 0, 0), else_=stocked.c.quantity)
    )
    rows = session.execute(
        select(Variant.product_id, func.count(), counted)
        .join(
            stocked,
            and_(stocked.c.store_id == Variant.store_id, stocked.c.item_id == Variant.inventory_item_id),
        )
        .where(Variant.store_id == session.store, Variant.product_id.in_(product_ids))
        .group_by(Variant.product_id)
    )
    return {product_id: (count, None if stock is None else int(stock)) for product_id, count, stock in rows}


def product_types(session: StoreSession) -> list[str]:
    """Product types in use, by name."""
    return [
        name
        for name in session.scalars(
            select(Product.product_type)
            .where(Product.store_id == session.store, Product.product_type.is_not(None))
            .distinct()
            .order_by(Product.product_type)
        )
        if name
    ]


def tags_in_use(session: StoreSession, search: str = "", limit: int = 50) -> list[str]:
    """Tags in use that contain *search*, by name."""
    statement = select(ProductTag.tag).where(ProductTag.store_id == session.store).distinct()
    if search:
        statement = statement.where(ProductTag.tag.icontains(search, autoescape=True))
    return list(session.scalars(statement.order_by(ProductTag.tag).limit(limit)))


def pick_products(
    session: StoreSession, search: str = "", *, limit: int = 20, active_only: bool = False
) -> list[Choice]:
    """Products for a picker: title, type, brand or SKU has every word; ``detail`` is the brand. One query."""
    statement = select(
        Product.id, Product.title, Product.handle, Partner.name, Product.featured_media_id
    ).join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
    statement = statement.where(Product.store_id == session.store)
    for word in search.split()[:8]:
        statement = statement.where(_mentions(session, word))
    if active_only:
        statement = statement.where(Product.status == "active")
    rows = session.execute(statement.order_by(func.lower(Product.title), Product.id).limit(limit))
    return [Choice(*row) for row in rows]


def pick_collections(session: StoreSession, search: str = "", *, limit: int = 20) -> list[Choice]:
    """Collections for a picker; ``detail`` is manual or rule. One query."""
    statement = select(
        Collection.id, Collection.title, Collection.handle, Collection.kind, Collection.media_id
    ).where(Collection.store_id == session.store)
    for word in search.split()[:8]:
        statement = statement.where(Collection.title.icontains(word, autoescape=True))
    rows = session.execute(statement.order_by(func.lower(Collection.title), Collection.id).limit(limit))
    return [Choice(*row) for row in rows]
