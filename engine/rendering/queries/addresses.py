"""Every address of a shop that search engines may know, in stretches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Product
from engine.content.models import Article, Blog, Page
from engine.rendering.loading.product_reads import is_public, is_public_collection
from engine.rendering.loading.reading import is_public_article, is_public_page

SITEMAP_SIZE = 5_000
"""Addresses in one file; search engines take up to 50,000."""

SITEMAP_KINDS = ("products", "collections", "pages", "articles")


def _model(kind: str) -> tuple[Any, Any]:
    return {
        "articles": (Article, is_public_article()),
        "collections": (Collection, is_public_collection()),
        "pages": (Page, is_public_page()),
        "products": (Product, is_public()),
    }[kind]


def sitemap_counts(session: StoreSession) -> dict[str, int]:
    """How many public records there are of each kind. One query per kind."""
    counts: dict[str, int] = {}
    for kind in SITEMAP_KINDS:
        model, public = _model(kind)
        statement = select(func.count()).select_from(model).where(model.store_id == session.store, public)
        counts[kind] = int(session.scalar(statement) or 0)
    return counts


def sitemap_addresses(session: StoreSession, kind: str, start: int) -> list[tuple[str, datetime]]:
    """(path, last change) of up to SITEMAP_SIZE records of a kind, from `start`. One query."""
    model, public = _model(kind)
    columns = [model.handle, model.updated_at]
    statement = select(*columns)
    if kind == "articles":
        statement = select(*columns, Blog.handle).join(
            Blog, and_(Blog.store_id == Article.store_id, Blog.id == Article.blog_id)
        )
    rows = session.execute(
        statement.where(model.store_id == session.store, public)
        .order_by(model.id)
        .offset(start)
        .limit(SITEMAP_SIZE)
    )
    if kind == "articles":
        return [(f"/blogs/{blog}/{handle}", changed) for handle, changed, blog in rows]
    return [(f"/{kind}/{handle}", changed) for handle, changed in rows]
