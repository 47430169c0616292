"""`/project_results ID`: what was decided of each row, and every answer, as files."""

from domain.actions import Action
from domain.amounts import N_
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Choice, Placement, Report, Title, View
from handlers.context import Context
from handlers.projects import WHICH, allowed, named
from handlers.routes import Route, Verb
from services.projects import Campaign


def _results(context: Context, event: Command) -> View:
    return _files(context, named(context, event, RESULTS))


def _results_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _files(context, allowed(context, event.action.id))


def _files(context: Context, campaign: Campaign) -> View:
    """Give the files; in a survey every answer stands, so it has no results beside them."""
    say, name = context.say, public(campaign.id)
    files: tuple[Block, ...] = (Report(campaign.id, "answers", "csv", f"{name}-answers.csv"),)
    if not campaign.is_survey:
        files = (Report(campaign.id, "results", "csv", f"{name}-results.csv"), *files)
    back = Choice(say("Back to the project"), Action("project", campaign.id), style="main")
    return View(
        blocks=(Title(campaign.title, (say("results so far"),)), *files),
        choices=((back,),),
        placement=Placement.NEW,
    )


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
