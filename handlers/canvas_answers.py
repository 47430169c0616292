"""What was marked on the page for boxes, points and spans comes in as an answer."""

import json
from typing import Any

from domain.amounts import N_
from domain.errors import Invalid, Refused
from domain.events import FormSubmitted, Press
from domain.permissions import Permission
from domain.questions import Question, Value
from domain.views import View
from handlers import canvas, work
from handlers.context import Context
from handlers.routes import Verb
from handlers.task_view import task_view
from services import answers
from services import work as tasks
from services.answers import Late
from services.work import InHand

FIELD = "marks"
CHARS_MAX = 60_000
NOT_READ = N_("What was marked did not arrive whole. Send it once more, please.")


def read(text: str) -> Any:
    """Read what the page sent: a list of marks, or nothing (null); raises Invalid."""
    try:
        marks = json.loads(text) if len(text) <= CHARS_MAX else 0
    except ValueError:
        marks = 0
    if marks is not None and not isinstance(marks, list):
        raise Invalid(NOT_READ)
    return marks


def _run(context: Context, event: Press | FormSubmitted) -> View:
    if isinstance(event, FormSubmitted):
        return _sent(context, event)
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != event.action.id:
        raise Refused(work.NOT_IN_HAND)
    return task_view(context, hand)


def _sent(context: Context, event: FormSubmitted) -> View:
    """Take what was marked. What can't be taken is refused, so that the page can say why."""
    action = event.action
    marks = read(str(event.fields.get(FIELD, "")))

    def meant(hand: InHand, question: Question) -> Value:
        if hand.position != action.version:
            raise Refused(canvas.GONE)
        return canvas.checked(hand, marks)

    step = answers.answer(
        context.tx,
        context.person,
        action.id,
        action.version,
        meant,
        context.now_ms,
        context.terms,
    )
    if isinstance(step, Late):
        raise Refused(work.TIME_WAS_UP)
    return work.after(context, step)


VERBS = (Verb(name=canvas.NAME, permission=Permission.WORK, run=_run),)
