"""`/earnings day|week|month|year`: what somebody earned, as a chart, in tables and as files."""

from dataclasses import replace

from domain import localtime, presets, spans
from domain.actions import Action
from domain.amounts import N_, Day, Money, Span
from domain.currencies import amount
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.spans import PERIODS, Days, Period
from domain.views import Block, Body, Chart, Choice, Fields, Placement, Report, Table, Title, View
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import earnings
from services.earnings import Earnings, Line

PERIOD_NAMES: dict[Period, str] = {
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "year": N_("Year"),
}
BACK_MOST = 5_000


def _earnings(context: Context, event: Command) -> View:
    words = arguments(EARNINGS, event.words)
    period, which = words.get("period", "week").casefold(), words.get("year", "")
    if period not in PERIODS:
        raise Invalid(N_("There are earnings of a day, a week, a month and a year."))
    if not which:
        return _view(context, period, 0)
    this_year = int(_today(context)[:4])
    if period != "year" or not which.isdecimal() or not _is_past(int(which), this_year):
        raise Invalid(N_("Write it like this: /earnings year {year}"), year=str(this_year))
    return _view(context, "year", this_year - int(which))


def _is_past(year: int, this_year: int) -> bool:
    return spans.YEAR_LEAST <= year <= this_year


def _today(context: Context) -> str:
    return localtime.date_of(context.now_ms, context.person.time_zone)


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _view(context, *_named(event))


def _named(event: Press | FormSubmitted) -> tuple[Period, int]:
    """Give the period that a button names, and how many of them before this one."""
    period, back = event.action.choice or "week", min(event.action.version, BACK_MOST)
    if period not in PERIODS:
        raise Invalid(N_("This button is not one of mine."))
    return period, back


def _view(context: Context, period: Period, back: int) -> View:
    found = earnings.of_period(
        context.tx, context.person, period, back, context.terms.money.currency, context.now_ms
    )
    say, total = context.say, found.total
    title = name_of(context, period, total.days)
    if total.is_empty:
        blocks: tuple[Block, ...] = (Title(title), Body(say("Nothing was earned in this time.")))
    else:
        aside = say.many("{n} task", "{n} tasks", total.tasks)
        blocks = (Title(title, (aside,)), Fields(_facts(context, total)), *_tables(context, found))
    return View(blocks=blocks, choices=_buttons(context, period, back, empty=total.is_empty))


def name_of(context: Context, period: Period, days: Days) -> str:
    """Say which period it is: `2026`, `March 2026`, `2 March – 8 March`, `4 March`."""
    say, first = context.say, Day(days.first)
    if period == "year":
        return days.first[:4]
    if period == "month":
        return say.month(days.first)
    if period == "week":
        return say("{first} – {last}", first=first, last=Day(days.last))
    today = _today(context)
    if days.first == today:
        return say("Today, {day}", day=first)
    return say.show(first)


def _facts(context: Context, total: Line) -> tuple[tuple[str, str], ...]:
    say, currency = context.say, context.terms.money.currency
    facts = [(say("Earned"), say.show(Money(total.earned_minor, currency)))]
    if total.worked_ms:
        hourly = Money(total.hourly_minor, currency)
        facts.append((say("Time at work"), say.show(Span(total.worked_ms))))
        facts.append((say("An hour"), say("≈ {amount}", amount=hourly)))
    if total.extra_minor:
        facts.append((say("Bonuses and other"), say.show(Money(total.extra_minor, currency))))
    if total.paid_minor:
        facts.append((say("Paid out"), say.show(Money(total.paid_minor, currency))))
    return tuple(facts)


def _tables(context: Context, found: Earnings) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if (chart := _chart(context, found)) is not None:
        blocks.append(chart)
    if found.period != "day":
        blocks.append(_parts(context, found))
    if found.kinds:
        blocks.append(_kinds(context, found))
    if found.payouts:
        blocks.append(_payouts(context, found))
    return tuple(blocks)


def _chart(context: Context, found: Earnings) -> Chart | None:
    """Chart a period by its parts: hours, days, months."""
    say, currency = context.say, context.terms.money.currency
    points = _points(context, found)
    if sum(1 for _, _, minor in points if minor) < 2:
        return None
    _, words, most = max(points, key=lambda point: point[2])
    alt = say("The best: {when} with {amount}.", when=words, amount=Money(most, currency))
    unit = 10**say.decimals
    drawn = tuple((label, round(minor / unit, say.decimals)) for label, _, minor in points)
    return Chart(drawn, alt, say("{currency} earned", currency=currency))


def _points(context: Context, found: Earnings) -> list[tuple[str, str, int]]:
    """Give (label, in words, minor units) of each bar."""
    say = context.say
    if found.period == "day":
        hours = found.hours
        first = next((hour for hour, minor in enumerate(hours) if minor), 0)
        last = max((hour for hour, minor in enumerate(hours) if minor), default=0)
        return [(f"{h}:00", f"{h}:00", hours[h]) for h in range(first, last + 1)]
    if found.period == "year":
        months = found.parts
        return [(say.month(m.days.first, short=True), say.month(m.days.first), m.earned_minor)
                for m in months]  # fmt: skip
    days = earnings.daily(
        context.tx, context.person, found.total.days, context.terms.money.currency
    )
    earned = {line.days.first: line.earned_minor for line in days}
    until = min(found.total.days.last, _today(context))
    return [
        (_day_label(context, found, part.first), say.show(Day(part.first)),
         earned.get(part.first, 0))
        for part in Days(found.total.days.first, until).parts("day")
    ]  # fmt: skip


