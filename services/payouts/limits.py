"""How much may leave on one day, in the zone in which payouts are scheduled; "0" is no limit.

A person's limit counts what they ask for and refuses plainly. The limits of a rail and of all count
what is sent: what is too much for today waits till tomorrow.
"""

from dataclasses import dataclass

from domain import localtime
from domain.amounts import N_, Moment, Money
from domain.errors import Refused
from domain.terms import Terms
from storage import payouts as rows
from storage import sendings
from storage.tx import Tx

UNLIMITED = 2**62


def today_ms(terms: Terms, now_ms: int) -> int:
    """Give when today began."""
    zone = terms.payouts.time_zone
    return localtime.start_of(localtime.date_of(now_ms, zone), zone)


def tomorrow_ms(terms: Terms, now_ms: int) -> int:
    """Give when tomorrow begins."""
    return localtime.next_at(now_ms, terms.payouts.time_zone, 0)


def _most(terms: Terms, text: str) -> int:
    return terms.minor(text) or UNLIMITED


def largest(terms: Terms) -> int:
    """Give the largest payout that could ever be sent: no day's limit is below it."""
    of = terms.payouts
    return min(_most(terms, text) for text in (of.daily_rail_most, of.daily_most))


def left_of_person(tx: Tx, account_id: int, terms: Terms, now_ms: int) -> int:
    """Give how much somebody may still ask for today."""
    most = _most(terms, terms.payouts.daily_person_most)
    if most == UNLIMITED:
        return UNLIMITED
    since_ms = today_ms(terms, now_ms)
    return max(0, most - rows.asked_since(tx, account_id, terms.money.currency, since_ms))


def check(
    tx: Tx, account_id: int, amount_minor: int, terms: Terms, now_ms: int, *, counted: int = 0
) -> None:
    """Raise Refused where somebody asks for too much; `counted` of it was asked for before."""
    currency = terms.money.currency
    if amount_minor > largest(terms):
        raise Refused(
            N_("At most {most} can be sent at once."), most=Money(largest(terms), currency)
        )
    left = left_of_person(tx, account_id, terms, now_ms) + counted
    if amount_minor <= left:
        return
    most = Money(terms.minor(terms.payouts.daily_person_most), currency)
    tomorrow = Moment(tomorrow_ms(terms, now_ms))
    if left <= 0:
        raise Refused(
            N_("You have asked for {most} today, the most a day. Ask again from {tomorrow} on."),
            most=most,
            tomorrow=tomorrow,
        )
    raise Refused(
        N_("The most a day is {most}, and {left} of it are left until {tomorrow}."),
        most=most,
        left=Money(left, currency),
        tomorrow=tomorrow,
    )


def check_today(tx: Tx, rail: str, amount_minor: int, terms: Terms, now_ms: int) -> None:
    """Raise Refused where what leaves at once is too much for today; who sends takes turns."""
    sendings.take_turn(tx)
    if not today(tx, terms, now_ms).takes(rail, amount_minor):
        raise Refused(
            N_("Today's limit for everybody is reached. It can be had from {tomorrow} on."),
            tomorrow=Moment(tomorrow_ms(terms, now_ms)),
        )


def check_older(created_ms: int, terms: Terms, now_ms: int) -> None:
    """Raise Refused where a payout that is to be made larger counts on an earlier day than today:
    nothing would count what is added.
    """
    is_limited = terms.minor(terms.payouts.daily_person_most) > 0
    if is_limited and created_ms < today_ms(terms, now_ms):
        raise Refused(
            N_("What you asked for on an earlier day can't be made larger. Ask for the rest anew.")
        )


@dataclass(slots=True)
class Day:
    """What has begun to be sent on one day, by rail, against the limits."""

    by_rail: dict[str, int]
    rail_most: int
    most: int

    def takes(self, rail: str, amount_minor: int) -> bool:
        """Count an amount, if it still fits into this day."""
        of_rail = self.by_rail.get(rail, 0) + amount_minor
        if of_rail > self.rail_most or sum(self.by_rail.values()) + amount_minor > self.most:
            return False
        self.by_rail[rail] = of_rail
        return True


def today(tx: Tx, terms: Terms, now_ms: int) -> Day:
    """Give what has begun to be sent today."""
    of = terms.payouts
    sent = sendings.sent_since(tx, terms.money.currency, today_ms(terms, now_ms), now_ms)
    return Day(sent, _most(terms, of.daily_rail_most), _most(terms, of.daily_most))
