"""Typing an answer to the task in hand, or the word of one of its buttons."""

from functools import partial

from domain import questions
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid, Refused
from domain.events import FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.questions import Value
from domain.views import Choice, Say, View
from handlers import work
from handlers.context import Context
from handlers.routes import Verb
from handlers.task_view import task_view
from services import answers, own_words
from services.work import InHand
from services.work import current as in_hand_of

LABEL_LENGTH_MOST = 24  # of a button beside the answers, in any language
TYPED = "typed"  # the session's key for a button's word that may be an answer


def answered(context: Context, event: Text) -> View | None:
    """Take a typed text as the answer to the open question; None where no question is open.

    In reply to an older question it is no answer to the one that is open now.
    """
    if event.about:
        answers.check_in_hand(context.tx, context.person, event.about)
    hand = in_hand_of(context.tx, context.person.account_id)
    if hand is None:
        return None
    try:
        value = _read(hand, event.text)
    except Invalid as error:
        named = _named(context, hand, event.text)
        if named is not None:
            run = next((verb.run for verb in work.VERBS if verb.name == named.verb), None)
            if run is None:  # it opens a page or a form, which takes a press
                return task_view(context, hand)
            pressed = Press(id=event.id, sender=event.sender, at_ms=event.at_ms, action=named)
            return run(context, pressed)
        return work.once_more(context, hand, error)
    position = hand.position
    if hand.question.type in ("text", "code") and len(event.text) <= LABEL_LENGTH_MOST:
        named = _named(context, hand, event.text)
        if named is not None:
            return _asked_back(context, event.text, named, hand.assignment_id, position)
    return work.answer(context, hand.assignment_id, position, lambda hand, question: value)


def _read(hand: InHand, text: str) -> Value:
    """Read what was typed; in own words where these were asked for, unless a button says it."""
    question = hand.question
    if not hand.wants_words or any(map(partial(_is, text), question.options)):
        return questions.read(question, text)
    return own_words.answer_of(hand, question, text)


def _is(text: str, label: str) -> bool:
    return questions.label_key(text) == questions.label_key(label)


def _asked_back(
    context: Context, text: str, named: Action, assignment_id: int, position: int
) -> View:
    """Ask which is meant where a button's word may be the answer to an open question."""
    context.session[TYPED] = text
    say = context.say
    said = Action("said", assignment_id, version=position)
    answer = Choice(say("It is my answer"), said, style="main")
    asked = say("Is “{word}” your answer, or did you mean the button?", word=text.strip())
    return View(blocks=(Say(asked),), choices=((answer, Choice(say("The button"), named)),))


def _said(context: Context, event: Press | FormSubmitted) -> View:
    """A button's word was meant as the answer."""
    text = context.session.pop(TYPED, None)
    if not isinstance(text, str):
        raise Refused(N_("I don't know any more what you had typed. Type it once more, please."))
    action = event.action
    return work.answer(context, action.id, action.version, lambda _, of: questions.read(of, text))


def _named(context: Context, hand: InHand, text: str) -> Action | None:
    """Find the button beside the answers, such as Skip or Undo, whose label was typed."""
    buttons = [choice for row in task_view(context, hand).choices for choice in row]
    buttons.append(work.undo_button(context, answers.latest(context.tx, context.person.account_id)))
    word = questions.label_key(text)
    return next((c.action for c in buttons if questions.label_key(c.label) == word), None)


VERBS = (Verb(name="said", permission=Permission.WORK, run=_said),)
