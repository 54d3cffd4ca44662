"""The first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "id_block",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("next_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_id_block")),
    )
    op.create_table(
        "lease",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_lease")),
    )
    op.create_table(
        "store",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("tagline", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("address", Json, nullable=True),
        sa.Column("logo_media_id", sa.BigInteger(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("tax_rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("payment_gateways", Json, nullable=False),
        sa.Column("transfer_details", sa.String(), nullable=True),
        sa.Column("checklist", Json, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("handle", name=op.f("uq_store_handle")),
    )
    op.create_table(
        "activity",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_label", sa.String(), nullable=False),
        sa.Column("detail", Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_activity_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_recent", "activity", ["store_id", "at", "id"], unique=False)
    op.create_table(
        "blog",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("template_suffix", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_blog_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_blog")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_blog_store_id_handle")),
    )
    op.create_table(
        "cart",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("attributes", Json, nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_cart_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_cart")),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("uq_cart_store_id_token_hash")),
    )
    op.create_index("ix_cart_age", "cart", ["store_id", "updated_at"], unique=False)
    op.create_table(
        "catalogue_import",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("source_format", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("skipped", sa.BigInteger(), nullable=False),
        sa.Column("problems", Json, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_catalogue_import_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_catalogue_import")),
    )
    op.create_table(
        "counter",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("last_value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_counter_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_counter")),
        sa.UniqueConstraint("store_id", "purpose", name=op.f("uq_counter_store_id_purpose")),
    )
    op.create_table(
        "customer",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("accepts_marketing", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_customer_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_customer")),
        sa.UniqueConstraint("store_id", "email", name=op.f("uq_customer_store_id_email")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("answer", Json, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_idempotency_key_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("store_id", "key", name=op.f("uq_idempotency_key_store_id_key")),
    )
    op.create_table(
        "inventory_item",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tracked", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "policy = 'continue' OR NOT tracked OR on_hand - reserved - committed >= 0",
            name=op.f("ck_inventory_item_never_oversold"),
        ),
        sa.CheckConstraint("committed >= 0", name=op.f("ck_inventory_item_committed_not_negative")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_inventory_item_reserved_not_negative")),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_inventory_item_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_inventory_item")),
    )
    op.create_table(
        "media",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("byte_size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("alt", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source_address", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_media_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_media")),
        sa.UniqueConstraint("store_id", "storage_key", name=op.f("uq_media_store_id_storage_key")),
    )
    op.create_index("ix_media_recent", "media", ["store_id", "created_at", "id"], unique=False)
    op.create_index("ix_media_sha256", "media", ["store_id", "sha256"], unique=False)
    op.create_index("ix_media_source", "media", ["store_id", "source_address"], unique=False)
    op.create_table(
        "menu",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_menu_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_menu")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_menu_store_id_handle")),
    )
    op.create_table(
        "outbox_event",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_outbox_event_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_outbox_event")),
    )
    op.create_index(
        "ix_outbox_event_waiting",
        "outbox_event",
        ["occurred_at"],
        unique=False,
        postgresql_where=sa.text("relayed_at IS NULL"),
        sqlite_where=sa.text("relayed_at IS NULL"),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unique_key", sa.String(), nullable=False),
        sa.Column("message_kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body_text", sa.String(), nullable=False),
        sa.Column("body_markup", sa.String(), nullable=True),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_outgoing_mail_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("store_id", "unique_key", name=op.f("uq_outgoing_mail_store_id_unique_key")),
    )
    op.create_table(
        "page",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("template_suffix", sa.String(), nullable=True),
        sa.Column("seo_title", sa.String(), nullable=True),
        sa.Column("seo_description", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_page_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_page")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_page_store_id_handle")),
    )
    op.create_table(
        "partner",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_house", sa.Boolean(), nullable=False),
        sa.Column("tagline", sa.String(), nullable=True),
        sa.Column("story_html", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_partner_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_partner")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_partner_store_id_handle")),
        sa.UniqueConstraint("store_id", "name", name="uq_partner_name"),
    )
    op.create_table(
        "section_data",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("section_key", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("presentation", Json, nullable=False),
        sa.Column("unclassified", Json, nullable=False),
        sa.Column("context", Json, nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_section_data_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_section_data")),
        sa.UniqueConstraint(
            "store_id", "template", "section_key", name=op.f("uq_section_data_store_id_template_section_key")
        ),
    )
    op.create_index(
        "ix_section_data_template", "section_data", ["store_id", "template", "position"], unique=False
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_sign_in_attempt_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        "ix_sign_in_attempt_account",
        "sign_in_attempt",
        ["store_id", "account_hash", "tried_at"],
        unique=False,
    )
    op.create_index(
        "ix_sign_in_attempt_address",
        "sign_in_attempt",
        ["store_id", "address_hash", "tried_at"],
        unique=False,
    )
    op.create_table(
        "staff",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_staff_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("store_id", "email", name=op.f("uq_staff_store_id_email")),
    )
    op.create_table(
        "store_host",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("store_ref", sa.BigInteger(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_ref"], ["store.id"], name=op.f("fk_store_host_store_ref"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_store_host")),
    )
    op.create_table(
        "test_gateway_payment",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("captured_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decline_code", sa.String(), nullable=True),
        sa.Column("last4", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_test_gateway_payment_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_test_gateway_payment")),
        sa.UniqueConstraint("store_id", "reference", name="uq_test_gateway_payment_reference"),
        sa.UniqueConstraint(
            "store_id", "request_key", name=op.f("uq_test_gateway_payment_store_id_request_key")
        ),
    )
    op.create_table(
        "test_gateway_refund",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_test_gateway_refund_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_test_gateway_refund")),
        sa.UniqueConstraint(
            "store_id", "request_key", name=op.f("uq_test_gateway_refund_store_id_request_key")
        ),
    )
    op.create_table(
        "theme",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_theme_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_theme")),
    )
    op.create_index("ix_theme_role", "theme", ["store_id", "role"], unique=False)
    op.create_table(
        "url_redirect",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_path", sa.String(), nullable=False),
        sa.Column("to_path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_url_redirect_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_url_redirect")),
        sa.UniqueConstraint("store_id", "from_path", name=op.f("uq_url_redirect_store_id_from_path")),
    )
    op.create_table(
        "article",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("blog_id", sa.BigInteger(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("excerpt_html", sa.String(), nullable=True),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("tags", Json, nullable=False),
        sa.Column("template_suffix", sa.String(), nullable=True),
        sa.Column("seo_title", sa.String(), nullable=True),
        sa.Column("seo_description", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "blog_id"],
            ["blog.store_id", "blog.id"],
            name=op.f("fk_article_store_id_blog_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "media_id"],
            ["media.store_id", "media.id"],
            name=op.f("fk_article_store_id_media_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_article_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_article")),
        sa.UniqueConstraint("store_id", "blog_id", "handle", name=op.f("uq_article_store_id_blog_id_handle")),
    )
    op.create_index("ix_article_recent", "article", ["store_id", "blog_id", "published_at"], unique=False)
    op.create_table(
        "collection",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description_html", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rules", Json, nullable=False),
        sa.Column("match_mode", sa.String(), nullable=False),
        sa.Column("sort_order", sa.String(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("template_suffix", sa.String(), nullable=True),
        sa.Column("seo_title", sa.String(), nullable=True),
        sa.Column("seo_description", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("members_refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "media_id"],
            ["media.store_id", "media.id"],
            name=op.f("fk_collection_store_id_media_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "parent_id"],
            ["collection.store_id", "collection.id"],
            name=op.f("fk_collection_store_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_collection_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_collection")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_collection_store_id_handle")),
    )
    op.create_table(
        "job",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "event_id"],
            ["outbox_event.store_id", "outbox_event.id"],
            name=op.f("fk_job_store_id_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_job_store_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_job")),
        sa.UniqueConstraint("store_id", "event_id", "handler", name=op.f("uq_job_store_id_event_id_handler")),
    )
    op.create_index("ix_job_due", "job", ["state", "queue", "store_id", "available_at"], unique=False)
    op.create_index("ix_job_recent", "job", ["store_id", "state", "created_at", "id"], unique=False)
    op.create_table(
        "location",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("address", Json, nullable=True),
        sa.Column("hours", Json, nullable=False),
        sa.Column("offers_pickup", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "partner_id"],
            ["partner.store_id", "partner.id"],
            name=op.f("fk_location_store_id_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_location_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_location")),
    )
    op.create_table(
        "menu_item",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("menu_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("link_kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "menu_id"],
            ["menu.store_id", "menu.id"],
            name=op.f("fk_menu_item_store_id_menu_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "parent_id"],
            ["menu_item.store_id", "menu_item.id"],
            name=op.f("fk_menu_item_store_id_parent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_menu_item_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_menu_item")),
    )
    op.create_index("ix_menu_item_order", "menu_item", ["store_id", "menu_id", "position"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "staff_id"],
            ["staff.store_id", "staff.id"],
            name=op.f("fk_one_time_link_store_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_one_time_link_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("uq_one_time_link_store_id_token_hash")),
    )
    op.create_table(
        "product",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product_type", sa.String(), nullable=True),
        sa.Column("description_html", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seo_title", sa.String(), nullable=True),
        sa.Column("seo_description", sa.String(), nullable=True),
        sa.Column("template_suffix", sa.String(), nullable=True),
        sa.Column("price_min", sa.BigInteger(), nullable=False),
        sa.Column("price_max", sa.BigInteger(), nullable=False),
        sa.Column("featured_media_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("source_hash", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "featured_media_id"],
            ["media.store_id", "media.id"],
            name=op.f("fk_product_store_id_featured_media_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "partner_id"],
            ["partner.store_id", "partner.id"],
            name=op.f("fk_product_store_id_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_product")),
        sa.UniqueConstraint("store_id", "handle", name=op.f("uq_product_store_id_handle")),
        sa.UniqueConstraint("store_id", "source", "source_key", name="uq_product_source"),
    )
    op.create_index("ix_product_listing", "product", ["store_id", "status", "created_at", "id"], unique=False)
    op.create_index("ix_product_partner", "product", ["store_id", "partner_id"], unique=False)
    op.create_index("ix_product_type", "product", ["store_id", "product_type"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reference_kind", sa.String(), nullable=False),
        sa.Column("reference_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"],
            ["inventory_item.store_id", "inventory_item.id"],
            name=op.f("fk_reservation_store_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_reservation_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_reservation")),
    )
    op.create_index("ix_reservation_expiry", "reservation", ["state", "expires_at"], unique=False)
    op.create_index(
        "ix_reservation_reference",
        "reservation",
        ["store_id", "reference_kind", "reference_id"],
        unique=False,
    )
    op.create_index(
        "uq_reservation_held",
        "reservation",
        ["store_id", "reference_kind", "reference_id", "item_id"],
        unique=True,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "section_event",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("section_data_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "section_data_id"],
            ["section_data.store_id", "section_data.id"],
            name=op.f("fk_section_event_store_id_section_data_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_section_event_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_section_event")),
        sa.UniqueConstraint(
            "store_id",
            "section_data_id",
            "revision",
            name=op.f("uq_section_event_store_id_section_data_id_revision"),
        ),
    )
    op.create_table(
        "section_match",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("section_data_id", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("binding", Json, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("data_revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "section_data_id"],
            ["section_data.store_id", "section_data.id"],
            name=op.f("fk_section_match_store_id_section_data_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_section_match_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_section_match")),
        sa.UniqueConstraint(
            "store_id",
            "section_data_id",
            "pack",
            "file",
            name=op.f("uq_section_match_store_id_section_data_id_pack_file"),
        ),
    )
    op.create_table(
        "staff_session",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "staff_id"],
            ["staff.store_id", "staff.id"],
            name=op.f("fk_staff_session_store_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_staff_session_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("store_id", "token_hash", name=op.f("uq_staff_session_store_id_token_hash")),
    )
    op.create_table(
        "collection_product",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("collection_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "collection_id"],
            ["collection.store_id", "collection.id"],
            name=op.f("fk_collection_product_store_id_collection_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_collection_product_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_collection_product_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_collection_product")),
        sa.UniqueConstraint(
            "store_id",
            "collection_id",
            "product_id",
            name=op.f("uq_collection_product_store_id_collection_id_product_id"),
        ),
    )
    op.create_index(
        "ix_collection_product_order",
        "collection_product",
        ["store_id", "collection_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_collection_product_product", "collection_product", ["store_id", "product_id"], unique=False
    )
    op.create_table(
        "commitment",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_commitment_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"],
            ["inventory_item.store_id", "inventory_item.id"],
            name=op.f("fk_commitment_store_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "location_id"],
            ["location.store_id", "location.id"],
            name=op.f("fk_commitment_store_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_commitment_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_commitment")),
    )
    op.create_index("ix_commitment_line", "commitment", ["store_id", "order_line_id"], unique=False)
    op.create_table(
        "delivery_method",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("free_from_minor", sa.BigInteger(), nullable=True),
        sa.Column("countries", Json, nullable=False),
        sa.Column("promise", sa.String(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "location_id"],
            ["location.store_id", "location.id"],
            name=op.f("fk_delivery_method_store_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_delivery_method_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_delivery_method")),
    )
    op.create_table(
        "level",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("incoming", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"],
            ["inventory_item.store_id", "inventory_item.id"],
            name=op.f("fk_level_store_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "location_id"],
            ["location.store_id", "location.id"],
            name=op.f("fk_level_store_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_level_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_level")),
        sa.UniqueConstraint(
            "store_id", "item_id", "location_id", name=op.f("uq_level_store_id_item_id_location_id")
        ),
    )
    op.create_index("ix_level_location", "level", ["store_id", "location_id"], unique=False)
    op.create_table(
        "movement",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reference_kind", sa.String(), nullable=True),
        sa.Column("reference_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "item_id"],
            ["inventory_item.store_id", "inventory_item.id"],
            name=op.f("fk_movement_store_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "location_id"],
            ["location.store_id", "location.id"],
            name=op.f("fk_movement_store_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_movement_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_movement")),
    )
    op.create_index("ix_movement_item", "movement", ["store_id", "item_id", "at"], unique=False)
    op.create_table(
        "product_link",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("linked_product_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "linked_product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_product_link_store_id_linked_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_product_link_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_link_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_product_link")),
        sa.UniqueConstraint(
            "store_id",
            "product_id",
            "kind",
            "linked_product_id",
            name=op.f("uq_product_link_store_id_product_id_kind_linked_product_id"),
        ),
    )
    op.create_table(
        "product_media",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "media_id"],
            ["media.store_id", "media.id"],
            name=op.f("fk_product_media_store_id_media_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_product_media_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_media_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_product_media")),
        sa.UniqueConstraint(
            "store_id", "product_id", "media_id", name=op.f("uq_product_media_store_id_product_id_media_id")
        ),
    )
    op.create_table(
        "product_option",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_product_option_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_option_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_product_option")),
        sa.UniqueConstraint(
            "store_id", "product_id", "position", name=op.f("uq_product_option_store_id_product_id_position")
        ),
    )
    op.create_table(
        "product_tag",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_product_tag_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_product_tag_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_product_tag")),
        sa.UniqueConstraint(
            "store_id", "product_id", "tag", name=op.f("uq_product_tag_store_id_product_id_tag")
        ),
    )
    op.create_index("ix_product_tag_tag", "product_tag", ["store_id", "tag"], unique=False)
    op.create_table(
        "variant",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("inventory_item_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("option1", sa.String(), nullable=True),
        sa.Column("option2", sa.String(), nullable=True),
        sa.Column("option3", sa.String(), nullable=True),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("requires_shipping", sa.Boolean(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_variant_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["store_id", "inventory_item_id"],
            ["inventory_item.store_id", "inventory_item.id"],
            name=op.f("fk_variant_store_id_inventory_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "media_id"],
            ["media.store_id", "media.id"],
            name=op.f("fk_variant_store_id_media_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["product.store_id", "product.id"],
            name=op.f("fk_variant_store_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_variant_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_variant")),
        sa.UniqueConstraint("store_id", "sku", name=op.f("uq_variant_store_id_sku")),
    )
    op.create_index("ix_variant_barcode", "variant", ["store_id", "barcode"], unique=False)
    op.create_index("ix_variant_item", "variant", ["store_id", "inventory_item_id"], unique=False)
    op.create_index("ix_variant_product", "variant", ["store_id", "product_id", "position"], unique=False)
    op.create_table(
        "cart_line",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cart_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("line_key", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "cart_id"],
            ["cart.store_id", "cart.id"],
            name=op.f("fk_cart_line_store_id_cart_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_cart_line_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_cart_line")),
        sa.UniqueConstraint(
            "store_id", "cart_id", "line_key", name=op.f("uq_cart_line_store_id_cart_id_line_key")
        ),
    )
    op.create_table(
        "checkout",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cart_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("accepts_marketing", sa.Boolean(), nullable=False),
        sa.Column("shipping_address", Json, nullable=True),
        sa.Column("billing_address", Json, nullable=True),
        sa.Column("delivery_method_id", sa.BigInteger(), nullable=True),
        sa.Column("delivery_detail", Json, nullable=True),
        sa.Column("gateway", sa.String(), nullable=True),
        sa.Column("payment_method", Json, nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "cart_id"],
            ["cart.store_id", "cart.id"],
            name=op.f("fk_checkout_store_id_cart_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "delivery_method_id"],
            ["delivery_method.store_id", "delivery_method.id"],
            name=op.f("fk_checkout_store_id_delivery_method_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_checkout_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_checkout")),
        sa.UniqueConstraint("store_id", "token", name=op.f("uq_checkout_store_id_token")),
    )
    op.create_index("ix_checkout_cart", "checkout", ["store_id", "cart_id"], unique=False)
    op.create_index("ix_checkout_expiry", "checkout", ["state", "expires_at"], unique=False)
    op.create_table(
        "checkout_line",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checkout_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("bought", Json, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_checkout_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "checkout_id"],
            ["checkout.store_id", "checkout.id"],
            name=op.f("fk_checkout_line_store_id_checkout_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_checkout_line_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_checkout_line")),
    )
    op.create_index(
        "ix_checkout_line_checkout", "checkout_line", ["store_id", "checkout_id", "position"], unique=False
    )
    op.create_table(
        "customer_order",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checkout_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status_token", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("shipping_address", Json, nullable=True),
        sa.Column("billing_address", Json, nullable=True),
        sa.Column("delivery_method_id", sa.BigInteger(), nullable=True),
        sa.Column("delivery_name", sa.String(), nullable=False),
        sa.Column("delivery_kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("tax_rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("delivery_detail", Json, nullable=True),
        sa.Column("item_count", sa.BigInteger(), nullable=False),
        sa.Column("payment_state", sa.String(), nullable=False),
        sa.Column("fulfilment_state", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "checkout_id"],
            ["checkout.store_id", "checkout.id"],
            name=op.f("fk_customer_order_store_id_checkout_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customer.store_id", "customer.id"],
            name=op.f("fk_customer_order_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_customer_order_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint("store_id", "checkout_id", name=op.f("uq_customer_order_store_id_checkout_id")),
        sa.UniqueConstraint("store_id", "number", name="uq_customer_order_number"),
        sa.UniqueConstraint("store_id", "status_token", name="uq_customer_order_status_token"),
    )
    op.create_index("ix_customer_order_email", "customer_order", ["store_id", "email"], unique=False)
    op.create_index(
        "ix_customer_order_recent", "customer_order", ["store_id", "placed_at", "id"], unique=False
    )
    op.create_index(
        "ix_customer_order_states",
        "customer_order",
        ["store_id", "fulfilment_state", "payment_state", "placed_at"],
        unique=False,
    )
    op.create_table(
        "brand_order",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_brand_order_store_id_customer_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "partner_id"],
            ["partner.store_id", "partner.id"],
            name=op.f("fk_brand_order_store_id_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_brand_order_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_brand_order")),
        sa.UniqueConstraint(
            "store_id",
            "customer_order_id",
            "partner_id",
            name=op.f("uq_brand_order_store_id_customer_order_id_partner_id"),
        ),
    )
    op.create_index(
        "ix_brand_order_partner", "brand_order", ["store_id", "partner_id", "state"], unique=False
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unique_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_ledger_transaction_store_id_customer_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_ledger_transaction_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint("store_id", "unique_key", name=op.f("uq_ledger_transaction_store_id_unique_key")),
    )
    op.create_index(
        "ix_ledger_transaction_order", "ledger_transaction", ["store_id", "customer_order_id"], unique=False
    )
    op.create_index("ix_ledger_transaction_time", "ledger_transaction", ["store_id", "at"], unique=False)
    op.create_table(
        "payment",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checkout_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=True),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("gateway_reference", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("decline_code", sa.String(), nullable=True),
        sa.Column("next_action_url", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_payment_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["store_id", "checkout_id"],
            ["checkout.store_id", "checkout.id"],
            name=op.f("fk_payment_store_id_checkout_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_payment_store_id_customer_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_payment_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint("store_id", "request_key", name=op.f("uq_payment_store_id_request_key")),
    )
    op.create_index("ix_payment_checkout", "payment", ["store_id", "checkout_id"], unique=False)
    op.create_index("ix_payment_order", "payment", ["store_id", "customer_order_id"], unique=False)
    op.create_index(
        "ix_payment_reference", "payment", ["store_id", "gateway", "gateway_reference"], unique=False
    )
    op.create_index(
        "uq_payment_live",
        "payment",
        ["store_id", "checkout_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('declined', 'voided')"),
        sqlite_where=sa.text("state NOT IN ('declined', 'voided')"),
    )
    op.create_table(
        "fulfilment",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("brand_order_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("tracking_number", sa.String(), nullable=True),
        sa.Column("tracking_url", sa.String(), nullable=True),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "brand_order_id"],
            ["brand_order.store_id", "brand_order.id"],
            name=op.f("fk_fulfilment_store_id_brand_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_fulfilment_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_fulfilment")),
        sa.UniqueConstraint("store_id", "request_key", name=op.f("uq_fulfilment_store_id_request_key")),
    )
    op.create_index("ix_fulfilment_brand_order", "fulfilment", ["store_id", "brand_order_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("brand_order_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id", "brand_order_id"],
            ["brand_order.store_id", "brand_order.id"],
            name=op.f("fk_ledger_entry_store_id_brand_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "transaction_id"],
            ["ledger_transaction.store_id", "ledger_transaction.id"],
            name=op.f("fk_ledger_entry_store_id_transaction_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_ledger_entry_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_account", "ledger_entry", ["store_id", "account"], unique=False)
    op.create_index(
        "ix_ledger_entry_transaction", "ledger_entry", ["store_id", "transaction_id"], unique=False
    )
    op.create_table(
        "order_event",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=False),
        sa.Column("brand_order_id", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("detail", Json, nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "brand_order_id"],
            ["brand_order.store_id", "brand_order.id"],
            name=op.f("fk_order_event_store_id_brand_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_order_event_store_id_customer_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_order_event_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_order_event")),
    )
    op.create_index(
        "ix_order_event_order", "order_event", ["store_id", "customer_order_id", "at"], unique=False
    )
    op.create_table(
        "order_line",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=False),
        sa.Column("brand_order_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("inventory_item_id", sa.BigInteger(), nullable=True),
        sa.Column("media_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("variant_title", sa.String(), nullable=True),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("brand_name", sa.String(), nullable=False),
        sa.Column("properties", Json, nullable=False),
        sa.Column("requires_shipping", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("fulfilled_quantity", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_quantity", sa.BigInteger(), nullable=False),
        sa.Column("refunded_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fulfilled_quantity + cancelled_quantity <= quantity",
            name=op.f("ck_order_line_not_more_than_ordered"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "brand_order_id"],
            ["brand_order.store_id", "brand_order.id"],
            name=op.f("fk_order_line_store_id_brand_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_order_line_store_id_customer_order_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_order_line_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_order_line")),
    )
    op.create_index(
        "ix_order_line_order", "order_line", ["store_id", "customer_order_id", "position"], unique=False
    )
    op.create_index("ix_order_line_product", "order_line", ["store_id", "product_id"], unique=False)
    op.create_table(
        "payment_event",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", Json, nullable=True),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "payment_id"],
            ["payment.store_id", "payment.id"],
            name=op.f("fk_payment_event_store_id_payment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_payment_event_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_payment_event")),
    )
    op.create_index("ix_payment_event_payment", "payment_event", ["store_id", "payment_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_order_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("gateway_reference", sa.String(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("delivery_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("restock", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_order_id"],
            ["customer_order.store_id", "customer_order.id"],
            name=op.f("fk_refund_store_id_customer_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "payment_id"],
            ["payment.store_id", "payment.id"],
            name=op.f("fk_refund_store_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_refund_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_refund")),
        sa.UniqueConstraint("store_id", "request_key", name=op.f("uq_refund_store_id_request_key")),
    )
    op.create_index("ix_refund_order", "refund", ["store_id", "customer_order_id"], unique=False)
    op.create_table(
        "fulfilment_line",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fulfilment_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_fulfilment_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["store_id", "fulfilment_id"],
            ["fulfilment.store_id", "fulfilment.id"],
            name=op.f("fk_fulfilment_line_store_id_fulfilment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "order_line_id"],
            ["order_line.store_id", "order_line.id"],
            name=op.f("fk_fulfilment_line_store_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_fulfilment_line_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_fulfilment_line")),
    )
    op.create_index(
        "ix_fulfilment_line_fulfilment", "fulfilment_line", ["store_id", "fulfilment_id"], unique=False
    )
    op.create_table(
        "refund_line",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "order_line_id"],
            ["order_line.store_id", "order_line.id"],
            name=op.f("fk_refund_line_store_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "refund_id"],
            ["refund.store_id", "refund.id"],
            name=op.f("fk_refund_line_store_id_refund_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_refund_line_store_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "id", name=op.f("pk_refund_line")),
    )
    op.create_index("ix_refund_line_refund", "refund_line", ["store_id", "refund_id"], unique=False)

    _make_ids()
    _enable_row_level_security()


def downgrade() -> None:
    _forget_ids()
    op.drop_index("ix_refund_line_refund", table_name="refund_line")
    op.drop_table("refund_line")
    op.drop_index("ix_fulfilment_line_fulfilment", table_name="fulfilment_line")
    op.drop_table("fulfilment_line")
    op.drop_index("ix_refund_order", table_name="refund")
    op.drop_table("refund")
    op.drop_index("ix_payment_event_payment", table_name="payment_event")
    op.drop_table("payment_event")
    op.drop_index("ix_order_line_product", table_name="order_line")
    op.drop_index("ix_order_line_order", table_name="order_line")
    op.drop_table("order_line")
    op.drop_index("ix_order_event_order", table_name="order_event")
    op.drop_table("order_event")
    op.drop_index("ix_ledger_entry_transaction", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_account", table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index("ix_fulfilment_brand_order", table_name="fulfilment")
    op.drop_table("fulfilment")
    op.drop_index(
        "uq_payment_live",
        table_name="payment",
        postgresql_where=sa.text("state NOT IN ('declined', 'voided')"),
        sqlite_where=sa.text("state NOT IN ('declined', 'voided')"),
    )
    op.drop_index("ix_payment_reference", table_name="payment")
    op.drop_index("ix_payment_order", table_name="payment")
    op.drop_index("ix_payment_checkout", table_name="payment")
    op.drop_table("payment")
    op.drop_index("ix_ledger_transaction_time", table_name="ledger_transaction")
    op.drop_index("ix_ledger_transaction_order", table_name="ledger_transaction")
    op.drop_table("ledger_transaction")
    op.drop_index("ix_brand_order_partner", table_name="brand_order")
    op.drop_table("brand_order")
    op.drop_index("ix_customer_order_states", table_name="customer_order")
    op.drop_index("ix_customer_order_recent", table_name="customer_order")
    op.drop_index("ix_customer_order_email", table_name="customer_order")
    op.drop_table("customer_order")
    op.drop_index("ix_checkout_line_checkout", table_name="checkout_line")
    op.drop_table("checkout_line")
    op.drop_index("ix_checkout_expiry", table_name="checkout")
    op.drop_index("ix_checkout_cart", table_name="checkout")
    op.drop_table("checkout")
    op.drop_table("cart_line")
    op.drop_index("ix_variant_product", table_name="variant")
    op.drop_index("ix_variant_item", table_name="variant")
    op.drop_index("ix_variant_barcode", table_name="variant")
    op.drop_table("variant")
    op.drop_index("ix_product_tag_tag", table_name="product_tag")
    op.drop_table("product_tag")
    op.drop_table("product_option")
    op.drop_table("product_media")
    op.drop_table("product_link")
    op.drop_index("ix_movement_item", table_name="movement")
    op.drop_table("movement")
    op.drop_index("ix_level_location", table_name="level")
    op.drop_table("level")
    op.drop_table("delivery_method")
    op.drop_index("ix_commitment_line", table_name="commitment")
    op.drop_table("commitment")
    op.drop_index("ix_collection_product_product", table_name="collection_product")
    op.drop_index("ix_collection_product_order", table_name="collection_product")
    op.drop_table("collection_product")
    op.drop_table("staff_session")
    op.drop_table("section_match")
    op.drop_table("section_event")
    op.drop_index("uq_reservation_held", table_name="reservation")
    op.drop_index("ix_reservation_reference", table_name="reservation")
    op.drop_index("ix_reservation_expiry", table_name="reservation")
    op.drop_table("reservation")
    op.drop_index("ix_product_type", table_name="product")
    op.drop_index("ix_product_partner", table_name="product")
    op.drop_index("ix_product_listing", table_name="product")
    op.drop_table("product")
    op.drop_table("one_time_link")
    op.drop_index("ix_menu_item_order", table_name="menu_item")
    op.drop_table("menu_item")
    op.drop_table("location")
    op.drop_index("ix_job_recent", table_name="job")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("collection")
    op.drop_index("ix_article_recent", table_name="article")
    op.drop_table("article")
    op.drop_table("url_redirect")
    op.drop_index("ix_theme_role", table_name="theme")
    op.drop_table("theme")
    op.drop_table("test_gateway_refund")
    op.drop_table("test_gateway_payment")
    op.drop_table("store_host")
    op.drop_table("staff")
    op.drop_index("ix_sign_in_attempt_address", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_account", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index("ix_section_data_template", table_name="section_data")
    op.drop_table("section_data")
    op.drop_table("partner")
    op.drop_table("page")
    op.drop_table("outgoing_mail")
    op.drop_index(
        "ix_outbox_event_waiting",
        table_name="outbox_event",
        postgresql_where=sa.text("relayed_at IS NULL"),
        sqlite_where=sa.text("relayed_at IS NULL"),
    )
    op.drop_table("outbox_event")
    op.drop_table("menu")
    op.drop_index("ix_media_source", table_name="media")
    op.drop_index("ix_media_sha256", table_name="media")
    op.drop_index("ix_media_recent", table_name="media")
    op.drop_table("media")
    op.drop_table("inventory_item")
    op.drop_table("idempotency_key")
    op.drop_table("customer")
    op.drop_table("counter")
    op.drop_table("catalogue_import")
    op.drop_index("ix_cart_age", table_name="cart")
    op.drop_table("cart")
    op.drop_table("blog")
    op.drop_index("ix_activity_recent", table_name="activity")
    op.drop_table("activity")
    op.drop_table("store")
    op.drop_table("lease")
    op.drop_table("id_block")


STORE_TABLES = (
    "activity",
    "article",
    "blog",
    "brand_order",
    "cart",
    "cart_line",
    "catalogue_import",
    "checkout",
    "checkout_line",
    "collection",
    "collection_product",
    "commitment",
    "counter",
    "customer",
    "customer_order",
    "delivery_method",
    "fulfilment",
    "fulfilment_line",
    "idempotency_key",
    "inventory_item",
    "job",
    "ledger_entry",
    "ledger_transaction",
    "level",
    "location",
    "media",
    "menu",
    "menu_item",
    "movement",
    "one_time_link",
    "order_event",
    "order_line",
    "outbox_event",
    "outgoing_mail",
    "page",
    "partner",
    "payment",
    "payment_event",
    "product",
    "product_link",
    "product_media",
    "product_option",
    "product_tag",
    "refund",
    "refund_line",
    "reservation",
    "section_data",
    "section_event",
    "section_match",
    "sign_in_attempt",
    "staff",
    "staff_session",
    "test_gateway_payment",
    "test_gateway_refund",
    "theme",
    "url_redirect",
    "variant",
)


def _make_ids() -> None:
    """Ids come from one sequence, in blocks of 128: a sequence on PostgreSQL, a one-row table on SQLite."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE vitrine_ids START 1024 INCREMENT 128 MAXVALUE 9007199254740991")
    else:
        op.execute("INSERT INTO id_block (id, next_id) VALUES (1, 1024)")


def _forget_ids() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SEQUENCE vitrine_ids")


def _enable_row_level_security() -> None:
    """A session says which store it is of (``vitrine.store``); rows of others do not exist for it. ``*`` sees all."""
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "current_setting('vitrine.store', true) IN (store_id::text, '*')"
    for table in STORE_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_store ON {table} USING ({own}) WITH CHECK ({own})")
