"""Requesters' qualifications in chat: which there are, who has them, granting and taking back."""

from domain import localtime
from domain.actions import Action
from domain.amounts import N_, Day, Share
from domain.errors import NotFound
from domain.events import Command
from domain.ids import internal, public
from domain.people import Person
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Title, View
from handlers.context import Context
from handlers.routes import Option, Route, arguments
from services import qualifications
from services.qualifications import Holder

HOLDERS_MOST = 10


def _list(context: Context, event: Command) -> View:
    """A requester's qualifications; an admin's are all."""
    say, person = context.say, context.person
    named = arguments(LIST, event.words).get("qualification", "")
    if named:
        return _one(context, internal(named))
    owner_id = None if person.role == "admin" else person.account_id
    found = qualifications.listing(context.tx, owner_id, context.now_ms)
    if not found:
        none = say("There are none yet. `bitework qualification create FILE` makes one.")
        return View(blocks=(Title(say("Qualifications")), Body(none)), choices=(_on(context),))
    pairs = tuple(
        (
            f"{public(one.id)} {one.of.title}",
            say.many("{n} person has it", "{n} people have it", one.holders),
        )
        for one in found
    )
    return View(blocks=(Title(say("Qualifications")), Fields(pairs)), choices=(_on(context),))


def _one(context: Context, number: int, above: tuple[Block, ...] = ()) -> View:
    """One of them: who has it."""
    kept = qualifications.find(context.tx, number)
    if context.person.role != "admin" and kept.owner_id != context.person.account_id:
        raise NotFound(N_("There is no qualification {id}."), id=public(number))
    say, found = context.say, qualifications.holders(context.tx, number)
    pairs = tuple(
        (f"{one.name} {public(one.account_id)}".strip(), _has(context, one))
        for one in found[:HOLDERS_MOST]
    )
    people = (Fields(pairs),) if pairs else (Body(say("Nobody has it yet.")),)
    return View(blocks=(*above, Title(kept.of.title), *people), choices=(_on(context),))


def _has(context: Context, one: Holder) -> str:
    say = context.say
    until = Day(localtime.date_of(one.until_ms, context.person.time_zone))
    if one.state == "revoked":
        return say("taken back on {day}", day=until)
    if one.until_ms <= context.now_ms:
        return say("ended on {day}", day=until)
    if one.score is None:
        return say("granted, counts until {day}", day=until)
    return say("passed with {score}, counts until {day}", score=Share(one.score / 100), day=until)


def _grant(context: Context, event: Command) -> View:
    given = arguments(GRANT, event.words)
    number = internal(given["qualification"])
    person = qualifications.grant(
        context.tx, context.person, number, internal(given["account"]), context.now_ms
    )
    said = context.say("✓ {who} has it now.", who=_name(person))
    return _one(context, number, (Done(said),))


def _revoke(context: Context, event: Command) -> View:
    given = arguments(REVOKE, event.words)
    number = internal(given["qualification"])
    person = qualifications.revoke(
        context.tx, context.person, number, internal(given["account"]), context.now_ms
    )
    said = context.say("✓ {who} doesn't have it any more.", who=_name(person))
    return _one(context, number, (Done(said),))


def _name(person: Person) -> str:
    return " ".join((person.name, public(person.account_id))).strip()


def _on(context: Context) -> tuple[Choice, ...]:
    return (Choice(context.say("Projects"), Action("projects"), style="main"),)


_MAY = Permission.OWN_PROJECTS
_WHICH = Option(name="qualification", summary=N_("its id"))
_WHO = Option(name="account", summary=N_("the account's id"))
LIST = Route(
    path="qualification list",
    summary=N_("your qualifications, and who has them"),
    permission=_MAY,
    run=_list,
    options=(Option(name="qualification", summary=N_("its id"), required=False),),
)
GRANT = Route(
    path="qualification grant",
    summary=N_("give somebody a qualification by hand"),
    permission=_MAY,
    run=_grant,
    options=(_WHICH, _WHO),
)
REVOKE = Route(
    path="qualification revoke",
    summary=N_("take a qualification back"),
    permission=_MAY,
    run=_revoke,
    options=(_WHICH, _WHO),
)
ROUTES = (LIST, GRANT, REVOKE)
