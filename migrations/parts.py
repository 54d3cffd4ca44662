"""What tables of a store are made of, for migrations from 0010 on. Nothing here changes: a migration makes the same tables
whenever it is run."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

Time = sa.DateTime(timezone=True)
Part = sa.schema.SchemaItem


def own_key(table: str) -> tuple[Part, ...]:
    """The key (store_id, id), and that a store's rows go with it."""
    return (
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{table}")),
    )


def belongs(table: str, column: str, parent: str, ondelete: str | None = None) -> Part:
    """A foreign key that carries its store."""
    return sa.ForeignKeyConstraint(
        ["store_id", column],
        [f"{parent}.store_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_store_id_{column}"),
        ondelete=ondelete,
    )


def unique(table: str, *columns: str) -> Part:
    """One row of a store with these values."""
    return sa.UniqueConstraint("store_id", *columns, name=op.f(f"uq_{table}_store_id_{'_'.join(columns)}"))


def check(table: str, name: str, condition: str) -> Part:
    """A condition that every row keeps."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def texts(*names: str, nullable: bool = False) -> list[Part]:
    """Columns of text."""
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def numbers(*names: str, nullable: bool = False) -> list[Part]:
    """Columns of whole numbers, ids among them."""
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def times(*names: str, nullable: bool = False) -> list[Part]:
    """Columns of moments."""
    return [sa.Column(name, Time, nullable=nullable) for name in names]


def actor() -> list[Part]:
    """Who did it."""
    return [*texts("actor_kind", "actor_name"), *numbers("actor_id", nullable=True)]


def secure(tables: Iterable[str]) -> None:
    """Row-level security on PostgreSQL: a session sees its own store's rows."""
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")
