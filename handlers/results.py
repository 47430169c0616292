"""`/project_results ID`: what was decided of each row, and every answer, as files.

Where questions have answers to choose from, the rows can be decided anew by all answers: that comes
with the chance of each option and with what each person is worth.
"""

from typing import Literal

from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.quality.labels import labels_of
from domain.views import Block, Body, Choice, Placement, Report, Title, View
from handlers.context import Context
from handlers.projects import WHICH, allowed, named
from handlers.routes import Route, Verb
from services import projects
from services.projects import Campaign

METHODS: dict[str, tuple[Literal["majority", "dawid-skene", "bitework"], str]] = {
    "bitework": ("bitework", "Bitework"),
    "ds": ("dawid-skene", "Dawid–Skene"),
    "majority": ("majority", N_("Majority")),
}


def _results(context: Context, event: Command) -> View:
    return _files(context, named(context, event, RESULTS))


def _results_pressed(context: Context, event: Press | FormSubmitted) -> View:
    campaign = allowed(context, event.action.id)
    if event.action.choice in METHODS:
        return _anew(context, campaign, *METHODS[event.action.choice])
    return _files(context, campaign)


def _files(context: Context, campaign: Campaign) -> View:
    """Give the files; in a survey every answer stands, so it has no results beside them."""
    say, name = context.say, public(campaign.id)
    files: tuple[Block, ...] = (Report(campaign.id, "answers", "csv", f"{name}-answers.csv"),)
    if not campaign.is_survey:
        files = (Report(campaign.id, "results", "csv", f"{name}-results.csv"), *files)
    ways = _ways(context, campaign)
    if ways:
        more = say(
            "Or decided anew by all answers together, with the chance of each option and how good "
            "each person was:"
        )
        files = (*files, Body(more))
    return View(
        blocks=(Title(campaign.title, (say("results so far"),)), *files),
        choices=(*ways, (_back(context, campaign),)),
        placement=Placement.NEW,
    )


def _ways(context: Context, campaign: Campaign) -> tuple[tuple[Choice, ...], ...]:
    """Give the ways to decide anew; none where answers are no choices, or all of them stand."""
    asked = projects.definition(context.tx, campaign.id)
    if asked.is_survey or not any(labels_of(question) for question in asked.questions):
        return ()
    return (
        tuple(
            Choice(context.say(label), Action("results", campaign.id, choice))
            for choice, (_, label) in METHODS.items()
        ),
    )


def _anew(
    context: Context,
    campaign: Campaign,
    method: Literal["majority", "dawid-skene", "bitework"],
    label: str,
) -> View:
    """Give the files that are decided by one method."""
    say, name = context.say, public(campaign.id)
    results, workers = f"{name}-results-{method}.csv", f"{name}-workers-{method}.csv"
    return View(
        blocks=(
            Title(campaign.title, (say("decided by all answers"), say(label))),
            Report(campaign.id, "results", "csv", results, method=method),
            Report(campaign.id, "workers", "csv", workers, method=method),
        ),
        choices=((_back(context, campaign),),),
        placement=Placement.NEW,
    )


def _back(context: Context, campaign: Campaign) -> Choice:
    say = context.say
    return Choice(say("Back to the project"), Action("project", campaign.id), style="main")


RESULTS = Route(
    path="project results",
    summary=N_("the answers so far, as files"),
    permission=Permission.OWN_PROJECTS,
    run=_results,
    aliases=("results",),
    options=WHICH,
    mode="read",
)
ROUTES = (RESULTS,)
VERBS = (
    Verb(
        name="results",
        permission=Permission.OWN_PROJECTS,
        run=_results_pressed,
        mode="read",
    ),
)
