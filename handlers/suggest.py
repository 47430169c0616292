"""What completes an option while it is typed: projects and people, for those who may see them.

A suggestion is a choice whose action carries the value. Who lacks the command's permission, or is
nobody we know, is suggested nothing.
"""

from domain.actions import Action
from domain.events import Autocomplete
from domain.ids import public
from domain.permissions import Permission, allows
from domain.terms import Terms
from domain.views import Choice, View
from handlers import table
from handlers.context import Context
from handlers.projects import STATES
from handlers.routes import Option, Route
from handlers.voice import Voice
from services import Tx, people, projects

MOST = 25
LOOKED_AT = 200
TITLE_LENGTH_MAX = 60
VALUE = "value"  # the verb of a suggestion; there is no button with it
NOTHING = View(blocks=())


def suggestions(tx: Tx, event: Autocomplete, terms: Terms, now_ms: int) -> View:
    """Suggest values for an option of a command."""
    sender = event.sender
    route = table.COMMANDS.get(event.command.lower())
    option = _option(route, event.option)
    found = people.met(tx, platform=sender.platform, external_id=sender.user, chat=sender.chat)
    if route is None or option is None or found is None:
        return NOTHING
    person, session = found
    if person.state != "active" or not allows(person.role, route.permission):
        return NOTHING
    say = Voice(person.locale, person.time_zone, terms.money.decimals)
    context = Context(tx, now_ms, person, dict(session), say, terms)
    wanted = event.text.casefold().strip()
    listed = _projects(context) if option.kind == "project" else _people(context, wanted)
    fitting = [(value, label) for value, label in listed if wanted in label.casefold()][:MOST]
    row = tuple(Choice(label, Action(VALUE, choice=value)) for value, label in fitting)
    return View(blocks=(), choices=(row,))


def _option(route: Route | None, name: str) -> Option | None:
    options = route.options if route is not None else ()
    return next((o for o in options if o.name == name and o.kind in ("project", "account")), None)


def _projects(context: Context) -> list[tuple[str, str]]:
    """Give the projects that somebody may see, the newest first."""
    person, say = context.person, context.say
    if allows(person.role, Permission.ALL_PROJECTS):
        owner_id = None
    elif allows(person.role, Permission.OWN_PROJECTS):
        owner_id = person.account_id
    else:
        return []
    return [
        (
            public(one.id),
            say(
                "{title} · {state} · {id}",
                title=one.title[:TITLE_LENGTH_MAX],
                state=say(STATES[one.state]),
                id=public(one.id),
            ),
        )
        for one in projects.listing(context.tx, owner_id, most=LOOKED_AT)
    ]


def _people(context: Context, wanted: str) -> list[tuple[str, str]]:
    """Give people by name, for those alone who look after them."""
    if not allows(context.person.role, Permission.PEOPLE):
        return []
    return [
        (public(number), f"{name} · {public(number)}" if name else public(number))
        for number, name in people.named(context.tx, wanted, most=MOST)
    ]
