"""Known answers are mixed in everywhere: which projects have some, and how often somebody drew."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import number, partial

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", number("has_gold", default=0))  # 1: rows have, or had, known answers
    op.execute(
        sa.text(
            "UPDATE project SET has_gold = 1 WHERE EXISTS"
            " (SELECT 1 FROM task g WHERE g.project_id = project.id AND g.gold IS NOT NULL)"
        )
    )
    op.add_column("position", number("given", default=0))  # tasks that somebody was given there
    partial("task_known", "task", ["project_id", "lane", "place"], "gold IS NOT NULL AND slots > 0")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
