"""Orders that are taken at tills"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations import parts

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "till_order"
Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        TABLE,
        *parts.own_key(TABLE),
        *parts.texts("made_id"),
        *parts.numbers("device_id"),
        *parts.texts("kind", "state"),
        *parts.texts("cart_token", nullable=True),
        *parts.numbers("checkout_id", "sale_id", "customer_order_id", nullable=True),
        *parts.numbers("total_minor"),
        *parts.texts("staff_name"),
        *parts.times("created_at", "updated_at"),
        parts.belongs(TABLE, "device_id", "till_device"),
        parts.belongs(TABLE, "checkout_id", "checkout"),
        parts.belongs(TABLE, "sale_id", "till_sale"),
        parts.belongs(TABLE, "customer_order_id", "customer_order"),
        parts.unique(TABLE, "made_id"),
        parts.unique(TABLE, "sale_id"),
        parts.check(TABLE, "kind_known", "kind IN ('home', 'shop')"),
        parts.check(TABLE, "state_known", "state IN ('open', 'placed', 'not_placed', 'settled')"),
    )
    op.create_index("ix_till_order_order", TABLE, ["store_id", "customer_order_id"])
    parts.secure([TABLE])
    op.add_column("customer_order", sa.Column("at_till", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("customer_order", "at_till")
    op.drop_table(TABLE)
