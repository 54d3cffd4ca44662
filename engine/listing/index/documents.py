"""What the index keeps of products, collections, pages and articles, read from the database in batches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from engine.base.db import StoreSession
from engine.base.markup import plain_text
from engine.catalogue.models import Collection, Product, ProductOption, ProductTag, Variant
from engine.content.models import Article, Blog, Page
from engine.inventory import queries as inventory
from engine.listing import listed
from engine.listing.rules import Kind, code_of, fold
from engine.stores.models import Partner

LONGEST_TEXT = 6_000
LONGEST_EXCERPT_SOURCE = 1_200

Document = dict[str, Any]


def key_of(kind: Kind, record_id: int) -> str:
    """``product:17``."""
    return f"{kind}:{record_id}"


def documents(session: StoreSession, kind: Kind, ids: Sequence[int]) -> dict[int, Document]:
    """Documents of the records that a shopper may find; an id that is missing here must not be in the index."""
    if not ids:
        return {}
    return {"product": _products, "collection": _collections, "page": _pages, "article": _articles}[kind](
        session, ids
    )


def _products(session: StoreSession, ids: Sequence[int]) -> dict[int, Document]:
    rows = session.execute(
        select(
            Product.id,
            Product.title,
            Product.handle,
            Product.product_type,
            Product.description_html,
            Product.price_min,
            Product.price_max,
            Product.created_at,
            Partner.name.label("brand"),
        )
        .join(Partner, and_(Partner.store_id == Product.store_id, Partner.id == Product.partner_id))
        .where(Product.id.in_(ids), listed.criterion("product"))
    ).all()
    tags = _grouped(
        session, select(ProductTag.product_id, ProductTag.tag).where(ProductTag.product_id.in_(ids))
    )
    options = _grouped(
        session,
        select(ProductOption.product_id, ProductOption.choices).where(ProductOption.product_id.in_(ids)),
    )
    codes = _grouped(
        session,
        select(Variant.product_id, Variant.sku, Variant.barcode).where(
            Variant.product_id.in_(ids), or_(Variant.sku.is_not(None), Variant.barcode.is_not(None))
        ),
    )
    stock = availability(session, ids)
    found = {}
    for row in rows:
        own_tags = [tag for (tag,) in tags.get(row.id, ())]
        choices = [str(choice) for (group,) in options.get(row.id, ()) for choice in group or ()]
        text = plain_text(row.description_html, LONGEST_TEXT)
        named = " ".join((row.title, row.brand, row.product_type or "", *own_tags, *choices))
        found[row.id] = _document(
            "product",
            row.id,
            row.title,
            row.handle,
            text,
            row.created_at,
            brand=row.brand,
            type=row.product_type or "",
            tags=" ".join(own_tags),
            options=" ".join(choices),
            word=_with_joined(named),
            code=" ".join(
                sorted({code_of(code) for codes_ in codes.get(row.id, ()) for code in codes_ if code} - {""})
            ),
            brand_name=row.brand.encode(),
            type_name=(row.product_type or "").encode(),
            price_min=row.price_min,
            price_max=row.price_max,
            available=int(stock.get(row.id, False)),
        )
    return found


def availability(session: StoreSession, product_ids: Sequence[int]) -> dict[int, bool]:
    """Whether at least one variant of each product can be bought online now."""
    stock = inventory.select_stock().subquery()
    statement = (
        select(Variant.product_id, func.max(case((stock.c.buyable, 1), else_=0)))
        .join(stock, and_(stock.c.store_id == Variant.store_id, stock.c.item_id == Variant.inventory_item_id))
        .where(Variant.product_id.in_(product_ids))
        .group_by(Variant.product_id)
    )
    return {product_id: bool(best) for product_id, best in session.execute(statement)}


def _collections(session: StoreSession, ids: Sequence[int]) -> dict[int, Document]:
    rows = session.scalars(
        select(Collection).where(Collection.id.in_(ids), listed.criterion("collection"))
    ).all()
    return {
        row.id: _document(
            "collection",
            row.id,
            row.title,
            row.handle,
            plain_text(row.description_html, LONGEST_TEXT),
            row.created_at,
        )
        for row in rows
    }


def _pages(session: StoreSession, ids: Sequence[int]) -> dict[int, Document]:
    rows = session.scalars(select(Page).where(Page.id.in_(ids), listed.criterion("page"))).all()
    return {
        row.id: _document(
            "page", row.id, row.title, row.handle, plain_text(row.body_html, LONGEST_TEXT), row.created_at
        )
        for row in rows
    }


def _articles(session: StoreSession, ids: Sequence[int]) -> dict[int, Document]:
    rows = session.execute(
        select(Article, Blog.handle)
        .join(Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id))
        .where(Article.id.in_(ids), listed.criterion("article"))
    ).all()
    return {
        row.id: _document(
            "article",
            row.id,
            row.title,
            row.handle,
            plain_text(f"{row.excerpt_html or ''} {row.body_html}", LONGEST_TEXT),
            row.published_at or row.created_at,
            tags=" ".join(map(str, row.tags or ())),
            parent=blog,
        )
        for row, blog in rows
    }


def _document(
    kind: Kind, record_id: int, title: str, handle: str, text: str, created: Any, **more: Any
) -> Document:
    parent = more.pop("parent", "")
    return {
        "key": key_of(kind, record_id),
        "title": title,
        "text": text,
        "word": _with_joined(title),
        "kind": kind.encode(),
        "brand_name": b"",
        "type_name": b"",
        "price_min": 0,
        "price_max": 0,
        "available": 1,
        "created": int(created.timestamp()),
        "title_key": fold(title)[:80].encode(),
        "shown": (kind, record_id, title, handle, parent, text[:LONGEST_EXCERPT_SOURCE]),
        **more,
    }


def _with_joined(text: str) -> str:
    """The text, and its hyphenated words written together as well: ``T-shirt`` is typed ``tshirt``."""
    joined = (part.replace("-", "") for part in re.findall(r"\w+(?:-\w+)+", text))
    return " ".join((text, *joined))


def _grouped(session: StoreSession, statement: Any) -> dict[int, list[tuple[Any, ...]]]:
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for first, *rest in session.execute(statement):
        groups.setdefault(first, []).append(tuple(rest))
    return groups
