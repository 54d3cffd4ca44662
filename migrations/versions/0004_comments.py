"""Comments on articles, and whether a blog takes them"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "article_comment"
Time = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("blog", sa.Column("comments", sa.String(), nullable=False, server_default="off"))
    op.create_table(
        TABLE,
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("author", "email", "body", "state")),
        sa.Column("address_hash", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("updated_at", Time, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "article_id"],
            ["article.store_id", "article.id"],
            name=op.f(f"fk_{TABLE}_store_id_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{TABLE}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint(
            "store_id", "article_id", "digest", name=op.f(f"uq_{TABLE}_store_id_article_id_digest")
        ),
    )
    op.create_index(
        "ix_article_comment_shown", TABLE, ["store_id", "article_id", "state", "created_at", "id"]
    )
    op.create_index("ix_article_comment_waiting", TABLE, ["store_id", "state", "created_at", "id"])
    op.create_index("ix_article_comment_address", TABLE, ["store_id", "address_hash", "created_at"])
    _enable_row_level_security()


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_column("blog", "comments")


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_store ON {TABLE} USING ({own}) WITH CHECK ({own})")
