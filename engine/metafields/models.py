"""Tables of fields that a shop adds to its records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.base.dependencies import Dependency
from engine.base.model import Json, StoreModel


class MetafieldDefinition(StoreModel):
    """What a field of a kind of record holds. ``validations``: {name: value} as in ``rules/validations.py``."""

    __tablename__ = "metafield_definition"

    owner_type: Mapped[str]
    """product, variant, collection, page, blog, article, customer, order or shop."""
    namespace: Mapped[str]
    key: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None] = mapped_column(default=None)
    type: Mapped[str]
    validations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "owner_type", "namespace", "key"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield ("metafield-definitions",)


class Metafield(StoreModel):
    """One value. ``type`` stands beside it: a value without a definition keeps its meaning.

    ``owner_id`` is no foreign key: owners live in rooms further right, and their commands call ``forget``.
    """

    __tablename__ = "metafield"

    owner_type: Mapped[str]
    owner_id: Mapped[int]
    namespace: Mapped[str]
    key: Mapped[str]
    type: Mapped[str]
    value: Mapped[Any] = mapped_column(Json)
    """As the type's ``read`` gives it."""
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("store_id", "owner_type", "owner_id", "namespace", "key"),)

    def dependencies(self) -> Iterator[Dependency]:
        yield "metafields", f"{self.owner_type}:{self.owner_id}"
