"""Tills: devices, sales, returns, what is in the drawer"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Time = sa.DateTime(timezone=True)
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
    _enable_row_level_security()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _people_and_devices() -> None:
    op.create_table(
        "till_device",
        *_own_key("till_device"),
        *_numbers("location_id", "number"),
        *_texts("name"),
        *_texts("code_hash", nullable=True),
        *_times("code_ends_at", nullable=True),
        *_texts("key_hash", nullable=True),
        *_times("paired_at", "revoked_at", "last_seen_at", nullable=True),
        *_numbers("drift_seconds", "waiting"),
        *_texts("terminal", nullable=True),
        *_times("created_at"),
        _belongs("till_device", "location_id", "location"),
        _unique("till_device", "number"),
        _unique("till_device", "code_hash"),
        _unique("till_device", "key_hash"),
        _check("till_device", "number_positive", "number > 0"),
    )
    op.create_table(
        "till_pin",
        *_own_key("till_pin"),
        *_numbers("staff_id"),
        *_texts("pin_hash"),
        *_times("changed_at"),
        _belongs("till_pin", "staff_id", "staff", "CASCADE"),
        _unique("till_pin", "staff_id"),
    )
    op.create_table(
        "till_shift",
        *_own_key("till_shift"),
        *_numbers("device_id", "staff_id"),
        *_texts("token_hash"),
        *_times("started_at", "expires_at"),
        *_times("ended_at", nullable=True),
        _belongs("till_shift", "device_id", "till_device", "CASCADE"),
        _belongs("till_shift", "staff_id", "staff", "CASCADE"),
        _unique("till_shift", "token_hash"),
    )


def _cards_and_days() -> None:
    op.create_table(
        "till_card",
        *_own_key("till_card"),
        *_texts("made_id"),
        *_numbers("device_id"),
        *_texts("kind", "state"),
        *_numbers("amount_minor"),
        *_texts("currency", "terminal"),
        *_texts("of_reference", "reference", "summary", "code", nullable=True),
        *_texts("staff_name"),
        *_times("created_at"),
        *_times("ended_at", nullable=True),
        _belongs("till_card", "device_id", "till_device"),
        _unique("till_card", "made_id"),
        _check("till_card", "kind_known", "kind IN ('payment', 'refund')"),
        _check(
            "till_card",
            "state_known",
            "state IN ('started', 'approved', 'declined', 'cancelled', 'unknown')",
        ),
        _check("till_card", "amount_positive", "amount_minor > 0"),
    )
    op.create_table(
        "till_day",
        *_own_key("till_day"),
        *_texts("made_id"),
        *_numbers("device_id", "location_id"),
        *_texts("currency"),
        *_numbers("float_minor", "cash_minor", "card_minor", "sales", "returns"),
        *_numbers("expected_minor", "counted_minor", "left_minor"),
        *_texts("note", nullable=True),
        *_numbers("staff_id", nullable=True),
        *_texts("staff_name"),
        *_times("closed_at"),
        _belongs("till_day", "device_id", "till_device"),
        _belongs("till_day", "location_id", "location"),
        _unique("till_day", "made_id"),
    )
    op.create_index("ix_till_day_recent", "till_day", ["store_id", "closed_at", "id"])
    op.create_index("ix_till_day_device", "till_day", ["store_id", "device_id", "closed_at"])


def _sales() -> None:
    op.create_table(
        "till_sale",
        *_own_key("till_sale"),
        *_texts("made_id", "body_hash", "kind", "state"),
        *_numbers("device_id", "location_id", "turn"),
        *_texts("number"),
        *_numbers("staff_id", nullable=True),
        *_texts("staff_name"),
        *_times("device_at", "sold_at", "settled_at"),
        *_numbers("drift_seconds"),
        sa.Column("was_queued", sa.Boolean(), nullable=False),
        *_texts("currency"),
        *_numbers("subtotal_minor", "discount_minor"),
        *_texts("discount_reason", nullable=True),
        *_numbers("tax_minor", "total_minor", "paid_minor", "tax_rate_bp"),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        *_numbers("of_sale_id", "day_id", nullable=True),
        sa.Column("notes", Json, nullable=False),
        *_texts("seen_by", nullable=True),
        *_times("seen_at", nullable=True),
        _belongs("till_sale", "device_id", "till_device"),
        _belongs("till_sale", "location_id", "location"),
        _belongs("till_sale", "of_sale_id", "till_sale"),
        _belongs("till_sale", "day_id", "till_day"),
        _unique("till_sale", "made_id"),
        _check("till_sale", "kind_known", "kind IN ('sale', 'return')"),
        _check("till_sale", "state_known", "state IN ('settled', 'needs_person')"),
    )
    op.create_index("ix_till_sale_number", "till_sale", ["store_id", "number"])
    op.create_index("ix_till_sale_recent", "till_sale", ["store_id", "settled_at", "id"])
    op.create_index("ix_till_sale_drawer", "till_sale", ["store_id", "device_id", "day_id"])
    op.create_table(
        "till_line",
        *_own_key("till_line"),
        *_numbers("sale_id", "position"),
        *_numbers("variant_id", "item_id", nullable=True),
        *_numbers("partner_id"),
        *_texts("title"),
        *_texts("variant_title", "sku", nullable=True),
        *_numbers("quantity", "returned", "unit_minor", "subtotal_minor"),
        *_numbers("discount_minor", "tax_minor", "total_minor"),
        *_numbers("of_line_id", nullable=True),
        _belongs("till_line", "sale_id", "till_sale", "CASCADE"),
        _belongs("till_line", "of_line_id", "till_line"),
        _check("till_line", "returned_not_negative", "returned >= 0"),
        _check("till_line", "not_more_than_sold", "returned = 0 OR returned <= quantity"),
    )
    op.create_index("ix_till_line_sale", "till_line", ["store_id", "sale_id", "position"])
    op.create_index("ix_till_line_item", "till_line", ["store_id", "item_id"])
    op.create_table(
        "till_payment",
        *_own_key("till_payment"),
        *_numbers("sale_id"),
        *_texts("kind"),
        *_numbers("amount_minor", "given_minor"),
        *_numbers("card_id", nullable=True),
        _belongs("till_payment", "sale_id", "till_sale", "CASCADE"),
        _belongs("till_payment", "card_id", "till_card"),
        _unique("till_payment", "card_id"),
        _check("till_payment", "kind_known", "kind IN ('cash', 'card')"),
    )
    op.create_index("ix_till_payment_sale", "till_payment", ["store_id", "sale_id"])


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


def _unique(table: str, column: str) -> sa.schema.SchemaItem:
    return sa.UniqueConstraint("store_id", column, name=op.f(f"uq_{table}_store_id_{column}"))


def _check(table: str, name: str, condition: str) -> sa.schema.SchemaItem:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _texts(*names: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _times(*names: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, Time, nullable=nullable) for name in names]
