"""Servers and who was seen there, what is said in groups, and what moderators do."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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
    _servers()
    _posts()
    _moderation()
    op.add_column(  # whether their name is shown to others
        "identity",
        sa.Column("is_shown", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    )
    op.drop_index("tally_date", "tally")  # what leaderboards add up, without the table
    op.create_index("tally_date", "tally", ["date", "account_id", "points"])
    # The thread of a board: empty, wanted, or the platform's id of it.
    op.add_column("board", _text("thread", default=""))


def _servers() -> None:
    op.create_table(
        "server",
        _id(),
        _text("platform"),
        _text("chat"),  # the platform's id of the server, or of the group
        _text("locale", default="en"),
        _text("time_zone", default="UTC"),
        _text("moderators_chat", default=""),
        _text("jury_chat", default=""),
        _text("digest_chat", default=""),
        _text("welcome_chat", default=""),
        _number("digest_next_ms", null=True),
        _text("trouble", default=""),  # why roles can't be given there; empty: they can
        _number("created_ms"),
        sa.UniqueConstraint("platform", "chat"),
    )
    wanted = sa.text("digest_next_ms IS NOT NULL")
    op.create_index(
        "server_digest", "server", ["digest_next_ms"],
        sqlite_where=wanted, postgresql_where=wanted,
    )  # fmt: skip
    op.create_table(
        "server_member",
        _key("server_id", "server", primary=True),
        _key("identity_id", "identity", primary=True),
        _number("seen_ms"),
        _number("managed_ms", default=0),  # when they were last seen to manage it
        _number("roles_level", default=-1),  # the level whose roles they have there; -1: none yet
        _number("roles_next_ms", null=True),  # when their roles are looked at
        _number("roles_attempts", default=0),
    )
    op.create_index("server_member_identity", "server_member", ["identity_id"])
    due = sa.text("roles_next_ms IS NOT NULL")
    op.create_index(
        "server_member_roles", "server_member", ["roles_next_ms"],
        sqlite_where=due, postgresql_where=due,
    )  # fmt: skip
    op.create_table(
        "role_farewell",  # somebody has left us: their roles are taken back
        _key("server_id", "server", primary=True),
        sa.Column("external_id", sa.Text, primary_key=True),
        _number("attempts", default=0),
        _number("next_ms", default=0),
    )


def _posts() -> None:
    op.create_table(
        "post",
        _id(),
        _text("platform"),
        _text("chat"),
        _text("kind"),
        _text("ref"),  # what it is about: nothing is said twice
        _text("params", default="{}"),  # JSON
        _text("state", default="queued"),  # queued, sent, dropped, dead
        _number("attempts", default=0),
        _number("next_ms"),
        _number("created_ms"),
        sa.UniqueConstraint("kind", "ref"),
    )
    waiting = sa.text("state = 'queued'")
    op.create_index(
        "post_waiting", "post", ["next_ms"], sqlite_where=waiting, postgresql_where=waiting
    )


def _moderation() -> None:
    op.add_column("jury_case", _text("chat", default=""))  # the channel, where a group has such
    op.add_column("jury_case", _text("author", default=""))  # the platform's id of who wrote it
    op.add_column("jury_case", _text("told_chat", default=""))  # where its verdict was posted
    op.add_column("jury_case", _text("told_message", default=""))
    op.create_table(
        "moderation",
        _id(),
        _key("case_id", "jury_case"),
        _text("action"),  # delete, time_out, dismiss
        _key("actor_id", "account"),
        _text("actor"),  # the platform's id of them
        _text("state", default="asked"),  # asked, done, refused
        _text("reason", default=""),
        _number("attempts", default=0),
        _number("next_ms"),
        _number("created_ms"),
        sa.UniqueConstraint("case_id", "action"),
    )
    asked = sa.text("state = 'asked'")
    op.create_index(
        "moderation_waiting", "moderation", ["next_ms"],
        sqlite_where=asked, postgresql_where=asked,
    )  # fmt: skip
    op.create_index("moderation_actor", "moderation", ["actor_id"])


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: the new tables can't be kept by the old version")
