"""Work with stock: transfers, counts, oversells"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

Time = sa.DateTime(timezone=True)
TABLES = ("oversell_case", "transfer", "transfer_line", "stock_count", "stock_count_line")


def upgrade() -> None:
    op.execute("ALTER TABLE commitment ADD COLUMN each BIGINT NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE store ADD COLUMN allocation_rule VARCHAR NOT NULL DEFAULT 'one_place'")
    _oversells()
    _transfers()
    _counts()
    _enable_row_level_security()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("store", "allocation_rule")
    op.drop_column("commitment", "each")


def _oversells() -> None:
    op.create_table(
        "oversell_case",
        *_own_key("oversell_case"),
        *_numbers("item_id", "location_id", "quantity", "promised"),
        *_texts("state"),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("reference_kind", sa.String(), nullable=True),
        sa.Column("reference_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", Time, nullable=False),
        sa.Column("solved_at", Time, nullable=True),
        sa.Column("solved_by", sa.String(), nullable=True),
        _belongs("oversell_case", "item_id", "inventory_item", "CASCADE"),
        _belongs("oversell_case", "location_id", "location"),
    )
    op.create_index("ix_oversell_case_open", "oversell_case", ["store_id", "state", "opened_at", "id"])
    op.create_index("ix_oversell_case_item", "oversell_case", ["store_id", "item_id"])


def _transfers() -> None:
    op.create_table(
        "transfer",
        *_own_key("transfer"),
        *_numbers("number"),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        *_numbers("to_id"),
        *_texts("state"),
        sa.Column("supplier", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("expected_at", Time, nullable=True),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("sent_at", Time, nullable=True),
        sa.Column("ended_at", Time, nullable=True),
        *_texts("created_by"),
        _belongs("transfer", "from_id", "location"),
        _belongs("transfer", "to_id", "location"),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_transfer_store_id_number")),
    )
    op.create_index("ix_transfer_state", "transfer", ["store_id", "state", "created_at", "id"])
    op.create_table(
        "transfer_line",
        *_own_key("transfer_line"),
        *_numbers("transfer_id", "item_id", "quantity", "received", "missing"),
        _belongs("transfer_line", "transfer_id", "transfer", "CASCADE"),
        _belongs("transfer_line", "item_id", "inventory_item"),
        sa.UniqueConstraint(
            "store_id", "transfer_id", "item_id", name=op.f("uq_transfer_line_store_id_transfer_id_item_id")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_line_quantity_positive")),
    )
    op.create_index("ix_transfer_line_item", "transfer_line", ["store_id", "item_id"])


def _counts() -> None:
    op.create_table(
        "stock_count",
        *_own_key("stock_count"),
        *_numbers("number", "location_id"),
        *_texts("name", "state"),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("ended_at", Time, nullable=True),
        *_texts("created_by"),
        _belongs("stock_count", "location_id", "location"),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_stock_count_store_id_number")),
    )
    op.create_index("ix_stock_count_state", "stock_count", ["store_id", "state", "created_at", "id"])
    op.create_table(
        "stock_count_line",
        *_own_key("stock_count_line"),
        *_numbers("count_id", "item_id", "counted", "expected"),
        *_texts("state"),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("counted_at", Time, nullable=False),
        *_texts("counted_by"),
        _belongs("stock_count_line", "count_id", "stock_count", "CASCADE"),
        _belongs("stock_count_line", "item_id", "inventory_item"),
        sa.UniqueConstraint(
            "store_id", "count_id", "item_id", name=op.f("uq_stock_count_line_store_id_count_id_item_id")
        ),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_counted_not_negative")),
    )


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")


def _own_key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{table}")),
    )


def _belongs(table: str, column: str, parent: str, ondelete: str | None = None) -> sa.schema.SchemaItem:
    return sa.ForeignKeyConstraint(
        ["store_id", column],
        [f"{parent}.store_id", f"{parent}.id"],
        name=op.f(f"fk_{table}_store_id_{column}"),
        ondelete=ondelete,
    )


def _texts(*names: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
