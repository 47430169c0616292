"""Every kind of task: what is shown and asked, steps, screeners, places, reports."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import Key, id_, key, number, partial, text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _projects()
    _screening()
    _reports()
    _visits()
    _licences()


def _projects() -> None:
    # How many people are asked, where every answer stands; 0 where answers to a row are to agree.
    op.add_column("project", number("respondents", default=0))
    op.execute("UPDATE project SET respondents = answers_least WHERE kind = 'survey'")


def _screening() -> None:
    # What is kept for people whom the project doesn't fit, and what they were paid.
    op.add_column("project", number("screening_minor", default=0))
    op.add_column("project", number("screened_minor", default=0))
    op.create_table(
        "screening",  # who answered a project's screeners
        key("account_id", "account", primary=True),
        key("project_id", "project", primary=True),
        number("fits"),  # 1 or 0
        text("answers"),  # JSON: their answers by screener
        number("at_ms"),
    )


def _reports() -> None:
    # What people say is wrong with a row. A row that is set aside is in lane 2: nobody is asked.
    op.create_table(
        "task_report",
        id_(),
        key("task_id", "task"),
        key("project_id", "project"),
        key("account_id", "account"),
        text("code"),  # the reason, of services.task_reports.REASONS
        text("words"),
        text("state"),  # open, until who asks for the work has decided: back, out
        number("at_ms"),
        number("told_ms", null=True),  # when who asks for the work is, or was, told
    )
    op.create_index("task_report_once", "task_report", ["task_id", "account_id"], unique=True)
    op.create_index("task_report_project", "task_report", ["project_id", "id"])


def _visits() -> None:
    op.create_table(
        "task_place",  # where a row is visited; `done` 1 once it is decided
        sa.Column(
            "task_id", Key, sa.ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
        ),
        key("project_id", "project"),
        number("cell"),  # domain.grid: near places have near numbers
        sa.Column("latitude", sa.Double, nullable=False),
        sa.Column("longitude", sa.Double, nullable=False),
        number("done"),
    )
    partial("task_place_cell", "task_place", ["project_id", "cell"], "done = 0")
    partial("task_place_done", "task_place", ["project_id"], "done = 1")
    op.create_table(
        "reminder",  # when somebody is reminded that a task's time runs out
        key("assignment_id", "assignment", primary=True),
        number("due_ms"),
    )
    op.create_index("reminder_due", "reminder", ["due_ms"])


def _licences() -> None:
    op.create_table(
        "licence",  # who agreed to a project's licence, and to which words
        key("account_id", "account", primary=True),
        key("project_id", "project", primary=True),
        text("words"),
        number("at_ms"),
    )
    op.create_index("licence_project", "licence", ["project_id"])


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
