"""The week's message, for who asked for it: last week in numbers, beside the one before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain import localtime
from domain.amounts import Money, Share, Span
from domain.views import Block, Body, Title, View
from handlers import morning
from handlers.context import Context
from services import mornings, stats
from services.stats import Rank, Tally

DAYS = 7
HOUR_MS = 3_600_000


def weekly(context: Context, params: Mapping[str, Any]) -> View | None:
    """Sum the week up that began on a Monday; None where it is not last week any more."""
    person, monday = context.person, str(params["date"])
    today = localtime.date_of(context.now_ms, person.time_zone)
    if mornings.monday_of(today) != localtime.days_before(monday, -DAYS):
        return None
    since = (date.fromisoformat(today) - date.fromisoformat(monday)).days + DAYS + 1
    days = stats.days(context.tx, person, context.now_ms, since)
    before, week = days[:DAYS], days[DAYS : 2 * DAYS]
    before_minor = sum(day.earned_minor for day in before)
    line = " · ".join(morning.standing(context, Rank(int(params["rank"]), int(params["of"]))))
    blocks: list[Block] = [
        Title(_last_week(context, week)),
        Body(_time(context, week, before_minor)),
        Body(_credits(context, int(params["credited_minor"]))),
        Body(line[:1].upper() + line[1:]),
    ]
    if (drawn := morning.chart(context, week)) is not None:
        blocks.append(drawn)
    blocks.append(Body(morning.open_now(context)))
    return View(blocks=tuple(blocks), choices=(morning.buttons(context),))


def _last_week(context: Context, week: list[Tally]) -> str:
    say = context.say
    tasks = sum(day.tasks for day in week)
    if not tasks:
        return say("Good morning. Last week was a week off.")
    earned = Money(sum(day.earned_minor for day in week), context.terms.money.currency)
    parts = [
        say.many("Last week: {n} task", "Last week: {n} tasks", tasks),
        say("{amount} earned", amount=earned),
    ]
    agreed = stats.agreement(context.tx, context.person, week[0].date, days=DAYS)
    if agreed is not None:
        parts.append(say("{share} in agreement", share=Share(agreed)))
    return ", ".join(parts)


def _time(context: Context, week: list[Tally], before_minor: int) -> str:
    say, currency = context.say, context.terms.money.currency
    earned_minor, worked_ms = sum(d.earned_minor for d in week), sum(d.worked_ms for d in week)
    days = sum(1 for day in week if day.tasks)
    parts = [say.many("{n} day at work", "{n} days at work", days)] if days else []
    if worked_ms:
        an_hour = Money(earned_minor * HOUR_MS // worked_ms, currency)
        parts.append(say("{span}, ≈ {an_hour} an hour", span=Span(worked_ms), an_hour=an_hour))
    before = say("The week before: {amount}.", amount=Money(before_minor, currency))
    return f"{': '.join(parts)}. {before}" if parts else before


def _credits(context: Context, credited_minor: int) -> str:
    if not credited_minor:
        return morning.credits_line(context, 0)
    amount = Money(credited_minor, context.terms.money.currency)
    credited = context.say("Credited in the week: {amount}.", amount=amount)
    return f"{credited} {morning.credits_line(context, 0)}"
