"""Customer accounts: what a customer is known by, addresses, signed-in browsers, links that work once"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Time = sa.DateTime(timezone=True)

TABLES = ("customer_address", "customer_session", "customer_link")
FACTS = (
    ("first_name", sa.String(), None),
    ("last_name", sa.String(), None),
    ("locale", sa.String(), None),
    ("marketing_at", Time, None),
    ("marketing_source", sa.String(), None),
    ("state", sa.String(), "disabled"),
    ("password_hash", sa.String(), None),
    ("confirmed_at", Time, None),
    ("note", sa.String(), None),
    ("tags", Json, sa.text("'[]'")),
    ("tax_exempt", sa.Boolean(), sa.text("false")),
)
"""What is added to a customer: column, type, and for those that are never empty what they start with."""


def upgrade() -> None:
    for name, kind, start in FACTS:
        op.add_column("customer", sa.Column(name, kind, nullable=start is None, server_default=start))
    op.create_table(
        "customer_address",
        *_own_key("customer_address"),
        *(
            sa.Column(name, sa.String(), nullable=True)
            for name in (
                "first_name",
                "last_name",
                "company",
                "line1",
                "line2",
                "postcode",
                "city",
                "region",
                "country",
                "phone",
            )
        ),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("updated_at", Time, nullable=False),
    )
    op.create_table(
        "customer_session",
        *_own_key("customer_session"),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("expires_at", Time, nullable=False),
        sa.Column("browser", sa.String(), nullable=True),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("uq_customer_session_store_id_token_hash")),
    )
    op.create_table(
        "customer_link",
        *_own_key("customer_link"),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("expires_at", Time, nullable=False),
        sa.Column("used_at", Time, nullable=True),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("uq_customer_link_store_id_token_hash")),
    )
    op.create_index("ix_customer_address_customer", "customer_address", ["store_id", "customer_id"])
    op.create_index(
        "uq_customer_address_default",
        "customer_address",
        ["store_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
        sqlite_where=sa.text("is_default"),
    )
    op.create_index("ix_customer_session_customer", "customer_session", ["store_id", "customer_id"])
    op.create_index("ix_customer_link_customer", "customer_link", ["store_id", "customer_id", "purpose"])
    # No foreign key: SQLite would have to build the table anew, with everything that hangs from it.
    op.add_column("checkout", sa.Column("customer_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_customer_order_customer", "customer_order", ["store_id", "customer_id", "placed_at", "id"]
    )
    _enable_row_level_security()


def downgrade() -> None:
    op.drop_index("ix_customer_order_customer", table_name="customer_order")
    op.drop_column("checkout", "customer_id")
    for table in reversed(TABLES):
        op.drop_table(table)
    for name, _, _ in reversed(FACTS):
        op.drop_column("customer", name)


def _own_key(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """A row of a store that belongs to a customer."""
    return (
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f(f"fk_{table}_store_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f(f"pk_{table}")),
    )


def _enable_row_level_security() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")
