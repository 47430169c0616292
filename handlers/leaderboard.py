"""`/leaderboard`: who gained most points in a week, in a month, ever; with the names of those who
let them be shown."""

from domain.actions import UNKNOWN, Action
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press, Sender
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Table, Title, View
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import leaderboards, servers
from services.leaderboards import PERIODS, Line, Period

PERIOD_NAMES: dict[Period, str] = {
    "week": N_("7 days"),
    "month": N_("30 days"),
    "all": N_("all time"),
}
NAME_LENGTH_MAX = 24


def _leaderboard(context: Context, event: Command) -> View:
    wanted = arguments(LEADERBOARD, event.words).get("period", "week").casefold()
    known = {name: name for name in PERIODS} | {"ever": "all", "7": "week", "30": "month"}
    if wanted not in known:
        raise Invalid(N_("There is no such leaderboard. There are: week, month, all."))
    return _view(context, known[wanted], _here(context, event.sender))  # type: ignore[arg-type]


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    period = event.action.choice or "week"
    if period not in PERIODS:
        raise Invalid(UNKNOWN)
    return _view(context, period, _there(context, event))


def _there(context: Context, event: Press | FormSubmitted) -> int:
    """Give the server that a button is about, where this person belongs to it; else 0."""
    server_id = event.action.id
    return server_id if servers.is_member(context.tx, context.person, server_id) else 0


def _show(context: Context, event: Press | FormSubmitted) -> View:
    """Show somebody's name to others from now on, or no more."""
    on = event.action.choice == "on"
    leaderboards.show(context.tx, context.person.account_id, on=on)
    if on and event.sender.chat_kind != "private":
        servers.welcome(context.tx, context.person, event.sender, context.now_ms)
    say = context.say
    said = (
        say("✓ Others see your name: {name}.", name=context.person.name)
        if on
        else say("✓ Others don't see your name any more.")
    )
    return _view(context, "week", _there(context, event), (Done(said),))


def _here(context: Context, sender: Sender) -> int:
    """Give the number of the server that this comes from; 0: from none that we know."""
    if sender.chat_kind == "private":
        return 0
    server = servers.find(context.tx, sender.platform, sender.group)
    return server.id if server else 0


def _view(context: Context, period: Period, server_id: int, above: tuple[Block, ...] = ()) -> View:
    say, person = context.say, context.person
    found = leaderboards.top(context.tx, person, period, server_id, context.now_ms)
    where = say("of this group") if server_id else say("everywhere")
    blocks: list[Block] = [*above, Title(say("Leaderboard"), (say(PERIOD_NAMES[period]), where))]
    if found.lines:
        own = (found.own,) if found.own else ()
        rows = tuple(_row(context, line) for line in (*found.lines, *own))
        blocks.append(Table(("", say("name"), say("points")), rows))
        blocks.append(Body(say.many("{n} person has points.", "{n} people have points.", found.of)))
    else:
        blocks.append(Body(say("Nobody has gained points yet: the first place is free.")))
    is_shown = leaderboards.is_shown(context.tx, person.account_id)
    if not is_shown:
        blocks.append(Body(say("Others see you as “somebody” until you let them see your name.")))
    name = say("Hide my name") if is_shown else say("Show my name")
    spans = tuple(
        Choice(say(PERIOD_NAMES[each]), Action("leaders", server_id, each), each == period)
        for each in PERIODS
    )
    show = Choice(name, Action("show_name", server_id, "off" if is_shown else "on"))
    return View(
        blocks=tuple(blocks),
        choices=((Choice(say("Next task"), Action("work"), style="main"),), spans, (show,)),
    )


def _row(context: Context, line: Line) -> tuple[str, str, str]:
    say = context.say
    name = shown(context, line)
    if line.is_you:
        name = say("you") if not line.name else say("{name} (you)", name=name)
    return say.show(line.place), name, say.show(line.count)


def shown(context: Context, line: Line) -> str:
    """Give a name as others may see it."""
    return line.name[:NAME_LENGTH_MAX] or context.say("somebody")


LEADERBOARD = Route(
    path="leaderboard",
    summary=N_("who gained most points"),
    permission=Permission.OWN_ACCOUNT,
    run=_leaderboard,
    aliases=("top",),
    options=(
        Option(name="period", summary=N_("week, month or all"), required=False, choices=PERIODS),
    ),
    where=frozenset({"private", "group"}),
    mode="read",
)
ROUTES = (LEADERBOARD,)
VERBS = (
    Verb(name="leaders", permission=Permission.OWN_ACCOUNT, run=_pressed, mode="read"),
    Verb(name="show_name", permission=Permission.OWN_ACCOUNT, run=_show),
)
