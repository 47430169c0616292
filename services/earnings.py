"""What somebody earned: by days of their own clock, by kinds of work, and what reached them.

Days begin at the person's midnight, also on those that are an hour shorter or longer. The pay of
answers is in the days' tallies, in which it stands on the day of its acceptance; what came beside
it (bonuses, grants) and payouts stand on the day on which they were booked.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain import localtime, spans
from domain.people import Person
from domain.spans import Days, Period
from storage import earnings as store
from storage.earnings import Paid as Paid
from storage.tx import Tx

ANSWERS_MOST = 20_000  # that kinds of work are told apart by: the latest
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Some days together: answers that were accepted, their pay, what came beside, what left."""

    days: Days
    tasks: int = 0
    worked_ms: int = 0
    earned_minor: int = 0
    extra_minor: int = 0
    paid_minor: int = 0

    @property
    def hourly_minor(self) -> int:
        """What an hour of it paid."""
        return self.earned_minor * HOUR_MS // self.worked_ms if self.worked_ms else 0

    @property
    def is_empty(self) -> bool:
        return not (self.tasks or self.earned_minor or self.extra_minor or self.paid_minor)


@dataclass(frozen=True, slots=True)
class OfKind:
    """What one kind of work paid."""

    kind: str
    answers: int
    earned_minor: int
    worked_ms: int

    @property
    def hourly_minor(self) -> int:
        """What an hour of it paid."""
        return self.earned_minor * HOUR_MS // self.worked_ms if self.worked_ms else 0


@dataclass(frozen=True, slots=True)
class Earnings:
    """A period: all of it, its parts in order (of a day the hours), its kinds of work."""

    period: Period
    total: Line
    parts: tuple[Line, ...]
    kinds: tuple[OfKind, ...]
    hours: tuple[int, ...] = ()  # minor units by the hour of the clock, of a day
    payouts: tuple[Paid, ...] = ()


def of_period(
    tx: Tx, person: Person, period: Period, back: int, currency: str, now_ms: int
) -> Earnings:
    """Tell what somebody earned in a period: the current one, or so many before it."""
    today = localtime.date_of(now_ms, person.time_zone)
    return of_days(tx, person, period, spans.days_of(period, today, back), currency)


def of_days(tx: Tx, person: Person, period: Period, days: Days, currency: str) -> Earnings:
    """Tell what somebody earned on some days that are a period."""
    by_day = daily(tx, person, days, currency)
    parts = days.parts("month" if period == "year" else "week" if period == "month" else "day")
    lines = tuple(_sum(part, by_day) for part in parts)
    from_ms, until_ms = _moments(person, days)
    answers = store.answers(tx, person.account_id, from_ms, until_ms, ANSWERS_MOST)
    return Earnings(
        period,
        _sum(days, by_day),
        lines,
        _by_kind(answers),
        _by_hour(answers, person) if period == "day" else (),
        tuple(store.payouts(tx, person.account_id, from_ms, until_ms)),
    )


def daily(tx: Tx, person: Person, days: Days, currency: str) -> list[Line]:
    """Give each of some days on which there was anything, in order."""
    from_ms, until_ms = _moments(person, days)
    account_id = person.account_id
    worked = {day.date: day for day in store.days(tx, account_id, days.first, days.last)}
    date_of = _Dates(person, days)
    extra: defaultdict[str, int] = defaultdict(int)
    for at_ms, amount_minor in store.extras(tx, account_id, currency, from_ms, until_ms):
        extra[date_of(at_ms)] += amount_minor
    paid: defaultdict[str, int] = defaultdict(int)
    for payout in store.payouts(tx, account_id, from_ms, until_ms):
        paid[date_of(payout.at_ms)] += payout.amount_minor
    return [
        Line(
            days=Days(iso, iso),
            tasks=worked[iso].tasks if iso in worked else 0,
            worked_ms=worked[iso].worked_ms if iso in worked else 0,
            earned_minor=worked[iso].earned_minor if iso in worked else 0,
            extra_minor=extra[iso],
            paid_minor=paid[iso],
        )
        for iso in sorted({*worked, *extra, *paid})
    ]


def _moments(person: Person, days: Days) -> tuple[int, int]:
    """Give when the first day begins, and when the one after the last does."""
    after = localtime.days_before(days.last, -1)
    zone = person.time_zone
    return localtime.start_of(days.first, zone), localtime.start_of(after, zone)


class _Dates:
    """Gives the local date of a moment, of the days that matter."""

    def __init__(self, person: Person, days: Days) -> None:
        self._dates = [part.first for part in days.parts("day")]
        self._starts = [localtime.start_of(iso, person.time_zone) for iso in self._dates]

    def __call__(self, at_ms: int) -> str:
        return self._dates[max(0, bisect_right(self._starts, at_ms) - 1)]


def _sum(days: Days, by_day: Iterable[Line]) -> Line:
    of = [line for line in by_day if days.first <= line.days.first <= days.last]
    return Line(
        days=days,
        tasks=sum(line.tasks for line in of),
        worked_ms=sum(line.worked_ms for line in of),
        earned_minor=sum(line.earned_minor for line in of),
        extra_minor=sum(line.extra_minor for line in of),
        paid_minor=sum(line.paid_minor for line in of),
    )


def _by_kind(answers: list[store.Answer]) -> tuple[OfKind, ...]:
    """Sum answers up by the kind of work, what paid most first."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for answer in answers:
        of = sums[answer.kind]
        of[0] += 1
        of[1] += answer.reward_minor
        of[2] += answer.worked_ms
    found = [OfKind(kind, *of) for kind, of in sums.items()]
    return tuple(sorted(found, key=lambda of: (-of.earned_minor, of.kind)))


def _by_hour(answers: list[store.Answer], person: Person) -> tuple[int, ...]:
    """Sum the pay of a day's answers up by the hour that the clock on the wall showed."""
    hours = [0] * 24
    for answer in answers:
        hours[localtime.minute_of(answer.at_ms, person.time_zone) // 60] += answer.reward_minor
    return tuple(hours)
