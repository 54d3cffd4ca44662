"""Metaobjects: kinds, and entries in batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from engine.base.db import StoreSession
from engine.content.models import Metaobject, MetaobjectDefinition


@dataclass(frozen=True)
class Entry:
    """An entry with its kind."""

    row: Metaobject
    definition: MetaobjectDefinition

    @property
    def types(self) -> dict[str, str]:
        """{key: type} of its fields, in their order."""
        return {one["key"]: one["type"] for one in self.definition.fields}


def metaobject_definitions(session: StoreSession) -> Sequence[MetaobjectDefinition]:
    """All kinds by type; one query."""
    return session.scalars(select(MetaobjectDefinition).order_by(MetaobjectDefinition.type)).all()


def metaobject_entries(
    session: StoreSession, type_name: str, *, public_only: bool = True, limit: int = 250
) -> list[Entry]:
    """The entries of a kind by handle; one query."""
    return _read(session, MetaobjectDefinition.type == type_name, public_only=public_only, limit=limit)


def metaobjects_by_ids(session: StoreSession, ids: Iterable[int]) -> dict[int, Entry]:
    """Entries that shoppers may see, by id; one query."""
    wanted = sorted(set(ids))
    found = _read(session, Metaobject.id.in_(wanted), limit=len(wanted)) if wanted else []
    return {entry.row.id: entry for entry in found}


def metaobjects_by_handles(
    session: StoreSession, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Entry]:
    """Entries that shoppers may see, by (type, handle); one query."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    named = or_(
        *(and_(MetaobjectDefinition.type == kind, Metaobject.handle == handle) for kind, handle in wanted)
    )
    found = _read(session, named, limit=len(wanted))
    return {(entry.definition.type, entry.row.handle): entry for entry in found}


def _read(
    session: StoreSession, condition: ColumnElement[bool], *, public_only: bool = True, limit: int
) -> list[Entry]:
    statement: Any = (
        select(Metaobject, MetaobjectDefinition)
        .join(
            MetaobjectDefinition,
            and_(
                MetaobjectDefinition.store_id == Metaobject.store_id,
                MetaobjectDefinition.id == Metaobject.definition_id,
            ),
        )
        .where(condition)
        .order_by(MetaobjectDefinition.type, Metaobject.handle, Metaobject.id)
        .limit(limit)
    )
    if public_only:
        statement = statement.where(Metaobject.status == "active")
    return [Entry(row, definition) for row, definition in session.execute(statement)]
