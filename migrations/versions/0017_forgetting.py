"""Indexes for checkouts that forget who they were for"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KNOWS_SOMEBODY = sa.text(
    "state IN ('open', 'expired') AND (customer_id IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL"
    " OR shipping_address IS NOT NULL OR billing_address IS NOT NULL OR payment_method IS NOT NULL"
    " OR note IS NOT NULL)"
)


def upgrade() -> None:
    op.create_index(
        "ix_checkout_to_forget",
        "checkout",
        ["store_id", "updated_at", "id"],
        postgresql_where=KNOWS_SOMEBODY,
        sqlite_where=KNOWS_SOMEBODY,
    )
    op.create_index("ix_till_order_checkout", "till_order", ["store_id", "checkout_id"])
    op.create_index("ix_till_card_device", "till_card", ["store_id", "device_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_till_card_device", table_name="till_card")
    op.drop_index("ix_till_order_checkout", table_name="till_order")
    op.drop_index("ix_checkout_to_forget", table_name="checkout")
