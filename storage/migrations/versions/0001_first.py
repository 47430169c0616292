"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")

APPEND_ONLY = ("transfer", "reputation_event", "audit")


def _id() -> sa.Column[int]:
    return sa.Column("id", Key, sa.Identity(), primary_key=True, autoincrement=True)


def _key(name: str, table: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Key, sa.ForeignKey(f"{table}.id"), nullable=null)


def _number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    server = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=null, server_default=server)


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def upgrade() -> None:
    _people()
    _identities()
    _projects()
    _tasks()
    _answers()
    _money()
    _delivery()
    _append_only()


def _people() -> None:
    op.create_table(
        "account",
        _id(),
        _text("handle", null=True),  # 'operator': an account that is named, not met in chat
        _text("role", default="worker"),
        _text("state", default="new"),  # new, active, suspended, deleted
        _text("state_reason", null=True),
        _text("name", default=""),
        _text("locale", default="en"),
        _text("time_zone", default="UTC"),
        _number("created_ms"),
        _number("consent_ms", null=True),
        _number("points", default=0),
        _number("streak_days", default=0),
        _text("streak_date", null=True),  # local ISO date of the last day with an accepted answer
        _number("push_on", default=0),
        _number("push_daily", default=0),
        _number("quiet_from_minute", default=1320),
        _number("quiet_to_minute", default=480),
        _number("push_interval_ms", default=0),
        _number("push_next_ms", null=True),
        _number("summary_next_ms", null=True),
        _text("summary_date", null=True),
        _text("today_date", null=True),  # local ISO date that the next three are about
        _number("today_tasks", default=0),
        _number("today_minor", default=0),
        _number("today_points", default=0),
        sa.UniqueConstraint("handle"),
    )
    op.create_table(
        "tally",  # a person's days that are over; the latest one is in account.today_*
        sa.Column("account_id", Key, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("date", sa.Text, primary_key=True),
        _number("tasks"),
        _number("earned_minor"),
        _number("points"),
    )
    op.create_index("tally_date", "tally", ["date"])
    op.create_index(
        "account_push", "account", ["push_next_ms"],
        sqlite_where=sa.text("push_on = 1"), postgresql_where=sa.text("push_on = 1"),
    )
    op.create_index(
        "account_summary", "account", ["summary_next_ms"],
        sqlite_where=sa.text("summary_next_ms IS NOT NULL"),
        postgresql_where=sa.text("summary_next_ms IS NOT NULL"),
    )
    op.create_index("account_today", "account", ["today_date"])


def _identities() -> None:
    op.create_table(
        "identity",
        _id(),
        _key("account_id", "account"),
        _text("platform"),
        _text("external_id"),
        _text("chat"),  # where this person can be reached
        _text("name", default=""),
        _number("created_ms"),
        _number("unreachable_ms", null=True),
        sa.UniqueConstraint("platform", "external_id"),
    )
    op.create_index("identity_account", "identity", ["account_id"])
    op.create_table(
        "session",
        sa.Column("identity_id", Key, sa.ForeignKey("identity.id"), primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        _text("state"),  # JSON
        _number("version"),
        _number("updated_ms"),
    )
    op.create_table(
        "seen_event",
        _id(),
        _text("platform"),
        _text("event_id"),
        _number("at_ms"),
        sa.UniqueConstraint("platform", "event_id"),
    )
    op.create_table(
        "audit",
        _id(),
        _key("actor_id", "account", null=True),
        _text("action"),
        _text("subject"),
        _text("details", default="{}"),  # JSON
        _number("at_ms"),
    )
    op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), _text("value"))


def _projects() -> None:
    op.create_table(
        "project",
        _id(),
        _key("owner_id", "account"),
        _text("title"),
        _text("kind"),
        _text("state", default="draft"),  # draft, open, paused, finished, spent, closed
        _text("definition"),  # the canonical JSON of domain.projects.Project
        _number("version", default=1),
        _number("reward_minor"),
        _text("currency"),
        _number("time_limit_ms"),
        _number("answers_least"),
        _number("answers_most"),
        _number("budget_minor"),
        _text("accept"),
        _number("level", default=0),
        _number("places", default=0),  # places given out to rows so far
        _number("horizon", default=0),  # rows up to this place are paid for and offered
        _number("pace_ms", null=True),  # the usual time an answer takes, once it is known
        _number("created_ms"),
        _number("opened_ms", null=True),
        _number("closed_ms", null=True),
    )
    op.create_index("project_owner", "project", ["owner_id"])
    op.create_index("project_state", "project", ["state"])
    op.create_table(
        "batch",
        _id(),
        _key("project_id", "project"),
        _text("name"),
        _text("content_hash"),
        _text("state", default="importing"),  # importing, ready
        _number("rows", default=0),
        _number("rows_read", default=0),  # how many the file had, with those known before
        _text("columns", default="[]"),  # JSON: the names of the file's columns, in order
        _number("created_ms"),
    )
    op.create_index("batch_project", "batch", ["project_id"])


