"""A person's statement: every amount that came in or went out, and what there was after it.

What somebody has is what is pending, available and on its way; moves between these are none of the
lines. An answer's pay stands on the day of the answer, everything else on the day it was booked. An
account that became part of another is on the statement of that one, with all that it ever had.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain import ledger
from storage import statements as rows
from storage.statements import Booked
from storage.tx import Tx

ID_MOST = 2**62
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to go on: before which answer, before which other transfer, from which balance."""

    before_answer: int
    before_transfer: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `change_minor` is below zero for what went out. `project_id` of an answer's pay."""

    at_ms: int
    kind: str
    ref: str
    change_minor: int
    balance_minor: int
    project_id: int | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Whose it is, in which currency; of another one than credits, what has arrived of it."""

    account_ids: tuple[int, ...]
    names: frozenset[str]
    currency: str
    has_answers: bool


def of_account(tx: Tx, account_id: int, currency: str, *, credits: str) -> tuple[Statement, Cursor]:
    """Give somebody's statement in a currency, and where it begins: now. `credits` are paid for
    answers.
    """
    own, balance_minor = set[str](), 0
    is_credits = currency == credits
    account_ids = rows.accounts(tx, account_id)
    for each in account_ids:
        held = [ledger.pending(each), ledger.available(each), ledger.in_flight(each)]
        names = held if is_credits else [*held, ledger.received(each)]
        own.update(names)
        kept = rows.balances(tx, (*held, ledger.received(each)), currency)  # type: ignore[arg-type]
        balance_minor += sum(kept.get(name, 0) for name in names)
    statement = Statement(tuple(account_ids), frozenset(own), currency, is_credits)
    return statement, Cursor(ID_MOST, ID_MOST, balance_minor)


def page(tx: Tx, of: Statement, cursor: Cursor, most: int) -> tuple[list[Line], Cursor | None]:
    """Give the next lines, the newest first, and where the older ones begin; None: there are none.
    """
    lines: list[Line] = []
    while len(lines) < most:
        answers, answers_left = _answers(tx, of, cursor.before_answer, most)
        others, others_left = _others(tx, of, cursor.before_transfer, most)
        while len(lines) < most and (answers or others):
            if (answers_left and not answers) or (others_left and not others):
                break  # what comes next may be among those that were not read yet
            newest = others[-1].at_ms >= answers[-1].at_ms if answers and others else bool(others)
            booked = (others if newest else answers).pop()
            line = _line(of, booked, cursor.balance_minor)
            cursor = Cursor(
                cursor.before_answer if newest else booked.id,
                booked.id if newest else cursor.before_transfer,
                cursor.balance_minor - line.change_minor,
            )
            if line.change_minor:
                lines.append(line)
        if not (answers or others or answers_left or others_left):
            return lines, None
    return lines, cursor


def between(
    tx: Tx, account_id: int, currency: str, *, credits: str, from_ms: int = 0, to_ms: int = ID_MOST
) -> Iterator[Line]:
    """Give the lines from one moment to before another, the newest first."""
    of, begin = of_account(tx, account_id, currency, credits=credits)
    cursor: Cursor | None = begin
    while cursor is not None:
        lines, cursor = page(tx, of, cursor, AT_ONCE)
        yield from (line for line in lines if from_ms <= line.at_ms < to_ms)
        if lines and lines[-1].at_ms < from_ms:
            return


def cursor_at(tx: Tx, of: Statement, cursor: Cursor, to_ms: int) -> Cursor | None:
    """Go on to the first line before a moment, through all that are newer."""
    at: Cursor | None = cursor
    while at is not None:
        lines, after = page(tx, of, at, AT_ONCE)
        newer = sum(line.at_ms >= to_ms for line in lines)
        if newer < len(lines):
            return at if not newer else page(tx, of, at, newer)[1]
        at = after
    return None


def _line(of: Statement, booked: Booked, balance_minor: int) -> Line:
    change_minor = booked.amount_minor * (
        (booked.credit in of.names) - (booked.debit in of.names)
    )
    return Line(
        booked.at_ms, booked.kind, booked.ref, change_minor, balance_minor, booked.project_id,
        booked.title,
    )  # fmt: skip


def _answers(tx: Tx, of: Statement, before_id: int, most: int) -> tuple[list[Booked], bool]:
    """Give the pay of answers, the newest last, and whether there is more."""
    if not of.has_answers:
        return [], False
    found = [rows.earned(tx, id, before_id=before_id, most=most) for id in of.account_ids]
    return _together(found, most)


def _others(tx: Tx, of: Statement, before_id: int, most: int) -> tuple[list[Booked], bool]:
    """Give everything else, the newest last, and whether there is more."""
    found = [
        read(tx, name, of.currency, before_id=before_id, most=most)
        for name in of.names
        for read in (rows.taken, rows.brought)
    ]
    return _together(found, most)


def _together(found: list[list[Booked]], most: int) -> tuple[list[Booked], bool]:
    """Bring several lists together as far down as all of them were read, without doubles."""
    unread = [some[-1].id for some in found if len(some) == most]
    down_to = max(unread, default=0)
    together = {booked.id: booked for some in found for booked in some if booked.id >= down_to}
    return [together[id] for id in sorted(together)], bool(unread)
