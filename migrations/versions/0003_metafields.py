"""Fields that a shop adds to its records, and metaobjects"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Time = sa.DateTime(timezone=True)

TABLES = ("metafield_definition", "metafield", "metaobject_definition", "metaobject")


def upgrade() -> None:
    op.create_table(
        "metafield_definition",
        *_key("metafield_definition"),
        *_texts("owner_type", "namespace", "key", "name"),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("validations", Json, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *_times("created_at", "updated_at"),
        _unique("metafield_definition", "owner_type", "namespace", "key"),
    )
    op.create_table(
        "metafield",
        *_key("metafield"),
        sa.Column("owner_type", sa.String(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        *_texts("namespace", "key", "type"),
        sa.Column("value", Json, nullable=False),
        *_times("updated_at"),
        _unique("metafield", "owner_type", "owner_id", "namespace", "key"),
    )
    op.create_table(
        "metaobject_definition",
        *_key("metaobject_definition"),
        *_texts("type", "name"),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("display_field", sa.String(), nullable=True),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        *_times("created_at", "updated_at"),
        _unique("metaobject_definition", "type"),
    )
    op.create_table(
        "metaobject",
        *_key("metaobject"),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        *_texts("handle", "status"),
        sa.Column("fields", Json, nullable=False),
        *_times("created_at", "updated_at"),
        sa.ForeignKeyConstraint(
            ["store_id", "definition_id"],
            ["metaobject_definition.store_id", "metaobject_definition.id"],
            name=op.f("fk_metaobject_store_id_definition_id"),
            ondelete="CASCADE",
        ),
        _unique("metaobject", "definition_id", "handle"),
    )
    _enable_row_level_security()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The key of a row of a store."""
    return (
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{table}")),
    )


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _times(*names: str) -> tuple[sa.Column[sa.DateTime], ...]:
    return tuple(sa.Column(name, Time, nullable=False) for name in names)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    name = op.f("_".join(("uq", table, "store_id", *columns)))
    return sa.UniqueConstraint("store_id", *columns, name=name)


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")
