"""The morning's message: yesterday in numbers, what was credited, where somebody stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain import goals, localtime, reputation
from domain.actions import Action
from domain.amounts import Day, Money, Share, Span
from domain.goals import Goal
from domain.views import Block, Body, Chart, Choice, Title, View
from handlers import goal
from handlers.balance import ON_TOP
from handlers.context import Context
from handlers.me import days_in_a_row, place
from services import extras, ledger, stats, work
from services.goals import Progress as Reached
from services.stats import Rank, Tally

CHART_DAYS = 30
CHART_DAYS_LEAST = 3  # worked days without which a chart says nothing


def summary(context: Context, params: Mapping[str, Any]) -> View | None:
    """Sum yesterday up; None where that day is not yesterday any more."""
    person = context.person
    today = localtime.date_of(context.now_ms, person.time_zone)
    if params["date"] != localtime.days_before(today, 1):
        return None
    days = stats.days(context.tx, person, context.now_ms, CHART_DAYS + 1)[:-1]
    blocks: list[Block] = [
        Title(_yesterday(context, days[-1])),
        *_on_top(context, str(params["date"])),
        Body(credits_line(context, int(params["credited_minor"]))),
        Body(_standing(context, Rank(int(params["rank"]), int(params["of"])), days[-1])),
    ]
    if (drawn := chart(context, days)) is not None:
        blocks.append(drawn)
    blocks.append(Body(open_now(context)))
    return View(blocks=tuple(blocks), choices=(buttons(context),))


def _on_top(context: Context, date: str) -> tuple[Block, ...]:
    """Say what came on top of a day's rewards, each with what it is for."""
    say = context.say
    parts = [
        f"{say.show(Money(each.amount_minor, each.currency))} {say(ON_TOP[each.kind])}"
        for each in extras.of_day(context.tx, context.person.account_id, date)
    ]
    return (Body(say("On top of that: {parts}", parts=", ".join(parts))),) if parts else ()


def buttons(context: Context) -> tuple[Choice, ...]:
    """Give what a morning leads on to."""
    say = context.say
    return (
        Choice(say("Work"), Action("work"), style="main"),
        Choice(say("Earnings"), Action("earnings")),
        Choice(say("Settings"), Action("settings")),
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


def credits_line(context: Context, credited_minor: int) -> str:
    """Say what was credited, what somebody has, and what is pending."""
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


def _standing(context: Context, rank: Rank, day: Tally) -> str:
    parts = standing(context, rank)
    wanted = goals.of(context.person)
    if wanted is not None:
        reached = Reached(wanted, wanted.done(day.tasks, day.worked_ms))
        done = goal.of_goal(context.say, reached)
        parts.insert(0, _of_goal(context, done, reached.is_reached))
    line = " · ".join(parts)
    return line[:1].upper() + line[1:]


def _of_goal(context: Context, done: str, is_reached: bool) -> str:
    if is_reached:
        return context.say("✓ goal reached: {done}", done=done)
    return context.say("goal {done}", done=done)


def standing(context: Context, rank: Rank) -> list[str]:
    """Say where somebody stands: streak, rank, level."""
    say, person = context.say, context.person
    level = reputation.level(person.points)
    missing = reputation.points_for(level + 1) - person.points
    parts = []
    streak = days_in_a_row(person, context.now_ms)
    if streak:
        parts.append(say.many("streak {n} day", "streak {n} days", streak))
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
    return parts


def chart(context: Context, days: list[Tally], least: int = CHART_DAYS_LEAST) -> Chart | None:
    """Chart days from the first with any work on: what was earned, or what the goal counts.

    None where fewer than `least` days had any.
    """
    worked = [number for number, day in enumerate(days) if day.tasks]
    if len(worked) < least:
        return None
    shown, wanted = days[worked[0] :], goals.of(context.person)
    values = [value_of(context, day, wanted) for day in shown]
    labels = [context.say.show(Day(day.date, is_short=True)) for day in shown]
    best = max(range(len(shown)), key=lambda number: values[number])
    made = Chart(
        tuple(zip(labels, values, strict=True)),
        _words(context, shown, shown[best], wanted),
        _title(context, wanted),
    )
    if wanted is None:
        return made
    label = context.say("goal {n}", n=wanted.most)
    return replace(made, goal=float(wanted.most), goal_label=label)


def value_of(context: Context, day: Tally, wanted: Goal | None) -> float:
    """Give what a day's bar shows, in whole units of what is counted."""
    if wanted is not None:
        return float(wanted.done(day.tasks, day.worked_ms))
    decimals = context.say.decimals
    return round(day.earned_minor / float(10**decimals), decimals)


def _title(context: Context, wanted: Goal | None) -> str:
    if wanted is None:
        return context.say("{currency} a day", currency=context.terms.money.currency)
    return context.say("tasks a day") if wanted.kind == "tasks" else context.say("minutes a day")


def _words(context: Context, days: list[Tally], best: Tally, wanted: Goal | None) -> str:
    """Say what the chart shows: for who doesn't see it, and under it."""
    say = context.say
    facts = {"n": len(days), "day": Day(best.date)}
    if wanted is None:
        amount = Money(best.earned_minor, context.terms.money.currency)
        return say("Your last {n} days; the best was {day} with {amount}.", **facts, amount=amount)
    most = goal.amount(say, Goal(wanted.kind, wanted.done(best.tasks, best.worked_ms)))
    return say("Your last {n} days; the best was {day} with {most}.", **facts, most=most)


def open_now(context: Context) -> str:
    """Say what pays best now."""
    say = context.say
    offers = work.open_projects(context.tx, context.person, context.now_ms)
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
