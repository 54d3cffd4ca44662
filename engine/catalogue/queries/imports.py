"""Imports and their reports."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, tuple_

from engine.base.db import StoreSession
from engine.base.paging import Page, decode, page_of
from engine.catalogue.models import CatalogueImport

FORMATS = ("shopify", "magento")
"""What an import reads."""
GIVEN_UP = {"file": "", "line": None, "key": None, "reason": "", "code": "given_up"}
"""The problem of an import whose job died every time. Its words are the admin's."""


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


def was_given_up(row: CatalogueImport) -> bool:
    """Whether the import ended because its job died every time, for no reason that is in the file."""
    return row.state == "failed" and any(problem.get("code") == GIVEN_UP["code"] for problem in row.problems)


def offered_parts(offered: Mapping[str, int]) -> list[tuple[str, int]]:
    """Where the items of an import are offered, most first: [(key below ``import.offered.``, how many)]."""
    parts: dict[str, int] = {}
    for key, count in offered.items():
        online, _, in_shop = key.partition("/")
        name = f"{online}_{'shop' if in_shop != 'not_listed' else 'only'}"
        parts[name] = parts.get(name, 0) + count
    return sorted(parts.items(), key=lambda part: (-part[1], part[0]))
