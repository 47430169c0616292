"""`/project_new`: a project made in the conversation, in two short forms, then shown as a worker
would see it, with what it costs.

What was said is kept in the session until both forms are done; then it is a project in state draft.
"""

from collections.abc import Mapping

from domain import drafts, platforms, questions
from domain.actions import Action
from domain.amounts import N_, Money
from domain.drafts import Answers
from domain.errors import Refused
from domain.events import Command, FormSubmitted, Press
from domain.extras import hourly_minor, reward_for
from domain.ids import public
from domain.permissions import Permission
from domain.projects import TITLE_LENGTH_MAX, Project, estimate_ms, unit_minor
from domain.shown import columns
from domain.views import Block, Body, Choice, Fields, Form, FormField, Title, View
from handlers import forms
from handlers.context import Context
from handlers.projects import allowed
from handlers.routes import Route, Verb
from handlers.task_view import task_view
from services import ledger, projects
from services.work import InHand

VERB = "new_project"
KEPT = "new_project"  # the session's key for what was said so far
FIRST, SECOND, EDIT = "1", "2", "edit"
FIRST_FIELDS = ("title", "kind", "question", "options", "reward")

KINDS = {
    "moderation": N_("Judge messages or pictures, one by one"),
    "categorisation": N_("Sort things into categories"),
    "survey": N_("Ask many people the same"),
}


def _new(context: Context, event: Command) -> View:
    left = forms.resume(context, VERB)
    if left is not None:
        return left
    context.session.pop(KEPT, None)
    return _page(context, FIRST, 0, {})


def _run(context: Context, event: Press | FormSubmitted) -> View:
    project_id, choice = event.action.id, event.action.choice
    if project_id:
        _check_draft(context, project_id)
    if isinstance(event, FormSubmitted):
        return _submitted(context, event)
    if choice == EDIT or (project_id and KEPT not in context.session):
        context.session[KEPT] = _answers_of(context, project_id)
    return _page(context, choice if choice == SECOND else FIRST, project_id, _kept(context))


def _submitted(context: Context, event: FormSubmitted) -> View:
    """Take what was filled in: the first form leads to the second, the second to the preview."""
    project_id, page = event.action.id, event.action.choice
    answers = _merged(context, event)
    context.session[KEPT] = answers
    project, problems = drafts.read(answers, context.terms.money)
    wrong = {name: context.say(p.template, **p.values) for name, p in problems.items()}
    if any(name in wrong for name in FIRST_FIELDS):
        return _page(context, FIRST, project_id, answers, wrong)
    if page != SECOND:
        return _continued(context, project_id, answers)
    if wrong:
        return _page(context, SECOND, project_id, answers, wrong)
    context.session.pop(KEPT, None)
    return _preview(context, _stored(context, project_id, project), project)


def _stored(context: Context, project_id: int, project: Project) -> int:
    """Keep the draft: a new one, or in the place of the one that was edited."""
    person = context.person
    if not project_id:
        return projects.create(
            context.tx, project, person.account_id, context.now_ms, actor_id=person.account_id
        )
    projects.redefine(
        context.tx, project_id, project, context.now_ms, actor_id=person.account_id
    )
    return project_id


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the fields of a form, by field."""
    _, problems = drafts.read(_merged(context, event), context.terms.money)
    return {name: context.say(p.template, **p.values) for name, p in problems.items()}


def _merged(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Give all that was said so far: what is kept, and over it what was filled in now."""
    kept = _kept(context)
    if not kept and event.action.id:
        kept = _answers_of(context, event.action.id)
    given = {
        name: value
        for name, value in event.fields.items()
        if name in drafts.FIELDS and isinstance(value, str)
    }
    return {**kept, **given}


def _kept(context: Context) -> dict[str, str]:
    kept = context.session.get(KEPT)
    return dict(kept) if isinstance(kept, dict) else {}


