"""How far people's answers were looked at, and which step followed."""

from typing import Any, NamedTuple

import orjson

from storage.tx import Tx

CURSOR = "honesty"  # a note: up to which answer new ones were counted


class Case(NamedTuple):
    """How somebody stands: the step, and what it follows from."""

    step: int
    is_held: bool
    kind: str
    figures: dict[str, Any]
    since_ms: int
    through_id: int
    words: str | None
    decided_ms: int | None
    is_shared_fine: bool

    @property
    def waits(self) -> bool:
        """Tell whether it was contested and nobody has decided yet."""
        return self.words is not None and self.decided_ms is None


class Around(NamedTuple):
    """An answer to a row that somebody answered, and what is known of the row."""

    task_id: int
    account_id: int
    answers: dict[str, Any]
    taken_ms: int
    created_ms: int
    known: dict[str, Any] | None


def page(tx: Tx, most: int) -> tuple[int, int] | None:
    """Give between which answers the next new ones are; None: there are none."""
    after_id = int(tx.queries.meta_value(tx.connection, key=CURSOR) or 0)
    through_id = tx.queries.honesty_page(tx.connection, after_id=after_id, most=most)
    return None if through_id is None else (after_id, through_id)


def count(tx: Tx, after_id: int, through_id: int) -> None:
    """Count new answers."""
    tx.queries.honesty_count(tx.connection, after_id=after_id, through_id=through_id)
    tx.queries.meta_note(tx.connection, key=CURSOR, value=str(through_id))


def due(tx: Tx, least: int, most: int) -> list[int]:
    """Give people with so many new answers."""
    return [row[0] for row in tx.queries.honesty_due(tx.connection, least=least, most=most)]


def seen(tx: Tx, account_id: int) -> None:
    """Say that somebody was looked at."""
    tx.queries.honesty_seen(tx.connection, account_id=account_id)


def find(tx: Tx, account_id: int) -> Case | None:
    """Give how somebody stands; None: nobody has looked at them yet."""
    row = tx.queries.honesty_find(tx.connection, account_id=account_id)
    if row is None:
        return None
    step, held, kind, figures, since_ms, through_id, words, decided_ms, fine = row
    return Case(
        step, bool(held), kind or "", orjson.loads(figures), since_ms, through_id, words,
        decided_ms, bool(fine),
    )  # fmt: skip


def recent(tx: Tx, account_id: int, after_id: int, most: int) -> list[tuple[int, int]]:
    """Give (answer, project) of somebody's latest answers, the newest first."""
    return list(
        tx.queries.honesty_recent(
            tx.connection, account_id=account_id, after_id=after_id, most=most
        )
    )


def since(tx: Tx, account_id: int, most: int) -> int:
    """Give the first of so many latest answers of somebody."""
    found: int = tx.queries.honesty_since(tx.connection, account_id=account_id, most=most)
    return found


def around(
    tx: Tx, account_id: int, project_id: int, first_id: int, each: int
) -> list[Around]:
    """Give somebody's answers from one on, and for each row the newest so many of others' answers.
    """
    rows = tx.queries.honesty_around(
        tx.connection, account_id=account_id, project_id=project_id, first_id=first_id, each=each
    )
    return [
        Around(row[0], row[1], orjson.loads(row[2]), row[3], row[4],
               orjson.loads(row[5]) if row[5] else None)
        for row in rows
    ]  # fmt: skip


def sharing(tx: Tx, account_id: int) -> list[int]:
    """Give other accounts whose money goes to the same place."""
    return [row[0] for row in tx.queries.honesty_sharing(tx.connection, account_id=account_id)]


def newest(tx: Tx, account_id: int) -> int:
    """Give somebody's latest answer; 0: none."""
    found: int = tx.queries.honesty_newest(tx.connection, account_id=account_id)
    return found


def put(
    tx: Tx,
    account_id: int,
    *,
    seen: int,
    step: int,
    is_held: bool,
    kind: str | None,
    figures: dict[str, Any],
    now_ms: int,
) -> bool:
    """Change the step from the one that was seen; False where it is another one."""
    changed: int = tx.queries.honesty_step(
        tx.connection,
        account_id=account_id,
        seen=seen,
        step=step,
        held=int(is_held),
        kind=kind,
        figures=orjson.dumps(figures).decode(),
        through_id=newest(tx, account_id),
        now_ms=now_ms,
    )
    return changed == 1


def end(tx: Tx, account_id: int, now_ms: int) -> None:
    """Let nothing follow any more, whichever step somebody is on."""
    case = find(tx, account_id)
    if case is not None and case.step:
        put(tx, account_id, seen=case.step, step=0, is_held=False, kind=None, figures={},
            now_ms=now_ms)  # fmt: skip


def again(tx: Tx, account_id: int, now_ms: int) -> None:
    """Say that it looked wrong again."""
    tx.queries.honesty_again(
        tx.connection, account_id=account_id, through_id=newest(tx, account_id), now_ms=now_ms
    )


def contest(tx: Tx, account_id: int, words: str) -> bool:
    """Note what somebody says against a step; False where they did before, or there is none."""
    changed: int = tx.queries.honesty_contest(tx.connection, account_id=account_id, words=words)
    return changed == 1


def decided(tx: Tx, account_id: int, now_ms: int) -> bool:
    """An admin lets a step stand; False where one did before, or there is none."""
    changed: int = tx.queries.honesty_decided(
        tx.connection, account_id=account_id, now_ms=now_ms
    )
    return changed == 1


def shared_is_fine(tx: Tx, account_id: int) -> None:
    """An admin lets somebody's payout destination pass."""
    tx.queries.honesty_fine(tx.connection, account_id=account_id)


def fading(tx: Tx, step_most: int, after_id: int, most: int) -> list[tuple[int, int, int]]:
    """Give (account, step, days with answers since) of people whose step may be over."""
    rows = tx.queries.honesty_fading(
        tx.connection, step_most=step_most, after_id=after_id, most=most
    )
    return list(rows)
