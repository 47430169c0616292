"""Groups: boards, juries and who belongs to them; and who invited whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", Key, sa.Identity(), primary_key=True, autoincrement=True)


def _key(name: str, table: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(
        name, Key, sa.ForeignKey(f"{table}.id"), nullable=False, primary_key=primary
    )


def _number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    server = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=null, server_default=server)


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def upgrade() -> None:
    _boards()
    _juries()
    op.create_table(
        "invitation",
        _key("account_id", "account", primary=True),  # who was invited
        _key("inviter_id", "account"),
        _number("created_ms"),
    )
    op.create_index("invitation_inviter", "invitation", ["inviter_id"])


def _boards() -> None:
    op.create_table(
        "board",
        _id(),
        _key("project_id", "project"),
        _key("account_id", "account"),  # who put it there
        _text("platform"),
        _text("chat"),
        _text("message", default=""),  # the platform's id of it; empty: not posted yet
        _text("state", default="asked"),  # asked, shown, ended, refused
        _text("content_hash", default=""),
        _number("attempts", default=0),
        _number("edited_ms", null=True),
        _number("next_ms", default=0),  # not looked at before
        _number("created_ms"),
        sa.UniqueConstraint("project_id", "platform", "chat"),
    )
    alive = sa.text("state IN ('asked', 'shown')")
    op.create_index("board_due", "board", ["next_ms"], sqlite_where=alive, postgresql_where=alive)


def _juries() -> None:
    op.create_table(
        "community",
        _id(),
        _key("owner_id", "account"),  # who set it up
        _key("project_id", "project"),  # pays the jury, and asks its question
        _text("platform"),
        _text("chat"),
        _text("removing"),  # the answer that means: remove it
        _text("at_remove", default="tell"),  # nothing, tell, delete
        _number("points_least", default=0),  # what its jurors need
        _number("created_ms"),
        sa.UniqueConstraint("platform", "chat"),
        sa.UniqueConstraint("project_id"),
    )
    op.create_table(
        "membership",
        _key("community_id", "community", primary=True),
        _key("account_id", "account", primary=True),
        sa.Column("is_juror", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("is_told", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _number("managed_ms", default=0),  # when they were last seen to manage the group
        _number("seen_ms"),
        _number("asked_ms", default=0),
    )
    op.create_index("membership_account", "membership", ["account_id"])
    op.create_table(
        "jury_case",
        _id(),
        _key("community_id", "community"),
        _key("task_id", "task"),
        _key("reporter_id", "account"),
        _text("message"),
        _text("state", default="open"),  # open, decided, done
        _text("verdict", null=True),  # remove, keep, none
        _number("attempts", default=0),
        _number("next_ms", default=0),
        _number("created_ms"),
        sa.UniqueConstraint("community_id", "message"),
    )
    waiting = sa.text("state <> 'done'")
    op.create_index(
        "jury_case_waiting", "jury_case", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("jury_case_reporter", "jury_case", ["reporter_id", "created_ms"])
    # The community whose members alone get this project's tasks; no foreign key, for SQLite can't
    # add one to a table that is there.
    op.add_column("project", _number("audience", null=True))


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: the new tables can't be kept by the old version")
