"""Agreeing to a licence, or leaving its project to others."""

from domain.events import FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Done, View
from handlers import licence_view, work
from handlers.context import Context
from handlers.routes import Verb
from handlers.task_view import task_view
from services import licences


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    say, number = context.say, event.action.id
    if event.action.choice == licence_view.YES:
        return task_view(context, licence_view.agreed(context, number))
    licences.decline(context.tx, context.person, number, context.now_ms)
    done = Done(say("That is fine. This project won't come again."))
    return work.hand_out(context, above=(done,), anew=True)


VERBS = (Verb(name=licence_view.VERB, permission=Permission.WORK, run=_pressed),)
