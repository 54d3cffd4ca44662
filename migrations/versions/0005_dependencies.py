"""Counters of what pages depend on"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dependency_version",
        sa.Column("store_ref", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_ref"], ["store.id"], name=op.f("fk_dependency_version_store_ref"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_ref", "key", name=op.f("pk_dependency_version")),
    )
    for table in ("product", "collection", "page", "article"):
        op.create_index(f"ix_{table}_published", table, ["store_id", "published_at"])


def downgrade() -> None:
    for table in ("product", "collection", "page", "article"):
        op.drop_index(f"ix_{table}_published", table)
    op.drop_table("dependency_version")
