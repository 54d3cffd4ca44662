"""The base of all tables: store isolation in the key, integer ids, aware UTC times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    TypeDecorator,
    inspect,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone; use engine.base.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the program."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime(),
        int: BigInteger(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }

    def dependencies(self) -> Iterable[tuple[Any, ...]]:
        """What pages that showed this record depend on (engine/base/dependencies.py); read as it is flushed."""
        return ()

    def store_of_dependencies(self) -> int:
        """The store whose pages those are."""
        raise NotImplementedError

    def is_changing(self, *names: str) -> bool:
        """Whether a flush will write any of these columns, a new record's included."""
        state = inspect(self)
        return any(state.attrs[name].history.has_changes() for name in names)

    def is_going(self) -> bool:
        """Whether the flush will delete it."""
        session = inspect(self).session
        return session is not None and self in session.deleted

    def is_renamed_or_gone(self) -> bool:
        """Whether addresses that hold its handle will lead elsewhere after this flush."""
        return self.is_going() or self.is_changing("handle")


class InstallationModel(Base):
    """A table of the installation itself. Their names are the whole list of tables without store_id (tested)."""

    __abstract__ = True


class StoreModel(Base):
    """A table of a store: key (store_id, id), so that no row can point into another store.

    ``session.add`` gives the object its store and id at once.
    """

    __abstract__ = True

    store_id: Mapped[int] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), primary_key=True, sort_order=-2
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-1)

    def store_of_dependencies(self) -> int:
        return self.store_id


def belongs_to(
    column: str, table: str, *, ondelete: str | None = None, **options: Any
) -> ForeignKeyConstraint:
    """A foreign key that carries its store: (store_id, *column*) → *table* (store_id, id)."""
    return ForeignKeyConstraint(
        ["store_id", column], [f"{table}.store_id", f"{table}.id"], ondelete=ondelete, **options
    )


def store_tables() -> dict[str, Any]:
    """Tables that belong to stores, by name."""
    return {
        t.name: t for t in Base.metadata.tables.values() if "store_id" in t.c and t.c.store_id.primary_key
    }
