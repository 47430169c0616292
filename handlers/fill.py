"""Several answers at once: a task's questions on a form, and a list in which several are chosen.

Every answer is checked by the rules of its question; those before a wrong one are kept.
"""

import re

from domain.actions import UNKNOWN
from domain.errors import Invalid, Refused
from domain.events import FormSubmitted, Press
from domain.permissions import Permission
from domain.questions import QUESTIONS_MAX, Question, Value
from domain.views import Say, View
from handlers import forms, here, media_answers, question_form, work
from handlers.context import Context
from handlers.routes import Verb
from handlers.task_view import task_view
from services import answers, own_words
from services import work as tasks
from services.answers import Step
from services.work import InHand

TICKS = "ticks"
_OPTION = re.compile(r"[0-9]{1,3}")
_SHOWN = re.compile(r"(\d{1,3})-(\d{1,3})")


def _run(context: Context, event: Press | FormSubmitted) -> View:
    if isinstance(event, FormSubmitted):
        return _filled(context, event)
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != event.action.id:
        raise Refused(work.NOT_IN_HAND)
    form = question_form.form(context.say, hand)
    if form is None:
        return task_view(context, hand)
    return View(blocks=(), form=form, about=hand.assignment_id)


def _filled(context: Context, event: FormSubmitted) -> View:
    """Answer each question that the form has, in turn."""
    number = event.action.id
    sent = event.files.get(question_form.name_of(event.action.version))
    if sent is not None and (taken := media_answers.received(context, sent, number)) is not None:
        return taken
    step: Step | None = None
    for position in range(QUESTIONS_MAX):
        given = event.fields.get(question_form.name_of(position))
        if given is None:
            continue
        try:
            step = _answer(context, number, position, given)
        except Invalid as error:
            return _once_more(context, number, position, error)
        if not isinstance(step, InHand) or step.wants_words:
            break
    if step is None:
        raise Invalid(UNKNOWN)
    return work.after(context, step)


def _answer(
    context: Context, number: int, position: int, given: str | tuple[str, ...]
) -> Step:
    def meant(hand: InHand, question: Question) -> Value:
        if hand.wants_words and isinstance(given, str):
            return own_words.answer_of(hand, question, given)
        return question_form.value_of(question, given)

    step = answers.answer(
        context.tx, context.person, number, position, meant, context.now_ms, context.terms
    )
    here.note(context, step, position)
    return step


def _once_more(context: Context, number: int, position: int, error: Invalid) -> View:
    """Show the task at the question that was answered wrong; nothing was written for that one."""
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != number:
        raise error
    said = context.say(error.template, **error.values)
    question = hand.project.questions[position].text
    words = forms.fault(context, question, said)
    return task_view(context, hand, above=(Say(words, "warning"),))


def _ticks(context: Context, event: Press | FormSubmitted) -> View:
    """Take what was selected of the options of one list: `choice` names the first and the last."""
    action = event.action
    shown = _SHOWN.fullmatch(action.choice)
    values = event.values if isinstance(event, Press) else ()
    if shown is None or not all(_OPTION.fullmatch(value) for value in values):
        raise Invalid(UNKNOWN)
    step = answers.tick_among(
        context.tx,
        context.person,
        action.id,
        action.version,
        range(int(shown[1]), int(shown[2]) + 1),
        frozenset(map(int, values)),
        context.now_ms,
    )
    return work.after(context, step)


VERBS = (
    Verb(name=question_form.FILL, permission=Permission.WORK, run=_run, opens_form=True),
    Verb(name=TICKS, permission=Permission.WORK, run=_ticks),
)
