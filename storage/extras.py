"""Bonuses, top-ups and fees: the days they are counted for, what is owed, and what was paid."""

from dataclasses import dataclass

import orjson

from domain.consensus import Answers
from domain.extras import Terms
from storage.campaigns import Campaign, Standing
from storage.projects import parsed
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Day:
    """A UTC date, and its transfers: those behind one up to another."""

    date: str
    after_id: int
    through_id: int
    done_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """An accepted answer that was paid, and what was decided about its row, if anything was."""

    project_id: int
    account_id: int
    reward_minor: int
    answers: str
    result: str | None

    def read(self) -> tuple[Answers, Answers | None]:
        """Give the answer and what was decided."""
        decided = orjson.loads(self.result) if self.result else None
        return orjson.loads(self.answers), decided


@dataclass(frozen=True, slots=True)
class Owing:
    """A bonus or a top-up that was counted and is not paid yet."""

    id: int
    ref: str
    account_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What somebody got on top; `project_id` is None where the house gave it."""

    kind: str
    project_id: int | None
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Recent:
    """What somebody got on top, for which day, and from which project: None is the house."""

    date: str
    kind: str
    title: str | None
    amount_minor: int
    currency: str


def last_day(tx: Tx) -> Day | None:
    """Give the last day that was begun."""
    row = tx.queries.extras_day_last(tx.connection)
    return Day(*row) if row else None


def begin_day(tx: Tx, day: Day) -> bool:
    """Begin to look through a day; False where somebody else has."""
    return bool(
        tx.queries.extras_day_add(
            tx.connection, date=day.date, after_id=day.after_id, through_id=day.through_id
        )
    )


def end_day(tx: Tx, date: str, now_ms: int) -> None:
    """Say that all of a day is counted."""
    tx.queries.extras_day_done(tx.connection, date=date, now_ms=now_ms)


def transfer_from(tx: Tx, from_id: int) -> tuple[int, int] | None:
    """Give (id, moment) of the first transfer from an id on."""
    row: tuple[int, int] | None = tx.queries.extras_transfer(tx.connection, from_id=from_id)
    return row


def earned(tx: Tx, after_id: int, through_id: int) -> list[Earned]:
    """Give the answers that some transfers paid and that are accepted still."""
    rows = tx.queries.extras_earned(tx.connection, after_id=after_id, through_id=through_id)
    return [Earned(*row) for row in rows]


def others(tx: Tx, after_id: int, through_id: int) -> list[tuple[str, str, int]]:
    """Give (debit, credit, amount) of what else some transfers took out of holds or brought back.
    """
    return list(tx.queries.extras_others(tx.connection, after_id=after_id, through_id=through_id))


def terms(tx: Tx, project_id: int) -> Terms:
    """Give what a project's extras are counted by."""
    row = tx.queries.extras_terms(tx.connection, project_id=project_id)
    project = parsed(row[6])
    return Terms(*(*row[:6], project.bonus, project.questions))


def lock(tx: Tx, project_id: int) -> str:
    """Lock a project's row and tell up to which date its extras are counted; "" where none are."""
    date: str = tx.queries.extras_lock(tx.connection, project_id=project_id)
    return date


def owe(
    tx: Tx, *, kind: str, ref: str, account_id: int, project_id: int, date: str,
    amount_minor: int, currency: str,
) -> None:  # fmt: skip
    """Note what somebody gets for a day, once."""
    tx.queries.extra_add(
        tx.connection, kind=kind, ref=ref, account_id=account_id, project_id=project_id,
        date=date, amount_minor=amount_minor, currency=currency,
    )  # fmt: skip


def give(
    tx: Tx, *, kind: str, ref: str, account_id: int, date: str, amount_minor: int,
    currency: str, now_ms: int,
) -> bool:  # fmt: skip
    """Note what the house gives somebody; False where it did before."""
    extra_id = tx.queries.extra_give(
        tx.connection, kind=kind, ref=ref, account_id=account_id, date=date,
        amount_minor=amount_minor, currency=currency, now_ms=now_ms,
    )  # fmt: skip
    return extra_id is not None


