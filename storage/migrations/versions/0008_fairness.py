"""Fair pay: bonuses, fees and a floor; acceptance by time, appeals, a brake; goals and digests."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, key, number, partial, text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _projects()
    _submissions()
    _appeals()
    _people()


def _projects() -> None:
    # The most that one answer may cost: its reward, a bonus and the fee. 0: the reward alone.
    op.add_column("project", number("unit_minor", default=0))
    op.execute("UPDATE project SET unit_minor = reward_minor")
    op.add_column("project", number("accept_after_ms", default=604_800_000))
    op.add_column("project", number("fee_points", default=0))  # of 10,000: the house's part
    op.add_column("project", number("floor_minor", default=0))  # the least that an hour may pay
    # The UTC date up to which bonuses, top-ups and fees are counted, the rewards those days paid,
    # and what has left the hold besides rewards (top-ups among it).
    op.add_column("project", text("extras_date", null=True))
    op.add_column("project", number("covered_minor", default=0))
    op.add_column("project", number("extras_minor", default=0))
    op.add_column("project", number("topped_minor", default=0))
    # Counted and not paid yet: bonuses, and what is missing to the pay floor.
    op.add_column("project", number("bonus_minor", default=0))
    op.add_column("project", number("topup_minor", default=0))
    op.add_column("project", text("short_date", null=True))  # for which day a shortage was told
    op.create_table(
        "extra",  # a bonus or a top-up of one person for one day; of the house's without a project
        id_(),
        text("kind"),  # bonus, topup, streak, referral
        text("ref"),  # that of its transfer
        key("account_id", "account"),
        key("project_id", "project", null=True),
        text("date"),
        number("amount_minor"),
        text("currency"),
        number("booked_ms", null=True),
        sa.UniqueConstraint("kind", "ref"),
    )
    op.create_index("extra_account", "extra", ["account_id", "date"])
    partial("extra_owed", "extra", ["project_id", "id"], "booked_ms IS NULL")
    op.create_table(
        "extras_day",  # days whose transfers have been looked through: up to which of them
        sa.Column("date", sa.Text, primary_key=True),
        number("after_id"),
        number("through_id"),
        number("done_ms", null=True),
    )
    op.execute(  # what was paid before knew no extras
        "UPDATE project SET covered_minor = paid.amount_minor FROM ("
        "SELECT name, SUM(amount_minor) AS amount_minor FROM ("
        "SELECT debit AS name, amount_minor FROM transfer WHERE kind = 'earned' UNION ALL "
        "SELECT credit, -amount_minor FROM transfer WHERE kind = 'undone') AS each_one "
        "GROUP BY name) AS paid WHERE paid.name = 'project:' || project.id || '\\:hold'"
    )
    op.execute(
        "INSERT INTO extras_day (date, after_id, through_id, done_ms) "
        "SELECT '', 0, COALESCE(MAX(id), 0), 0 FROM transfer"
    )


def _submissions() -> None:
    # No foreign key: SQLite can't add one to a table that is there.
    op.add_column("submission", text("reason_code", null=True))
    op.add_column("submission", number("reviewer_id", null=True))  # who accepted or rejected it
    op.add_column("submission", number("settled_ms", null=True))  # when a person or time did
    partial(
        "submission_settled", "submission", ["project_id", "settled_ms"], "settled_ms IS NOT NULL"
    )
    # Of a rejected one: its pay stays held until then, for its worker may appeal, or has. With
    # is_deferred nobody else is asked meanwhile, for the hold doesn't pay for both.
    op.add_column("submission", number("appeal_until_ms", null=True))
    op.add_column("submission", number("is_deferred", default=0))
    partial(
        "submission_appealable", "submission", ["project_id", "appeal_until_ms"],
        "appeal_until_ms IS NOT NULL",
    )  # fmt: skip


def _appeals() -> None:
    op.create_table(
        "appeal",
        id_(),
        key("submission_id", "submission"),
        key("project_id", "project"),
        key("account_id", "account"),
        text("words"),
        # open, upheld (the rejection stands), overturned, withdrawn (its worker has left)
        text("state", default="open"),
        text("decided_by", null=True),  # reviewers, admin, time
        number("created_ms"),
        number("next_ms", default=0),  # when the job looks at it again
        number("told_ms", null=True),  # when admins were asked to decide
        number("decided_ms", null=True),
        sa.UniqueConstraint("submission_id"),
    )
    partial("appeal_open", "appeal", ["next_ms"], "state = 'open'")
    op.create_index("appeal_project", "appeal", ["project_id"])
    op.create_index("appeal_account", "appeal", ["account_id"])
    op.create_table(
        "appeal_review",
        id_(),
        key("appeal_id", "appeal"),
        key("account_id", "account"),
        text("state", default="asked"),  # asked, upheld, overturned, passed, expired, over
        text("words", null=True),  # why the rejection stands
        number("reward_minor", default=0),
        number("asked_ms"),
        number("deadline_ms"),
        number("decided_ms", null=True),
        sa.UniqueConstraint("appeal_id", "account_id"),
    )
    op.create_index("appeal_review_account", "appeal_review", ["account_id"])
    partial("appeal_review_asked", "appeal_review", ["deadline_ms"], "state = 'asked'")
    op.create_table(
        "brake",  # a requester who may not reject for now
        key("account_id", "account", primary=True),
        text("params", default="{}"),  # JSON: how many, how many were expected
        number("since_ms"),
        number("lifted_ms", null=True),
    )


def _people() -> None:
    op.add_column("account", text("goal", null=True))  # tasks, minutes
    op.add_column("account", number("goal_most", default=0))  # how many a day
    op.add_column("account", number("weekly_next_ms", null=True))
    op.add_column("account", text("weekly_date", null=True))  # the day of the last one
    op.add_column("account", number("digest_on", default=1))
    op.add_column("account", number("digest_next_ms", null=True))  # a requester's, an admin's
    op.add_column("account", text("digest_date", null=True))
    op.execute("UPDATE account SET digest_next_ms = 0 WHERE role = 'admin'")
    partial("account_weekly", "account", ["weekly_next_ms"], "weekly_next_ms IS NOT NULL")
    partial("account_digest", "account", ["digest_next_ms"], "digest_next_ms IS NOT NULL")
    partial("notice_dead", "notice", ["created_ms"], "state = 'dead'")
    # Time at work, beside the tasks, pay and points of a day.
    op.add_column("tally", number("worked_ms", default=0))
    op.add_column("account", number("today_worked_ms", default=0))


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: appeals can't be kept by the old version")