def _check_draft(context: Context, project_id: int) -> None:
    campaign = allowed(context, project_id)
    if campaign.state != "draft" or campaign.places:
        raise Refused(
            N_("This project has rows or was open already, so it stays as it is. Make a new one.")
        )


def _answers_of(context: Context, project_id: int) -> dict[str, str]:
    project = projects.definition(context.tx, project_id)
    answers = drafts.answers_of(project, context.terms.money)
    if answers is None:
        raise Refused(
            N_("This project came from a file that says more than I can ask here: change the file.")
        )
    return answers


# --- The two forms -----------------------------------------------------------


def _page(
    context: Context,
    page: str,
    project_id: int,
    answers: Answers,
    wrong: Mapping[str, str] | None = None,
) -> View:
    make = _second if page == SECOND else _first
    form = make(context, project_id, answers)
    return forms.ask(context, form, problems=wrong)


def _continued(context: Context, project_id: int, answers: Answers) -> View:
    """Go on to the second form; where one form can't answer another, with a button between."""
    if context.person.platform not in platforms.FORM_AFTER_BUTTON_ONLY:
        return _page(context, SECOND, project_id, answers)
    say = context.say
    go_on = Choice(say("Continue"), Action(VERB, project_id, SECOND), style="main")
    change = Choice(say("Change it"), Action(VERB, project_id, FIRST))
    return View(
        blocks=(
            Title(answers["title"], (say("half done"),)),
            Body(say("Next: how many answers you want, and what they may cost.")),
        ),
        choices=((go_on, change),),
    )


def _first(context: Context, project_id: int, answers: Answers) -> Form:
    say, currency = context.say, context.terms.money.currency
    kinds = tuple((kind, say(words)) for kind, words in KINDS.items())
    fields = (
        FormField(
            "title",
            say("Title"),
            "short",
            hint=say("What people choose it by, at most {n} characters.", n=TITLE_LENGTH_MAX),
        ),
        FormField("kind", say("What people do"), "choice", options=kinds),
        FormField("question", say("The question they answer"), "long"),
        FormField(
            "options",
            say("The answers to choose from"),
            "long",
            required=False,
            hint=say(
                "With commas between, or one on each line: ham, spam. A survey without any takes "
                "free text."
            ),
        ),
        FormField(
            "reward",
            say("Reward for one answer in {currency}", currency=currency),
            "number",
            hint=say("Such as 0.02 for a tap, 0.30 for some minutes."),
        ),
    )
    action = Action(VERB, project_id, FIRST)
    return Form(say("New project"), action, _filled(fields, answers), say("Continue"))


def _second(context: Context, project_id: int, answers: Answers) -> Form:
    say, currency = context.say, context.terms.money.currency
    budget = FormField(
        "budget",
        say("Budget in {currency}", currency=currency),
        "number",
        hint=say("It never costs more than this. What is left comes back to you."),
    )
    instructions = FormField(
        "instructions",
        say("Instructions"),
        "long",
        required=False,
        hint=say("What to watch out for. People can open them beside each task."),
    )
    fields = (
        (_people(context), budget, instructions)
        if answers.get("kind") == "survey"
        else (_column(context), _answers(context), budget, instructions)
    )
    action = Action(VERB, project_id, SECOND)
    title = say("New project: answers and budget")
    return Form(title, action, _filled(fields, answers), say("Preview"))


def _people(context: Context) -> FormField:
    say = context.say
    hint = say("Everybody answers once.")
    return FormField("respondents", say("How many people to ask"), "number", hint=hint)


def _column(context: Context) -> FormField:
    say = context.say
    return FormField(
        "column",
        say("The column of your file that people see"),
        "short",
        value=drafts.COLUMN_USUAL,
        hint=say(
            "The heading above the texts, or above the pictures' addresses. Several: with commas "
            "between."
        ),
    )


def _answers(context: Context) -> FormField:
    say = context.say
    return FormField(
        "answers",
        say("Answers for each row"),
        "short",
        value="2-5",
        hint=say("2-5: two people at least, up to five where they disagree."),
    )