def _tasks() -> None:
    op.create_table(
        "task",
        _id(),
        _key("project_id", "project"),
        _key("batch_id", "batch"),
        _text("row_id"),  # the requester's own id of the row
        _text("data"),  # JSON: the row's columns
        _text("gold", null=True),  # JSON: known answers by question
        _text("state", default="open"),  # open, done, undecided
        sa.Column("lane", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _number("place"),
        sa.Column("slots", sa.SmallInteger, nullable=False),  # wanted, less in hand: asked for now
        sa.Column("reserved", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("answers", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _text("result", null=True),  # JSON: consensus by question
        _text("confidence", null=True),  # JSON: its confidence by question
        _number("decided_ms", null=True),
        sa.UniqueConstraint("project_id", "row_id"),
    )
    op.create_index(
        "task_next", "task", ["project_id", "lane", "place"],
        sqlite_where=sa.text("slots > 0"), postgresql_where=sa.text("slots > 0"),
    )
    op.create_index(
        "task_decided", "task", ["project_id", "decided_ms"],
        sqlite_where=sa.text("decided_ms IS NOT NULL"),
        postgresql_where=sa.text("decided_ms IS NOT NULL"),
    )
    op.create_table(
        "position",
        sa.Column("account_id", Key, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("project_id", Key, sa.ForeignKey("project.id"), primary_key=True),
        _number("fresh", default=0),  # the place in lane 0 that was reached
        _number("reopened", default=0),  # the place in lane 1 that was reached
        _number("dry_ms", null=True),  # when a search from the start found nothing
    )


def _answers() -> None:
    op.create_table(
        "assignment",
        _id(),
        _key("task_id", "task"),
        _key("project_id", "project"),
        _key("account_id", "account"),
        _text("state", default="active"),  # active, submitted, skipped, expired, released
        sa.Column("attempt", sa.SmallInteger, nullable=False, server_default=sa.text("1")),
        _number("given_ms"),
        _number("deadline_ms"),
        sa.Column("pushed", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _text("draft", null=True),  # JSON: what was answered so far, by question
        sa.UniqueConstraint("account_id", "task_id"),
    )
    active = sa.text("state = 'active'")
    op.create_index(
        "assignment_active", "assignment", ["account_id"], unique=True,
        sqlite_where=active, postgresql_where=active,
    )
    op.create_index(
        "assignment_deadline", "assignment", ["deadline_ms"],
        sqlite_where=active, postgresql_where=active,
    )
    op.create_table(
        "submission",
        _id(),
        _key("assignment_id", "assignment"),
        sa.Column("revision", sa.SmallInteger, nullable=False),
        _key("task_id", "task"),
        _key("project_id", "project"),
        _key("account_id", "account"),
        _text("answers"),  # JSON: answer by question
        _text("state"),  # pending, accepted, rejected, undone
        _text("reason", null=True),
        _number("reward_minor"),
        _number("taken_ms"),
        _number("created_ms"),
        sa.UniqueConstraint("assignment_id", "revision"),
    )
    op.create_index("submission_task", "submission", ["task_id"])
    op.create_index("submission_account", "submission", ["account_id", "id"])
    pending = sa.text("state = 'pending'")
    op.create_index(
        "submission_pending", "submission", ["id"], sqlite_where=pending, postgresql_where=pending
    )
    op.create_index(  # what a project owes once it is accepted
        "submission_owed", "submission", ["project_id", "task_id"],
        sqlite_where=pending, postgresql_where=pending,
    )


def _money() -> None:
    op.create_table(
        "transfer",
        _id(),
        _text("kind"),
        _text("ref"),
        _text("debit"),  # the name of a ledger account: domain.ledger
        _text("credit"),
        _number("amount_minor"),
        _text("currency"),
        _number("created_ms"),
        sa.UniqueConstraint("kind", "ref"),
        sa.CheckConstraint("amount_minor > 0"),
        sa.CheckConstraint("debit <> credit"),
    )
    op.create_table(
        "balance",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("currency", sa.Text, primary_key=True),
        _number("amount_minor", default=0),
        sa.CheckConstraint("amount_minor >= 0 OR name LIKE 'house:%'", name="never_negative"),
    )
    op.create_table(
        "fold",  # how far the balances that not every transfer updates have been brought
        sa.Column("name", sa.Text, primary_key=True),
        _number("through_id", default=0),
    )
    op.create_table(
        "reputation_event",
        _id(),
        _key("account_id", "account"),
        _text("kind"),
        _text("ref"),
        _number("points"),
        _number("created_ms"),
        sa.UniqueConstraint("account_id", "kind", "ref"),
    )
    op.create_table(
        "payout_run",
        _id(),
        _text("schedule"),
        _text("period"),  # the moment at which it was due, UTC, ISO
        _text("state", default="running"),  # running, done
        _number("through_account_id", default=0),
        _number("created_ms"),
        _number("finished_ms", null=True),
        sa.UniqueConstraint("schedule", "period"),
    )


def _delivery() -> None:
    op.create_table(
        "notice",
        _id(),
        _key("account_id", "account"),
        _text("kind"),
        _text("params", default="{}"),  # JSON
        _text("state", default="queued"),  # queued, leased, sent, dead
        _number("attempts", default=0),
        _number("next_ms"),
        _number("lease_ms", null=True),
        _text("error", null=True),
        _number("created_ms"),
        _number("sent_ms", null=True),
    )
    waiting = sa.text("state IN ('queued', 'leased')")
    op.create_index(
        "notice_waiting", "notice", ["next_ms"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("notice_account", "notice", ["account_id", "id"])


def _append_only() -> None:
    """Refuse updates and deletions of what is recorded once: corrections are new rows."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: there is nothing before this version")
