"""What people say is wrong with rows."""

from dataclasses import dataclass
from typing import NamedTuple

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Reported:
    """A row that something is wrong with, and how many people say so; `data` is JSON."""

    task_id: int
    row_id: str
    data: str
    lane: int
    state: str
    count: int
    newest: int

    @property
    def is_aside(self) -> bool:
        """Whether nobody is asked about it until somebody has decided."""
        return self.lane == ASIDE and self.state == "open"


class Row(NamedTuple):
    """A row as it is when somebody decides about it."""

    project_id: int
    state: str
    lane: int
    slots: int
    reserved: int
    answers: int


ASIDE = 2  # the lane of rows that are set aside


def add(
    tx: Tx, *, task_id: int, project_id: int, account_id: int, code: str, words: str, now_ms: int
) -> int:
    """Keep what somebody says; gives its id. A known row is asked besides no more."""
    report_id: int = tx.queries.task_report_add(
        tx.connection, task_id=task_id, project_id=project_id, account_id=account_id,
        code=code, words=words, now_ms=now_ms,
    )  # fmt: skip
    tx.queries.task_ask_no_more(tx.connection, task_id=task_id)
    return report_id


def count(tx: Tx, task_id: int) -> int:
    """Count who says that something is wrong with a row."""
    return int(tx.queries.task_report_count(tx.connection, task_id=task_id))


def set_aside(tx: Tx, task_id: int, now_ms: int) -> bool:
    """Ask nobody about a row for now; False where nobody is asked anyway."""
    changed: int = tx.queries.task_set_aside(tx.connection, task_id=task_id, now_ms=now_ms)
    return changed == 1


def put_back(tx: Tx, task_id: int, now_ms: int) -> bool:
    """Offer a row again; False where it isn't set aside."""
    changed: int = tx.queries.task_put_back(tx.connection, task_id=task_id, now_ms=now_ms)
    return changed == 1


def mark(tx: Tx, project_id: int) -> None:
    """Let no sweep act upon what it has seen of a project before."""
    tx.queries.task_reports_mark(tx.connection, project_id=project_id)


def settle(tx: Tx, task_id: int, state: str) -> bool:
    """Note what was decided about a row; False where that was done before."""
    changed: int = tx.queries.task_report_settle(tx.connection, task_id=task_id, state=state)
    return changed > 0


def rows(tx: Tx, project_id: int, most: int) -> list[Reported]:
    """Give a project's rows that something is wrong with, those that are set aside first."""
    found = tx.queries.task_report_rows(tx.connection, project_id=project_id, most=most)
    return [Reported(*row) for row in found]


def said(tx: Tx, task_id: int) -> list[tuple[str, str]]:
    """Give (code, words) of what was said of a row."""
    return [(row[0], row[1]) for row in tx.queries.task_report_said(tx.connection, task_id=task_id)]


def told_ms(tx: Tx, project_id: int) -> int | None:
    """Tell when who asks for a project's work was told last, or is about to be."""
    moment: int | None = tx.queries.task_report_told(tx.connection, project_id=project_id)
    return moment


def tell(tx: Tx, report_id: int, at_ms: int) -> None:
    """Note when they are told."""
    tx.queries.task_report_tell(tx.connection, report_id=report_id, told_ms=at_ms)


def others(tx: Tx, report_id: int, *, project_id: int, code: str, since_ms: int) -> int:
    """Count who else has said so of a project since a moment."""
    return int(tx.queries.task_report_others(
        tx.connection, project_id=project_id, code=code, since_ms=since_ms, report_id=report_id
    ))


def find(tx: Tx, task_id: int) -> Row | None:
    """Give a row."""
    row = tx.queries.task_report_find(tx.connection, task_id=task_id)
    return Row._make(row) if row else None
