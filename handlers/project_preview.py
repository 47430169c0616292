"""A draft as people will see it, what it costs, and what to do next."""

from dataclasses import replace

from domain import questions
from domain.actions import Action
from domain.amounts import Money
from domain.extras import hourly_minor, reward_for
from domain.ids import public
from domain.projects import Project, columns_of, estimate_ms, unit_minor
from domain.questions import Question
from domain.shown import Shown
from domain.views import Block, Body, Choice, Fields, Title, View
from handlers.context import Context
from handlers.expectation import expectation
from handlers.task_view import task_view
from handlers.voice import Voice
from services import ledger
from services.work import InHand

EDIT, MORE = "edit", "more"
VERB = "new_project"
_MARKED = ("boxes", "points")


def preview(context: Context, project_id: int, project: Project) -> View:
    """Show a draft."""
    say = context.say
    return View(
        blocks=(
            Title(project.title, (say("draft"), public(project_id))),
            Body(say("This is what people will see:")),
            *_as_seen(context, project),
            *_later(say, project),
            Fields(_cost(context, project)),
        ),
        choices=(_next_steps(context, project_id, project),),
    )


def _as_seen(context: Context, project: Project) -> tuple[Block, ...]:
    """Show a task with words in the place of what rows will have."""
    say = context.say
    data = {
        name: say("(what stands under “{column}” in your file)", column=name)
        for name in columns_of(project)
    }
    hand = InHand(
        assignment_id=0,
        project_id=0,
        project=_in_words(say, project),
        data=data,
        pace_ms=estimate_ms(project),
        deadline_ms=0,
        draft={},
    )
    view = task_view(context, hand)
    if not questions.buttons(project.questions[0]):
        return view.blocks
    labels = [choice.label for choice in view.choices[0]]
    between = " / " if any("·" in label for label in labels) else " · "
    return (*view.blocks, Body(say("Buttons: {labels}", labels=between.join(labels))))


def _in_words(say: Voice, project: Project) -> Project:
    """Give a project that shows words where it would show media, which no row has yet."""
    shown = tuple(
        one if one.kind in ("text", "link") else Shown("text", _media_in_words(say, one))
        for one in project.show
    )
    marked = tuple(
        Shown("text", say("(the picture under “{column}” in your file)", column=_name(one.of)))
        for one in project.questions[:1]
        if one.type in _MARKED
    )
    asked = tuple(_asked_in_words(one) for one in project.questions)
    return replace(project, show=(*shown, *marked), questions=asked)


def _media_in_words(say: Voice, one: Shown) -> str:
    column = _name(one.template)
    match one.kind:
        case "picture":
            return say("(the picture under “{column}” in your file)", column=column)
        case "audio":
            return say("(the recording under “{column}” in your file)", column=column)
        case "video":
            return say("(the film under “{column}” in your file)", column=column)
    return say("(what stands under “{column}” in your file)", column=column)


def _asked_in_words(question: Question) -> Question:
    return replace(question, of="", near="") if question.type in (*_MARKED, "place") else question


def _name(template: str) -> str:
    return template.strip("{} ")


def _later(say: Voice, project: Project) -> tuple[Block, ...]:
    """Name the questions that come after the first."""
    rest = project.questions[1:]
    if not rest:
        return ()
    lines = "\n".join(f"{place}. {one.text}" for place, one in enumerate(rest, 2))
    return (Body(say("Then:") + "\n" + lines),)


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
            (say("Answers for each row"), _bounds(project)),
            (say("One row costs at most"), money(row_minor)),
            (say("The budget pays for"), paid),
            *expectation(context, project, unit),
            (say("Columns of your file"), ", ".join(("id", *columns_of(project)))),
        ]
    return (
        (say("An hour of it pays"), _hourly(context, project)),
        *cost,
        (say("Budget"), money(project.budget_minor)),
        (say("You have"), money(has.available_minor)),
    )


def _bounds(project: Project) -> str:
    least, most = project.answers_least, project.answers_most
    return str(least) if least == most else f"{least}\N{EN DASH}{most}"


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
        Choice(say("Change more"), Action(VERB, project_id, MORE)),
        Choice(say("Cancel"), Action("close", project_id), style="danger"),
    )
