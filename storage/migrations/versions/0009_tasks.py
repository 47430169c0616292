"""Every kind of task: what is shown and asked, steps, screeners, places, reports."""

from alembic import op

from storage.migrations.columns import number

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _projects()


def _projects() -> None:
    # How many people are asked, where every answer stands; 0 where answers to a row are to agree.
    op.add_column("project", number("respondents", default=0))
    op.execute("UPDATE project SET respondents = answers_least WHERE kind = 'survey'")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
