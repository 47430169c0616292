"""`/help`: all commands that somebody's role permits, made from the table of routes."""

from collections.abc import Callable, Sequence

from domain import platforms
from domain.actions import Action
from domain.amounts import N_
from domain.events import Command
from domain.permissions import Permission, allows
from domain.views import Body, Choice, Fields, Title, View
from handlers.context import Context
from handlers.routes import Route, usage


def route(table: Callable[[], Sequence[Route]]) -> Route:
    """Make the route of `/help` over a table that it is part of itself."""

    def run(context: Context, event: Command) -> View:
        return _help(context, table())

    return Route(
        path="help",
        summary=N_("all commands"),
        permission=Permission.ANYONE,
        mode="read",
        run=run,
    )


def _written(route: Route, platform: str) -> str:
    """Give how a command is written, its other names behind it."""
    others = route.aliases if platforms.has_other_names(platform) else ()
    return " ".join((usage(route), *(f"(/{alias})" for alias in others)))


def _help(context: Context, routes: Sequence[Route]) -> View:
    say, role = context.say, context.person.role
    pairs = tuple(
        (_written(route, context.person.platform), say(route.summary))
        for route in routes
        if allows(role, route.permission)
    )
    return View(
        blocks=(
            Title(say("What I understand")),
            Body(
                say(
                    "A task is answered with a tap, or by typing the answer or its number. "
                    "These words work at any time:"
                )
            ),
            Fields(pairs),
        ),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )
