"""Typing where typed words never reach us: a button opens a form with one field.

In a group that shows messages to one person alone (`domain.platforms.TYPED_IN_FORMS`) people work
as in a chat of their own, but what they type there goes to everybody else. What is typed into the
form is served as if it had been typed into the chat.
"""

from dataclasses import replace

from domain import platforms
from domain.actions import Action
from domain.amounts import N_
from domain.errors import BiteworkError, Invalid, Refused
from domain.events import Event, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.views import Choice, Form, FormField, View
from handlers.context import Context
from handlers.routes import Verb

NAME = "type"
FIELD = "text"
Row = tuple[Choice, ...]
PROMPT = "prompt"  # the session's key for the question that is open


def with_button(context: Context, view: View) -> View:
    """Add the button that opens the form to a view that asks for words."""
    prompt = context.session.get(PROMPT)
    if not prompt or not view.typing or view.about or view.form is not None:
        return view
    if context.person.platform not in platforms.TYPED_IN_FORMS:
        return view
    button = Choice(context.say("Type it"), Action(NAME, choice=str(prompt)), style="main")
    return replace(view, choices=((button,), *view.choices))


def once_more(context: Context, event: Event, error: BiteworkError) -> tuple[Row, ...]:
    """Give the button that opens the form again, where what was typed into it can't be read."""
    if not (isinstance(event, FormSubmitted) and event.action.verb == NAME):
        return ()
    if not isinstance(error, Invalid):
        return ()
    action = Action(NAME, choice=event.action.choice)
    return ((Choice(context.say("Type it"), action, style="main"),),)


def text_of(context: Context, event: FormSubmitted) -> Text:
    """Give what was typed into the form; raises Refused where the question is another by now."""
    if context.session.get(PROMPT) != event.action.choice:
        raise Refused(N_("That question is not open any more, so this answers nothing."))
    words = event.fields.get(FIELD, "")
    text = words if isinstance(words, str) else ", ".join(words)
    return Text(id=event.id, sender=event.sender, at_ms=event.at_ms, text=text.strip())


def _open(context: Context, event: Press | FormSubmitted) -> View:
    say = context.say
    field = FormField(FIELD, say("Type it here"), "long")
    action = Action(NAME, choice=event.action.choice)
    return View(blocks=(), form=Form(say("Your answer"), action, (field,), say("Send")))


VERBS = (
    Verb(name=NAME, permission=Permission.OWN_ACCOUNT, run=_open, mode="write", opens_form=True),
)
