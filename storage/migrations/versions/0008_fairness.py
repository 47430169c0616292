"""Fair pay: bonuses, fees and a floor; acceptance by time, appeals, a brake; goals and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", Key, sa.Identity(), primary_key=True, autoincrement=True)


def _key(
    name: str, table: str, *, null: bool = False, primary: bool = False
) -> sa.Column[int]:
    return sa.Column(
        name, Key, sa.ForeignKey(f"{table}.id"), nullable=null, primary_key=primary
    )


def _number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    server = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=null, server_default=server)


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def _partial(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique,
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip


def upgrade() -> None:
    _projects()
    _submissions()
    _appeals()
    _people()


def _projects() -> None:
    # The most that one answer may cost: its reward, a bonus and the fee. 0: the reward alone.
    op.add_column("project", _number("unit_minor", default=0))
    op.execute("UPDATE project SET unit_minor = reward_minor")
    op.add_column("project", _number("accept_after_ms", default=604_800_000))
    op.add_column("project", _number("fee_points", default=0))  # of 10,000: the house's part
    op.add_column("project", _number("floor_minor", default=0))  # the least that an hour may pay
    # The UTC date up to which bonuses, top-ups and fees are counted, the rewards those days paid,
    # and what has left the hold besides rewards (top-ups among it).
    op.add_column("project", _text("extras_date", null=True))
    op.add_column("project", _number("covered_minor", default=0))
    op.add_column("project", _number("extras_minor", default=0))
    op.add_column("project", _number("topped_minor", default=0))
    # Counted and not paid yet: bonuses, and what is missing to the pay floor.
    op.add_column("project", _number("bonus_minor", default=0))
    op.add_column("project", _number("topup_minor", default=0))
    op.add_column("project", _text("short_date", null=True))  # for which day a shortage was told
    op.create_table(
        "extra",  # a bonus or a top-up of one person for one day; of the house's without a project
        _id(),
        _text("kind"),  # bonus, topup, streak, referral
        _text("ref"),  # that of its transfer
        _key("account_id", "account"),
        _key("project_id", "project", null=True),
        _text("date"),
        _number("amount_minor"),
        _text("currency"),
        _number("booked_ms", null=True),
        sa.UniqueConstraint("kind", "ref"),
    )
    op.create_index("extra_account", "extra", ["account_id", "date"])
    _partial("extra_owed", "extra", ["project_id", "id"], "booked_ms IS NULL")
    op.create_table(
        "extras_day",  # days whose transfers have been looked through: up to which of them
        sa.Column("date", sa.Text, primary_key=True),
        _number("after_id"),
        _number("through_id"),
        _number("done_ms", null=True),
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
    op.add_column("submission", _text("reason_code", null=True))
    op.add_column("submission", _number("reviewer_id", null=True))  # who accepted or rejected it
    op.add_column("submission", _number("settled_ms", null=True))  # when a person or time did
    _partial(
        "submission_settled", "submission", ["project_id", "settled_ms"], "settled_ms IS NOT NULL"
    )
    # Of a rejected one: its pay stays held until then, for its worker may appeal, or has. With
    # is_deferred nobody else is asked meanwhile, for the hold doesn't pay for both.
    op.add_column("submission", _number("appeal_until_ms", null=True))
    op.add_column("submission", _number("is_deferred", default=0))
    _partial(
        "submission_appealable", "submission", ["project_id", "appeal_until_ms"],
        "appeal_until_ms IS NOT NULL",
    )  # fmt: skip


def _appeals() -> None:
    op.create_table(
        "appeal",
        _id(),
        _key("submission_id", "submission"),
        _key("project_id", "project"),
        _key("account_id", "account"),
        _text("words"),
        # open, upheld (the rejection stands), overturned, withdrawn (its worker has left)
        _text("state", default="open"),
        _text("decided_by", null=True),  # reviewers, admin, time
        _number("created_ms"),
        _number("next_ms", default=0),  # when the job looks at it again
        _number("told_ms", null=True),  # when admins were asked to decide
        _number("decided_ms", null=True),
        sa.UniqueConstraint("submission_id"),
    )
    _partial("appeal_open", "appeal", ["next_ms"], "state = 'open'")
    op.create_index("appeal_project", "appeal", ["project_id"])
    op.create_index("appeal_account", "appeal", ["account_id"])
    op.create_table(
        "appeal_review",
        _id(),
        _key("appeal_id", "appeal"),
        _key("account_id", "account"),
        _text("state", default="asked"),  # asked, upheld, overturned, passed, expired, over
        _text("words", null=True),  # why the rejection stands
        _number("reward_minor", default=0),
        _number("asked_ms"),
        _number("deadline_ms"),
        _number("decided_ms", null=True),
        sa.UniqueConstraint("appeal_id", "account_id"),
    )
    op.create_index("appeal_review_account", "appeal_review", ["account_id"])
    _partial("appeal_review_asked", "appeal_review", ["deadline_ms"], "state = 'asked'")
    op.create_table(
        "brake",  # a requester who may not reject for now
        _key("account_id", "account", primary=True),
        _text("params", default="{}"),  # JSON: how many, how many were expected
        _number("since_ms"),
        _number("lifted_ms", null=True),
    )


def _people() -> None:
    op.add_column("account", _text("goal", null=True))  # tasks, minutes
    op.add_column("account", _number("goal_most", default=0))  # how many a day
    op.add_column("account", _number("weekly_next_ms", null=True))
    op.add_column("account", _text("weekly_date", null=True))  # the day of the last one
    op.add_column("account", _number("digest_on", default=1))
    op.add_column("account", _number("digest_next_ms", null=True))  # a requester's, an admin's
    op.add_column("account", _text("digest_date", null=True))
    op.execute("UPDATE account SET digest_next_ms = 0 WHERE role = 'admin'")
    _partial("account_weekly", "account", ["weekly_next_ms"], "weekly_next_ms IS NOT NULL")
    _partial("account_digest", "account", ["digest_next_ms"], "digest_next_ms IS NOT NULL")
    _partial("notice_dead", "notice", ["created_ms"], "state = 'dead'")
    # Time at work, beside the tasks, pay and points of a day.
    op.add_column("tally", _number("worked_ms", default=0))
    op.add_column("account", _number("today_worked_ms", default=0))


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: appeals can't be kept by the old version")