def _day_label(context: Context, found: Earnings, iso: str) -> str:
    say = context.say
    return say.weekday(iso) if found.period == "week" else say.show(Day(iso, is_short=True))


def _parts(context: Context, found: Earnings) -> Table:
    say, currency = context.say, context.terms.money.currency
    header = (_part_name(context, found), say("Tasks"), say("Time"), say("Earned"))
    rows = tuple(
        (
            _row_name(context, found, line.days),
            say.show(line.tasks),
            say.show(Span(line.worked_ms)) if line.worked_ms else "–",
            say.show(Money(line.earned_minor, currency)),
        )
        for line in found.parts
        if line.tasks or line.earned_minor
    )
    return Table(header, rows)


def _part_name(context: Context, found: Earnings) -> str:
    say = context.say
    return {"week": say("Day"), "month": say("Week"), "year": say("Month")}[found.period]


def _row_name(context: Context, found: Earnings, days: Days) -> str:
    say = context.say
    if found.period == "year":
        return say.month(days.first, short=True)
    first = say.show(Day(days.first, is_short=True))
    if days.first == days.last:
        return f"{say.weekday(days.first)} {first}" if found.period == "week" else first
    return say("{first} – {last}", first=first, last=Day(days.last, is_short=True))


def _kind(context: Context, name: str) -> str:
    preset = presets.find(name)
    return context.say(preset.title) if preset is not None else name


def _kinds(context: Context, found: Earnings) -> Table:
    """Show what each kind of work paid, and what an hour of it did."""
    say, currency = context.say, context.terms.money.currency
    header = (say("Kind of work"), say("Answers"), say("Earned"), say("An hour"))
    rows = tuple(
        (
            _kind(context, of.kind),
            say.show(of.answers),
            say.show(Money(of.earned_minor, currency)),
            say("≈ {amount}", amount=Money(of.hourly_minor, currency)) if of.hourly_minor else "–",
        )
        for of in found.kinds
    )
    return Table(header, rows)


def _payouts(context: Context, found: Earnings) -> Table:
    say = context.say
    header = (say("Paid out"), say("Amount"), say("Arrived as"))
    rows = tuple(
        (
            say.show(Day(localtime.date_of(paid.at_ms, context.person.time_zone), is_short=True)),
            say.show(Money(paid.amount_minor, paid.currency)),
            f"{say.show(amount(paid.out_minor, paid.out_currency, context.terms.money))} "
            f"{paid.out_currency}",
        )
        for paid in found.payouts[-10:]
    )
    return Table(header, rows)


def _buttons(
    context: Context, period: Period, back: int, *, empty: bool
) -> tuple[tuple[Choice, ...], ...]:
    say = context.say
    periods = tuple(
        Choice(say(PERIOD_NAMES[each]), Action("earnings", choice=each), selected=each == period)
        for each in PERIODS
    )
    moves = [Choice(say("‹ Before"), Action("earnings", choice=period, version=back + 1))]
    if back:
        moves.append(Choice(say("After ›"), Action("earnings", choice=period, version=back - 1)))
    if not empty:
        what = say("Yearly statement") if period == "year" else say("CSV file")
        moves.append(Choice(what, Action("earnings_file", choice=period, version=back)))
    return (
        periods,
        tuple(moves),
        (
            Choice(say("Next task"), Action("work"), style="main"),
            Choice(say("Balance"), Action("balance")),
        ),
    )


def _files(context: Context, event: Press | FormSubmitted) -> View:
    """Give a period as files: the days as CSV, and of a year a page that can be printed."""
    period, back = _named(event)
    days = spans.days_of(period, _today(context), back)
    dates = days.first[:4] if period == "year" else f"{days.first}-{days.last}"
    name = f"earnings-{dates}"
    report = Report(
        0, "earnings", "csv", f"{name}.csv", account_id=context.person.account_id,
        first=days.first, last=days.last,
    )  # fmt: skip
    reports = [report]
    if period == "year":
        reports.append(replace(report, format="html", file_name=f"{name}.html"))
    title = Title(context.say("Earnings"), (name_of(context, period, days),))
    back_to = Choice(context.say("Back"), Action("earnings", choice=period, version=back))
    return View(blocks=(title, *reports), choices=((back_to,),), placement=Placement.NEW)


EARNINGS = Route(
    path="earnings",
    summary=N_("what you earned: day, week, month, year"),
    permission=Permission.OWN_ACCOUNT,
    run=_earnings,
    options=(
        Option(
            name="period", summary=N_("day, week, month or year"), required=False, choices=PERIODS
        ),
        Option(name="year", summary=N_("which year, such as 2026"), required=False),
    ),
    mode="read",
)
ROUTES = (EARNINGS,)
VERBS = (
    Verb(name="earnings", permission=Permission.OWN_ACCOUNT, run=_pressed, mode="read"),
    Verb(name="earnings_file", permission=Permission.OWN_ACCOUNT, run=_files, mode="read"),
)
