"""Appeals: a worker's words against a rejection, and those who look at it.

Whoever looks at one sees the row, the answer, the reason and what both say; never whose they are.
"""

from domain import questions, rejections
from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.shown import as_text
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Quote, Title, View
from handlers import forms
from handlers.context import Context
from handlers.routes import Route, Verb
from handlers.shown_blocks import marked
from services import appeals
from services.appeals import Appeal

APPEAL, QUEUE = "appeal", "appeals"
PAY, KEEP, PASS = "appeal_pay", "appeal_keep", "appeal_pass"
ADMIN, GRANT, DENY = "appeal_admin", "appeal_grant", "appeal_deny"
WORDS = "words"


def button(context: Context, submission_id: int) -> Choice:
    """Make the button that leads from a rejection to an appeal."""
    return Choice(context.say("Appeal"), Action(APPEAL, submission_id))


# --- The worker --------------------------------------------------------------


def _appeal(context: Context, event: Press | FormSubmitted) -> View:
    number = event.action.id
    appeals.check(context.tx, context.person, number, context.now_ms)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _why(context, number))
    if wrong := _check(context, event):
        return forms.ask(context, _why(context, number), problems=wrong)
    appeals.appeal(context.tx, context.person, number, _words(event), context.now_ms)
    say = context.say
    return View(
        blocks=(
            Done(say("✓ Your appeal is in.")),
            Body(
                say(
                    "Three people who had no part in it look at it, and don't see whose it is. Two "
                    "of them decide, and I tell you what they say."
                )
            ),
        ),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def _why(context: Context, number: int) -> Form:
    say = context.say
    hint = say("Those who look at it read your words beside the reason. It can be done once.")
    field = FormField(WORDS, say("Why should it be paid?"), "long", hint=hint)
    return Form(say("Your appeal"), Action(APPEAL, number), (field,), say("Appeal"))


# --- Those who look at it ----------------------------------------------------


def _queue(context: Context, event: Command | Press | FormSubmitted) -> View:
    return _next(context, ())


def _next(context: Context, above: tuple[Block, ...]) -> View:
    """Show the oldest appeal that this person is asked about."""
    say = context.say
    case = appeals.next_case(context.tx, context.person, context.now_ms)
    if case is None:
        text = say("When somebody appeals and you are asked to look at it, you hear from me.")
        return View(
            blocks=(*above, Title(say("No appeal waits for you")), Body(text)),
            choices=((Choice(say("Next task"), Action("work"), style="main"),),),
        )
    number, terms = case.asked.id, context.terms
    pay = Money(terms.minor(terms.appeals.reviewer_pay), terms.money.currency)
    aside = (say.show(pay), say.many("{n} waits", "{n} wait", case.waiting))
    text = say(
        "Was this answer rejected rightly? You are paid the same whatever you say. It waits for "
        "you until {moment}.",
        moment=Moment(case.asked.deadline_ms),
    )
    return View(
        blocks=(*above, Title(say("An appeal"), aside), Body(text), *_shown(context, case.appeal)),
        choices=(
            (
                Choice(say("Pay the answer"), Action(PAY, number), style="main"),
                Choice(say("It was rejected rightly"), Action(KEEP, number)),
                Choice(say("Let it pass"), Action(PASS, number)),
            ),
        ),
    )


def _shown(context: Context, appeal: Appeal) -> tuple[Block, ...]:
    """Show what there is to decide about, without a name or an id of anybody."""
    say, project = context.say, appeal.project
    row = as_text(project.show, appeal.data)
    given = tuple(
        (question.text, questions.shown(question, appeal.answers.get(question.id)))
        for question in project.questions
    )
    reason = rejections.reason(appeal.reason_code)
    said = [(say("Rejected because"), say(reason.text))] if reason else []
    if appeal.reason_code != rejections.CONSENSUS:
        said.append((say("Who rejected it says"), appeal.reason))
    said.append((say("Who answered says"), appeal.words))
    blocks: list[Block] = [Title(project.title)]
    if project.instructions:
        blocks.append(marked(project.instructions))
    if row:
        blocks.append(Quote(row))
    return (*blocks, Fields(given), Fields(tuple(said)))


def _pay(context: Context, event: Press | FormSubmitted) -> View:
    return _said(context, event.action.id, None, overturn=True)


def _keep(context: Context, event: Press | FormSubmitted) -> View:
    number = event.action.id
    appeals.check_asked(context.tx, context.person, number, context.now_ms)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _rightly(context, Action(KEEP, number)))
    if wrong := _check(context, event):
        return forms.ask(context, _rightly(context, Action(KEEP, number)), problems=wrong)
    return _said(context, number, _words(event), overturn=False)


def _rightly(context: Context, action: Action) -> Form:
    say = context.say
    field = FormField(WORDS, say("Why was it rejected rightly?"), "long", hint=say(
        "Who answered reads it where the rejection stands; nobody learns that it was you."
    ))  # fmt: skip
    return Form(say("The rejection stands"), action, (field,), say("Send"))


def _said(context: Context, number: int, words: str | None, *, overturn: bool) -> View:
    pay_minor = appeals.say(
        context.tx,
        context.person,
        number,
        words,
        context.terms,
        context.now_ms,
        overturn=overturn,
    )
    say, currency = context.say, context.terms.money.currency
    thanks = say("✓ Thank you. +{amount}", amount=Money(pay_minor, currency))
    return _next(context, (Done(thanks if pay_minor else say("✓ Thank you.")),))


def _pass(context: Context, event: Press | FormSubmitted) -> View:
    appeals.let_pass(context.tx, context.person, event.action.id, context.now_ms)
    return _next(context, (Done(context.say("Somebody else is asked instead.")),))


# --- Admins, where too few people answer -------------------------------------


def _admin(context: Context, event: Press | FormSubmitted) -> View:
    return for_admin(context, event.action.id)


def for_admin(context: Context, appeal_id: int) -> View:
    """Show an appeal to an admin, who decides alone."""
    say = context.say
    appeal = appeals.for_admin(context.tx, context.person, appeal_id)
    text = say("Too few people have looked at this appeal. If nobody decides, the answer is paid.")
    return View(
        blocks=(Title(say("An appeal")), Body(text), *_shown(context, appeal)),
        choices=(
            (
                Choice(say("Pay the answer"), Action(GRANT, appeal_id), style="main"),
                Choice(say("It was rejected rightly"), Action(DENY, appeal_id)),
            ),
        ),
    )


def _grant(context: Context, event: Press | FormSubmitted) -> View:
    return _decided(context, event.action.id, None, overturn=True)


def _deny(context: Context, event: Press | FormSubmitted) -> View:
    number = event.action.id
    appeals.for_admin(context.tx, context.person, number)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _rightly(context, Action(DENY, number)))
    if wrong := _check(context, event):
        return forms.ask(context, _rightly(context, Action(DENY, number)), problems=wrong)
    return _decided(context, number, _words(event), overturn=False)


def _decided(context: Context, number: int, words: str | None, *, overturn: bool) -> View:
    appeals.decide_alone(
        context.tx,
        context.person,
        number,
        words,
        context.terms,
        context.now_ms,
        overturn=overturn,
    )
    say = context.say
    text = say("✓ The answer is paid.") if overturn else say("✓ The rejection stands.")
    return View(
        blocks=(Done(text), Body(say("Who answered is told, and why."))),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


def _words(event: FormSubmitted) -> str:
    return str(event.fields.get(WORDS, ""))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the words."""
    if len(_words(event).strip()) < appeals.WORDS_LENGTH_LEAST:
        return {WORDS: context.say("Say it in a few words, so that others can understand it.")}
    return {}


_WORK, _PEOPLE = Permission.WORK, Permission.PEOPLE
ROUTES = (
    Route(
        path="appeals",
        summary=N_("appeals that you are asked to look at, for pay"),
        permission=_WORK,
        run=_queue,
        mode="read",
    ),
)
VERBS = (
    Verb(
        name=APPEAL,
        permission=Permission.OWN_ACCOUNT,
        run=_appeal,
        opens_form=True,
        check=_check,
    ),
    Verb(name=QUEUE, permission=_WORK, run=_queue, mode="read"),
    Verb(name=PAY, permission=_WORK, run=_pay),
    Verb(name=KEEP, permission=_WORK, run=_keep, opens_form=True, check=_check),
    Verb(name=PASS, permission=_WORK, run=_pass),
    Verb(name=ADMIN, permission=_PEOPLE, run=_admin, mode="read"),
    Verb(name=GRANT, permission=_PEOPLE, run=_grant),
    Verb(name=DENY, permission=_PEOPLE, run=_deny, opens_form=True, check=_check),
)
