"""The morning's message: yesterday in numbers, what was credited, where somebody stands."""

from collections.abc import Mapping
from typing import Any

from domain import localtime, reputation
from domain.actions import Action
from domain.amounts import Day, Money, Share, Span
from domain.views import Block, Body, Chart, Choice, Title, View
from handlers.context import Context
from handlers.me import days_in_a_row, place
from services import ledger, stats, work
from services.stats import Rank, Tally

CHART_DAYS = 30
CHART_DAYS_LEAST = 2  # worked days without which a chart says nothing


def summary(context: Context, params: Mapping[str, Any]) -> View | None:
    """Sum yesterday up; None where that day is not yesterday any more.

    The chart begins with the first day of the last CHART_DAYS that had any work.
    """
    say, person = context.say, context.person
    today = localtime.date_of(context.now_ms, person.time_zone)
    if params["date"] != localtime.days_before(today, 1):
        return None
    days = stats.days(context.tx, person, context.now_ms, CHART_DAYS + 1)[:-1]
    blocks: list[Block] = [
        Title(_yesterday(context, days[-1])),
        Body(_credits(context, int(params["credited_minor"]))),
        Body(_standing(context, Rank(int(params["rank"]), int(params["of"])))),
    ]
    worked = [number for number, day in enumerate(days) if day.tasks]
    if len(worked) >= CHART_DAYS_LEAST:
        blocks.append(_chart(context, days[worked[0] :]))
    blocks.append(Body(_open_now(context)))
    return View(
        blocks=tuple(blocks),
        choices=(
            (
                Choice(say("Work"), Action("work"), style="main"),
                Choice(say("Settings"), Action("settings")),
            ),
        ),
    )


def _yesterday(context: Context, day: Tally) -> str:
    say = context.say
    if not day.tasks:
        return say("Good morning. Yesterday was a day off.")
    parts = [
        say.many("Yesterday: {n} task", "Yesterday: {n} tasks", day.tasks),
        say("{amount} earned", amount=Money(day.earned_minor, context.terms.money.currency)),
    ]
    agreed = stats.agreement(context.tx, context.person, day.date)
    if agreed is not None:
        parts.append(say("{share} in agreement", share=Share(agreed)))
    if day.points > 0:
        parts.append(say.many("{n} point", "{n} points", day.points))
    return ", ".join(parts)


def _credits(context: Context, credited_minor: int) -> str:
    say, currency = context.say, context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency)
    available = Money(has.available_minor, currency)
    pending = Money(has.pending_minor, currency)
    if not credited_minor:
        return say(
            "Available {available}. Pending: {pending}.", available=available, pending=pending
        )
    return say(
        "Credited since yesterday: {credited} → available {available}. Pending: {pending}.",
        credited=Money(credited_minor, currency),
        available=available,
        pending=pending,
    )


def _standing(context: Context, rank: Rank) -> str:
    say, person = context.say, context.person
    level = reputation.level(person.points)
    missing = reputation.points_for(level + 1) - person.points
    parts = []
    streak = days_in_a_row(person, context.now_ms)
    if streak:
        parts.append(say.many("Streak {n} day", "Streak {n} days", streak))
    if rank.place:
        parts.append(say("rank {place} in the last 7 days", place=place(context, rank)))
    parts.append(
        say.many(
            "level {level} ({n} point to {following})",
            "level {level} ({n} points to {following})",
            missing,
            level=level,
            following=level + 1,
        )
    )
    line = " · ".join(parts)
    return line[:1].upper() + line[1:]


def _chart(context: Context, days: list[Tally]) -> Chart:
    best = max(days, key=lambda day: day.tasks)
    alt = context.say(
        "Your last {n} days; the best was {day} with {tasks} tasks.",
        n=len(days),
        day=Day(best.date),
        tasks=best.tasks,
    )
    points = tuple((context.say.show(Day(day.date)), float(day.tasks)) for day in days)
    return Chart(points, alt)


def _open_now(context: Context) -> str:
    say = context.say
    offers = work.open_projects(context.tx, context.person)
    if not offers:
        return say("Nothing is open at the moment; it comes in all the time.")
    best = offers[0]
    line = say(
        "Best paying now: {title}, {reward}, about {span}.",
        title=best.project.title,
        reward=Money(best.project.reward_minor, best.project.currency),
        span=Span(best.pace_ms),
    )
    if len(offers) == 1:
        return line
    others = say.many("{n} other is open.", "{n} others are open.", len(offers) - 1)
    return f"{line} {others}"
