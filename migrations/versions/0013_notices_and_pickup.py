"""Signed notices to channels, and goods held to be picked up"""

import sqlalchemy as sa
from alembic import op

from migrations import parts

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "pickup_hold"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("number", "token")),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("item_id", "location_id", "variant_id")
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "email")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("locale", "address_hash")),
        sa.Column("state", sa.String(), nullable=False),
        *(sa.Column(name, parts.Time, nullable=False) for name in ("until", "created_at")),
        sa.Column("ended_at", parts.Time, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{TABLE}_store_id"), ondelete="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint(
                ["store_id", column],
                [f"{parent}.store_id", f"{parent}.id"],
                name=op.f(f"fk_{TABLE}_store_id_{column}"),
            )
            for column, parent in (("item_id", "inventory_item"), ("location_id", "location"))
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("store_id", "number", name=op.f(f"uq_{TABLE}_store_id_number")),
        sa.UniqueConstraint("store_id", "token", name=op.f(f"uq_{TABLE}_store_id_token")),
        sa.CheckConstraint("quantity > 0", name=op.f(f"ck_{TABLE}_quantity_positive")),
        sa.CheckConstraint(
            "state IN ('waiting', 'handed_over', 'let_go', 'expired')", name=op.f(f"ck_{TABLE}_state_known")
        ),
    )
    op.create_index("ix_pickup_hold_place", TABLE, ["store_id", "location_id", "state", "until"])
    op.create_index("ix_pickup_hold_item", TABLE, ["store_id", "item_id", "state"])
    op.create_index("ix_pickup_hold_address", TABLE, ["store_id", "address_hash", "created_at"])
    if op.get_bind().dialect.name == "postgresql":
        own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
        op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {TABLE} USING ({own}) WITH CHECK ({own})")


def downgrade() -> None:
    op.drop_table(TABLE)
