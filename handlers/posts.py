"""What is said in groups without being asked by anybody there: a message for each kind of post."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import Day, Money
from domain.errors import NotFound
from domain.links import link
from domain.views import Block, Body, Choice, Placement, Table, Title, View
from handlers import jury
from handlers.context import Context
from handlers.leaderboard import shown
from services import digests, leaderboards, people, servers
from services.leaderboards import Line

Params = Mapping[str, Any]


def view(context: Context, kind: str, params: Params) -> View | None:
    """Make the message of a post; None where it says nothing any more."""
    try:
        return KINDS[kind](context, params)
    except NotFound:
        return None


def _digest(context: Context, params: Params) -> View | None:
    """Sum a day of a server up: tasks, rewards, the best."""
    say, server_id = context.say, int(params["server_id"])
    server = servers.get(context.tx, server_id)
    found = digests.of_day(context.tx, server_id, str(params["date"]))
    if not found.tasks:
        return None
    done = say.many("{n} task done", "{n} tasks done", found.tasks)
    by = say.many("by {n} person", "by {n} people", found.people)
    paid = say("{amount} credited", amount=Money(found.earned_minor, context.terms.money.currency))
    rows = tuple(_best(context, number, day) for number, day in enumerate(found.best, start=1))
    blocks: tuple[Block, ...] = (
        Title(say("{day} in this server", day=Day(found.date))),
        Body(f"{done} {by} · {paid}"),
        Table((say("best of the day"), say("tasks"), say("points")), rows),
    )
    return View(
        blocks=blocks,
        choices=((_start(context, server.platform),),),
        placement=Placement.CHANNEL,
    )


def _best(context: Context, place: int, day: digests.Day) -> tuple[str, str, str]:
    name = shown(context, Line(place, day.name if day.is_shown else "", day.points, is_you=False))
    return name, context.say.show(day.tasks), context.say.show(day.points)


def _welcome(context: Context, params: Params) -> View | None:
    """Welcome somebody, as long as they still let their name be shown."""
    account_id = int(params["account_id"])
    server = servers.get(context.tx, int(params["server_id"]))
    if not leaderboards.is_shown(context.tx, account_id):
        return None
    say, name = context.say, people.load(context.tx, account_id).name
    if not name:
        return None
    return View(
        blocks=(
            Title(say("Welcome, {name}", name=name)),
            Body(say("Small paid tasks, right here in chat: /work gives the next one.")),
        ),
        choices=((_start(context, server.platform),),),
        placement=Placement.CHANNEL,
    )


def _start(context: Context, platform: str) -> Choice:
    """The way in for whoever reads it."""
    url = link(context.terms.addresses, platform, None)
    return Choice(context.say("Start"), Action("work"), style="main", url=url)


KINDS: dict[str, Callable[[Context, Params], View | None]] = {
    "digest": _digest,
    "welcome": _welcome,
    "jury": jury.asked_view,
}
