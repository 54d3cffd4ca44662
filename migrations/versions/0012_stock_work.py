"""Work with stock: transfers, counts, oversells"""

import sqlalchemy as sa
from alembic import op

from migrations import parts

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("oversell_case", "transfer", "transfer_line", "stock_count", "stock_count_line")


def upgrade() -> None:
    op.execute("ALTER TABLE commitment ADD COLUMN each BIGINT NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE store ADD COLUMN allocation_rule VARCHAR NOT NULL DEFAULT 'one_place'")
    _oversells()
    _transfers()
    _counts()
    parts.secure(TABLES)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("store", "allocation_rule")
    op.drop_column("commitment", "each")


def _oversells() -> None:
    op.create_table(
        "oversell_case",
        *parts.own_key("oversell_case"),
        *parts.numbers("item_id", "location_id", "quantity", "promised"),
        *parts.texts("state"),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("reference_kind", sa.String(), nullable=True),
        sa.Column("reference_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", parts.Time, nullable=False),
        sa.Column("solved_at", parts.Time, nullable=True),
        sa.Column("solved_by", sa.String(), nullable=True),
        parts.belongs("oversell_case", "item_id", "inventory_item", "CASCADE"),
        parts.belongs("oversell_case", "location_id", "location"),
    )
    op.create_index("ix_oversell_case_open", "oversell_case", ["store_id", "state", "opened_at", "id"])
    op.create_index("ix_oversell_case_item", "oversell_case", ["store_id", "item_id"])


def _transfers() -> None:
    op.create_table(
        "transfer",
        *parts.own_key("transfer"),
        *parts.numbers("number"),
        sa.Column("from_id", sa.BigInteger(), nullable=True),
        *parts.numbers("to_id"),
        *parts.texts("state"),
        sa.Column("supplier", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("expected_at", parts.Time, nullable=True),
        sa.Column("created_at", parts.Time, nullable=False),
        sa.Column("sent_at", parts.Time, nullable=True),
        sa.Column("ended_at", parts.Time, nullable=True),
        *parts.texts("created_by"),
        parts.belongs("transfer", "from_id", "location"),
        parts.belongs("transfer", "to_id", "location"),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_transfer_store_id_number")),
    )
    op.create_index("ix_transfer_state", "transfer", ["store_id", "state", "created_at", "id"])
    op.create_table(
        "transfer_line",
        *parts.own_key("transfer_line"),
        *parts.numbers("transfer_id", "item_id", "quantity", "received", "missing"),
        parts.belongs("transfer_line", "transfer_id", "transfer", "CASCADE"),
        parts.belongs("transfer_line", "item_id", "inventory_item"),
        sa.UniqueConstraint(
            "store_id", "transfer_id", "item_id", name=op.f("uq_transfer_line_store_id_transfer_id_item_id")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_line_quantity_positive")),
    )
    op.create_index("ix_transfer_line_item", "transfer_line", ["store_id", "item_id"])


def _counts() -> None:
    op.create_table(
        "stock_count",
        *parts.own_key("stock_count"),
        *parts.numbers("number", "location_id"),
        *parts.texts("name", "state"),
        sa.Column("created_at", parts.Time, nullable=False),
        sa.Column("ended_at", parts.Time, nullable=True),
        *parts.texts("created_by"),
        parts.belongs("stock_count", "location_id", "location"),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_stock_count_store_id_number")),
    )
    op.create_index("ix_stock_count_state", "stock_count", ["store_id", "state", "created_at", "id"])
    op.create_table(
        "stock_count_line",
        *parts.own_key("stock_count_line"),
        *parts.numbers("count_id", "item_id", "counted", "expected"),
        *parts.texts("state"),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("counted_at", parts.Time, nullable=False),
        *parts.texts("counted_by"),
        parts.belongs("stock_count_line", "count_id", "stock_count", "CASCADE"),
        parts.belongs("stock_count_line", "item_id", "inventory_item"),
        sa.UniqueConstraint(
            "store_id", "count_id", "item_id", name=op.f("uq_stock_count_line_store_id_count_id_item_id")
        ),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_count_line_counted_not_negative")),
    )
