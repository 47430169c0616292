"""Who answered a project's screeners, and what those get whom it doesn't fit."""

from dataclasses import dataclass

import orjson

from domain.consensus import Answers
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Screened:
    """Whether a project fits somebody, and what they answered."""

    fits: bool
    answers: Answers


def find(tx: Tx, account_id: int, project_id: int) -> Screened | None:
    """Give what somebody answered; None before they were asked."""
    row = tx.queries.screening_find(
        tx.connection, account_id=account_id, project_id=project_id
    )
    return Screened(bool(row[0]), orjson.loads(row[1])) if row else None


def add(
    tx: Tx, account_id: int, project_id: int, answers: Answers, now_ms: int, *, fits: bool
) -> bool:
    """Keep what somebody answered; False where they had before."""
    added: int = tx.queries.screening_add(
        tx.connection,
        account_id=account_id,
        project_id=project_id,
        fits=int(fits),
        answers=orjson.dumps(answers).decode(),
        now_ms=now_ms,
    )
    return added == 1


def pay(tx: Tx, project_id: int, pay_minor: int) -> bool:
    """Take the pay of one person out of what is kept for that; False where nothing is left."""
    changed: int = tx.queries.screening_pay(
        tx.connection, project_id=project_id, pay_minor=pay_minor
    )
    return changed == 1


def keep(tx: Tx, project_id: int, total_minor: int) -> None:
    """Keep so much for people whom a project doesn't fit, less what they were paid."""
    tx.queries.screening_keep(tx.connection, project_id=project_id, total_minor=total_minor)


def counts(tx: Tx, project_id: int) -> tuple[int, int]:
    """Count whom a project was found to fit, and whom not."""
    fitting, others = tx.queries.screening_counts(tx.connection, project_id=project_id)
    return fitting, others
