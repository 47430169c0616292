"""Appeals against rejections: what is appealed, who is asked, what they say."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from domain.consensus import Answers
from domain.projects import Project
from storage.projects import parsed
from storage.tx import Tx

ID_MAX = (1 << 63) - 1
OPEN_UNTIL_MS = 253_402_300_799_000  # the end of the year 9999: until the appeal has ended


class Rejected(NamedTuple):
    """A submission whose worker may want to appeal."""

    account_id: int
    state: str
    appeal_until_ms: int | None
    project_id: int
    is_appealed: bool


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal and what it is about."""

    id: int
    submission_id: int
    project_id: int
    account_id: int
    words: str
    state: str  # open, upheld, overturned, withdrawn
    created_ms: int
    told_ms: int | None
    task_id: int
    answers: Answers
    reason_code: str
    reason: str
    reviewer_id: int | None
    is_deferred: bool
    data: dict[str, Any]
    project: Project
    project_state: str
    owner_id: int


class Asked(NamedTuple):
    """Somebody who was asked about an appeal."""

    id: int
    appeal_id: int
    account_id: int
    state: str  # asked, upheld, overturned, passed, expired, over
    deadline_ms: int


class Said(NamedTuple):
    """What one of those who were asked said, if anything yet."""

    state: str
    words: str | None
    deadline_ms: int


class Over(NamedTuple):
    """A rejected answer whose time to appeal is up."""

    submission_id: int
    task_id: int
    project_id: int
    is_deferred: bool


class Waiting(NamedTuple):
    """An answer that has waited to be accepted for long enough."""

    submission_id: int
    account_id: int
    project_id: int


def rejected(tx: Tx, submission_id: int) -> Rejected | None:
    """Give a submission, with the account to which it belongs now."""
    row = tx.queries.appeal_rejected(tx.connection, submission_id=submission_id)
    return Rejected._make((*row[:4], bool(row[4]))) if row else None


def hold(tx: Tx, submission_id: int, now_ms: int) -> bool:
    """Keep the pay held until an appeal has ended; False where the time to appeal is up."""
    changed: int = tx.queries.appeal_hold(
        tx.connection, submission_id=submission_id, until_ms=OPEN_UNTIL_MS, now_ms=now_ms
    )
    return changed == 1


def add(
    tx: Tx, *, submission_id: int, project_id: int, account_id: int, words: str, now_ms: int
) -> int | None:
    """Note an appeal and give its id; None where there is one already."""
    appeal_id: int | None = tx.queries.appeal_add(
        tx.connection,
        submission_id=submission_id,
        project_id=project_id,
        account_id=account_id,
        words=words,
        now_ms=now_ms,
    )
    return appeal_id


def open_count(tx: Tx, account_id: int) -> int:
    """Count somebody's open appeals."""
    count: int = tx.queries.appeal_open_count(tx.connection, account_id=account_id)
    return count


def find(tx: Tx, appeal_id: int) -> Appeal | None:
    """Give an appeal with what it is about."""
    row = tx.queries.appeal_find(tx.connection, appeal_id=appeal_id)
    if row is None:
        return None
    head = (*row[:9], orjson.loads(row[9]), *row[10:13], bool(row[13]))
    values = (*head, orjson.loads(row[14]), parsed(row[15]), *row[16:])
    return Appeal(*values)


def lock(tx: Tx, appeal_id: int) -> str | None:
    """Give the state of an appeal and keep others from deciding about it."""
    state: str | None = tx.queries.appeal_lock(tx.connection, appeal_id=appeal_id)
    return state


def due(tx: Tx, now_ms: int, most: int) -> list[int]:
    """Give open appeals that have to be looked at."""
    return [row[0] for row in tx.queries.appeal_due(tx.connection, now_ms=now_ms, most=most)]


def look_again(tx: Tx, appeal_id: int, next_ms: int) -> None:
    """Say when an appeal is looked at again."""
    tx.queries.appeal_next(tx.connection, appeal_id=appeal_id, next_ms=next_ms)


def told(tx: Tx, appeal_id: int, now_ms: int) -> bool:
    """Note that admins were asked; False where they were before."""
    changed: int = tx.queries.appeal_told(tx.connection, appeal_id=appeal_id, now_ms=now_ms)
    return changed == 1


def end(tx: Tx, appeal_id: int, *, state: str, decided_by: str, now_ms: int) -> bool:
    """End an open appeal; nobody has to look at it any more. False where it had ended."""
    changed: int = tx.queries.appeal_end(
        tx.connection, appeal_id=appeal_id, state=state, decided_by=decided_by, now_ms=now_ms
    )
    tx.queries.appeal_review_over(tx.connection, appeal_id=appeal_id)
    return changed == 1


def candidates(tx: Tx, appeal_id: int, *, points: int, busy: int, most: int) -> list[int]:
    """Give accounts that may be asked about an appeal and have fewer than `busy` others."""
    return _candidates(tx, appeal_id, only=0, points=points, busy=busy, most=most)


