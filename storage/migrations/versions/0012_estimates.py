"""What is estimated of answers and of people while answers come in."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import Key, key, number, partial, text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A fit is a version: its rows are written first, and count once the project names it."""
    op.add_column("project", number("estimate", default=0))  # 0: nothing was fitted yet
    op.create_table(
        "fitting",  # how far a project is counted and fitted
        key("project_id", "project", primary=True),
        number("answers", default=0),  # counted so far, those taken back included
        number("fitted", default=0),  # of them when the last fit began
        number("is_applied", default=1),  # rows stand as the last fit says
    )
    op.create_table(
        "estimate",  # a question's estimate: logarithms, as JSON of domain.quality.deciding.Model
        sa.Column("version", sa.BigInteger, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        key("project_id", "project"),
        text("model"),
    )
    op.create_index("estimate_project", "estimate", ["project_id"])
    op.create_table(
        "skill",  # what a fit found of one person at one question
        sa.Column("version", sa.BigInteger, primary_key=True),
        sa.Column("question", sa.Text, primary_key=True),
        sa.Column("account_id", Key, sa.ForeignKey("account.id"), primary_key=True),
        key("project_id", "project"),
        number("answers"),
        sa.Column("accuracy", sa.Double, nullable=False),  # the mean chance of what they said
        text("confusion"),  # JSON: chances of an answer given what is true, [given][true]
    )
    op.create_index("skill_project", "skill", ["project_id", "version"])
    op.create_index("skill_account", "skill", ["account_id"])
    partial("task_gold", "task", ["project_id", "id"], "gold IS NOT NULL")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
