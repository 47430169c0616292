"""`/help`: all commands that somebody's role permits, by what they are about."""

from collections.abc import Callable, Iterator, Sequence

from domain import platforms
from domain.actions import Action
from domain.amounts import N_
from domain.events import Command
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Fields, Title, View
from handlers.context import Context
from handlers.routes import Route, usage

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Work"),
        ("start", "work", "tasks", "near", "skip", "later", "undo", "history", "appeals", "review"),
    ),
    (
        N_("What you earn"),
        (
            "balance", "payout", "payout_destination", "terms", "rewards", "vouchers", "earnings",
            "statement",
        ),
    ),
    (
        N_("You"),
        (
            "me", "honesty", "qualifications", "goal", "leaderboard", "invite", "settings",
            "stop", "resume",
        ),
    ),
    (N_("Your account"), ("link", "unlink", "privacy", "delete_me", "help")),
    (N_("Groups and servers"), ("check", "group_settings", "server_settings")),
    (
        N_("Projects"),
        (
            "project_list", "project_new", "project_import", "project_open", "project_progress",
            "project_results", "project_reports", "project_gold", "project_pause",
            "project_resume", "project_top_up",
            "project_close", "board", "qualification_list", "qualification_new",
            "qualification_grant", "qualification_revoke",
        ),
    ),
    (
        N_("People and payouts"),
        (
            "payouts", "orders", "reward_new", "reward_list", "reward_grant", "suspend",
            "unsuspend",
        ),
    ),
)  # fmt: skip


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
    say = context.say
    intro = say(
        "A task is answered with a tap, or by typing the answer or its number. "
        "These words work at any time:"
    )
    return View(
        blocks=(Title(say("What I understand")), Body(intro), *_sections(context, routes)),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def _sections(context: Context, routes: Sequence[Route]) -> Iterator[Block]:
    say, person = context.say, context.person
    permitted = {route.name: route for route in routes if allows(person.role, route.permission)}
    for title, names in SECTIONS:
        pairs = tuple(
            (_written(permitted[name], person.platform), say(permitted[name].summary))
            for name in names
            if name in permitted
        )
        if pairs:
            yield Title(say(title))
            yield Fields(pairs)
