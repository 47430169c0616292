"""Putting a task aside with what was answered of it, and taking it up again."""

from domain.actions import Action
from domain.amounts import N_, Moment
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Say, Title, View
from handlers.context import Context
from handlers.routes import Route, Verb
from handlers.task_view import task_view
from handlers.voice import Voice
from services import later, work
from services.work import InHand

OTHER = "other"  # the choice of a button for work that is new, whatever is aside
TITLE_LENGTH_MAX = 40


def aside_view(context: Context, *, above: tuple[Block, ...] = ()) -> View | None:
    """List what somebody has put aside; None where there is nothing."""
    found = later.aside(context.tx, context.person.account_id, context.now_ms)
    if not found:
        return None
    say = context.say
    rows = tuple((_go_on(say, hand),) for hand in found)
    another = Choice(say("Another task"), Action("work", choice=OTHER))
    return View(
        blocks=(*above, Title(say("What you have put aside")), *(_line(say, h) for h in found)),
        choices=(*rows, (another,)),
    )


def _line(say: Voice, hand: InHand) -> Body:
    answered, until = len(hand.draft), Moment(hand.deadline_ms)
    text = say.many(
        "“{title}”: {n} answer so far; yours until {moment}",
        "“{title}”: {n} answers so far; yours until {moment}",
        answered,
        title=hand.project.title,
        moment=until,
    )
    return Body(text)


def _go_on(say: Voice, hand: InHand) -> Choice:
    label = say("Go on: {title}", title=hand.project.title[:TITLE_LENGTH_MAX])
    return Choice(label, Action("go_on", hand.assignment_id), style="main")


def _put_aside(context: Context, assignment_id: int) -> View:
    say, person = context.say, context.person
    hand = later.put_aside(context.tx, person, assignment_id, context.now_ms)
    text = say(
        "Put aside, with what you answered. “{title}” is yours until {moment}; /work shows it.",
        title=hand.project.title,
        moment=Moment(hand.deadline_ms),
    )
    another = Choice(say("Another task"), Action("work", choice=OTHER))
    return View(blocks=(Done(text),), choices=((another, _go_on(say, hand)),))


def _later(context: Context, event: Command) -> View:
    """Put the task in hand aside; where there is none, list those that are aside."""
    hand = work.current(context.tx, context.person.account_id)
    if hand is not None:
        return _put_aside(context, hand.assignment_id)
    say = context.say
    nothing = View(
        blocks=(Body(say("You have put nothing aside. /later does that with the task in hand.")),),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )
    return aside_view(context) or nothing


def taken_up(context: Context, assignment_id: int, above: tuple[Block, ...] = ()) -> View:
    """Show a task that a reviewer sent back, with the reason."""
    hand, why = work.take_up(context.tx, context.person, assignment_id, context.now_ms)
    if why:
        said = context.say("This one was sent back to you: {reason}", reason=context.say(why))
        above = (*above, Say(said))
    return task_view(context, hand, above=above)


def _redo(context: Context, event: Press | FormSubmitted) -> View:
    return taken_up(context, event.action.id)


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _put_aside(context, event.action.id)


def _resumed(context: Context, event: Press | FormSubmitted) -> View:
    hand = later.resume(context.tx, context.person, event.action.id, context.now_ms)
    return task_view(context, hand)


_OWN = Permission.WORK
ROUTES = (
    Route(
        path="later",
        summary=N_("put this task aside, or take one up again"),
        permission=_OWN,
        run=_later,
    ),
)
VERBS = (
    Verb(name="redo", permission=_OWN, run=_redo),
    Verb(name="later", permission=_OWN, run=_pressed),
    Verb(name="go_on", permission=_OWN, run=_resumed),
)
