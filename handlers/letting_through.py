"""What is told where prohibited work is refused, and an admin's letting it through all the same.

Whoever asked for it sees the rules and the words, and whom to ask. An admin has a button that asks
why; the reason stands in the audit log with the rules and the words.
"""

from domain.actions import Action
from domain.amounts import N_
from domain.errors import NotAllowed, Prohibited
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Form, FormField, Say, View
from handlers.context import Context

ASK = N_("Is it something else? Ask whoever runs this bot: an admin can let it through.")
WHY = "why"
WHY_LENGTH_MAX = 300


def refused(context: Context, error: Prohibited, let: Action, *others: Choice) -> View:
    """Say what is refused and why; `let` is the admin's button that lets it through."""
    say = context.say
    blocks: tuple[Block, ...] = (
        Say(say(error.template), "warning"),
        *(Body(say.show(problem)) for problem in error.problems),
    )
    if is_admin(context):
        button = Choice(say("Let it through"), let, style="danger")
        return View(blocks=blocks, choices=((*others, button),))
    return View(blocks=(*blocks, Body(say(ASK))), choices=(others,) if others else ())


def form(context: Context, action: Action) -> Form:
    """Ask an admin why it is let through."""
    check(context)
    say = context.say
    hint = say("It is kept with the rules and the words, under your name.")
    field = FormField(WHY, say("Why is it all right?"), "short", hint=hint)
    return Form(say("Let it through"), action, (field,), say("Let it through"))


def check(context: Context) -> None:
    """Raise NotAllowed where somebody is no admin."""
    if not is_admin(context):
        raise NotAllowed(ASK)


def is_admin(context: Context) -> bool:
    """Tell whether somebody may let prohibited work through."""
    return allows(context.person.role, Permission.ALL_PROJECTS)
