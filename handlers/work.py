"""Working: the next task, answering it by a tap, skipping, taking back."""

from collections.abc import Callable
from dataclasses import replace

from domain import questions
from domain.actions import UNKNOWN, Action
from domain.amounts import N_, Money
from domain.errors import BiteworkError, Invalid, NotFound, Refused
from domain.events import Command, Event, FormSubmitted, Place, Press, Text
from domain.permissions import Permission
from domain.questions import Question, Value
from domain.views import Block, Body, Choice, Done, Say, Title, View, Visit
from handlers import brakes, here, later, near, nothing, thanks, within_reach
from handlers.context import Context
from handlers.missed import missed
from handlers.routes import Route, Verb
from handlers.shown_blocks import marked
from handlers.task_view import task_view, with_buttons
from handlers.widgets import ORDER, TYPED
from services import answers, people, routing, work
from services.answers import HandedIn, Late, Step, ToVisit
from services.screenings import ScreenedOut
from services.work import InHand

LISTED_MOST = 10  # projects in one list
NOT_IN_HAND = N_("That task is not in your hands any more. /work gives you the next one.")
TIME_WAS_UP = N_("Time was up for that one, so it went to somebody else. No harm done.")
ELSEWHERE = N_("There is nothing for you in that project at the moment. This one is from another.")


def current(context: Context) -> View | None:
    """Show the task that the person has in hand, if any."""
    hand = work.current(context.tx, context.person.account_id)
    return task_view(context, hand) if hand else None


def hand_out(
    context: Context,
    *,
    project_id: int | None = None,
    above: tuple[Block, ...] = (),
    anew: bool = False,
) -> View:
    """Show the task in hand, what was put aside unless it is to be something `anew`, or the next
    task; say so where there is nothing.
    """
    hand = work.current(context.tx, context.person.account_id)
    if hand is not None and hand.deadline_ms <= context.now_ms:
        work.expire_in_hand(context.tx, context.person, context.now_ms)
        above, hand = (*above, Say(context.say(TIME_WAS_UP))), None
    sent_back = None
    if hand is None:
        sent_back = work.sent_back(context.tx, context.person.account_id, context.now_ms)
    if sent_back is not None:
        return later.taken_up(context, sent_back, above)
    if hand is None and not anew and (aside := later.aside_view(context, above=above)) is not None:
        return aside
    if hand is None:
        hand = work.next_task(
            context.tx, context.person, context.now_ms, project_id=project_id, patient=True
        )
        if anew and hand is not None and project_id not in (None, hand.project_id):
            above = (*above, Say(context.say(ELSEWHERE)))
        above = brakes.before_first(context, hand, above)
    return task_view(context, hand, above=above) if hand else nothing.view(context, above)


def once_more(context: Context, hand: InHand, error: BiteworkError) -> View:
    """Show the task again below what is wrong with the answer."""
    said = Say(context.say(error.template, **error.values), "warning")
    return task_view(context, hand, above=(said,))


def undo_button(context: Context, submission_id: int | None) -> Choice:
    """Make the button that takes an answer back."""
    return Choice(context.say("Undo"), Action("undo", submission_id or 0))


def answer(
    context: Context,
    assignment_id: int,
    position: int,
    meant: Callable[[InHand, Question], Value],
    *,
    is_visited: bool = False,
) -> View:
    """Answer a question of a task in hand, and show what comes next."""
    step = answers.answer(
        context.tx,
        context.person,
        assignment_id,
        position,
        meant,
        context.now_ms,
        context.terms,
        is_visited=is_visited,
    )
    here.note(context, step, position)
    return after(context, step)


def after(context: Context, step: Step) -> View:
    """Show what follows an answer: the next question, the next task, that it came too late, or that
    the project is for others.
    """
    match step:
        case InHand():
            return task_view(context, step)
        case Late():
            return late(context)
        case HandedIn():
            return _thanks(context, step)
        case ToVisit():
            visit = Visit(step.url, step.hand.assignment_id, step.position)
            return replace(task_view(context, step.hand), visit=visit)
        case ScreenedOut():
            return _for_others(context, step)


