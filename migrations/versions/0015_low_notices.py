"""Which items the staff were told run low"""

import sqlalchemy as sa
from alembic import op

from migrations import parts

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "low_notice"
MARKED = sa.text("low_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        TABLE,
        *parts.own_key(TABLE),
        *parts.numbers("item_id"),
        *parts.times("told_at"),
        parts.belongs(TABLE, "item_id", "inventory_item", "CASCADE"),
        parts.unique(TABLE, "item_id"),
    )
    op.create_index(
        "ix_inventory_item_marked",
        "inventory_item",
        ["store_id", "id"],
        sqlite_where=MARKED,
        postgresql_where=MARKED,
    )
    if op.get_bind().dialect.name == "postgresql":
        own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
        op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {TABLE} USING ({own}) WITH CHECK ({own})")


def downgrade() -> None:
    op.drop_index("ix_inventory_item_marked", "inventory_item")
    op.drop_table(TABLE)
