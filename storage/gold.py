"""Known answers: which there are, what people say against them, and those that are used no more.

A row with a known answer that is decided goes on being asked for in a lane of its own, `KNOWN`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from domain.consensus import Answers
from domain.projects import Project
from storage.projects import parsed
from storage.tx import Tx

PAGE = 500
DRAWN_BY = "mixing"  # the key of a note about the database
FRESH, AGAIN, KNOWN = 0, 1, 3  # the lanes in which known answers can be asked for


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a row; `known` is JSON, None where the row has no known answer (any more)."""

    task_id: int
    project_id: int
    account_id: int
    answers: Answers
    known: str | None
    data: dict[str, Any]
    project: Project
    owner_id: int


@dataclass(frozen=True, slots=True)
class Contest:
    """What somebody says against a known answer; `is_trusted`: their word counts."""

    account_id: int
    kin: int | None
    is_trusted: bool
    words: str


@dataclass(frozen=True, slots=True)
class Suspended:
    """A known answer that is used no more until somebody has looked at it."""

    task_id: int
    row_id: str
    data: dict[str, Any]
    known: dict[str, Any]
    since_ms: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a requester's; `known` is JSON."""

    task_id: int
    data: dict[str, Any]
    known: str | None
    answers: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Sure:
    """A decided row: what was decided, and how surely, by question."""

    task_id: int
    row_id: str
    data: dict[str, Any]
    result: Answers
    confidence: dict[str, float]
    answers: int


def given(tx: Tx, submission_id: int) -> Given | None:
    """Give an answer with what is known of its row."""
    row = tx.queries.gold_given(tx.connection, submission_id=submission_id)
    if row is None:
        return None
    answers, known, data = orjson.loads(row[3]), row[4], orjson.loads(row[5])
    return Given(row[0], row[1], row[2], answers, known, data, parsed(row[6]), row[7])


def contest(
    tx: Tx, submission_id: int, found: Given, words: str, now_ms: int, *, is_trusted: bool
) -> bool:
    """Keep what somebody says against a known answer; False where they had before."""
    added: int = tx.queries.gold_contest_add(
        tx.connection,
        submission_id=submission_id,
        task_id=found.task_id,
        account_id=found.account_id,
        words=words,
        is_trusted=int(is_trusted),
        now_ms=now_ms,
    )
    return added == 1


def contests(tx: Tx, task_id: int) -> list[Contest]:
    """Give what people say against a known answer and nobody has settled."""
    rows = tx.queries.gold_contests(tx.connection, task_id=task_id)
    return [Contest(row[0], row[1], bool(row[2]), row[3]) for row in rows]


def end_contests(tx: Tx, task_id: int, state: str) -> None:
    """Settle what people said: `agreed` or `dismissed`."""
    tx.queries.gold_contests_end(tx.connection, task_id=task_id, state=state)


def record(tx: Tx, account_id: int) -> tuple[int, int]:
    """Count the known answers that somebody has met, and those of them that they knew."""
    met, right = tx.queries.gold_record(tx.connection, account_id=account_id)
    return met, right


def given_before(tx: Tx, project_id: int, account_id: int) -> int:
    """Count the tasks of a project that somebody was given."""
    count: int | None = tx.queries.gold_given_before(
        tx.connection, project_id=project_id, account_id=account_id
    )
    return count or 0


def secret(tx: Tx) -> str:
    """Give the secret by which it is drawn when a known answer comes; "" where none was made."""
    return tx.queries.meta_value(tx.connection, key=DRAWN_BY) or ""


def keep_secret(tx: Tx, value: str) -> None:
    """Note the secret."""
    tx.queries.meta_note(tx.connection, key=DRAWN_BY, value=value)


def bounds(tx: Tx, project_id: int, lane: int) -> tuple[int, int] | None:
    """Give the first and the last place of a lane at which a known answer can be asked for."""
    row = tx.queries.gold_bounds(tx.connection, project_id=project_id, lane=lane)
    return None if row is None or row[0] is None else (row[0], row[1])


def unmet(
    tx: Tx, *, project_id: int, account_id: int, lane: int, first: int, last: int, most: int
) -> list[int]:
    """Give rows of a lane with known answers that somebody may be asked, between two places."""
    rows = tx.queries.gold_unmet(
        tx.connection,
        project_id=project_id,
        account_id=account_id,
        lane=lane,
        first_place=first,
        last_place=last,
        most=most,
    )
    return [row[0] for row in rows]


def supply(tx: Tx, project_id: int) -> tuple[int, int]:
    """Count the answers to known rows that can be asked for now, and those of them besides."""
    found, besides = tx.queries.gold_supply(tx.connection, project_id=project_id)
    return int(found), int(besides)


def besides(tx: Tx, project_id: int) -> int:
    """Count the answers to known rows that were asked for besides so far, or can be."""
    return int(tx.queries.gold_besides(tx.connection, project_id=project_id))


def aside(tx: Tx, project_id: int) -> int:
    """Count the answers that rows which are set aside want at most, when they are put back."""
    return int(tx.queries.gold_aside(tx.connection, project_id=project_id))


