"""Imports and their reports."""

from __future__ import annotations

from collections.abc import Mapping

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


def offered_parts(offered: Mapping[str, int]) -> list[tuple[str, int]]:
    """Where the items of an import are offered, most first: [(key below ``import.offered.``, how many)]."""
    parts: dict[str, int] = {}
    for key, count in offered.items():
        online, _, in_shop = key.partition("/")
        name = f"{online}_{'shop' if in_shop != 'not_listed' else 'only'}"
        parts[name] = parts.get(name, 0) + count
    return sorted(parts.items(), key=lambda part: (-part[1], part[0]))