def is_candidate(tx: Tx, appeal_id: int, account_id: int) -> bool:
    """Tell whether somebody has no part in an appeal."""
    return bool(_candidates(tx, appeal_id, only=account_id, points=0, busy=0, most=1))


def _candidates(
    tx: Tx, appeal_id: int, *, only: int, points: int, busy: int, most: int
) -> list[int]:
    rows = tx.queries.appeal_candidates(
        tx.connection,
        appeal_id=appeal_id,
        only=only,
        first_id=only,
        last_id=only or ID_MAX,
        points=points,
        busy=busy,
        most=most,
    )
    return [row[0] for row in rows]


def admins(tx: Tx) -> list[int]:
    """Give admins who can be reached."""
    return [row[0] for row in tx.queries.appeal_admins(tx.connection)]


def ask(tx: Tx, appeal_id: int, account_id: int, *, deadline_ms: int, now_ms: int) -> int | None:
    """Ask somebody; None where they were asked before."""
    review_id: int | None = tx.queries.appeal_review_add(
        tx.connection,
        appeal_id=appeal_id,
        account_id=account_id,
        deadline_ms=deadline_ms,
        now_ms=now_ms,
    )
    return review_id


def asked(tx: Tx, review_id: int) -> Asked | None:
    """Give what somebody was asked."""
    row = tx.queries.appeal_review_find(tx.connection, review_id=review_id)
    return Asked(*row) if row else None


def oldest(tx: Tx, account_id: int, now_ms: int) -> Asked | None:
    """Give the oldest that somebody is asked about now."""
    row = tx.queries.appeal_review_oldest(tx.connection, account_id=account_id, now_ms=now_ms)
    return Asked(*row) if row else None


def waiting(tx: Tx, account_id: int, now_ms: int) -> int:
    """Count what somebody is asked about now."""
    count: int = tx.queries.appeal_review_waiting(
        tx.connection, account_id=account_id, now_ms=now_ms
    )
    return count


def answer(
    tx: Tx, review_id: int, *, state: str, words: str | None, reward_minor: int, now_ms: int
) -> bool:
    """Note what somebody says; False where they are not asked any more."""
    changed: int = tx.queries.appeal_review_end(
        tx.connection,
        review_id=review_id,
        state=state,
        words=words,
        reward_minor=reward_minor,
        now_ms=now_ms,
    )
    return changed == 1


def expire(tx: Tx, appeal_id: int, now_ms: int) -> None:
    """Ask those no more who have not answered in time."""
    tx.queries.appeal_review_expire(tx.connection, appeal_id=appeal_id, now_ms=now_ms)


def said(tx: Tx, appeal_id: int) -> list[Said]:
    """Give what those who were asked say."""
    return [Said(*row) for row in tx.queries.appeal_review_all(tx.connection, appeal_id=appeal_id)]


def agreeing(tx: Tx, appeal_id: int, state: str) -> list[int]:
    """Give those who said `upheld`, or `overturned`."""
    rows = tx.queries.appeal_review_agreeing(tx.connection, appeal_id=appeal_id, state=state)
    return [account_id for (account_id,) in rows]


def overturn(tx: Tx, submission_id: int, now_ms: int) -> bool:
    """Accept a rejected answer after all; False where it isn't one any more."""
    changed: int = tx.queries.appeal_overturn(
        tx.connection, submission_id=submission_id, now_ms=now_ms
    )
    return changed == 1


def release(tx: Tx, submission_id: int, until_ms: int) -> bool:
    """Hold nothing any more for a rejected answer that could be appealed until then."""
    changed: int = tx.queries.appeal_release(
        tx.connection, submission_id=submission_id, until_ms=until_ms
    )
    return changed == 1


def over(tx: Tx, now_ms: int, most: int) -> list[Over]:
    """Give rejected answers whose time to appeal is up, in the order of their tasks."""
    rows = tx.queries.appeal_over(tx.connection, now_ms=now_ms, most=most)
    return [Over._make((*row[:3], bool(row[3]))) for row in rows]


def leave(tx: Tx, account_id: int, now_ms: int) -> None:
    """Somebody leaves: their appeals are withdrawn, and what they were asked goes to others."""
    queries, connection = tx.queries, tx.connection
    queries.appeal_withdraw_reviews(connection, account_id=account_id)
    queries.appeal_withdraw_holds(connection, account_id=account_id, now_ms=now_ms)
    queries.appeal_withdraw(connection, account_id=account_id, now_ms=now_ms)
    queries.appeal_leave_soon(connection, account_id=account_id)
    queries.appeal_leave_reviews(connection, account_id=account_id)


def waited(tx: Tx, now_ms: int, after_id: int, most: int) -> list[Waiting]:
    """Give answers that have waited to be accepted for long enough, behind an id."""
    rows = tx.queries.accept_due(
        tx.connection, now_ms=now_ms, after_id=after_id, most=most
    )
    return [Waiting(*row) for row in rows]
