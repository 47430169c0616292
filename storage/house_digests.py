"""What those hear each morning who look after projects, or the whole house."""

from typing import NamedTuple

from domain import ledger
from storage.tx import Tx


class Waiting(NamedTuple):
    """A project, what of it waits for somebody, and since when."""

    project_id: int
    accept_after_ms: int
    accept: str
    opened_ms: int | None
    closed_ms: int | None
    pending: int
    pending_since_ms: int | None
    appeals: int


class Payouts(NamedTuple):
    """Payouts in one state: how many, how much."""

    state: str
    many: int
    amount_minor: int


def projects(tx: Tx, owner_id: int, most: int) -> list[Waiting]:
    """Give projects at work or with something waiting: of one owner, or (0) of all."""
    rows = tx.queries.house_projects(tx.connection, owner_id=owner_id, most=most)
    return [Waiting(*row) for row in rows]


def runs(tx: Tx, owner_id: int) -> bool:
    """Tell whether somebody has a project that is not over."""
    return tx.queries.house_runs(tx.connection, owner_id=owner_id) is not None


def answers(tx: Tx, from_ms: int, until_ms: int) -> dict[int, tuple[int, int]]:
    """Give (answers, cost of those accepted at once) of each project between two moments."""
    rows = tx.queries.house_answers(
        tx.connection, from_id=_first_since(tx, from_ms), from_ms=from_ms, until_ms=until_ms
    )
    return {project_id: (count, minor) for project_id, count, minor in rows}


def _first_since(tx: Tx, since_ms: int) -> int:
    """Find where a moment's answers begin: they are numbered in the order in which they came."""
    low, high = 1, (tx.queries.house_submission_newest(tx.connection) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        found = tx.queries.house_submission_from(tx.connection, from_id=middle)
        if found is None or found[1] >= since_ms:
            high = middle
        else:
            low = max(middle, found[0]) + 1
    return low


def settled_minor(tx: Tx, project_id: int, from_ms: int, until_ms: int) -> int:
    """Give what answers cost that somebody, or time, accepted between two moments."""
    amount: int = tx.queries.house_settled(
        tx.connection, project_id=project_id, from_ms=from_ms, until_ms=until_ms
    )
    return amount


def extras_minor(tx: Tx, project_id: int, from_ms: int, until_ms: int) -> int:
    """Give what a project paid beside its answers between two moments."""
    amount: int = tx.queries.house_extras(
        tx.connection, hold=ledger.hold(project_id), from_ms=from_ms, until_ms=until_ms
    )
    return amount


def day(tx: Tx, date: str) -> tuple[int, int, int]:
    """Give (people, tasks, pay) of a date."""
    people, tasks, minor = tx.queries.house_day(tx.connection, date=date)
    return people, tasks, minor


def payouts(tx: Tx, *, since_ms: int, from_ms: int, until_ms: int) -> list[Payouts]:
    """Give payouts under way, and those that ended between two moments, by state."""
    open_ = tx.queries.house_payouts_open(tx.connection)
    ended = tx.queries.house_payouts_ended(
        tx.connection, since_ms=since_ms, from_ms=from_ms, until_ms=until_ms
    )
    return [Payouts(*row) for row in (*open_, *ended)]


def stuck(tx: Tx, *, before_ms: int, now_ms: int) -> tuple[int, int]:
    """Count (payouts, ordered rewards) that wait for somebody since before a moment."""
    payouts_, orders = tx.queries.house_stuck(tx.connection, before_ms=before_ms, now_ms=now_ms)
    return payouts_, orders


def put_off(tx: Tx, *, but: str, most: int) -> list[tuple[str, str, int]]:
    """Give (rail, why, how many) of payouts that could not be sent yet, one reason left out."""
    return list(tx.queries.house_put_off(tx.connection, but=but, most=most))


def dead_notices(tx: Tx, since_ms: int) -> int:
    """Count the messages that could not be sent since a moment."""
    count: int = tx.queries.house_dead_notices(tx.connection, since_ms=since_ms)
    return count


def balances(tx: Tx) -> list[tuple[str, str, int]]:
    """Give (name, currency, amount) of the house's own accounts."""
    return list(tx.queries.house_balances(tx.connection))
