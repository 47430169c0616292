"""The channel in which somebody was last: told there is what can't be told them directly."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "server_member", sa.Column("chat", sa.Text, nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("server_member", "chat")
