"""What a shopper may find: active and published, as of now. One definition for the index, search and rule collections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from engine.base import clock
from engine.base.db import StoreSession
from engine.catalogue.models import Collection, Product
from engine.content.models import Article, Page
from engine.inventory.queries import NOT_LISTED
from engine.listing.results import Hit, Results
from engine.listing.rules import Kind

_MODELS: dict[Kind, Any] = {"product": Product, "collection": Collection, "page": Page, "article": Article}


def model_of(kind: Kind) -> Any:
    """The table of a kind of record."""
    return _MODELS[kind]


def criterion(kind: Kind) -> ColumnElement[bool]:
    """Whether a record of this kind is public now."""
    model = _MODELS[kind]
    published = and_(model.published_at.is_not(None), model.published_at <= clock.now())
    if kind != "product":
        return published
    return and_(Product.status == "active", Product.online != NOT_LISTED, published)


def keep_listed(session: StoreSession, hits: list[Hit]) -> list[Hit]:
    """Only the hits that are public now: the index may be seconds behind. One query per kind found."""
    public: set[tuple[Kind, int]] = set()
    for kind in {hit.kind for hit in hits}:
        model = _MODELS[kind]
        wanted = [hit.id for hit in hits if hit.kind == kind]
        found = session.scalars(select(model.id).where(model.id.in_(wanted), criterion(kind)))
        public.update((kind, record_id) for record_id in found)
    return [hit for hit in hits if (hit.kind, hit.id) in public]


def only_listed(session: StoreSession, results: Results) -> Results:
    """The results without what was unpublished since it was indexed."""
    kept = keep_listed(session, list(results.hits))
    gone = len(results.hits) - len(kept)
    return replace(results, hits=tuple(kept), total=results.total - gone) if gone else results
