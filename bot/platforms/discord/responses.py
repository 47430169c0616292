"""What an interaction is answered with: the one call that acknowledges it and shows what is next.

In direct messages everything is seen by the two of us. In a server an answer is seen by the person
alone, except where the view is for the channel; a message that others see is never replaced by
what is for one of them.
"""

from dataclasses import replace
from enum import IntEnum
from typing import Any

import orjson

from bot.platforms.discord.adapter import (
    COMMAND,
    COMPONENT,
    EPHEMERAL,
    SUGGEST,
    V2,
    Incoming,
)
from bot.platforms.discord.layout import OPTIONS_MAX, SHOW, TICKS
from bot.platforms.discord.modals import modal
from bot.platforms.discord.render import Rendered, render
from bot.platforms.parting import cut
from domain.actions import Action
from domain.events import Command, Press
from domain.views import Body, Choice, Placement, View
from handlers.table import COMMANDS, VERBS

NOBODY: dict[str, list[str]] = {"parse": []}
SUGGESTIONS_MAX = 25
NAME_CHARS_MAX = 100
NOTHING = View(blocks=(Body("✓"),))

Json = dict[str, Any]


class Kind(IntEnum):
    """Discord's types of answers."""

    MESSAGE = 4
    MESSAGE_LATER = 5
    UPDATE_LATER = 6
    UPDATE = 7
    SUGGESTIONS = 8
    FORM = 9


def message(components: list[Json], *, ephemeral: bool = False) -> Json:
    """Make the body of a message; it mentions nobody, whatever is written in it."""
    flags = V2 | EPHEMERAL if ephemeral else V2
    return {"flags": flags, "components": components, "allowed_mentions": NOBODY}


def of_file(*, ephemeral: bool) -> Json:
    """Make the body of a message that is a file and nothing else."""
    return {"flags": EPHEMERAL if ephemeral else 0, "allowed_mentions": NOBODY}


def rendered(read: Incoming, view: View) -> Rendered:
    """Make the messages of a view, of a long task the page that was asked for."""
    event = read.event
    return render(view, _page(event.action, view) if isinstance(event, Press) else 0)


def _page(action: Action, view: View) -> int:
    """Give the page that a button turns to, or the one on which something was ticked just now."""
    if action.verb == SHOW:
        return action.version
    first = action.choice.partition("-")[0]
    if action.verb == TICKS and action.id == view.about and first.isdecimal():
        return int(first) // OPTIONS_MAX
    return 0


def kind_of(read: Incoming, view: View) -> Kind:
    """Tell how a view answers an interaction."""
    if read.kind == SUGGEST:
        return Kind.SUGGESTIONS
    if view.form is not None and read.kind in (COMMAND, COMPONENT):
        return Kind.FORM
    if not read.on:
        return Kind.MESSAGE
    if says_nothing(view):
        return Kind.UPDATE_LATER
    is_theirs = read.is_direct or read.is_ephemeral
    return Kind.UPDATE if is_theirs and view.placement is Placement.REPLACE else Kind.MESSAGE


def is_for_one(read: Incoming, view: View) -> bool:
    """Tell whether a message is seen by one person alone."""
    return not read.is_direct and view.placement is not Placement.CHANNEL


def answer(read: Incoming, kind: Kind, view: View, made: Rendered | None) -> bytes:
    """Write the answer of a kind; of several messages the first."""
    if kind is Kind.SUGGESTIONS:
        return orjson.dumps({"type": kind, "data": {"choices": suggestions(view)}})
    if kind is Kind.FORM and view.form is not None:
        return orjson.dumps({"type": kind, "data": modal(view.form)})
    if made is None:
        return orjson.dumps({"type": kind})
    data = message(made.parts[0], ephemeral=kind == Kind.MESSAGE and is_for_one(read, view))
    if read.is_worded and kind == Kind.UPDATE:
        data |= {"content": None, "embeds": None}
    return orjson.dumps({"type": kind, "data": data})


def later(read: Incoming) -> tuple[Kind, bytes]:
    """Say that the answer comes later; whether it will be for one person is assumed."""
    if read.on:
        return Kind.UPDATE_LATER, orjson.dumps({"type": Kind.UPDATE_LATER})
    data = {} if read.is_direct else {"flags": EPHEMERAL}
    return Kind.MESSAGE_LATER, orjson.dumps({"type": Kind.MESSAGE_LATER, "data": data})


def suggestions(view: View) -> list[Json]:
    """Give what completes an option."""
    found = [choice for row in view.choices for choice in row][:SUGGESTIONS_MAX]
    return [
        {"name": cut(choice.label, NAME_CHARS_MAX) or "…", "value": choice.action.choice}
        for choice in found
    ]


def may_open_form(read: Incoming) -> bool:
    """Tell whether the answer may be a form, which has to be the first one."""
    event = read.event
    if isinstance(event, Command):
        route = COMMANDS.get(event.name)
        return route is not None and route.opens_form
    if isinstance(event, Press):
        verb = VERBS.get(event.action.verb)
        return verb is not None and verb.opens_form
    return False


def says_nothing(view: View) -> bool:
    """Tell whether there is nothing to show."""
    return not view.blocks and not view.choices and view.form is None


def without_form(view: View) -> View:
    """Put a button in the place of a form that can't be opened here and now.

    The form's own action opens it: a press of it is answered with the form.
    """
    form = view.form
    if form is None:
        return view
    label = form.title if view.blocks else form.submit
    button = Choice(label, form.action, style="main")
    blocks = view.blocks or (Body(form.title),)
    return replace(view, blocks=blocks, form=None, choices=((button,), *view.choices))
