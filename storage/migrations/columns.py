"""Columns and indexes as the migrations write them."""

import sqlalchemy as sa
from alembic import op

Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def id_() -> sa.Column[int]:
    """A row's own number."""
    return sa.Column("id", Key, sa.Identity(), primary_key=True, autoincrement=True)


def key(name: str, table: str, *, null: bool = False, primary: bool = False) -> sa.Column[int]:
    """Another table's number."""
    return sa.Column(
        name, Key, sa.ForeignKey(f"{table}.id"), nullable=null, primary_key=primary
    )


def number(name: str, *, null: bool = False, default: int | None = None) -> sa.Column[int]:
    """A whole number: an amount, a count, a moment."""
    server = None if default is None else sa.text(str(default))
    return sa.Column(name, sa.BigInteger, nullable=null, server_default=server)


def text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    """A text of any length."""
    return sa.Column(name, sa.Text, nullable=null, server_default=default)


def partial(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    """Make an index of the rows for which a condition holds."""
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique,
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip
