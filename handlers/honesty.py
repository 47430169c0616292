"""`/honesty`: what follows from how somebody's answers look, why, and what they say against it."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press
from domain.honesty import steps
from domain.honesty.words import sentence, shown
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Say, Title, View
from handlers import forms
from handlers.context import Context
from handlers.routes import Route, Verb
from services import consequences, honesty, people, projects
from services.honesty import Case

Params = Mapping[str, Any]

CONTEST = "honesty_contest"
SAID = "words"  # the form's field
FOLLOWS = {
    steps.NOTICE: N_("Nothing changes for now; I only wanted you to know."),
    steps.GOLD: N_("You get more tasks whose answer is known. Everything else goes on."),
    steps.HOLD: N_(
        "What you earn stays pending until this is cleared up. It is yours and is kept for you."
    ),
    steps.PAUSE: N_(
        "Your account is paused until an admin has looked at it. What you earned stays yours."
    ),
    steps.CLOSED: N_("An admin has ended your work here. What you earned is yours and is paid."),
}
NAMES = {
    steps.NOTICE: N_("a notice"),
    steps.GOLD: N_("more checks"),
    steps.HOLD: N_("pay held"),
    steps.PAUSE: N_("paused"),
    steps.CLOSED: N_("closed"),
}


def pairs(context: Context) -> tuple[tuple[str, str], ...]:
    """Give the step of who asks in a line; nothing where nothing follows."""
    say, case = context.say, honesty.of(context.tx, context.person.account_id)
    if case is None:
        return ()
    line = say("{step}: see /honesty", step=say(NAMES[case.step]))
    return ((say("How your answers look"), line),)


def held(context: Context) -> str:
    """Say that what is pending stays so; "" where it does not."""
    case = honesty.of(context.tx, context.person.account_id)
    if case is None or not case.is_held:
        return ""
    return context.say("What is pending is kept for you until something is cleared up: /honesty")


def _why(context: Context, kind: str, figures: Params) -> str:
    """Say what was seen."""
    project_id = int(figures.get("project_id", 0))
    title = projects.find(context.tx, project_id).title if project_id else ""
    numbers = {key: value for key, value in figures.items() if key != "project_id"}
    return context.say(sentence(kind, numbers), title=title, **shown(kind, numbers))


# --- The person --------------------------------------------------------------


def _honesty(context: Context, event: Command | Press | FormSubmitted) -> View:
    say, case = context.say, honesty.of(context.tx, context.person.account_id)
    work = Choice(say("Next task"), Action("work"), style="main")
    if case is None:
        text = say("Your answers look like those of somebody who looks at the tasks. Thank you.")
        return View(
            blocks=(Title(say("Nothing to worry about")), Body(text)), choices=((work,),)
        )
    blocks: list[Block] = [
        Title(say("How your answers look"), (say(NAMES[case.step]),)),
        Body(_why(context, case.kind, case.figures)),
        Body(say(FOLLOWS[case.step])),
    ]
    if case.step < steps.PAUSE:
        days = context.terms.honesty.good_days
        blocks.append(Body(say.many(
            "After {n} day of answers in which nothing looks wrong this step is over.",
            "After {n} days of answers in which nothing looks wrong this step is over.", days,
        )))  # fmt: skip
    if case.words is not None:
        answer = (say("An admin"), _answer(context, case))
        blocks.append(Fields(((say("You say"), case.words), answer)))
    rows = () if case.words is not None else ((_contest_choice(context),),)
    last = work if case.step < steps.PAUSE else Choice(say("Balance"), Action("balance"))
    return View(blocks=tuple(blocks), choices=(*rows, (last,)))


def _answer(context: Context, case: Case) -> str:
    say = context.say
    return say("has not looked at it yet") if case.waits else say("lets it stand")


def _contest_choice(context: Context) -> Choice:
    return Choice(context.say("It isn't so"), Action(CONTEST))


def _contest(context: Context, event: Press | FormSubmitted) -> View:
    consequences.check(context.tx, context.person)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _form(context))
    if wrong := _check(context, event):
        return forms.ask(context, _form(context), problems=wrong)
    words = str(event.fields.get(SAID, ""))
    consequences.contest(context.tx, context.person, words, context.now_ms)
    say = context.say
    return View(
        blocks=(
            Done(say("✓ An admin looks at it and decides.")),
            Body(say("Until then nothing more follows, and I tell you what they say.")),
        ),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


def _form(context: Context) -> Form:
    say = context.say
    hint = say("An admin reads your words beside the figures. It can be done once for each step.")
    field = FormField(SAID, say("Why isn't it so?"), "long", hint=hint)
    return Form(say("It isn't so"), Action(CONTEST), (field,), say("Send"))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    if len(str(event.fields.get(SAID, "")).strip()) < consequences.WORDS_LENGTH_LEAST:
        return {SAID: context.say("Say it in a few words, so that others can understand it.")}
    return {}


# --- Admins ------------------------------------------------------------------


def _lift(context: Context, event: Press | FormSubmitted) -> View:
    found = consequences.lift(context.tx, context.person, event.action.id, context.now_ms)
    return _decided(context, context.say(
        "✓ Nothing follows for {name} any more; what was held is paid by the next payout run.",
        name=_named(found.name, found.account_id),
    ))  # fmt: skip


def _keep(context: Context, event: Press | FormSubmitted) -> View:
    found = consequences.keep(context.tx, context.person, event.action.id, context.now_ms)
    who = _named(found.name, found.account_id)
    return _decided(context, context.say("✓ It stands, and {name} is told so.", name=who))


def _close(context: Context, event: Press | FormSubmitted) -> View:
    found = consequences.close(context.tx, context.person, event.action.id, context.now_ms)
    return _decided(context, context.say(
        "✓ {name} works here no more; what they earned is paid by the next payout run.",
        name=_named(found.name, found.account_id),
    ))  # fmt: skip


def _decided(context: Context, said: str) -> View:
    projects_ = Choice(context.say("Projects"), Action("projects"), style="main")
    return View(blocks=(Done(said),), choices=((projects_,),))


def _named(words: str, account_id: int) -> str:
    return " ".join((words, public(account_id))).strip()


# --- Notices -----------------------------------------------------------------


def _step(context: Context, params: Params) -> View:
    """Tell somebody what was seen, what follows, and how to contest it."""
    say, step = context.say, int(params["step"])
    look = Choice(say("What was seen"), Action("honesty"), style="main")
    return View(
        blocks=(
            Say(say("Your answers look as if nobody had looked at the tasks."), "warning"),
            Body(_why(context, str(params["kind"]), params["figures"])),
            Body(say(FOLLOWS[step])),
            Body(say("If it isn't so, say why: an admin reads it and decides.")),
        ),
        choices=((_contest_choice(context), look),),
    )


def _over(context: Context, params: Params) -> View:
    say, step = context.say, int(params["step"])
    said = [Say(say("Your answers look good again."), "good")]
    more = [say("Nothing follows any more.")] if not step else [say(FOLLOWS[step])]
    if params["was_held"] and not steps.is_held(step):
        more.append(say("What was kept pending becomes available with the next payout run."))
    work = Choice(say("Next task"), Action("work"), style="main")
    return View(blocks=(*said, *(Body(text) for text in more)), choices=((work,),))


def _lifted(context: Context, params: Params) -> View:
    say = context.say
    blocks: list[Block] = [
        Say(say("An admin has looked at your answers: nothing follows any more."), "good")
    ]
    if params["was_held"]:
        text = say("What was kept pending becomes available with the next payout run.")
        blocks.append(Body(text))
    work = Choice(say("Next task"), Action("work"), style="main")
    return View(blocks=tuple(blocks), choices=((work,),))


def _kept(context: Context, params: Params) -> View | None:
    say, case = context.say, honesty.of(context.tx, context.person.account_id)
    if case is None:
        return None
    look = Choice(say("What was seen"), Action("honesty"), style="main")
    return View(
        blocks=(
            Say(say("An admin has looked at what you say, and lets it stand.")),
            Body(say(FOLLOWS[case.step])),
        ),
        choices=((look,),),
    )


def _closed(context: Context, params: Params) -> View:
    say = context.say
    return View(
        blocks=(Say(say(FOLLOWS[steps.CLOSED]), "warning"),),
        choices=((Choice(say("Balance"), Action("balance"), style="main"),),),
    )


def _admin(context: Context, params: Params) -> View | None:
    """Admins see the figures and the words, and decide."""
    say, number = context.say, int(params["account_id"])
    case = honesty.of(context.tx, number)
    if case is None:
        return None
    who = _named(people.load(context.tx, number).name, number)
    pairs = [(say("Person"), who), (say("Stands at"), say(NAMES[case.step]))]
    if case.words is not None:
        pairs.append((say("They say"), case.words))
    return View(
        blocks=(
            Say(say("Somebody's answers look as if nobody had looked at the tasks."), "warning"),
            Fields(tuple(pairs)),
            Body(say("They read: {words}", words=_why(context, case.kind, case.figures))),
        ),
        choices=(
            (
                Choice(say("Lift"), Action("honesty_lift", number), style="main"),
                Choice(say("Keep"), Action("honesty_keep", number)),
                Choice(say("Close the account"), Action("honesty_close", number), style="danger"),
            ),
        ),
    )


KINDS = {
    "honesty": _step,
    "honesty_over": _over,
    "honesty_lifted": _lifted,
    "honesty_kept": _kept,
    "honesty_closed": _closed,
    "honesty_admin": _admin,
}
_OWN, _PEOPLE = Permission.OWN_ACCOUNT, Permission.PEOPLE
ROUTES = (
    Route(
        path="honesty",
        summary=N_("how your answers look, and what follows"),
        permission=_OWN,
        run=_honesty,
        mode="read",
    ),
)
VERBS = (
    Verb(name="honesty", permission=_OWN, run=_honesty, mode="read"),
    Verb(name=CONTEST, permission=_OWN, run=_contest, opens_form=True, check=_check),
    Verb(name="honesty_lift", permission=_PEOPLE, run=_lift),
    Verb(name="honesty_keep", permission=_PEOPLE, run=_keep),
    Verb(name="honesty_close", permission=_PEOPLE, run=_close),
)
