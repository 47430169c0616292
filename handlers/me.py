"""Where somebody stands: points, level, streak, rank."""

from domain import localtime, reputation
from domain.actions import Action
from domain.amounts import N_, Money
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.people import Person
from domain.permissions import Permission
from domain.views import Body, Choice, Fields, Title, View
from handlers import goal, honesty, standing
from handlers.context import Context
from handlers.routes import Route, Verb
from services import goals, stats
from services.stats import Rank


def _me(context: Context, event: Command | Press | FormSubmitted) -> View:
    say, person = context.say, context.person
    tasks, earned_minor = person.tally(context.now_ms)
    today = say.many(
        "{n} task, {amount}",
        "{n} tasks, {amount}",
        tasks,
        amount=Money(earned_minor, context.terms.money.currency),
    )
    reached = goals.today(person, context.now_ms)
    rank = stats.rank(context.tx, person.account_id, context.now_ms)
    pairs = (
        (say("Today"), today),
        *(((say("Goal"), goal.of_goal(say, reached)),) if reached else ()),
        (say("Streak"), streak(context)),
        (say("Rank, last 7 days"), place(context, rank) if rank else say("none yet")),
        *standing.pairs(context),
        *honesty.pairs(context),
        (say("Your id here"), public(person.account_id)),
    )
    level = reputation.level(person.points)
    return View(
        blocks=(
            Title(
                say("Level {level}", level=level),
                (say.many("{n} point", "{n} points", person.points),),
            ),
            Body(to_next_level(context)),
            Fields(pairs),
            *standing.skills(context),
        ),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("Balance"), Action("balance")),
                Choice(say("Earnings"), Action("earnings")),
                Choice(say("Settings"), Action("settings")),
            ),
        ),
    )


def to_next_level(context: Context) -> str:
    """Say what the next level needs: points, and how many accepted answers those are."""
    say, each = context.say, context.terms.reputation.accepted
    following = reputation.level(context.person.points) + 1
    missing = reputation.points_for(following) - context.person.points
    text = say.many(
        "{n} point to level {level}", "{n} points to level {level}", missing, level=following
    )
    if not each:
        return text
    answers = -(-missing // each)
    return say.many(
        "{points}: {n} accepted answer at {each} points.",
        "{points}: {n} accepted answers at {each} points each.",
        answers,
        points=text,
        each=each,
    )


def days_in_a_row(person: Person, now_ms: int) -> int:
    """Give the streak as it stands at this moment."""
    today = localtime.date_of(now_ms, person.time_zone)
    return reputation.current_streak(person.streak_days, person.streak_date, today)


def streak(context: Context) -> str:
    """Say how long the streak is, and whether today is in it."""
    say, person = context.say, context.person
    days = days_in_a_row(person, context.now_ms)
    if not days:
        return say("none yet: it begins with today's first answer")
    shown = say.many("{n} day", "{n} days", days)
    if person.streak_date == localtime.date_of(context.now_ms, person.time_zone):
        return shown
    return say("{days}; an answer today keeps it", days=shown)


def place(context: Context, rank: Rank) -> str:
    """Say a rank: `4 of 118`."""
    return context.say("{place} of {of}", place=rank.place, of=rank.of)


ROUTES = (
    Route(
        path="me",
        summary=N_("your points, your level, your streak"),
        permission=Permission.OWN_ACCOUNT,
        run=_me,
        mode="read",
    ),
)
VERBS = (Verb(name="me", permission=Permission.OWN_ACCOUNT, run=_me, mode="read"),)
