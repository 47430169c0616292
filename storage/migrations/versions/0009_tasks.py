"""Every kind of task: what is shown and asked, steps, screeners, places, reports."""

from alembic import op

from storage.migrations.columns import key, number, text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _projects()
    _screening()


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


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
