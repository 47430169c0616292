"""Requesters' qualifications in chat: which there are, who has them, granting and taking back."""

from domain import localtime
from domain.actions import Action
from domain.amounts import N_, Day, Share
from domain.errors import Invalid, NotFound, Refused
from domain.events import Command, FormSubmitted, Press
from domain.ids import internal, public
from domain.permissions import Permission
from domain.qualifications import Qualification, parse
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Title, View
from handlers import forms
from handlers.context import Context
from handlers.routes import Option, Route, Verb, arguments
from services import qualifications
from services.qualifications import Holder

HOLDERS_MOST = 10
PROBLEMS_MOST = 5
NEW, TOML = "qual_new", "toml"  # the form's verb and field


def _list(context: Context, event: Command) -> View:
    """A requester's qualifications; an admin's are all."""
    say, person = context.say, context.person
    named = arguments(LIST, event.words).get("qualification", "")
    if named:
        return _one(context, internal(named))
    owner_id = None if person.role == "admin" else person.account_id
    found = qualifications.listing(context.tx, owner_id, context.now_ms)
    if not found:
        none = say("There are none yet. /qualification_new makes one.")
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
        (public(one.account_id), _has(context, one)) for one in found[:HOLDERS_MOST]
    )
    people = (Fields(pairs),) if pairs else (Body(say("Nobody has it yet.")),)
    first = _first(context, kept.of)
    return View(blocks=(*above, Title(kept.of.title), *first, *people), choices=(_on(context),))


def _first(context: Context, of: Qualification) -> tuple[Block, ...]:
    """Say which other tests come before one."""
    if of.needs is None or not of.needs.qualifications:
        return ()
    kept = [qualifications.find(context.tx, internal(one)) for one in of.needs.qualifications]
    titles = ", ".join(f"{one.of.title} ({public(one.id)})" for one in kept)
    return (Body(context.say("What comes first: {title}", title=titles)),)


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
    said = context.say("✓ {who} has it now.", who=public(person.account_id))
    return _one(context, number, (Done(said),))


def _revoke(context: Context, event: Command) -> View:
    given = arguments(REVOKE, event.words)
    number = internal(given["qualification"])
    person = qualifications.revoke(
        context.tx, context.person, number, internal(given["account"]), context.now_ms
    )
    said = context.say("✓ {who} doesn't have it any more.", who=public(person.account_id))
    return _one(context, number, (Done(said),))


def _new(context: Context, event: Command | Press | FormSubmitted) -> View:
    """Make one of what would stand in its file."""
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _form(context))
    if wrong := _check(context, event):
        return forms.ask(context, _form(context, str(event.fields.get(TOML, ""))), problems=wrong)
    toml, person, say = str(event.fields.get(TOML, "")), context.person, context.say
    try:
        number = qualifications.create(
            context.tx, parse(toml), person.account_id, context.now_ms, actor=person
        )
    except (NotFound, Refused) as error:  # nothing was written yet
        wrong = {TOML: say(error.template, **error.values)}
        return forms.ask(context, _form(context, toml), problems=wrong)
    said = say("✓ {id} is made. A project asks for it by its id or its title.", id=public(number))
    return _one(context, number, (Done(said),))


def _form(context: Context, value: str = "") -> Form:
    say = context.say
    hint = say("title, pass, attempts, valid, needs …, [[training]] and [[test]] with answers")
    field = FormField(TOML, say("The qualification, as TOML"), "long", value=value, hint=hint)
    return Form(say("A new qualification"), Action(NEW), (field,), say("Make it"))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    try:
        parse(str(event.fields.get(TOML, "")))
    except Invalid as error:
        shown = error.problems[:PROBLEMS_MOST]
        return {TOML: "\n".join((context.say(error.template, **error.values), *shown))}
    return {}


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
NEW_ONE = Route(
    path="qualification new",
    summary=N_("a training and a test that open work"),
    permission=_MAY,
    run=_new,
    mode="read",
    opens_form=True,
)
ROUTES = (LIST, NEW_ONE, GRANT, REVOKE)
VERBS = (Verb(name=NEW, permission=_MAY, run=_new, opens_form=True, check=_check),)
