"""Where a section stands in one pack alone, sections that several files show, and whose arrangement a theme shows"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Json = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    op.add_column("theme", sa.Column("layouts", Json, nullable=False, server_default="{}"))
    op.add_column("section_match", sa.Column("position", sa.Integer(), nullable=True))
    op.add_column("section_match", sa.Column("part", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.execute("DELETE FROM section_match WHERE part > 0 OR file = ''")
    op.drop_column("section_match", "part")
    op.drop_column("section_match", "position")
    op.drop_column("theme", "layouts")
