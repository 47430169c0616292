"""The named queries of `storage/sql`, as functions.

`queries.account_find(connection, id=1)`: the suffix of a query's name says what it gives. Without
one a list of rows, `^` one row or None, `$` one value or None, `!` the number of rows it changed,
`*!` the same for a list of parameters, `<!` what RETURNING gives. Rows are tuples.

A query stands once, in `storage/sql/TOPIC.sql`, for both databases. Where they must differ, a query
of the same name in `storage/sql/DIALECT/TOPIC.sql` wins.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from aiosql.adapters.generic import GenericAdapter
from aiosql.queries import Queries
from aiosql.query_loader import QueryLoader
from aiosql.utils import VAR_REF

from storage.tx import Dialect

FOLDER = Path(__file__).parent / "sql"
_HEAD = re.compile(r"^-- name:", re.MULTILINE)


class Adapter(GenericAdapter):
    """Run queries on an sqlite3 connection: fewer steps than aiosql's own, rows as a list.

    A list, because a cursor that is read later would be read outside of its transaction.
    """

    def select(
        self, conn: Any, query_name: str, sql: str, parameters: Any, record_class: Any = None
    ) -> Any:
        cursor = conn.execute(sql, parameters)
        rows = cursor.fetchall()
        cursor.close()
        return rows

    def select_one(
        self, conn: Any, query_name: str, sql: str, parameters: Any, record_class: Any = None
    ) -> Any:
        cursor = conn.execute(sql, parameters)
        row = cursor.fetchone()
        cursor.close()
        return row

    def select_value(self, conn: Any, query_name: str, sql: str, parameters: Any) -> Any:
        cursor = conn.execute(sql, parameters)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else row[0]

    def insert_returning(self, conn: Any, query_name: str, sql: str, parameters: Any) -> Any:
        row = self.select_one(conn, query_name, sql, parameters)
        return row[0] if row is not None and len(row) == 1 else row

    def insert_update_delete(self, conn: Any, query_name: str, sql: str, parameters: Any) -> Any:
        cursor = conn.execute(sql, parameters)
        changed = cursor.rowcount
        cursor.close()
        return changed


class PostgresAdapter(Adapter):
    """The same on psycopg, whose parameters look like `%(id)s`, so that a bare % is doubled."""

    def process_sql(self, query_name: str, op_type: Any, sql: str) -> str:
        def place(match: Any) -> str:
            if match["dquote"] is not None or match["squote"] is not None:
                return str(match[0])
            return f"{match['lead']}%({match['var_name']})s"

        return str(VAR_REF.sub(place, sql.replace("%", "%%")))


class Loader(QueryLoader):
    """Reads files without looking for `/* */`, which takes more than half of a file's time, since
    every character is looked at. Ours have none: what is to be said stands behind `--`.
    """

    def load_query_data_from_sql(self, sql: str, ns_parts: list[str], fname: Any = "") -> list[Any]:
        if "/*" in sql:
            raise ValueError(f"{fname.name}: a remark stands behind --, not in /* */")
        before, *written = _HEAD.split(sql)
        line, found = 1 + before.count("\n"), []
        for query in written:
            found.append(self._make_query_datum(query, ns_parts, (fname, line)))
            line += query.count("\n")
        return found


@cache
def queries(dialect: Dialect, folder: Path = FOLDER) -> Any:
    """Load all queries for one database; a name that stands twice is refused."""
    kind: Any = Adapter if dialect == "sqlite" else PostgresAdapter
    adapter = kind()
    loader = Loader(adapter, None, attribute=None, mandatory_parameters=False)
    found = _load(loader, folder.glob("*.sql"))
    own = _load(loader, (folder / dialect).glob("*.sql"))
    loaded = Queries(adapter)
    loaded.load_from_list(list((found | own).values()))
    return loaded


def _load(loader: QueryLoader, paths: Iterable[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(paths):
        for query in loader.load_query_data_from_file(path, [], encoding="utf-8"):
            if query.query_name in found:
                raise ValueError(f"{path.name}: the query {query.query_name} stands twice")
            found[query.query_name] = query
    return found
