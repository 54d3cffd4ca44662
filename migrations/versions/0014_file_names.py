"""Files are found by their names: settings of themes name them, on every page that has some"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_media_file_name", "media", ["store_id", "file_name"])


def downgrade() -> None:
    op.drop_index("ix_media_file_name", "media")