def _for_others(context: Context, out: ScreenedOut) -> View:
    """Thank somebody whom a project doesn't fit, and go on with another one."""
    say, project = context.say, out.project
    said = say("Thank you. “{title}” looks for others, so it ends here.", title=project.title)
    if out.paid_minor:
        amount = Money(out.paid_minor, project.currency)
        said += " " + say("For having answered: +{amount}.", amount=amount)
    return hand_out(context, above=(Say(said),))


def late(context: Context) -> View:
    """Say kindly that the time was up."""
    say = context.say
    return View(
        blocks=(Say(say(TIME_WAS_UP)),),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def _thanks(context: Context, given: HandedIn) -> View:
    """Thank for an answer, say what it earned, and go on with the next task in the same message."""
    done = thanks.done(context, given)
    if given.gold is not None and not given.gold.right:
        return missed(context, done, given.submission_id, given.gold)
    undo = (undo_button(context, given.submission_id),) if given.can_undo else ()
    return hand_out_next(context, given.project_id, (done,), undo)


def again(context: Context, event: Event) -> View | None:
    """Thank once more for an answer that is delivered again: the first thanks may never have come.
    None where it was no answer, or not the last one.
    """
    if isinstance(event, Press) and event.action.verb != "ans":
        return None
    noted_ms = people.event_moment(
        context.tx, platform=event.sender.platform, event_id=event.id
    )
    if noted_ms is None or not isinstance(event, Press | Text | Place):
        return None
    given = answers.handed_in(context.tx, context.person, noted_ms, context.now_ms)
    if given is None:
        return None
    done = thanks.done(context, given)
    hand = work.current(context.tx, context.person.account_id)
    if hand is not None:
        return task_view(context, hand, above=(done,))
    following = Choice(context.say("Next task"), Action("work"), style="main")
    return View(blocks=(done,), choices=((following,),))


def hand_out_next(
    context: Context,
    project_id: int,
    above: tuple[Block, ...] = (),
    beside: tuple[Choice, ...] = (),
) -> View:
    """Show the next task of a project, or of another; the person has nothing in hand."""
    hand = work.next_task(context.tx, context.person, context.now_ms, project_id=project_id)
    if hand is None:
        return with_buttons(nothing.view(context, above), beside)
    if hand.project_id != project_id:
        above = brakes.before_first(context, hand, above)
    return task_view(context, hand, above=above, beside=beside)


def _pressed_answer(context: Context, event: Press | FormSubmitted) -> View:
    """A tap on an answer: an option, `done` behind several ticked ones, or `none`."""
    choice = event.action.choice

    def meant(hand: InHand, question: Question) -> Value:
        if choice == "done":
            return list(hand.ticked)
        if choice == "none":
            return None
        if choice.startswith(TYPED):
            return questions.read(question, choice.removeprefix(TYPED))
        if not choice.isdecimal():
            raise Invalid(UNKNOWN)
        return questions.from_choice(question, int(choice))

    return answer_or_again(context, event.action.id, event.action.version, meant)


def answer_or_again(
    context: Context,
    assignment_id: int,
    position: int,
    meant: Callable[[InHand, Question], Value],
    *,
    is_visited: bool = False,
) -> View:
    """Answer a question; where that is no answer to it, say what is wanted and show it again."""
    try:
        return answer(context, assignment_id, position, meant, is_visited=is_visited)
    except Invalid as error:  # nothing was written yet
        hand = work.current(context.tx, context.person.account_id)
        if hand is None or hand.assignment_id != assignment_id:
            raise
        return once_more(context, hand, error)


def _tick(context: Context, event: Press | FormSubmitted) -> View:
    action = event.action
    if not action.choice.isdecimal():
        raise Invalid(UNKNOWN)
    step = answers.tick(
        context.tx,
        context.person,
        action.id,
        action.version,
        int(action.choice),
        context.now_ms,
    )
    return after(context, step)


def _work(context: Context, event: Command) -> View:
    return hand_out(context)


def _work_pressed(context: Context, event: Press | FormSubmitted) -> View:
    """The next task; of a certain project where the button names one."""
    wanted = event.action.id
    if wanted:
        return work_for(context, wanted)
    return hand_out(context, anew=event.action.choice == later.OTHER)


def work_for(context: Context, wanted: int) -> View:
    """Show the next task of a certain project; another one in hand goes back."""
    open_to = work.open_projects(context.tx, context.person, context.now_ms)
    chosen = next((offer for offer in open_to if offer.id == wanted), None)
    if chosen is None:
        return within_reach.why(context, wanted)
    hand = work.current(context.tx, context.person.account_id)
    if chosen.project.at and (hand is None or hand.project_id != wanted):
        return near.asked(context)
    if hand is not None and hand.project_id != wanted:
        work.put_back(context.tx, hand.assignment_id, context.now_ms)
    return hand_out(context, project_id=wanted, anew=True)


def _tasks(context: Context, event: Command | Press | FormSubmitted) -> View:
    """List what is open, the best paid hour first."""
    say = context.say
    open_to = work.open_projects(context.tx, context.person, context.now_ms)
    offers = [o for o in open_to if _has_task(context, o.id)][:LISTED_MOST]
    if not offers:
        return current(context) or nothing.view(context)
    blocks = (Body(say("Open now, the best paid hour first:")),)
    titles = [block for offer in offers for block in brakes.headed(context, offer)]
    choices = tuple(
        (Choice(offer.project.title[:48], Action("work", offer.id)),) for offer in offers
    )
    return within_reach.beside(context, View(blocks=(*blocks, *titles), choices=choices))


def _has_task(context: Context, project_id: int) -> bool:
    """Tell whether a project has a task for somebody, and not for others first."""
    account_id = context.person.account_id
    return not routing.waits(project_id, account_id, context.now_ms) and work.has_task(
        context.tx, context.person, project_id
    )


def _skip(context: Context, event: Command) -> View:
    hand = work.current(context.tx, context.person.account_id)
    if hand is None:
        raise NotFound(N_("There is no task in your hands to skip. /work gives you one."))
    return _skipped(context, hand.assignment_id)


def _skip_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _skipped(context, event.action.id)


def _skipped(context: Context, assignment_id: int) -> View:
    project_id = work.skip(context.tx, context.person, assignment_id, context.now_ms)
    done = Done(context.say("Skipped. It goes to somebody else and won't come back to you."))
    return hand_out_next(context, project_id, (done,))


def _undo(context: Context, event: Command) -> View:
    newest = answers.latest(context.tx, context.person.account_id)
    return _undone(context, newest or 0)


def _undo_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _undone(context, event.action.id)


def _undone(context: Context, submission_id: int) -> View:
    hand = answers.undo(
        context.tx, context.person, submission_id, context.now_ms, context.terms
    )
    return task_view(
        context, hand, above=(Done(context.say("Taken back. Here it is again.")),)
    )


def _info(context: Context, event: Press | FormSubmitted) -> View:
    """Show a project's instructions, with the way back to the task."""
    hand = work.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != event.action.id:
        raise Refused(NOT_IN_HAND)
    say, project = context.say, hand.project
    said = (marked(project.instructions), Body(brakes.line(context, hand.project_id)))
    return View(
        blocks=(Title(project.title), *(body for body in said if body.text)),
        choices=((Choice(say("Back to the task"), Action("work"), style="main"),),),
    )


def _show(context: Context, event: Press | FormSubmitted) -> View:
    """Show the task in hand once more: another part of what is too long for one message."""
    hand = work.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != event.action.id:
        raise Refused(NOT_IN_HAND)
    return task_view(context, hand)


_OWN = Permission.WORK
ROUTES = (
    Route(path="work", summary=N_("the next task"), permission=_OWN, run=_work, aliases=("next",)),
    Route(path="tasks", summary=N_("what is open and what it pays"), permission=_OWN, run=_tasks),
    Route(path="skip", summary=N_("leave this task to somebody else"), permission=_OWN, run=_skip),
    Route(path="undo", summary=N_("take the last answer back"), permission=_OWN, run=_undo),
)
VERBS = (
    Verb(name="ans", permission=_OWN, run=_pressed_answer),
    Verb(name="tick", permission=_OWN, run=_tick),
    Verb(name=ORDER, permission=_OWN, run=_tick),
    Verb(name="work", permission=_OWN, run=_work_pressed),
    Verb(name="tasks", permission=_OWN, run=_tasks),
    Verb(name="skip", permission=_OWN, run=_skip_pressed),
    Verb(name="undo", permission=_OWN, run=_undo_pressed),
    Verb(name="info", permission=_OWN, run=_info, mode="read"),
    Verb(name="show", permission=_OWN, run=_show, mode="read"),
)
