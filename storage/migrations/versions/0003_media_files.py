"""Which file of a platform's own an address has become."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media_file",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("file_id", sa.Text, nullable=False),  # empty: not taken any more
    )


def downgrade() -> None:
    op.drop_table("media_file")
