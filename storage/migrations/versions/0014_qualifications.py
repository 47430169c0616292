"""Qualifications: trainings, tests, grants and prerequisites."""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
