"""Tills: devices, sales, returns, what is in the drawer"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import parts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = (
    "till_device",
    "till_pin",
    "till_shift",
    "till_card",
    "till_day",
    "till_sale",
    "till_line",
    "till_payment",
)


def upgrade() -> None:
    _people_and_devices()
    _cards_and_days()
    _sales()
    parts.secure(TABLES)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _people_and_devices() -> None:
    op.create_table(
        "till_device",
        *parts.own_key("till_device"),
        *parts.numbers("location_id", "number"),
        *parts.texts("name"),
        *parts.texts("code_hash", nullable=True),
        *parts.times("code_ends_at", nullable=True),
        *parts.texts("key_hash", nullable=True),
        *parts.times("paired_at", "revoked_at", "last_seen_at", nullable=True),
        *parts.numbers("drift_seconds", "waiting"),
        *parts.texts("terminal", nullable=True),
        *parts.times("created_at"),
        parts.belongs("till_device", "location_id", "location"),
        parts.unique("till_device", "number"),
        parts.unique("till_device", "code_hash"),
        parts.unique("till_device", "key_hash"),
        parts.check("till_device", "number_positive", "number > 0"),
    )
    op.create_table(
        "till_pin",
        *parts.own_key("till_pin"),
        *parts.numbers("staff_id"),
        *parts.texts("pin_hash"),
        *parts.times("changed_at"),
        parts.belongs("till_pin", "staff_id", "staff", "CASCADE"),
        parts.unique("till_pin", "staff_id"),
    )
    op.create_table(
        "till_shift",
        *parts.own_key("till_shift"),
        *parts.numbers("device_id", "staff_id"),
        *parts.texts("token_hash"),
        *parts.times("started_at", "expires_at"),
        *parts.times("ended_at", nullable=True),
        parts.belongs("till_shift", "device_id", "till_device", "CASCADE"),
        parts.belongs("till_shift", "staff_id", "staff", "CASCADE"),
        parts.unique("till_shift", "token_hash"),
    )


def _cards_and_days() -> None:
    op.create_table(
        "till_card",
        *parts.own_key("till_card"),
        *parts.texts("made_id"),
        *parts.numbers("device_id"),
        *parts.texts("kind", "state"),
        *parts.numbers("amount_minor"),
        *parts.texts("currency", "terminal"),
        *parts.texts("of_reference", "reference", "summary", "code", nullable=True),
        *parts.texts("staff_name"),
        *parts.times("created_at"),
        *parts.times("ended_at", nullable=True),
        parts.belongs("till_card", "device_id", "till_device"),
        parts.unique("till_card", "made_id"),
        parts.check("till_card", "kind_known", "kind IN ('payment', 'refund')"),
        parts.check(
            "till_card",
            "state_known",
            "state IN ('started', 'approved', 'declined', 'cancelled', 'unknown')",
        ),
        parts.check("till_card", "amount_positive", "amount_minor > 0"),
    )
    op.create_table(
        "till_day",
        *parts.own_key("till_day"),
        *parts.texts("made_id"),
        *parts.numbers("device_id", "location_id"),
        *parts.texts("currency"),
        *parts.numbers("float_minor", "cash_minor", "card_minor", "sales", "returns"),
        *parts.numbers("expected_minor", "counted_minor", "left_minor"),
        *parts.texts("note", nullable=True),
        *parts.numbers("staff_id", nullable=True),
        *parts.texts("staff_name"),
        *parts.times("closed_at"),
        parts.belongs("till_day", "device_id", "till_device"),
        parts.belongs("till_day", "location_id", "location"),
        parts.unique("till_day", "made_id"),
    )
    op.create_index("ix_till_day_recent", "till_day", ["store_id", "closed_at", "id"])
    op.create_index("ix_till_day_device", "till_day", ["store_id", "device_id", "closed_at"])


def _sales() -> None:
    op.create_table(
        "till_sale",
        *parts.own_key("till_sale"),
        *parts.texts("made_id", "body_hash", "kind", "state"),
        *parts.numbers("device_id", "location_id", "turn"),
        *parts.texts("number"),
        *parts.numbers("staff_id", nullable=True),
        *parts.texts("staff_name"),
        *parts.times("device_at", "sold_at", "settled_at"),
        *parts.numbers("drift_seconds"),
        sa.Column("was_queued", sa.Boolean(), nullable=False),
        *parts.texts("currency"),
        *parts.numbers("subtotal_minor", "discount_minor"),
        *parts.texts("discount_reason", nullable=True),
        *parts.numbers("tax_minor", "total_minor", "paid_minor", "tax_rate_bp"),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        *parts.numbers("of_sale_id", "day_id", nullable=True),
        sa.Column("notes", Json, nullable=False),
        *parts.texts("seen_by", nullable=True),
        *parts.times("seen_at", nullable=True),
        parts.belongs("till_sale", "device_id", "till_device"),
        parts.belongs("till_sale", "location_id", "location"),
        parts.belongs("till_sale", "of_sale_id", "till_sale"),
        parts.belongs("till_sale", "day_id", "till_day"),
        parts.unique("till_sale", "made_id"),
        parts.check("till_sale", "kind_known", "kind IN ('sale', 'return')"),
        parts.check("till_sale", "state_known", "state IN ('settled', 'needs_person')"),
    )
    op.create_index("ix_till_sale_number", "till_sale", ["store_id", "number"])
    op.create_index("ix_till_sale_recent", "till_sale", ["store_id", "settled_at", "id"])
    op.create_index("ix_till_sale_drawer", "till_sale", ["store_id", "device_id", "day_id"])
    op.create_table(
        "till_line",
        *parts.own_key("till_line"),
        *parts.numbers("sale_id", "position"),
        *parts.numbers("variant_id", "item_id", nullable=True),
        *parts.numbers("partner_id"),
        *parts.texts("title"),
        *parts.texts("variant_title", "sku", nullable=True),
        *parts.numbers("quantity", "returned", "unit_minor", "subtotal_minor"),
        *parts.numbers("discount_minor", "tax_minor", "total_minor"),
        *parts.numbers("of_line_id", nullable=True),
        parts.belongs("till_line", "sale_id", "till_sale", "CASCADE"),
        parts.belongs("till_line", "of_line_id", "till_line"),
        parts.check("till_line", "returned_not_negative", "returned >= 0"),
        parts.check("till_line", "not_more_than_sold", "returned = 0 OR returned <= quantity"),
    )
    op.create_index("ix_till_line_sale", "till_line", ["store_id", "sale_id", "position"])
    op.create_index("ix_till_line_item", "till_line", ["store_id", "item_id"])
    op.create_table(
        "till_payment",
        *parts.own_key("till_payment"),
        *parts.numbers("sale_id"),
        *parts.texts("kind"),
        *parts.numbers("amount_minor", "given_minor"),
        *parts.numbers("card_id", nullable=True),
        parts.belongs("till_payment", "sale_id", "till_sale", "CASCADE"),
        parts.belongs("till_payment", "card_id", "till_card"),
        parts.unique("till_payment", "card_id"),
        parts.check("till_payment", "kind_known", "kind IN ('cash', 'card')"),
    )
    op.create_index("ix_till_payment_sale", "till_payment", ["store_id", "sale_id"])
