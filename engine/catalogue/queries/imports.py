"""Imports and their reports."""

from __future__ import annotations

from sqlalchemy import select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import CatalogueImport

FORMATS = ("shopify", "magento")
"""What an import reads."""


def list_imports(
    session: StoreSession, *, cursor: str | None = None, limit: int = 30
) -> Page[CatalogueImport]:
    """A stretch of the imports, newest first."""
    statement = select(CatalogueImport)
    after = decode(cursor, 2)
    if after:
        statement = statement.where(tuple_(CatalogueImport.started_at, CatalogueImport.id) < tuple_(*after))
    rows = session.scalars(
        statement.order_by(CatalogueImport.started_at.desc(), CatalogueImport.id.desc()).limit(limit + 1)
    ).all()
    return page_of(rows, limit, lambda row: (row.started_at, row.id))


def import_by_id(session: StoreSession, import_id: int) -> CatalogueImport:
    """One import. Raises NotFound."""
    return session.need(CatalogueImport, import_id)
