"""The named queries of `storage/sql`, as functions.

`queries.account_find(connection, id=1)`: the suffix of a query's name says what it gives. Without
one a list of rows, `^` one row or None, `$` one value or None, `!` the number of rows it changed,
`*!` the same for a list of parameters, `<!` what RETURNING gives. Rows are tuples.

A query stands once, in `storage/sql/TOPIC.sql`, for both databases. Where they must differ, a query
of the same name in `storage/sql/DIALECT/TOPIC.sql` wins. Most of them are never asked for by a
process: each is made when it is first used.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from storage.tx import Dialect

FOLDER = Path(__file__).parent / "sql"
Query = Callable[..., Any]
_HEAD = re.compile(r"^-- name: (\w+)(\S*)[ \t]*\n", re.MULTILINE)
_PARAMETER = re.compile(  # what stands in quotes is none, nor is a cast (::integer)
    r"""(?P<quoted>"[^"]*"|'(?:''|[^'])*')|(?P<before>[^:]):(?P<name>\w+)"""
)


class Text(NamedTuple):
    """A query as it stands in its file, the description above it included."""

    kind: str
    body: str


class Queries:
    """Named queries as attributes: functions with their `sql`, `kind` and `parameters`."""

    def __init__(self, texts: Mapping[str, Text], dialect: Dialect) -> None:
        self._texts = texts
        self._dialect = dialect

    @property
    def names(self) -> Iterable[str]:
        """Name all queries."""
        return self._texts.keys()

    def __getattr__(self, name: str) -> Query:
        text = self._texts.get(name)
        if text is None:
            raise AttributeError(f"there is no query {name}")
        query: Query = _made(name, text, self._dialect)
        setattr(self, name, query)  # the next one finds it at once
        return query


@cache
def queries(dialect: Dialect, folder: Path = FOLDER) -> Any:
    """Find all queries for one database; a name that stands twice is refused."""
    found = _read(folder.glob("*.sql"))
    own = _read((folder / dialect).glob("*.sql"))
    return Queries(found | own, dialect)


def _read(paths: Iterable[Path]) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for path in sorted(paths):
        _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
        for name, kind, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: the query {name} stands twice")
            if kind not in _KINDS:
                raise ValueError(f"{path.name}: nothing is known of {kind} behind {name}")
            found[name] = Text(kind, body)
    return found


def _made(name: str, text: Text, dialect: Dialect) -> Any:
    """Make a query's function."""
    lines = text.body.strip().splitlines()
    said = [line for line in lines if line.startswith("--")]
    written = "\n".join(line for line in lines if not line.startswith("--")).strip()
    sql = _placed(written) if dialect == "postgres" else written
    query: Any = _KINDS[text.kind](sql)
    query.__name__ = query.__qualname__ = name
    query.__doc__ = "\n".join(line.removeprefix("--").strip() for line in said)
    query.sql, query.kind = sql, text.kind
    query.parameters = {m["name"] for m in _PARAMETER.finditer(written)} - {None}
    return query


def _placed(sql: str) -> str:
    """Write parameters as psycopg has them, `%(id)s`, so that a bare % is doubled."""

    def place(match: re.Match[str]) -> str:
        return match["quoted"] or f"{match['before']}%({match['name']})s"

    return _PARAMETER.sub(place, sql.replace("%", "%%"))


# The cursor is gone once its rows are read, and with it the statement is free again.


def _rows(sql: str) -> Query:
    def run(connection: Any, /, **values: object) -> Any:
        return connection.execute(sql, values).fetchall()  # later they'd be of another transaction

    return run


def _row(sql: str) -> Query:
    def run(connection: Any, /, **values: object) -> Any:
        return connection.execute(sql, values).fetchone()

    return run


def _value(sql: str) -> Query:
    def run(connection: Any, /, **values: object) -> Any:
        row = connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    return run


def _changed(sql: str) -> Query:
    def run(connection: Any, /, **values: object) -> Any:
        return connection.execute(sql, values).rowcount

    return run


def _changed_by_all(sql: str) -> Query:
    def run(connection: Any, values: Iterable[Any], /) -> Any:
        with_all = connection.cursor()
        with_all.executemany(sql, values)
        return with_all.rowcount

    return run


def _returned(sql: str) -> Query:
    def run(connection: Any, /, **values: object) -> Any:
        row = connection.execute(sql, values).fetchone()
        return row[0] if row is not None and len(row) == 1 else row

    return run


_KINDS: Mapping[str, Callable[[str], Query]] = {
    "": _rows, "^": _row, "$": _value, "!": _changed, "*!": _changed_by_all, "<!": _returned,
}  # fmt: skip
