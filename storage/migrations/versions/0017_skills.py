"""Qualifications of a kind of work."""

from alembic import op

from storage.migrations.columns import text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("qualification", text("skill", null=True))  # the kind of work, if any


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
