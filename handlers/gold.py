"""Known answers in chat: contesting one that was missed, and what requesters see of contested ones.
"""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid
from domain.events import APART, Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.projects import Project
from domain.questions import agrees_by
from domain.shown import as_text
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Quote, Say, Title, View
from handlers import forms, projects
from handlers.context import Context
from handlers.missed import CONTEST
from handlers.routes import Option, Route, Verb, arguments
from services import gold, sure
from services import projects as campaigns
from services.gold import Suspended

WORDS = "words"  # the form's field
SHOWN_MOST = 5


def _contest(context: Context, event: Press | FormSubmitted) -> View:
    number = event.action.id
    gold.check(context.tx, context.person, number)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _why_not(context, number))
    if wrong := _check(context, event):
        return forms.ask(context, _why_not(context, number), problems=wrong)
    words = str(event.fields.get(WORDS, ""))
    is_off = gold.contest(
        context.tx, context.person, number, words, context.terms, context.now_ms
    )
    say = context.say
    said = (
        say("Others say so as well: that check isn't used any more, and your points are back.")
        if is_off
        else say("Thank you. When others say so as well, it isn't used any more and your points "
                 "come back.")
    )  # fmt: skip
    following = Choice(say("Next task"), Action("work"), style="main")
    return View(blocks=(Say(said, "good"),), choices=((following,),))


def _why_not(context: Context, number: int) -> Form:
    say = context.say
    field = FormField(WORDS, say("Why is the known answer wrong?"), "long", hint=say(
        "Who brought it reads your words, not who you are."
    ))  # fmt: skip
    return Form(say("A wrong check"), Action(CONTEST, number), (field,), say("Send"))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    words = str(event.fields.get(WORDS, "")).strip()
    if len(words) < gold.WORDS_LENGTH_LEAST:
        return {WORDS: context.say("Say it in a few words, so that others can understand it.")}
    return {}


# --- Requesters --------------------------------------------------------------


def _gold(context: Context, event: Command) -> View:
    """Show a project's known answers; with a row and an answer, mark it."""
    given = arguments(ROUTE, event.words)
    found = projects.allowed(context, projects.named(context, event, ROUTE).id)
    if not given.get("row"):
        return _shown(context, found.id)
    project = campaigns.definition(context.tx, found.id)
    answer, why = _with_why(event.words, given)
    question_id, text = _meant(project, answer)
    typed = {question_id: text} if text else {}
    gold.mark(context.tx, context.person, found.id, given["row"], typed, why, context.now_ms)
    say = context.say
    said = (
        say("✓ Row {row}: the known answer is “{known}”.", row=given["row"], known=text)
        if text
        else say("✓ Row {row} has no known answer any more.", row=given["row"])
    )
    return _shown(context, found.id, (Done(said),))


