"""Reads of fields: of many records at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from engine.base.db import StoreSession
from engine.metafields.models import Metafield, MetafieldDefinition

Name = tuple[str, str]
"""Namespace and key."""


def definitions(session: StoreSession, owner_type: str) -> Sequence[MetafieldDefinition]:
    """The definitions of a kind of record, in their order; one query."""
    return session.scalars(
        select(MetafieldDefinition)
        .where(MetafieldDefinition.owner_type == owner_type)
        .order_by(MetafieldDefinition.position, MetafieldDefinition.namespace, MetafieldDefinition.key)
    ).all()


def values_of(
    session: StoreSession, owner_type: str, owner_ids: Iterable[int]
) -> dict[int, dict[Name, Metafield]]:
    """{record: {(namespace, key): field}} of many records of one kind; one query. Records without fields are there, empty."""
    wanted = sorted(set(owner_ids))
    found: dict[int, dict[Name, Metafield]] = {owner_id: {} for owner_id in wanted}
    if wanted:
        statement = select(Metafield).where(
            Metafield.owner_type == owner_type, Metafield.owner_id.in_(wanted)
        )
        for field in session.scalars(statement.order_by(Metafield.namespace, Metafield.key)):
            found[field.owner_id][field.namespace, field.key] = field
    return found
