"""Known answers that are contested, skill and reputation."""

from alembic import op

from storage.migrations.columns import key, number, partial, text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _gold()


def _gold() -> None:
    op.create_table(
        "gold_contest",  # somebody says that a known answer is wrong
        key("submission_id", "submission", primary=True),
        key("task_id", "task"),
        key("account_id", "account"),
        text("words"),
        number("is_trusted"),  # their word counts: they know known answers well
        text("state", default="open"),  # open, agreed (it is used no more), dismissed
        number("created_ms"),
    )
    op.create_index("gold_contest_task", "gold_contest", ["task_id"])
    op.create_index("gold_contest_account", "gold_contest", ["account_id"])
    op.create_table(
        "gold_suspended",  # known answers that are used no more, for people contest them
        key("task_id", "task", primary=True),
        key("project_id", "project"),
        text("known"),  # JSON: what task.gold was
        text("state", default="suspended"),  # suspended, dropped
        number("since_ms"),
    )
    partial("gold_suspended_open", "gold_suspended", ["project_id"], "state = 'suspended'")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