def _with_why(words: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Give an answer, and why it is right: in one line that stands behind a bar."""
    answer, why = given.get("answer", ""), given.get("why", "")
    if APART in words:
        return answer, why
    answer, _, why = f"{answer} {why}".partition("|")
    return answer.strip(), why.strip()


def _meant(project: Project, words: str) -> tuple[str, str]:
    """Tell which question an answer is to: `verdict=spam`, or just `spam` where there is one."""
    name, equals, text = words.partition("=")
    if equals and project.question(name.strip()) is not None:
        return name.strip(), text.strip()
    comparable = [q.id for q in project.questions if agrees_by(q) != "none"]
    if len(comparable) != 1 and words:
        raise Invalid(
            N_("Say to which question: {example}, one of {ids}."),
            example=f"{comparable[0] if comparable else 'question'}=…", ids=", ".join(comparable),
        )  # fmt: skip
    return comparable[0] if comparable else "", words.strip()


def _shown(context: Context, project_id: int, above: tuple[Block, ...] = ()) -> View:
    say, project = context.say, campaigns.definition(context.tx, project_id)
    rows, answers = gold.counts(context.tx, project_id)
    off = gold.suspended(context.tx, project_id, SHOWN_MOST)
    blocks: list[Block] = [*above, Title(say("Known answers of “{title}”", title=project.title))]
    blocks.append(Fields((
        (say("Rows with one"), str(rows)),
        (say("Answers to them"), str(answers)),
        (say("Can be asked for now"), str(gold.to_ask(context.tx, project_id))),
    )))  # fmt: skip
    if not off:
        blocks.append(Body(say("None of them is contested.")))
    choices: list[tuple[Choice, ...]] = []
    if sure_rows := sure.count(context.tx, project_id):
        blocks.append(Body(_sure(context, sure_rows)))
        choices.append((Choice(say("Use them as checks"), Action("gold_sure", project_id)),))
    for number, one in enumerate(off, start=1):
        blocks.extend(_contested(context, project, one, number))
        choices.append((
            Choice(say("{n}: it is right", n=number), Action("gold_keep", one.task_id)),
            Choice(say("{n}: drop it", n=number), Action("gold_drop", one.task_id)),
        ))  # fmt: skip
    choices.append((Choice(say("Back to the project"), Action("project", project_id)),))
    return View(blocks=tuple(blocks), choices=tuple(choices))


def _sure(context: Context, rows: int) -> str:
    return context.say.many(
        "{n} row without a known answer is very sure (0.999, or nine people who agree). It can "
        "be a check for those who haven't met it.",
        "{n} rows without a known answer are very sure (0.999, or nine people who agree). They "
        "can be checks for those who haven't met them.",
        rows,
    )


def _adopt(context: Context, event: Press | FormSubmitted) -> View:
    """What a crowd is very sure of becomes known."""
    project_id = projects.allowed(context, event.action.id).id
    rows = sure.adopt(context.tx, context.person, project_id, context.now_ms)
    done = context.say.many("✓ {n} row is a check now.", "✓ {n} rows are checks now.", rows)
    return _shown(context, project_id, (Done(done),))


def _contested(
    context: Context, project: Project, one: Suspended, number: int
) -> tuple[Block, ...]:
    say = context.say
    known = gold.shown(project, one.known, one.data)
    title = say("{n}: row {row} isn't used as a check", n=number, row=one.row_id)
    says = "\n".join(f"“{words}”" for words in gold.against(context.tx, one.task_id))
    return (
        Title(title),
        Quote(as_text(project.show, one.data)),
        Fields(((say("Known answer"), known), (say("People say"), says))),
    )


def _keep(context: Context, event: Press | FormSubmitted) -> View:
    project_id = _allowed(context, event)
    gold.keep(context.tx, context.person, event.action.id, context.terms, context.now_ms)
    return _shown(context, project_id, (Done(context.say("✓ It is a check again.")),))


def _drop(context: Context, event: Press | FormSubmitted) -> View:
    project_id = _allowed(context, event)
    gold.drop(context.tx, context.person, event.action.id, context.now_ms)
    return _shown(context, project_id, (Done(context.say("✓ Its row counts as any other.")),))


def _allowed(context: Context, event: Press | FormSubmitted) -> int:
    return projects.allowed(context, gold.project_of(context.tx, event.action.id)).id


# --- Notices -----------------------------------------------------------------


def notice_of_agreed(context: Context, params: Mapping[str, Any]) -> View:
    """Tell somebody that a check which they contested isn't used any more."""
    say = context.say
    title = campaigns.find(context.tx, int(params["project_id"])).title
    text = say("The check in “{title}” that you contested isn't used any more.", title=title)
    return View(
        blocks=(Say(text, "good"), Body(say("Your points are back. Thank you for looking twice."))),
        choices=((Choice(say("Next task"), Action("work"), style="main"),),),
    )


def notice_of_suspended(context: Context, params: Mapping[str, Any]) -> View:
    """Tell a requester that people contest a known answer."""
    say, project_id = context.say, int(params["project_id"])
    title = campaigns.find(context.tx, project_id).title
    text = say("People who know “{title}” well say that a known answer is wrong.", title=title)
    more = say("It isn't used as a check until you have looked: /project_gold {project}",
               project=public(project_id))  # fmt: skip
    look = Choice(say("Look at it"), Action("gold", project_id), style="main")
    return View(blocks=(Say(text, "warning"), Body(more)), choices=((look,),))


def _pressed(context: Context, event: Press | FormSubmitted) -> View:
    return _shown(context, projects.allowed(context, event.action.id).id)


_MAY = Permission.OWN_PROJECTS
ROUTE = Route(
    path="project gold",
    summary=N_("rows whose answer is known, and those that are contested"),
    permission=_MAY,
    run=_gold,
    options=(
        *projects.WHICH,
        Option(name="row", summary=N_("your id of the row to mark"), required=False),
        Option(name="answer", summary=N_("its known answer; nothing: none"), required=False),
        Option(name="why", summary=N_("why it is right; in one line after a “|”"), required=False),
    ),
)
ROUTES = (ROUTE,)
VERBS = (
    Verb(name=CONTEST, permission=Permission.WORK, run=_contest, opens_form=True, check=_check),
    Verb(name="gold", permission=_MAY, run=_pressed, mode="read"),
    Verb(name="gold_sure", permission=_MAY, run=_adopt),
    Verb(name="gold_keep", permission=_MAY, run=_keep),
    Verb(name="gold_drop", permission=_MAY, run=_drop),
)
KINDS = {"gold_agreed": notice_of_agreed, "gold_suspended": notice_of_suspended}
