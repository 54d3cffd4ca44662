"""Zips of theme packs that merchants upload"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "theme_upload"
Time = sa.DateTime(timezone=True)
Json = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("file_name", "file_key", "state", "pack", "version", "title")
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("refusals", Json, nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("finished_at", Time, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{TABLE}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index("ix_theme_upload_pack", TABLE, ["store_id", "pack", "is_current"])
    op.create_index("ix_theme_upload_created", TABLE, ["store_id", "created_at"])
    _enable_row_level_security()


def downgrade() -> None:
    op.drop_table(TABLE)


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_store ON {TABLE} USING ({own}) WITH CHECK ({own})")
