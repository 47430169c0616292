"""A year's statement as a page that stands by itself and can be printed."""

from collections.abc import Sequence
from html import escape

from domain import localtime
from domain.amounts import Day, Money, Span
from domain.currencies import amount
from domain.ids import public
from domain.people import Person
from domain.terms import MoneyTerms
from handlers.payout_view import RAILS
from handlers.voice import Voice
from services.earnings import Earnings, Line

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1a17; background: #fff }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0; color: #57514a }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .5rem; border-bottom: 1px solid #ddd5c8; text-align: right }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
th:last-child, td:last-child { padding-right: 0 } th { font-weight: 600; color: #57514a }
tfoot td { font-weight: 600; border-bottom: 0; border-top: 2px solid #8a8175 }
@media print { body { margin: 0; max-width: none } }
"""


def page(
    say: Voice, person: Person, found: Earnings, money: MoneyTerms, now_ms: int
) -> str:
    """Write a year's statement: each month, each payout, and the sums by currency."""
    year = found.total.days.first[:4]
    title = say("Earnings in {year}", year=year)
    made = say(
        "Account {account} · amounts in {currency} · made {moment} · {zone}",
        account=public(person.account_id),
        currency=money.currency,
        moment=localtime.date_of(now_ms, person.time_zone),
        zone=person.time_zone,
    )
    parts = [
        "<!doctype html>",
        f'<html lang="{escape(say.locale)}"><meta charset="utf-8">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(person.name)}</p><p>{escape(made)}</p>",
        _months(say, found, money),
        _payouts(say, person, found, money),
    ]
    return "\n".join(parts) + "</html>\n"


def _months(say: Voice, found: Earnings, money: MoneyTerms) -> str:
    header = (
        say("Month"), say("Tasks"), say("Time"), say("Earned"), say("Bonuses and other"),
        say("Paid out"),
    )  # fmt: skip
    rows = [_line(say, say.month(line.days.first), line, money) for line in found.parts]
    return _table(header, rows, _line(say, say("All of it"), found.total, money))


def _line(say: Voice, name: str, line: Line, money: MoneyTerms) -> tuple[str, ...]:
    amounts = (line.earned_minor, line.extra_minor, line.paid_minor)
    return (
        name,
        say.show(line.tasks),
        say.show(Span(line.worked_ms)) if line.worked_ms else "–",
        *(say.show(Money(minor, money.currency)) for minor in amounts),
    )


def _payouts(say: Voice, person: Person, found: Earnings, money: MoneyTerms) -> str:
    if not found.payouts:
        return f"<p>{escape(say('Nothing was paid out in this year.'))}</p>"
    rows = [
        (
            say.show(Day(localtime.date_of(paid.at_ms, person.time_zone))),
            say(RAILS.get(paid.rail, paid.rail)),
            say.show(Money(paid.amount_minor, paid.currency)),
            _out(say, paid.out_minor, paid.out_currency, money),
        )
        for paid in found.payouts
    ]
    sums: dict[str, int] = {}
    for paid in found.payouts:
        sums[paid.out_currency] = sums.get(paid.out_currency, 0) + paid.out_minor
    total = sum(paid.amount_minor for paid in found.payouts)
    arrived = " + ".join(_out(say, minor, of, money) for of, minor in sorted(sums.items()))
    last = (say("All of it"), "", say.show(Money(total, money.currency)), arrived)
    header = (say("Day"), say("How"), say("Amount"), say("Arrived as"))
    return f"<h2>{escape(say('Paid out'))}</h2>" + _table(header, rows, last)


def _out(say: Voice, minor: int, currency: str, money: MoneyTerms) -> str:
    return f"{say.show(amount(minor, currency, money))} {currency}"


def _table(
    header: tuple[str, ...], rows: Sequence[tuple[str, ...]], last: tuple[str, ...]
) -> str:
    def line(cells: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "\n".join(line(cells, "td") for cells in rows)
    return (
        f"<table><thead>{line(header, 'th')}</thead>\n<tbody>{body}</tbody>\n"
        f"<tfoot>{line(last, 'td')}</tfoot></table>"
    )