def _filled(fields: tuple[FormField, ...], answers: Answers) -> tuple[FormField, ...]:
    """Put what was said before into the fields."""
    return tuple(
        FormField(of.name, of.label, of.kind, of.required, value, of.hint, of.options)
        for of in fields
        for value in (answers.get(of.name) or of.value,)
    )


# --- The preview -------------------------------------------------------------


def _preview(context: Context, project_id: int, project: Project) -> View:
    """Show a draft as people will see it, what it costs, and what to do next."""
    say = context.say
    return View(
        blocks=(
            Title(project.title, (say("draft"), public(project_id))),
            Body(say("This is what people will see:")),
            *_as_seen(context, project),
            Fields(_cost(context, project)),
        ),
        choices=(_next_steps(context, project_id, project),),
    )


def _as_seen(context: Context, project: Project) -> tuple[Block, ...]:
    say = context.say
    data = {
        name: say("(what stands under “{column}” in your file)", column=name)
        for name in columns(project.show)
    }
    hand = InHand(
        assignment_id=0,
        project_id=0,
        project=project,
        data=data,
        pace_ms=estimate_ms(project),
        deadline_ms=0,
        draft={},
    )
    shown = task_view(context, hand).blocks
    labels = [choice.label for choice in task_view(context, hand).choices[0]]
    if not questions.buttons(project.questions[0]):
        return shown
    return (*shown, Body(say("Buttons: {labels}", labels=" · ".join(labels))))


def _cost(context: Context, project: Project) -> tuple[tuple[str, str], ...]:
    say, currency = context.say, project.currency

    def money(minor: int) -> str:
        return say.show(Money(minor, currency))

    unit = unit_minor(project, context.terms.pay.fee_points)
    has = ledger.balances(context.tx, context.person.account_id, currency)
    if project.is_survey:
        answers = say.many("{n} answer costs", "{n} answers cost", project.respondents)
        cost = [(answers, money(project.respondents * unit))]
    else:
        row_minor = project.answers_most * unit
        rows = project.budget_minor // row_minor
        paid = say.many("{n} row at least", "{n} rows at least", rows)
        cost = [
            (say("One row costs at most"), money(row_minor)),
            (say("The budget pays for"), paid),
        ]
    return (
        (say("An hour of it pays"), _hourly(context, project)),
        *cost,
        (say("Budget"), money(project.budget_minor)),
        (say("You have"), money(has.available_minor)),
    )


def _hourly(context: Context, project: Project) -> str:
    """Say what an hour pays as far as can be told, and what it has to where that is more."""
    say, terms = context.say, context.terms
    hourly = say.show(Money(hourly_minor(project), project.currency))
    floor_minor = terms.minor(terms.pay.floor_an_hour)
    needed_minor = reward_for(floor_minor, estimate_ms(project))
    if project.reward_minor >= needed_minor:
        return hourly
    return say(
        "{hourly}; the least here is {floor}, with a reward of {reward}",
        hourly=hourly,
        floor=Money(floor_minor, project.currency),
        reward=Money(needed_minor, project.currency),
    )


def _next_steps(context: Context, project_id: int, project: Project) -> tuple[Choice, ...]:
    say = context.say
    if project.is_survey:
        first = Choice(say("Open"), Action("open", project_id), style="main")
    else:
        first = Choice(say("Import rows"), Action("rows", project_id), style="main")
    return (
        first,
        Choice(say("Edit"), Action(VERB, project_id, EDIT)),
        Choice(say("Cancel"), Action("close", project_id), style="danger"),
    )


ROUTES = (
    Route(
        path="project new",
        summary=N_("make a project: its question, its price, its budget"),
        permission=Permission.OWN_PROJECTS,
        run=_new,
        aliases=("new",),
        mode="read",
        opens_form=True,
    ),
)
VERBS = (
    Verb(
        name=VERB,
        permission=Permission.OWN_PROJECTS,
        run=_run,
        opens_form=True,
        check=_check,
    ),
)
