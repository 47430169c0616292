"""Saying that something is wrong with a task, and deciding about rows of which that was said."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from domain import shown
from domain.actions import Action
from domain.amounts import N_
from domain.errors import NotFound, Refused
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Form, FormField, Quote, Say, Title, View
from handlers import forms, work
from handlers.context import Context
from handlers.projects import WHICH, allowed, named
from handlers.routes import Route, Verb
from services import projects, task_reports
from services import work as tasks
from services.task_reports import REASONS, Reported

REASON, WORDS = "reason", "words"
VERB = "report"
SHOWN_MOST = 5
SHOWN_LENGTH_MAX = 300


def _report(context: Context, event: Press | FormSubmitted) -> View:
    """Ask what is wrong; with an answer, give the task to nobody until it is known."""
    say, number = context.say, event.action.id
    if isinstance(event, FormSubmitted):
        words = str(event.fields.get(WORDS, ""))
        code = str(event.fields.get(REASON, ""))
        project_id = task_reports.report(
            context.tx, context.person, number, code, words, context.now_ms
        )
        done = Done(say("Thank you. It is noted, it costs you nothing, and it won't come back."))
        return work.hand_out_next(context, project_id, (done,))
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != number:
        raise Refused(work.NOT_IN_HAND)
    form = Form(
        say("Something is wrong with this task"),
        event.action,
        (
            FormField(
                REASON, say("What is wrong?"), "choice",
                options=tuple((code, say(reason)) for code, reason in REASONS.items()),
            ),
            FormField(
                WORDS, say("In your words, if you like"), "long", required=False,
                hint=say("“Something else” needs a few. Who asks for the work reads them."),
            ),
        ),
        say("Send"),
    )  # fmt: skip
    return forms.ask(context, form, above=(Body(hand.project.title),))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say that something else needs words."""
    words = str(event.fields.get(WORDS, "")).strip()
    is_other = event.fields.get(REASON) == task_reports.OTHER
    if is_other and WORDS in event.fields and len(words) < task_reports.WORDS_LENGTH_LEAST:
        return {WORDS: context.say("Say in a few words what is wrong, so that it can be mended.")}
    return {}


def _reports(context: Context, event: Command) -> View:
    return listing(context, named(context, event, REPORTS).id)


def _reports_pressed(context: Context, event: Press | FormSubmitted) -> View:
    return listing(context, allowed(context, event.action.id).id)


def listing(context: Context, project_id: int, above: tuple[Block, ...] = ()) -> View:
    """Show the rows of a project that people say something is wrong with."""
    say, title = context.say, projects.find(context.tx, project_id).title
    found = task_reports.rows(context.tx, project_id, SHOWN_MOST + 1)
    back = Choice(say("Back to the project"), Action("project", project_id))
    if not found:
        none = Body(say("Nobody says that anything is wrong with its tasks."))
        return View(blocks=(*above, Title(title), none), choices=((back,),))
    blocks: list[Block] = [*above, Title(say("Reports: {title}", title=title))]
    rows: list[tuple[Choice, ...]] = []
    for row in found[:SHOWN_MOST]:
        blocks.extend(_row(context, project_id, row))
        name = row.row_id[:20]
        if row.is_aside:
            rows.append((
                Choice(say("Put {row} back", row=name), Action("row_back", row.task_id)),
                Choice(say("Leave {row} out", row=name), Action("row_out", row.task_id)),
            ))  # fmt: skip
        else:
            rows.append(
                (Choice(say("{row} is fine", row=name), Action("row_back", row.task_id)),)
            )
    if len(found) > SHOWN_MOST:
        blocks.append(Body(say("There are more; they follow as you decide about these.")))
    return View(blocks=tuple(blocks), choices=(*rows, (back,)))


def _row(context: Context, project_id: int, row: Reported) -> list[Block]:
    say, project = context.say, projects.definition(context.tx, project_id)
    found = task_reports.said(context.tx, row.task_id)
    counted = Counter(code for code, _ in found)
    reasons = " · ".join(f"{say(REASONS[code])} ({n})" for code, n in counted.most_common())
    text = shown.as_text(project.show, orjson.loads(row.data))[:SHOWN_LENGTH_MAX]
    how = say("set aside") if row.is_aside else say("still asked for")
    blocks: list[Block] = [Title(row.row_id, (how,))]
    if text:
        blocks.append(Quote(text))
    said = "\n".join(f"“{words}”" for _, words in found if words)
    return [*blocks, Body(f"{reasons}\n{said}" if said else reasons)]


def _decided(context: Context, event: Press | FormSubmitted) -> View:
    """Put a row back, or leave it out."""
    say, task_id, actor_id = context.say, event.action.id, context.person.account_id
    row = task_reports.find(context.tx, task_id)
    if row is None:
        raise NotFound(N_("There is no such row."))
    allowed(context, row.project_id)
    if event.action.verb == "row_back":
        project_id = task_reports.put_back(context.tx, task_id, actor_id, context.now_ms)
        done = Done(say("✓ It is offered as before."))
    else:
        project_id = task_reports.leave_out(
            context.tx, task_id, actor_id, context.terms, context.now_ms
        )
        done = Done(say("✓ Left out: nobody is asked about it any more."))
    return listing(context, project_id, (done,))


def notice(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell who asks for work, or an admin, what people say is wrong with it."""
    say, project_id = context.say, int(params["project_id"])
    if not task_reports.rows(context.tx, project_id, 1):
        return None
    title = projects.find(context.tx, project_id).title
    text = (
        say("Somebody says that “{title}” asks for something that is not allowed.", title=title)
        if params.get("admin")
        else say("People say that something is wrong with tasks of “{title}”.", title=title)
    )
    how = say("/project_reports {project} shows them at any time.", project=public(project_id))
    return listing(context, project_id, (Say(text, "warning"), Body(how)))


REPORTS = Route(
    path="project reports",
    summary=N_("what people say is wrong with a project's tasks"),
    permission=Permission.OWN_PROJECTS,
    run=_reports,
    options=WHICH,
    mode="read",
)
ROUTES = (REPORTS,)
VERBS = (
    Verb(name=VERB, permission=Permission.WORK, run=_report, opens_form=True, check=_check),
    Verb(name="reports", permission=Permission.OWN_PROJECTS, run=_reports_pressed, mode="read"),
    Verb(name="row_back", permission=Permission.OWN_PROJECTS, run=_decided),
    Verb(name="row_out", permission=Permission.OWN_PROJECTS, run=_decided),
)
KINDS = {"reports": notice}
