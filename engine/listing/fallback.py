"""Search without an index: the database looks for the words in titles, brands, types and SKUs. Slower and plainer, but
the shop still answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from engine.base.db import StoreSession
from engine.catalogue.models import Product, Variant
from engine.content.models import Article, Blog
from engine.listing import listed
from engine.listing.results import Filters, Hit, Results
from engine.listing.rules import MOST_WORDS, WORD, Kind, Sort
from engine.stores.models import Partner


def search(
    session: StoreSession,
    text: str,
    filters: Filters,
    sort: Sort,
    page: int,
    per_page: int,
    kinds: tuple[Kind, ...],
) -> Results:
    """Records whose title (products: or brand, type or SKU) has every word, products first, newest first."""
    words = [word.lower() for word in WORD.findall(text)][:MOST_WORDS]
    hits: list[Hit] = []
    total, skip = 0, (page - 1) * per_page
    for kind in kinds:
        statement = _products(words, filters, sort) if kind == "product" else _others(kind, words)
        count = session.execute(
            select(func.count()).select_from(statement.order_by(None).subquery())
        ).scalar_one()
        room = per_page - len(hits)
        if room > 0 and skip - total < count:
            rows = session.execute(statement.offset(max(0, skip - total)).limit(room))
            hits.extend(
                Hit(
                    kind,
                    row.id,
                    row.title,
                    row.handle,
                    getattr(row, "blog", ""),
                )
                for row in rows
            )
        total += count
    return Results(tuple(hits), total, page, per_page, source="database")


def _products(words: list[str], filters: Filters, sort: Sort) -> Any:
    by_brand = and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id)
    statement = (
        select(Product.id, Product.title, Product.handle)
        .join(Partner, by_brand)
        .where(listed.criterion("product"), *(_has(word) for word in words))
    )
    if filters.brands:
        statement = statement.where(Partner.name.in_(filters.brands))
    if filters.types:
        statement = statement.where(Product.product_type.in_(filters.types))
    if filters.price_min is not None:
        statement = statement.where(Product.price_max >= filters.price_min)
    if filters.price_max is not None:
        statement = statement.where(Product.price_min <= filters.price_max)
    order: dict[str, Any] = {
        "price-ascending": Product.price_min,
        "price-descending": Product.price_min.desc(),
        "title-ascending": Product.title,
    }
    return statement.order_by(order.get(sort, Product.created_at.desc()), Product.id)


def _has(word: str) -> ColumnElement[bool]:
    like = f"%{_escaped(word)}%"
    sold_as = (
        select(Variant.id)
        .where(
            Variant.store_id == Product.store_id,
            Variant.product_id == Product.id,
            func.lower(Variant.sku).like(like, escape="\\"),
        )
        .exists()
    )
    return or_(
        func.lower(Product.title).like(like, escape="\\"),
        func.lower(Product.product_type).like(like, escape="\\"),
        func.lower(Partner.name).like(like, escape="\\"),
        sold_as,
    )


def _others(kind: Kind, words: list[str]) -> Any:
    model = listed.model_of(kind)
    titled = (func.lower(model.title).like(f"%{_escaped(word)}%", escape="\\") for word in words)
    columns = [model.id, model.title, model.handle]
    if kind == "article":
        columns.append(Blog.handle.label("blog"))
    statement = select(*columns).where(listed.criterion(kind), *titled)
    if kind == "article":
        statement = statement.join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
    return statement.order_by(model.created_at.desc(), model.id)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
