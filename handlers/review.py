"""Reviewing: one answer after another, accepted, rejected, or sent back with a reason."""

from domain import questions, templates
from domain.actions import Action
from domain.amounts import N_, Span
from domain.events import Command, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Quote, Title, View
from handlers.context import Context
from handlers.routes import Prompt, Route, Verb
from services import reviews
from services.reviews import Review

REJECT, REVISE = "review_reason", "revise_reason"  # the prompts for the two reasons
REASONS = {
    REJECT: (
        N_("It does not follow the instructions."),
        N_("It does not answer the question."),
        N_("It was answered without looking at the row."),
    ),
    REVISE: (
        N_("Please read the instructions once more."),
        N_("Please write a little more."),
        N_("Please look at the row once more."),
    ),
}


def _review(context: Context, event: Command) -> View:
    return _next(context, 0, ())


def _next(context: Context, after_id: int, above: tuple[Block, ...]) -> View:
    """Show the next answer that waits; after the last one those that were put off."""
    say = context.say
    review = reviews.next_review(context.tx, context.person, after_id=after_id)
    if review is None and after_id:
        review = reviews.next_review(context.tx, context.person)
    if review is None:
        title = Title(say("Nothing waits for a review"))
        menu = Choice(say("Next task"), Action("work"), style="main")
        return View(blocks=(*above, title), choices=((menu,),))
    waiting = reviews.waiting(context.tx, context.person)
    number = review.submission_id
    aside = [say.many("{n} waits", "{n} wait", waiting)]
    if review.revision > 1:
        aside.append(say("handed in {n} times", n=review.revision))
    return View(
        blocks=(*above, Title(review.project.title, tuple(aside)), *_shown(review)),
        choices=(
            (
                Choice(say("Accept"), Action("accept", number), style="main"),
                Choice(say("Ask for revision"), Action("revise", number)),
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
    chosen = _reason_of(event, REJECT)
    if chosen is not None:
        return _rejected(context, event.action.id, chosen)
    return _why(
        context,
        event,
        REJECT,
        context.say("Why not?"),
        context.say("The person reads your reason. Tap one, or type your own."),
    )


def _revise(context: Context, event: Press | FormSubmitted) -> View:
    chosen = _reason_of(event, REVISE)
    if chosen is not None:
        return _sent_back(context, event.action.id, chosen)
    return _why(
        context,
        event,
        REVISE,
        context.say("What should be different?"),
        context.say(
            "The person reads it and can hand the task in anew for {span}. Tap one, or type it.",
            span=Span(reviews.REVISE_MS),
        ),
    )


def _reason_of(event: Press | FormSubmitted, prompt: str) -> str | None:
    """Give the reason whose button was pressed: in English, as it is kept."""
    choice = event.action.choice
    if choice.isdecimal() and int(choice) < len(REASONS[prompt]):
        return REASONS[prompt][int(choice)]
    return None


def _why(
    context: Context, event: Press | FormSubmitted, prompt: str, title: str, text: str
) -> View:
    """Ask for the reason."""
    number, say = event.action.id, context.say
    context.session["prompt"] = prompt
    context.session["review"] = number
    rows = tuple(
        (Choice(say(reason), Action(event.action.verb, number, str(index))),)
        for index, reason in enumerate(REASONS[prompt])
    )
    return View(
        blocks=(Title(title), Body(text)),
        choices=(*rows, (Choice(say("Back"), Action("review")),)),
        typing=say("Type the reason"),
    )


def _reject_typed(context: Context, event: Text) -> View:
    return _rejected(context, int(context.session.get("review", 0)), event.text)


def _revise_typed(context: Context, event: Text) -> View:
    return _sent_back(context, int(context.session.get("review", 0)), event.text)


def _rejected(context: Context, number: int, reason: str) -> View:
    reviews.reject(
        context.tx, context.person, number, reason, context.terms, context.now_ms
    )
    return _settled(context, number, context.say("Rejected, with your reason."))


def _sent_back(context: Context, number: int, reason: str) -> View:
    reviews.send_back(context.tx, context.person, number, reason, context.now_ms)
    return _settled(context, number, context.say("Sent back, with your reason."))


def _settled(context: Context, number: int, said: str) -> View:
    context.session.pop("prompt", None)
    context.session.pop("review", None)
    return _next(context, number, (Done(said),))


_MAY = Permission.REVIEW
ROUTES = (
    Route(path="review", summary=N_("look at answers that wait"), permission=_MAY, run=_review),
)
VERBS = (
    Verb(name="review", permission=_MAY, run=_later),
    Verb(name="accept", permission=_MAY, run=_accept),
    Verb(name="revise", permission=_MAY, run=_revise),
    Verb(name="reject", permission=_MAY, run=_reject),
)
PROMPTS = (
    Prompt(name=REJECT, permission=_MAY, run=_reject_typed),
    Prompt(name=REVISE, permission=_MAY, run=_revise_typed),
)
