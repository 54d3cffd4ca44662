"""Channels and designations: what is for sale where. Everything that a store sold online it goes on selling"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import parts

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)
STATES = "'for_sale', 'view_only', 'not_listed'"
TABLES = (
    "channel",
    "channel_key",
    "designation",
    "designation_default",
    "designation_change",
    "designation_event",
    "designation_plan",
    "item_change",
    "bundle_part",
)
LARGE = ("collection_product", "designation", "inventory_item", "level", "product", "variant")
ITEM_COLUMNS = (
    "withheld BIGINT NOT NULL DEFAULT 0",
    "oversold BIGINT NOT NULL DEFAULT 0",
    "online VARCHAR NOT NULL DEFAULT 'for_sale'",
    "in_shop VARCHAR NOT NULL DEFAULT 'not_listed'",
    "is_bundle BOOLEAN NOT NULL DEFAULT false",
    "low_at BIGINT",
)
COUNTED = {"postgresql": "counted_at TIMESTAMP WITH TIME ZONE", "sqlite": "counted_at DATETIME"}
JSON = {"postgresql": "JSONB", "sqlite": "JSON"}
OLD_CHECK = "on_hand - reserved - committed >= 0"
NEW_CHECK = "on_hand - reserved - committed + oversold >= 0"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for column in (*ITEM_COLUMNS, COUNTED[dialect]):
        op.execute(f"ALTER TABLE inventory_item ADD COLUMN {column}")
    op.execute(
        "ALTER TABLE level ADD COLUMN held BIGINT NOT NULL DEFAULT 0"
        " CONSTRAINT ck_level_held_not_negative CHECK (held >= 0)"
    )
    op.execute("ALTER TABLE level ADD COLUMN safety BIGINT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE reservation ADD COLUMN location_id BIGINT")
    op.execute("ALTER TABLE product ADD COLUMN online VARCHAR NOT NULL DEFAULT 'for_sale'")
    op.execute(f"ALTER TABLE catalogue_import ADD COLUMN offered {JSON[dialect]} NOT NULL DEFAULT '{{}}'")
    _change_check(OLD_CHECK, NEW_CHECK)
    op.create_index("ix_inventory_item_offered", "inventory_item", ["store_id", "online", "in_shop", "id"])
    _channels()
    _designations()
    _acts()
    _rest()
    parts.secure(TABLES)
    _tell_the_planner()
    _first_channels()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in LARGE:
            op.execute(f"DROP STATISTICS own_store_of_{table}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_inventory_item_offered", "inventory_item")
    _see_every_store()
    # what tills off line sold beyond what was there cannot be told by the older tables: it is allowed there by policy
    op.execute("UPDATE inventory_item SET policy = 'continue' WHERE oversold > 0")
    _change_check(NEW_CHECK, OLD_CHECK)
    op.drop_column("catalogue_import", "offered")
    op.drop_column("product", "online")
    op.drop_column("reservation", "location_id")
    op.drop_column("level", "safety")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_level_held_not_negative"), "level", type_="check")
    op.execute("ALTER TABLE level DROP COLUMN held")
    for column in ("counted_at", *(each.split()[0] for each in reversed(ITEM_COLUMNS))):
        op.drop_column("inventory_item", column)


def _tell_the_planner() -> None:
    """Row-level security compares a store's number as text. Without figures about that text PostgreSQL expects two hundred
    times fewer rows than there are, and joins large lists row by row."""
    if op.get_bind().dialect.name == "postgresql":
        for table in LARGE:
            op.execute(f"CREATE STATISTICS own_store_of_{table} ON (store_id::text) FROM {table}")


def _change_check(before: str, after: str) -> None:
    """SQLite cannot alter a check; its manual allows to rewrite the text of one that no stored row can violate. A copy of
    the table would take the levels along, which fall with the items they belong to."""
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        name = op.f("ck_inventory_item_never_oversold")
        op.drop_constraint(name, "inventory_item", type_="check")
        op.create_check_constraint(name, "inventory_item", f"policy = 'continue' OR NOT tracked OR {after}")
        return
    bind.exec_driver_sql("PRAGMA writable_schema=ON")
    bind.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'inventory_item'"
        ),
        {"before": before, "after": after},
    )
    bind.exec_driver_sql("PRAGMA writable_schema=RESET")


def _channels() -> None:
    op.create_table(
        "channel",
        *parts.own_key("channel"),
        *parts.texts("kind", "name"),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        *parts.texts("others", "default_state"),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("notice_address", sa.String(), nullable=True),
        sa.Column("notice_secret", sa.String(), nullable=True),
        sa.Column("created_at", parts.Time, nullable=False),
        parts.belongs("channel", "location_id", "location"),
        sa.UniqueConstraint(
            "store_id", "location_id", "kind", name=op.f("uq_channel_store_id_location_id_kind")
        ),
        parts.check("channel", "kind_known", "kind IN ('online', 'pos', 'api', 'buy_button')"),
        parts.check("channel", "others_known", "others IN ('exclude', 'include')"),
        parts.check("channel", "default_known", f"default_state IN ({STATES})"),
    )
    op.create_table(
        "channel_key",
        *parts.own_key("channel_key"),
        *parts.numbers("channel_id"),
        *parts.texts("name", "key_hash", "start"),
        sa.Column("created_at", parts.Time, nullable=False),
        sa.Column("last_used_at", parts.Time, nullable=True),
        sa.Column("revoked_at", parts.Time, nullable=True),
        parts.belongs("channel_key", "channel_id", "channel", "CASCADE"),
        sa.UniqueConstraint("store_id", "key_hash", name=op.f("uq_channel_key_store_id_key_hash")),
    )


def _designations() -> None:
    op.create_table(
        "designation",
        *parts.own_key("designation"),
        *parts.numbers("item_id", "channel_id"),
        *parts.texts("chosen", "state"),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", parts.Time, nullable=False),
        parts.belongs("designation", "item_id", "inventory_item", "CASCADE"),
        parts.belongs("designation", "channel_id", "channel", "CASCADE"),
        sa.UniqueConstraint(
            "store_id", "item_id", "channel_id", name=op.f("uq_designation_store_id_item_id_channel_id")
        ),
        parts.check("designation", "chosen_known", f"chosen IN ({STATES})"),
        parts.check("designation", "state_known", f"state IN ({STATES})"),
    )
    op.create_index("ix_designation_list", "designation", ["channel_id", "store_id", "state", "item_id"])
    op.create_table(
        "designation_default",
        *parts.own_key("designation_default"),
        *parts.texts("source"),
        *parts.numbers("channel_id"),
        *parts.texts("state"),
        parts.belongs("designation_default", "channel_id", "channel", "CASCADE"),
        sa.UniqueConstraint(
            "store_id", "source", "channel_id", name=op.f("uq_designation_default_store_id_source_channel_id")
        ),
        parts.check("designation_default", "state_known", f"state IN ({STATES})"),
    )


def _acts() -> None:
    op.create_table(
        "designation_change",
        *parts.own_key("designation_change"),
        *parts.texts("words", "state"),
        *parts.numbers("total", "finished"),
        sa.Column("plan", Json, nullable=True),
        *parts.numbers("after_item"),
        sa.Column("undoes_id", sa.BigInteger(), nullable=True),
        *parts.actor(),
        sa.Column("at", parts.Time, nullable=False),
        parts.belongs("designation_change", "undoes_id", "designation_change"),
    )
    op.create_index("ix_designation_change_at", "designation_change", ["store_id", "at", "id"])
    op.create_table(
        "designation_event",
        *parts.own_key("designation_event"),
        *parts.numbers("change_id", "item_id", "channel_id"),
        *parts.texts("before", "after"),
        sa.Column("floor_before", sa.BigInteger(), nullable=True),
        sa.Column("floor_after", sa.BigInteger(), nullable=True),
        sa.Column("at", parts.Time, nullable=False),
        parts.belongs("designation_event", "change_id", "designation_change", "CASCADE"),
        parts.belongs("designation_event", "item_id", "inventory_item", "CASCADE"),
        parts.belongs("designation_event", "channel_id", "channel", "CASCADE"),
    )
    op.create_index("ix_designation_event_change", "designation_event", ["store_id", "change_id", "item_id"])
    op.create_index("ix_designation_event_item", "designation_event", ["store_id", "item_id", "at"])
    op.create_table(
        "designation_plan",
        *parts.own_key("designation_plan"),
        *parts.numbers("item_id", "channel_id"),
        *parts.texts("to"),
        sa.Column("due_at", parts.Time, nullable=False),
        *parts.texts("state"),
        *parts.actor(),
        sa.Column("created_at", parts.Time, nullable=False),
        sa.Column("ended_at", parts.Time, nullable=True),
        parts.belongs("designation_plan", "item_id", "inventory_item", "CASCADE"),
        parts.belongs("designation_plan", "channel_id", "channel", "CASCADE"),
        parts.check("designation_plan", "to_known", f'"to" IN ({STATES})'),
    )
    op.create_index("ix_designation_plan_due", "designation_plan", ["state", "due_at"])
    op.create_index("ix_designation_plan_item", "designation_plan", ["store_id", "item_id", "channel_id"])


def _rest() -> None:
    op.create_table("item_change", *parts.own_key("item_change"), *parts.numbers("turn"))
    op.create_index("ix_item_change_turn", "item_change", ["store_id", "turn", "id"])
    op.create_table(
        "bundle_part",
        *parts.own_key("bundle_part"),
        *parts.numbers("bundle_id", "item_id", "quantity"),
        parts.belongs("bundle_part", "bundle_id", "inventory_item", "CASCADE"),
        parts.belongs("bundle_part", "item_id", "inventory_item"),
        sa.UniqueConstraint(
            "store_id", "bundle_id", "item_id", name=op.f("uq_bundle_part_store_id_bundle_id_item_id")
        ),
        parts.check("bundle_part", "quantity_positive", "quantity > 0"),
    )
    op.create_index("ix_bundle_part_item", "bundle_part", ["store_id", "item_id"])


def _first_channels() -> None:
    """The shop online, with the id that it has in every store; a list for each shop; and every item for sale in them.

    Ids of the other rows are taken from the id of what they stand for: a channel's from its location, a designation's from
    the sequence, as everywhere.
    """
    bind = op.get_bind()
    _see_every_store()
    bind.execute(
        sa.text(
            "INSERT INTO channel (store_id, id, kind, name, others, default_state, is_active, created_at)"
            " SELECT id, 1, 'online', 'Online store', 'exclude', 'for_sale', true, created_at FROM store"
        )
    )
    bind.execute(
        sa.text(
            "INSERT INTO channel (store_id, id, kind, name, location_id, others, default_state, is_active, created_at)"
            " SELECT store_id, id, 'pos', name, id, 'exclude', 'for_sale', is_active, created_at FROM location"
            " WHERE kind = 'shop'"
        )
    )
    pairs = "FROM inventory_item i JOIN channel c ON c.store_id = i.store_id"
    count = bind.execute(sa.text(f"SELECT count(*) {pairs}")).scalar_one()
    first = _take_ids(count)
    bind.execute(
        sa.text(
            "INSERT INTO designation (store_id, id, item_id, channel_id, chosen, state, changed_at)"
            " SELECT i.store_id, :first - 1 + row_number() OVER (ORDER BY i.store_id, i.id, c.id),"
            f" i.id, c.id, 'for_sale', 'for_sale', i.created_at {pairs}"
        ),
        {"first": first},
    )
    bind.execute(
        sa.text(
            "UPDATE inventory_item SET in_shop = 'for_sale' WHERE EXISTS (SELECT 1 FROM channel c"
            " WHERE c.store_id = inventory_item.store_id AND c.kind = 'pos')"
        )
    )


def _see_every_store() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().execute(sa.text("SELECT set_config('vitrine.store', '*', true)"))


def _take_ids(count: int) -> int:
    """The first of *count* ids in a row that nobody else takes."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        end = bind.execute(
            sa.text("UPDATE id_block SET next_id = next_id + :count RETURNING next_id"), {"count": count}
        ).scalar_one()
        return int(end) - count
    first = int(bind.execute(sa.text("SELECT nextval('vitrine_ids')")).scalar_one())
    steps = -(-count // 128)
    bind.execute(sa.text("SELECT setval('vitrine_ids', :last)"), {"last": first + steps * 128})
    return first
