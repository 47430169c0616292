"""Servers and who was seen there, what is said in groups, and what moderators do."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import id_, key, number, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


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
    op.add_column("board", text("thread", default=""))


def _servers() -> None:
    op.create_table(
        "server",
        id_(),
        text("platform"),
        text("chat"),  # the platform's id of the server, or of the group
        text("locale", default="en"),
        text("time_zone", default="UTC"),
        text("moderators_chat", default=""),
        text("jury_chat", default=""),
        text("digest_chat", default=""),
        text("welcome_chat", default=""),
        number("digest_next_ms", null=True),
        text("trouble", default=""),  # why roles can't be given there; empty: they can
        number("created_ms"),
        sa.UniqueConstraint("platform", "chat"),
    )
    wanted = sa.text("digest_next_ms IS NOT NULL")
    op.create_index(
        "server_digest", "server", ["digest_next_ms"],
        sqlite_where=wanted, postgresql_where=wanted,
    )  # fmt: skip
    op.create_table(
        "server_member",
        key("server_id", "server", primary=True),
        key("identity_id", "identity", primary=True),
        number("seen_ms"),
        number("managed_ms", default=0),  # when they were last seen to manage it
        number("roles_level", default=-1),  # the level whose roles they have there; -1: none yet
        number("roles_next_ms", null=True),  # when their roles are looked at
        number("roles_attempts", default=0),
    )
    op.create_index("server_member_identity", "server_member", ["identity_id"])
    due = sa.text("roles_next_ms IS NOT NULL")
    op.create_index(
        "server_member_roles", "server_member", ["roles_next_ms"],
        sqlite_where=due, postgresql_where=due,
    )  # fmt: skip
    op.create_table(
        "role_farewell",  # somebody has left us: their roles are taken back
        key("server_id", "server", primary=True),
        sa.Column("external_id", sa.Text, primary_key=True),
        number("attempts", default=0),
        number("next_ms", default=0),
    )


def _posts() -> None:
    op.create_table(
        "post",
        id_(),
        text("platform"),
        text("chat"),
        text("kind"),
        text("ref"),  # what it is about: nothing is said twice
        text("params", default="{}"),  # JSON
        text("state", default="queued"),  # queued, sent, dropped, dead
        number("attempts", default=0),
        number("next_ms"),
        number("created_ms"),
        sa.UniqueConstraint("kind", "ref"),
    )
    waiting = sa.text("state = 'queued'")
    op.create_index(
        "post_waiting", "post", ["next_ms"], sqlite_where=waiting, postgresql_where=waiting
    )


def _moderation() -> None:
    op.add_column("jury_case", text("chat", default=""))  # the channel, where a group has such
    op.add_column("jury_case", text("author", default=""))  # the platform's id of who wrote it
    op.add_column("jury_case", text("told_chat", default=""))  # where its verdict was posted
    op.add_column("jury_case", text("told_message", default=""))
    op.create_table(
        "moderation",
        id_(),
        key("case_id", "jury_case"),
        text("action"),  # delete, time_out, dismiss
        key("actor_id", "account"),
        text("actor"),  # the platform's id of them
        text("state", default="asked"),  # asked, done, refused
        text("reason", default=""),
        number("attempts", default=0),
        number("next_ms"),
        number("created_ms"),
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
