"""Qualifications: trainings, tests, grants; what people tell of themselves to be asked."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, key, number, partial, text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "qualification",
        id_(),
        key("account_id", "account"),  # whose it is
        text("title"),
        text("definition"),  # JSON
        number("created_ms"),
    )
    op.create_index("qualification_account", "qualification", ["account_id"])
    op.create_table(
        "qualification_attempt",
        id_(),
        key("qualification_id", "qualification"),
        key("account_id", "account"),
        text("state", default="open"),  # open, passed, failed
        number("position"),  # of the question that is asked: the training's first, then the test's
        number("right_count"),  # of the test
        text("ticked", null=True),  # JSON: what is ticked of several
        number("begun_ms"),
        number("ended_ms", null=True),
    )
    partial(
        "qualification_attempt_open", "qualification_attempt", ["account_id", "qualification_id"],
        "state = 'open'", unique=True,
    )  # fmt: skip
    op.create_index(
        "qualification_attempt_account", "qualification_attempt", ["account_id", "qualification_id"]
    )
    op.create_table(
        "qualification_held",
        key("account_id", "account", primary=True),
        key("qualification_id", "qualification", primary=True),
        text("state"),  # held, revoked
        number("score", null=True),  # per cent; none where it was granted by hand
        number("at_ms"),
        number("until_ms"),
        key("by_id", "account", null=True),  # who granted it, or took it back
    )
    op.create_index("qualification_held_by", "qualification_held", ["by_id"])
    for column in ("languages", "country", "age_group"):  # told by the person, who may not
        op.add_column("account", sa.Column(column, sa.Text, nullable=True))


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is no way back")