def is_used_up(tx: Tx, project_id: int) -> bool:
    """Tell whether an open project has known answers, and nobody can be asked one now."""
    return bool(tx.queries.gold_is_used_up(tx.connection, project_id=project_id))


def used_up(tx: Tx, project_id: int, most: int) -> list[int]:
    """Give decided rows with known answers that nobody can be asked, the least asked first."""
    rows = tx.queries.gold_used_up(tx.connection, project_id=project_id, most=most)
    return [row[0] for row in rows]


def ask_besides(tx: Tx, task_id: int, slots: int) -> bool:
    """Let a known row that was used up be asked so many times more; False where it isn't so now."""
    changed: int = tx.queries.gold_ask_besides(tx.connection, task_id=task_id, slots=slots)
    return changed == 1


def ask_no_more(tx: Tx, project_id: int) -> None:
    """Ask nothing besides any more in a project that has ended."""
    tx.queries.gold_ask_no_more(tx.connection, project_id=project_id)


def noted(tx: Tx, project_id: int) -> None:
    """Note that a project has a row with a known answer."""
    tx.queries.gold_noted(tx.connection, project_id=project_id)


def suspend(tx: Tx, found: Given, now_ms: int) -> bool:
    """Use a known answer no more; False where the row has none (any more)."""
    if tx.queries.gold_take(tx.connection, task_id=found.task_id) is None:
        return False
    tx.queries.gold_suspend(
        tx.connection,
        task_id=found.task_id,
        project_id=found.project_id,
        known=found.known,
        now_ms=now_ms,
    )
    return True


def suspended(tx: Tx, project_id: int, most: int) -> list[Suspended]:
    """Give known answers of a project that are used no more, the oldest first."""
    rows = tx.queries.gold_suspended(tx.connection, project_id=project_id, most=most)
    return [
        Suspended(row[0], row[1], orjson.loads(row[2]), orjson.loads(row[3]), row[4])
        for row in rows
    ]


def find_suspended(tx: Tx, task_id: int) -> tuple[int, str] | None:
    """Give (project, known answer as JSON) of one that is used no more."""
    row = tx.queries.gold_suspended_find(tx.connection, task_id=task_id)
    return (row[0], row[1]) if row else None


def end_suspended(tx: Tx, task_id: int, state: str) -> bool:
    """Say that somebody has looked at one; False where that was done before."""
    changed: int = tx.queries.gold_suspended_end(tx.connection, task_id=task_id, state=state)
    return changed == 1


def put(tx: Tx, task_id: int, known: str, *, again: bool = False) -> bool:
    """Give a row a known answer; False where it has one, or answers that were judged without."""
    changed: int = tx.queries.gold_set(
        tx.connection, task_id=task_id, known=known, again=int(again)
    )
    return changed == 1


def replace(tx: Tx, task_id: int, known: str | None) -> bool:
    """Change or take away what is known of a row; False where somebody has answered it."""
    changed: int = tx.queries.gold_replace(tx.connection, task_id=task_id, known=known)
    return changed == 1


def answered_by(tx: Tx, task_id: int) -> list[tuple[int, int]]:
    """Give (submission, account) of all who answered a row, in the order of the accounts."""
    return [tuple(row) for row in tx.queries.gold_missed(tx.connection, task_id=task_id)]


def row(tx: Tx, project_id: int, row_id: str) -> Row | None:
    """Find a row by the requester's id of it."""
    found = tx.queries.gold_row(tx.connection, project_id=project_id, row_id=row_id)
    return Row(found[0], orjson.loads(found[1]), *found[2:]) if found else None


def counts(tx: Tx, project_id: int) -> tuple[int, int]:
    """Count a project's rows with known answers, and the answers to them."""
    rows, answers = tx.queries.gold_counts(tx.connection, project_id=project_id)
    return rows, answers


def adopt(tx: Tx, task_id: int, known: Answers) -> bool:
    """Make what was decided of a row its known answer; False where it isn't as it was seen."""
    text = orjson.dumps(known).decode()
    changed: int = tx.queries.gold_adopt(tx.connection, task_id=task_id, known=text)
    return changed == 1


def sure(tx: Tx, project_id: int, after_id: int, least: int) -> list[Sure]:
    """Give decided rows without a known answer, with at least so many answers, some at a time."""
    rows = tx.queries.gold_sure(
        tx.connection, project_id=project_id, after_id=after_id, least=least, most=PAGE
    )
    return _sure(rows)


def sure_here(tx: Tx, project_id: int, least: int, most: int) -> list[Sure]:
    """Give those of the latest decided rows that can become known ones of their own project."""
    rows = tx.queries.gold_sure_here(
        tx.connection, project_id=project_id, least=least, most=most
    )
    return _sure(rows)


def _sure(rows: Iterable[tuple[Any, ...]]) -> list[Sure]:
    return [
        Sure(
            row[0], row[1], orjson.loads(row[2]), orjson.loads(row[3]), orjson.loads(row[4]), row[5]
        )
        for row in rows
    ]
