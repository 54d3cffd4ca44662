"""Private links to a preview carry the store's series, so that all of them can be ended at once"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("preview_series", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("store", "preview_series")
