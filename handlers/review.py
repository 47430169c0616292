"""Reviewing: one answer after another, accepted, rejected, or sent back with a reason."""

from collections.abc import Mapping

from domain import questions, rejections
from domain.actions import Action
from domain.amounts import N_, Span
from domain.events import Command, FormSubmitted, Press, Text
from domain.permissions import Permission
from domain.shown import as_text
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Quote, Title, View
from handlers import forms
from handlers.context import Context
from handlers.routes import Prompt, Route, Verb
from services import reviews
from services.reviews import Review

REJECT, REASON, WORDS = "reject", "reason", "words"  # the form's verb, and its two fields
REVISE = "revise_reason"  # the prompt for what should be different
REASONS = (
    N_("Please read the instructions once more."),
    N_("Please write a little more."),
    N_("Please look at the row once more."),
)


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
    row = as_text(review.project.show, review.data)
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
    """Ask why, then reject: a reason of the list, and words that the person can learn from."""
    number = event.action.id
    if not isinstance(event, FormSubmitted):
        reviews.check(context.tx, context.person, number)
        return forms.ask(context, _why_not(context, number))
    given = {name: str(value) for name, value in event.fields.items()}
    wrong = _check(context, event)
    if wrong:
        return forms.ask(context, _why_not(context, number, given), problems=wrong)
    reviews.reject(
        context.tx,
        context.person,
        number,
        given.get(REASON, ""),
        given.get(WORDS, ""),
        context.terms,
        context.now_ms,
    )
    return _settled(context, number, context.say("Rejected, with your reason."))


def _why_not(context: Context, number: int, given: Mapping[str, str] | None = None) -> Form:
    say, filled = context.say, given or {}
    reasons = tuple((code, say(reason.text)) for code, reason in rejections.REASONS.items())
    return Form(
        say("Why not?"),
        Action(REJECT, number),
        (
            FormField(
                REASON, say("The reason"), "choice", value=filled.get(REASON, ""), options=reasons
            ),
            FormField(
                WORDS,
                say("In your words: what is wrong with it?"),
                "long",
                value=filled.get(WORDS, ""),
                hint=say("The person reads it, can learn from it, and can appeal once."),
            ),
        ),
        say("Reject"),
    )


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the words."""
    words = str(event.fields.get(WORDS, "")).strip()
    if len(words) < reviews.REASON_LENGTH_LEAST and WORDS in event.fields:
        return {WORDS: context.say("Say why, in words that the person can learn from.")}
    return {}


def _revise(context: Context, event: Press | FormSubmitted) -> View:
    """Ask what should be different; one of REASONS can be tapped."""
    choice, number, say = event.action.choice, event.action.id, context.say
    if choice.isdecimal() and int(choice) < len(REASONS):
        return _sent_back(context, number, REASONS[int(choice)])
    context.session["prompt"] = REVISE
    context.session["review"] = number
    rows = tuple(
        (Choice(say(reason), Action(event.action.verb, number, str(index))),)
        for index, reason in enumerate(REASONS)
    )
    text = say(
        "The person reads it and can hand the task in anew for {span}. Tap one, or type it.",
        span=Span(reviews.REVISE_MS),
    )
    return View(
        blocks=(Title(say("What should be different?")), Body(text)),
        choices=(*rows, (Choice(say("Back"), Action("review")),)),
        typing=say("Type the reason"),
    )


def _revise_typed(context: Context, event: Text) -> View:
    return _sent_back(context, int(context.session.get("review", 0)), event.text)


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
    Verb(name=REJECT, permission=_MAY, run=_reject, opens_form=True, check=_check),
)
PROMPTS = (Prompt(name=REVISE, permission=_MAY, run=_revise_typed),)
