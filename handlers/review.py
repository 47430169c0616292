"""Reviewing: one answer after another, accepted, or rejected with a reason."""

from domain import questions, templates
from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Quote, Title, View
from handlers.context import Context
from handlers.routes import Prompt, Route, Verb
from services import reviews
from services.reviews import Review

PROMPT = "review_reason"
REASONS = (
    N_("It does not follow the instructions."),
    N_("It does not answer the question."),
    N_("It was answered without looking at the row."),
)


def _review(context: Context, event: Command) -> View:
    return _next(context, 0, ())


def _next(context: Context, after_id: int, above: tuple[Block, ...]) -> View:
    say = context.say
    review = reviews.next_review(context.tx, context.person, after_id=after_id)
    if review is None:
        title = Title(say("Nothing waits for a review"))
        menu = Choice(say("Next task"), Action("work"), style="main")
        return View(blocks=(*above, title), choices=((menu,),))
    waiting = reviews.waiting(context.tx, context.person)
    number = review.submission_id
    return View(
        blocks=(
            *above,
            Title(review.project.title, (say.many("{n} waits", "{n} wait", waiting),)),
            *_shown(review),
        ),
        choices=(
            (
                Choice(say("Accept"), Action("accept", number), style="main"),
                Choice(say("Reject"), Action("reject", number), style="danger"),
                Choice(say("Later"), Action("review", number)),
            ),
        ),
    )


def _shown(review: Review) -> tuple[Block, ...]:
    row = templates.render(review.project.show, review.data)
    given = tuple(
        (question.text, questions.shown(question, review.answers.get(question.id)))
        for question in review.project.questions
    )
    return (Quote(row), Fields(given)) if row else (Fields(given),)


def _later(context: Context, event: Press | FormSubmitted) -> View:
    return _next(context, event.action.id, ())


def _accept(context: Context, event: Press | FormSubmitted) -> View:
    number = event.action.id
    reviews.accept(context.tx, context.person, number, context.terms, context.now_ms)
    return _next(context, number, (Done(context.say("✓ Accepted and paid.")),))


def _reject(context: Context, event: Press | FormSubmitted) -> View:
    """Ask for the reason, or take the one whose button was pressed."""
    number, choice = event.action.id, event.action.choice
    say = context.say
    if choice.isdecimal() and int(choice) < len(REASONS):
        return _rejected(context, number, say(REASONS[int(choice)]))
    context.session["prompt"] = PROMPT
    context.session["review"] = number
    rows = tuple(
        (Choice(say(reason), Action("reject", number, str(index))),)
        for index, reason in enumerate(REASONS)
    )
    return View(
        blocks=(
            Title(say("Why not?")),
            Body(say("The person reads your reason. Tap one, or type your own.")),
        ),
        choices=(*rows, (Choice(say("Back"), Action("review")),)),
        typing=say("Type the reason"),
    )


def _reason(context: Context, event: Text) -> View:
    return _rejected(context, int(context.session.get("review", 0)), event.text)


def _rejected(context: Context, number: int, reason: str) -> View:
    reviews.reject(
        context.tx, context.person, number, reason, context.terms, context.now_ms
    )
    context.session.pop("prompt", None)
    context.session.pop("review", None)
    return _next(context, number, (Done(context.say("Rejected, with your reason.")),))


_MAY = Permission.REVIEW
ROUTES = (
    Route(path="review", summary=N_("look at answers that wait"), permission=_MAY, run=_review),
)
VERBS = (
    Verb(name="review", permission=_MAY, run=_later),
    Verb(name="accept", permission=_MAY, run=_accept),
    Verb(name="reject", permission=_MAY, run=_reject),
)
PROMPTS = (Prompt(name=PROMPT, permission=_MAY, run=_reason),)
