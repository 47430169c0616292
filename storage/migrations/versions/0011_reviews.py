"""Review as tasks: the project that reviews another one's answers, and the answers before it."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import Key, key, number, partial, text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The project in which this one's answers are reviewed.
    op.add_column("project", sa.Column("review_id", Key, nullable=True))
    partial("project_reviewed", "project", ["review_id"], "review_id IS NOT NULL")
    op.create_table(
        "review_case",  # an answer before reviewers
        key("submission_id", "submission", primary=True),
        key("task_id", "task", null=True),  # its row there; none where nobody could be asked
        text("state", default="open"),  # open, done, handed (to who asked), over
        number("created_ms"),
    )
    op.create_index("review_case_task", "review_case", ["task_id"])
    partial("review_case_open", "review_case", ["submission_id"], "state = 'open'")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: reviews can't be kept by the old version")
