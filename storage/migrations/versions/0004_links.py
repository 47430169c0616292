"""Accounts that became one, codes that link them, and answers sent back for a revision."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import key, number, partial

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign keys in these two: SQLite can't add one to a table that is there.
    op.add_column("account", number("merged_into", null=True))  # the account it is part of now
    op.add_column("account", number("kin", null=True))  # one number for accounts that were one
    partial("account_merged", "account", ["merged_into"], "merged_into IS NOT NULL")
    partial("account_kin", "account", ["kin"], "kin IS NOT NULL")
    op.create_table(
        "link_code",
        key("account_id", "account", primary=True),  # who asked for it
        key("identity_id", "identity"),  # and in which of their chats
        sa.Column("code_hash", sa.Text, nullable=False),
        number("expires_ms"),
    )
    op.create_index("link_code_hash", "link_code", ["code_hash"])
    op.create_table(
        "link_try",  # codes that somebody entered in vain since a moment
        key("identity_id", "identity", primary=True),
        number("tries"),
        number("since_ms"),
    )
    # What a reviewer sent back waits for its worker: the state 'revise' of an assignment.
    partial("assignment_revise", "assignment", ["account_id", "deadline_ms"], "state = 'revise'")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: accounts that became one can't be told apart")
