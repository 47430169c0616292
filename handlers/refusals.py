"""What a rule refuses, told: what went wrong, and the next step of whoever reads it."""

from domain.amounts import N_
from domain.budgets import BOOKED_WITH
from domain.errors import BiteworkError, Invalid, NotAllowed, NotEnough, Prohibited
from domain.events import Command, Event, FormSubmitted, MessageChosen, Press
from domain.permissions import Permission, allows
from domain.views import Block, Body, Placement, Say, View
from handlers import forms, start, table, typed
from handlers.context import Context
from handlers.routes import Route

ASK_FOR_THEM = N_("Ask whoever runs this bot for them; your account is {account}.")


def view(context: Context, event: Event, error: BiteworkError) -> View:
    """Say what went wrong and what is possible instead."""
    say = context.say
    problems = error.problems if isinstance(error, Invalid | Prohibited) else ()
    blocks: tuple[Block, ...] = (
        Say(say(error.template, **error.values), "warning"),
        *(Body(say.show(problem)) for problem in problems[:10]),
        *_where_from(context, error),
    )
    keep = not isinstance(event, Press | FormSubmitted) or isinstance(error, NotAllowed)
    return View(
        blocks=blocks,
        choices=()
        if _is_about_group(event)
        else (*typed.once_more(context, event, error), start.ways_on(context, _about(event))),
        placement=Placement.NEW if keep else Placement.REPLACE,
    )


def _is_about_group(event: Event) -> bool:
    """Tell whether somebody was looking after a group: what they do next stands in the sentence."""
    if isinstance(event, Command) and (route := route_of(event)) is not None:
        return route.for_managers
    if isinstance(event, Press | FormSubmitted):
        verb = table.VERBS.get(event.action.verb)
        return verb is not None and verb.of_group
    return False


def _where_from(context: Context, error: BiteworkError) -> tuple[Block, ...]:
    """Say how credits come in: by the command for who may give it, else by asking."""
    if not isinstance(error, NotEnough):
        return ()
    if allows(context.person.role, Permission.PEOPLE):
        said = context.say(BOOKED_WITH, account=error.account)
    else:
        said = context.say(ASK_FOR_THEM, account=error.account)
    return (Body(said),)


def _about(event: Event) -> Permission | None:
    """Tell what an event was about, by whom it is for; None where it could be anything."""
    if isinstance(event, Command | MessageChosen):
        route = route_of(event)
        return route.permission if route is not None else None
    if isinstance(event, Press | FormSubmitted) and event.action.verb != forms.NAME:
        verb = table.VERBS.get(event.action.verb)
        return verb.permission if verb is not None else None
    return None


def route_of(event: Command | MessageChosen) -> Route | None:
    """Give the route of a command, or of the menu that serves one; None where there is none."""
    name = event.name if isinstance(event, Command) else event.command
    return table.COMMANDS.get(name.lower())
