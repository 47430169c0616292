"""Who has gained most: of all, in one server, for one project."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody with what counts: points, or answers. The name is not for others without leave."""

    account_id: int
    name: str
    is_shown: bool
    count: int


def since(tx: Tx, since_date: str, server_id: int, most: int) -> list[Leader]:
    """Give who gained most points since a day; `server_id` 0: of all."""
    rows = tx.queries.leaders_since(
        tx.connection, since_date=since_date, server_id=server_id, most=most
    )
    return [_leader(row) for row in rows]


def ever(tx: Tx, server_id: int, most: int) -> list[Leader]:
    """Give who has most points."""
    rows = tx.queries.leaders_ever(tx.connection, server_id=server_id, most=most)
    return [_leader(row) for row in rows]


def place_since(tx: Tx, since_date: str, server_id: int, points: int) -> tuple[int, int]:
    """Give how many gained more than some points since a day, and how many gained any."""
    row = tx.queries.leaders_since_place(
        tx.connection, since_date=since_date, server_id=server_id, points=points
    )
    return row[0], row[1]


def place_ever(tx: Tx, server_id: int, points: int) -> tuple[int, int]:
    """Give how many have more points, and how many have any."""
    row = tx.queries.leaders_ever_place(tx.connection, server_id=server_id, points=points)
    return row[0], row[1]


def of_project(tx: Tx, project_id: int, *, since_ms: int, window: int, most: int) -> list[Leader]:
    """Give who gave most answers to a project, among the latest answers of all."""
    rows = tx.queries.leaders_of_project(
        tx.connection, project_id=project_id, since_ms=since_ms, window=window, most=most
    )
    return [_leader(row) for row in rows]


def show(tx: Tx, account_id: int, *, is_shown: bool) -> None:
    """Show a person's name to others, or no more."""
    tx.queries.identity_show(tx.connection, account_id=account_id, is_shown=int(is_shown))


def is_shown(tx: Tx, account_id: int) -> bool:
    """Tell whether a person's name may be shown to others."""
    return bool(tx.queries.identity_is_shown(tx.connection, account_id=account_id))


def _leader(row: tuple[int, str, int | None, int]) -> Leader:
    account_id, name, is_shown, count = row
    return Leader(account_id, name, bool(is_shown), count)
