"""Accounts that became one, codes that link them, and answers sent back for a revision."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _key(name: str, table: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(
        name, Key, sa.ForeignKey(f"{table}.id"), nullable=False, primary_key=primary
    )


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    # No foreign keys in these two: SQLite can't add one to a table that is there.
    op.add_column("account", _number("merged_into", null=True))  # the account it is part of now
    op.add_column("account", _number("kin", null=True))  # one number for accounts that were one
    _partial("account_merged", "account", ["merged_into"], "merged_into IS NOT NULL")
    _partial("account_kin", "account", ["kin"], "kin IS NOT NULL")
    op.create_table(
        "link_code",
        _key("account_id", "account", primary=True),  # who asked for it
        _key("identity_id", "identity"),  # and in which of their chats
        sa.Column("code_hash", sa.Text, nullable=False),
        _number("expires_ms"),
    )
    op.create_index("link_code_hash", "link_code", ["code_hash"])
    op.create_table(
        "link_try",  # codes that somebody entered in vain since a moment
        _key("identity_id", "identity", primary=True),
        _number("tries"),
        _number("since_ms"),
    )
    # What a reviewer sent back waits for its worker: the state 'revise' of an assignment.
    _partial("assignment_revise", "assignment", ["account_id", "deadline_ms"], "state = 'revise'")


def downgrade() -> None:
    raise RuntimeError("restore a backup instead: accounts that became one can't be told apart")