def count(tx: Tx, project_id: int, date: str, *, covered_minor: int, fee_minor: int) -> bool:
    """Count a project's day; False where it was counted. The project's row is locked."""
    changed: int = tx.queries.extras_count(
        tx.connection, project_id=project_id, date=date, covered_minor=covered_minor,
        fee_minor=fee_minor,
    )  # fmt: skip
    return changed == 1


def owing(tx: Tx) -> list[int]:
    """Give the projects that owe somebody a bonus or a top-up."""
    return [row[0] for row in tx.queries.extras_owing(tx.connection)]


def owed(tx: Tx, project_id: int, kind: str, most: int) -> list[Owing]:
    """Give the next extras of a kind that a project owes, the oldest first."""
    rows = tx.queries.extras_owed(tx.connection, project_id=project_id, kind=kind, most=most)
    return [Owing(*row) for row in rows]


def book(tx: Tx, extra_id: int, now_ms: int) -> bool:
    """Say that an extra is paid; False where it was."""
    return bool(tx.queries.extra_booked(tx.connection, extra_id=extra_id, now_ms=now_ms) == 1)


def paid_bonuses(tx: Tx, project_id: int, amount_minor: int) -> None:
    """Say that bonuses leave a project's hold."""
    tx.queries.extras_paid_bonus(tx.connection, project_id=project_id, amount_minor=amount_minor)


def paid_topups(
    tx: Tx, campaign: Campaign, standing: Standing, amount_minor: int
) -> bool:
    """Say that top-ups leave a project's hold; False where it isn't as it was seen."""
    changed: int = tx.queries.extras_paid_topup(
        tx.connection,
        project_id=campaign.id,
        amount_minor=amount_minor,
        seen_state=standing.state,
        seen_horizon=standing.horizon,
        seen_opened_ms=standing.opened_ms,
        seen_extras_minor=standing.books.extras_minor,
    )
    return changed == 1


def note_short(tx: Tx, project_id: int) -> bool:
    """Note that a shortage is told; False where it was for the same day."""
    return bool(tx.queries.extras_short(tx.connection, project_id=project_id) == 1)


def of_day(tx: Tx, account_id: int, date: str) -> list[Paid]:
    """Give what somebody got on top for a day."""
    rows = tx.queries.extras_of_day(tx.connection, account_id=account_id, date=date)
    return [Paid(*row) for row in rows]


def recent(tx: Tx, account_id: int, most: int) -> list[Recent]:
    """Give what somebody got on top last, the newest first."""
    rows = tx.queries.extras_recent(tx.connection, account_id=account_id, most=most)
    return [Recent(*row) for row in rows]


def streaks(tx: Tx, after_id: int, days: int, most: int) -> list[tuple[int, str, int, str]]:
    """Give (account, time zone, days in a row, the last of them) of people with many."""
    rows = tx.queries.extras_streaks(tx.connection, after_id=after_id, days=days, most=most)
    return list(rows)


def exists(tx: Tx, kind: str, ref: str) -> bool:
    """Tell whether the house gave this before."""
    return bool(tx.queries.extra_exists(tx.connection, kind=kind, ref=ref))


def parts(tx: Tx, account_id: int) -> list[int]:
    """Give the accounts that became part of one."""
    return [row[0] for row in tx.queries.extras_parts(tx.connection, account_id=account_id)]


def stayed(tx: Tx, after_id: int, *, tasks: int, days: int, most: int) -> list[tuple[int, int]]:
    """Give (account, who invited it) of people who stayed and for whom nothing was given yet."""
    rows = tx.queries.extras_stayed(
        tx.connection, after_id=after_id, tasks=tasks, days=days, most=most
    )
    return list(rows)


def admins(tx: Tx) -> list[int]:
    """Give the admins who can be told something."""
    return [row[0] for row in tx.queries.extras_admins(tx.connection)]


def inviter(tx: Tx, account_id: int) -> int | None:
    """Give who invited somebody."""
    inviter_id: int | None = tx.queries.extras_inviter(tx.connection, account_id=account_id)
    return inviter_id
