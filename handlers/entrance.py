"""Where every event comes in: noticed once, the person known, the role checked, then served.

It runs inside the event's transaction. What a rule refuses is raised as Declined, with the view
that says so, after which the transaction is rolled back: a refusal changes nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

from domain import platforms
from domain.actions import Action, decode, encode
from domain.amounts import N_
from domain.errors import BiteworkError, Invalid, NotAllowed, NotFound, Refused
from domain.events import (
    Autocomplete,
    Blocked,
    Command,
    Deleted,
    Edited,
    Event,
    FormSubmitted,
    Joined,
    Left,
    LinkVisited,
    Media,
    MediaStored,
    MessageChosen,
    Moved,
    Place,
    Press,
    Text,
    Unreadable,
)
from domain.notices import Identity
from domain.permissions import Permission, allows
from domain.seals import Keys
from domain.terms import Terms
from domain.views import Placement, Say, View
from handlers import (
    elsewhere,
    forms,
    located,
    media_answers,
    refusals,
    start,
    suggest,
    table,
    typed,
    typed_answers,
    upload,
    visited,
    work,
)
from handlers.context import Context
from handlers.refusals import route_of
from handlers.routes import Mode, Prompt, Verb
from handlers.voice import Voice, language_of
from services import Tx, memberships, notices, people

CHOICES = "choices"  # the session's key for the buttons of the last menu: [[label, action], …]
PROMPT = "prompt"
TEXT_LENGTH_MAX = 4096
_IN_PLACE = (Press, FormSubmitted, MediaStored, LinkVisited)  # what they show takes a view's place


@dataclass(frozen=True, slots=True)
class Served:
    """What became of an event: what the person sees next, and whose account it was."""

    view: View
    account_id: int


class Declined(Exception):
    """A rule said no; `served.view` tells the person. Nothing of the event is kept."""

    def __init__(self, served: Served) -> None:
        super().__init__(served)
        self.served = served


def mode_of(event: Event) -> Mode:
    """Tell whether an event needs the writer; a reader may find out that it does after all."""
    match event:
        case Press() | FormSubmitted():
            verb = table.VERBS.get(event.action.verb)
            if verb is not None:
                return "read" if verb.opens_form and isinstance(event, Press) else verb.mode
        case Command() | MessageChosen():
            route = route_of(event)
            if route is not None:
                return route.mode
    return "write"


def serve(
    tx: Tx, event: Event, terms: Terms, now_ms: int, mode: Mode, keys: Keys | None = None
) -> Served | None:
    """Serve one event in its transaction and give what the person sees next.

    None in a read transaction means that it takes a write: somebody unknown, or a menu to remember.
    Raises Declined where a rule says no.
    """
    sender = event.sender
    if (quiet := _needs_nobody(tx, event, terms, now_ms)) is not None:
        return Served(quiet, 0)
    public = elsewhere.is_public(sender)
    arrived = people.arrive(
        tx,
        platform=sender.platform,
        external_id=sender.user,
        chat=sender.chat,
        name=sender.name,
        locale=language_of(sender.locale),
        time_zone=sender.time_zone,
        terms=terms,
        now_ms=now_ms,
        lock=mode == "write",
        is_home=not elsewhere.is_in_group(sender),
    )
    if arrived is None:
        return None
    person, session = arrived
    say = Voice(person.locale, person.time_zone, terms.money.decimals)
    context = Context(tx, now_ms, person, dict(session), say, terms, keys)
    try:
        view = _view(context, event, mode)
    except BiteworkError as error:
        view = refusals.view(context, event, error)
        if public:
            view = elsewhere.kept_apart(view)
        raise Declined(Served(view, person.account_id)) from error
    if public:  # nothing is asked there, so nothing has to be remembered
        return Served(elsewhere.kept_apart(view), person.account_id)
    if view.placement is Placement.REPLACE and not isinstance(event, _IN_PLACE):
        view = replace(view, placement=Placement.NEW)
    if view.form is None or not _is_apart(sender.platform):
        view = typed.with_button(context, view)
        remember(context.session, view)
    if context.session != session and context.person.state != "deleted":
        if mode == "read":
            return None
        people.save_session(tx, person, sender.chat, context.session, now_ms)
    return Served(view, person.account_id)


def _needs_nobody(tx: Tx, event: Event, terms: Terms, now_ms: int) -> View | None:
    """Answer what makes nobody an account: who comes, goes and blocks, and most of a group's talk.
    """
    sender = event.sender
    match event:
        case Joined() | Left():
            return elsewhere.comes_or_goes(tx, event, now_ms)
        case Blocked():
            if (found := people.met(
                tx, platform=sender.platform, external_id=sender.user, chat=sender.chat
            )) is not None:
                notices.lost(tx, found[0].identity_id, now_ms)
            return elsewhere.SILENCE
        case Moved():
            memberships.moved(tx, sender.platform, sender.chat, event.to)
            return elsewhere.SILENCE
        case Autocomplete():
            return suggest.suggestions(tx, event, terms, now_ms)
        case Deleted():
            return elsewhere.SILENCE
    if not elsewhere.is_public(sender):
        return None
    route = route_of(event) if isinstance(event, Command | MessageChosen) else None
    return elsewhere.unheard(tx, event, route, terms)


def _is_apart(platform: str) -> bool:
    """Tell whether a form stands apart from messages: it has no buttons of its own then."""
    return platform in platforms.FORM_AFTER_BUTTON_ONLY


def was_sent(tx: Tx, place: Identity, view: View, now_ms: int) -> None:
    """Somebody got a view that they had not asked for: what they type now is about it."""
    found = people.met(
        tx, platform=place.platform, external_id=place.external_id, chat=place.chat
    )
    if found is None:
        return
    person, session = found
    kept = dict(session)
    kept.pop(PROMPT, None)
    remember(kept, view)
    if kept != session:
        people.save_session(tx, person, place.chat, kept, now_ms)


def current_view(context: Context) -> View:
    """Show where somebody is: the form that asks, the task in their hands, or the menu."""
    if context.person.state == "new":
        return start.welcome(context)
    asked = forms.resume(context) if context.session.get(PROMPT) == forms.NAME else None
    return asked or work.current(context) or start.menu(context)


def _view(context: Context, event: Event, mode: Mode) -> View:
    if mode == "write" and not people.event_is_new(
        context.tx,
        platform=event.sender.platform,
        event_id=event.id,
        at_ms=context.now_ms,
    ):
        if elsewhere.is_public(event.sender):
            return elsewhere.SILENCE
        return work.again(context, event) or current_view(context)
    if mode == "write" and elsewhere.is_in_group(event.sender):
        elsewhere.noted(context, event)
    match event:
        case Command() | MessageChosen():
            return _command(context, event)
        case Press() | FormSubmitted():
            return _press(context, event)
        case Text():
            return _text(context, event)
        case Media():
            return _guarded(context, Permission.WORK) or _media(context, event)
        case MediaStored():
            return _guarded(context, Permission.WORK) or media_answers.stored(context, event)
        case LinkVisited():
            return _guarded(context, Permission.WORK) or visited.received(context, event)
        case Edited():
            raise Refused(N_("I read messages as they come. Send the new words as a new message."))
        case Place():
            refused = _guarded(context, Permission.WORK)
            return refused or located.received(context, event) or _unread(context)
        case Unreadable():
            return _guarded(context, Permission.WORK) or _unread(context)
    raise NotFound(N_("I can't read that here. /help shows what I understand."))


def _media(context: Context, event: Media) -> View:
    """Take a file that a form asks for, one that answers the open question, or one with rows from
    those who have projects; from others it is no answer.
    """
    if (taken := forms.received(context, event, table.VERBS)) is not None:
        return taken
    if (taken := media_answers.received(context, event)) is not None:
        return taken
    if allows(context.person.role, Permission.OWN_PROJECTS):
        return upload.received(context, event)
    return _unread(context)


def _unread(context: Context) -> View:
    """Say that a sticker is no answer, with the task that waits for one."""
    said = N_("I can't read that here. /help shows what I understand.")
    task = work.current(context)
    if task is None:
        raise NotFound(said)
    blocks = (Say(context.say(said), "warning"), *task.blocks)
    return replace(task, blocks=blocks, placement=Placement.NEW)


def _command(context: Context, event: Command | MessageChosen) -> View:
    route = route_of(event)
    if route is None:
        raise _unknown(context, event.name if isinstance(event, Command) else event.command)
    context.session.pop(PROMPT, None)
    if (guarded := _guarded(context, route.permission)) is not None:
        return guarded
    if not elsewhere.works_here(event.sender, route):
        return elsewhere.not_here(context, route)
    if isinstance(event, Command):
        return route.run(context, event)
    if route.run_on is not None:
        return route.run_on(context, event)
    bare = Command(id=event.id, sender=event.sender, at_ms=event.at_ms, name=event.command)
    return route.run(context, bare)


def _unknown(context: Context, name: str) -> NotFound:
    near = table.nearest(name.lower(), context.person.role)
    if near is None:
        return NotFound(N_("There is no command /{name}. /help lists them all."), name=name[:32])
    return NotFound(
        N_("There is no command /{name}. Did you mean /{near}?"), name=name[:32], near=near
    )


def _press(context: Context, event: Press | FormSubmitted) -> View:
    verb = table.VERBS.get(event.action.verb)
    if verb is None:
        raise NotFound(N_("This button is from another time, so it has nothing left to do."))
    if isinstance(event, FormSubmitted) and verb.name == typed.NAME:
        return _text(context, typed.text_of(context, event))
    if not (verb.opens_form and isinstance(event, Press)):  # a form that opens answers nothing yet
        context.session.pop(PROMPT, None)
    if verb.name == "work" and event.action.id and context.person.state == "new":
        context.session[start.LANDING] = event.action.id  # after the welcome: what was pressed
    return _guarded(context, _needed(context, verb)) or verb.run(context, event)


def _text(context: Context, event: Text) -> View:
    if len(event.text) > TEXT_LENGTH_MAX:
        raise Invalid(
            N_("That is too long: at most {most} characters fit here."), most=TEXT_LENGTH_MAX
        )
    if event.about:  # in reply to a task, whatever else was asked meanwhile
        guarded = _guarded(context, Permission.WORK)
        return guarded or typed_answers.answered(context, event) or start.menu(context)
    prompt = table.PROMPTS.get(str(context.session.get(PROMPT, "")))
    if prompt is not None and context.person.state != "new":
        chosen = _chosen(context, event.text, by_number=not prompt.takes_numbers)
        if chosen is not None:
            return _press(context, _pressed(event, chosen))
        return _guarded(context, _needed(context, prompt)) or prompt.run(context, event)
    chosen = _chosen(context, event.text)
    if chosen is not None:
        return _press(context, _pressed(event, chosen))
    guarded = _guarded(context, Permission.WORK)
    taken = guarded or typed_answers.answered(context, event)
    return taken or _filled(context, event) or start.menu(context)


def _filled(context: Context, event: Text) -> View | None:
    """Take a text as the answer to a form that something else has come in between of."""
    if forms.NAME not in context.session:
        return None
    return table.PROMPTS[forms.NAME].run(context, event)


def _pressed(event: Text, action: Action) -> Press:
    return Press(id=event.id, sender=event.sender, at_ms=event.at_ms, action=action)


def _needed(context: Context, of: Verb | Prompt) -> Permission:
    """Give what one has to be permitted; for a field of a form, what the form itself needs."""
    is_form = of.name == forms.NAME
    return forms.permission(context, table.VERBS) if is_form else of.permission


def _guarded(context: Context, permission: Permission) -> View | None:
    """Give the welcome to somebody who has not agreed yet; raise what the role does not permit."""
    person = context.person
    if permission is Permission.ANYONE:
        return None
    if person.state == "new":
        return start.welcome(context)
    if person.state == "suspended" and permission is not Permission.OWN_ACCOUNT:
        raise Refused(
            N_(
                "Your account is paused: {reason}. Your credits stay yours; /balance shows them."
            ),
            reason=(person.state_reason or "").rstrip("."),
        )
    if not allows(person.role, permission):
        raise NotAllowed(
            N_("That is for people with another role here. /help shows what you can do.")
        )
    return None


def remember(session: dict[str, Any], view: View) -> None:
    """Keep a menu's buttons, so that their number or label can be typed; a task needs no memory."""
    if view.about or not view.choices:
        session.pop(CHOICES, None)
        return
    session[CHOICES] = [
        [choice.label, encode(choice.action)] for row in view.choices for choice in row
    ]


def _chosen(context: Context, text: str, *, by_number: bool = True) -> Action | None:
    """Find the button of the last menu that somebody typed, by its number or its label."""
    kept: Any = context.session.get(CHOICES)
    if not isinstance(kept, list):
        return None
    word = text.strip().casefold()
    for number, (label, action) in enumerate(kept, 1):
        if word == str(label).casefold() or (by_number and word == str(number)):
            return decode(str(action))
    return None
