"""Admins and other people's accounts: suspending, and letting in again."""

from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press
from domain.ids import internal, public
from domain.people import Person
from domain.permissions import Permission
from domain.views import Body, Choice, Say, View
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import suspensions


def _suspend(context: Context, event: Command) -> View:
    given = arguments(SUSPEND, event.words)
    account_id = internal(given["account"])
    person = suspensions.suspend(
        context.tx,
        account_id,
        given["reason"],
        context.now_ms,
        actor_id=context.person.account_id,
    )
    say = context.say
    undo = Choice(say("Let them in again"), Action("unsuspend", account_id))
    return View(
        blocks=(
            Say(say("{who} is suspended and gets no tasks.", who=_name(person)), "good"),
            Body(say("They are told why. What they earned stays theirs.")),
        ),
        choices=((Choice(say("Projects"), Action("projects"), style="main"), undo),),
    )


def _unsuspend(context: Context, event: Command) -> View:
    return _let_in(context, internal(arguments(UNSUSPEND, event.words)["account"]))


def _unsuspend_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _let_in(context, event.action.id)


def _let_in(context: Context, account_id: int) -> View:
    person = suspensions.unsuspend(
        context.tx, account_id, context.now_ms, actor_id=context.person.account_id
    )
    say = context.say
    return View(
        blocks=(Say(say("{who} can work again, and is told so.", who=_name(person)), "good"),),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


def _name(person: Person) -> str:
    return " ".join((person.name, public(person.account_id))).strip()


_MAY = Permission.PEOPLE
_WHO = Option(name="account", summary=N_("the account's id"), kind="account")

SUSPEND = Route(
    path="suspend",
    summary=N_("give somebody no tasks for a while"),
    permission=_MAY,
    run=_suspend,
    options=(_WHO, Option(name="reason", summary=N_("why; the person reads it"))),
)
UNSUSPEND = Route(
    path="unsuspend",
    summary=N_("let somebody work again"),
    permission=_MAY,
    run=_unsuspend,
    options=(_WHO,),
)
ROUTES = (SUSPEND, UNSUSPEND)
VERBS = (Verb(name="unsuspend", permission=_MAY, run=_unsuspend_pressed),)
