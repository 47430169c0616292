"""A file of rows sent to the bot: which project it is for, how far it is, what became of it.

The file stays where the platform keeps it; the session remembers its id, so that the rows that can
be used may be imported without it being sent again. The edge does the work (`bot.uploads`).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from domain import media_columns, platforms
from domain.actions import Action
from domain.amounts import N_, Money
from domain.budgets import checks_minor
from domain.errors import BiteworkError, Invalid, Refused
from domain.events import Command, FormSubmitted, Media, Press
from domain.ids import internal, public
from domain.permissions import Permission, allows
from domain.projects import columns_of
from domain.rows import FILE_FORMATS, RowProblem
from domain.views import (
    Attached,
    Block,
    Body,
    Choice,
    Done,
    Fetch,
    Progress,
    Quote,
    Say,
    Title,
    View,
)
from handlers.context import Context
from handlers.projects import STATES, allowed
from handlers.routes import Option, Route, Verb, arguments
from services import projects
from services.imports import ImportResult
from services.projects import Campaign

KEPT = "upload"  # the session's keys: the file that was sent last,
FOR = "rows_for"  # and the project for which rows were asked
CANCEL, REST = "cancel", "rest"
UPLOAD = "upload"  # the verb of the form for a file (`handlers.upload_form`)
LISTED = 8
LOOKED_AT = 50
TITLE_LENGTH_MAX = 40
PROBLEMS_SHOWN = 3
FILE_NAME_LENGTH_MAX = 80
BYTES_A_MB = 1_000_000
SPREADSHEETS = frozenset({".xlsx", ".xls", ".ods", ".numbers", ".gz", ".7z", ".rar"})


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file that somebody sent; `number` tells it from others in the buttons about it."""

    number: int
    file_id: str
    name: str


def received(context: Context, event: Media) -> View:
    """Take a file of rows: into the project that its caption or the last question names, or ask."""
    check(context, event)
    sent = _Sent(context.now_ms, event.file_id, event.file_name[-FILE_NAME_LENGTH_MAX:])
    context.session[KEPT] = {"number": sent.number, "file_id": sent.file_id, "name": sent.name}
    project_id = _meant(context, event.caption)
    return _fetching(context, sent, project_id) if project_id else _which(context, sent)


def check(context: Context, event: Media) -> None:
    """Refuse at once what cannot be rows."""
    if event.kind != "file":
        raise Refused(
            N_("Rows come as a file: save the table as CSV (UTF-8), then send that as a file.")
        )
    ending = PurePath(event.file_name).suffix.casefold()
    if ending in SPREADSHEETS:
        raise Refused(
            N_(
                "{name} is a spreadsheet or an archive. Save the sheet as CSV (UTF-8), then send "
                "that."
            ),
            name=event.file_name[-FILE_NAME_LENGTH_MAX:],
        )
    if ending not in FILE_FORMATS and ending != ".zip":
        raise Refused(
            N_("I read rows from files whose name ends with .csv or .jsonl, or from a .zip.")
        )
    most = platforms.file_bytes_max(context.person.platform)
    if event.size_bytes > most:
        raise Refused(
            N_(
                "That file has {size} MB, and I can fetch {most} MB at most. Send it in parts: "
                "rows that are in a project already are not imported twice."
            ),
            size=-(-event.size_bytes // BYTES_A_MB),
            most=most // BYTES_A_MB,
        )


def _meant(context: Context, caption: str) -> int:
    """Tell which project was named: by the caption, or by the button that asked for rows."""
    asked = context.session.pop(FOR, 0)
    words = caption.split()
    if words:
        return allowed(context, internal(words[-1])).id
    return asked if isinstance(asked, int) else 0


def _which(context: Context, sent: _Sent) -> View:
    """Ask which project the rows are for."""
    say, person = context.say, context.person
    owner_id = None if allows(person.role, Permission.ALL_PROJECTS) else person.account_id
    listed = projects.listing(context.tx, owner_id, most=LOOKED_AT)
    fitting = [one for one in listed if one.state != "closed"][:LISTED]
    if not fitting:
        raise Refused(N_("There is no project yet that could take rows. /project_new makes one."))
    rows = tuple(
        (
            Choice(
                say(
                    "{title} · {state} · {id}",
                    title=one.title[:TITLE_LENGTH_MAX],
                    state=say(STATES[one.state]),
                    id=public(one.id),
                ),
                Action("import", one.id, version=sent.number),
            ),
        )
        for one in fitting
    )
    return View(
        blocks=(Title(say("Which project are these rows for?")), Body(sent.name)),
        choices=(*rows, (Choice(say("Cancel"), Action("import", 0, CANCEL, sent.number)),)),
    )


def _import(context: Context, event: Press | FormSubmitted) -> View:
    """Bring the file that was sent last into the project of the button."""
    action, sent = event.action, _sent(context)
    if sent is None or sent.number != action.version:
        raise Refused(N_("I don't have that file at hand any more. Send it once more."))
    if action.choice == CANCEL:
        context.session.pop(KEPT)
        said = Say(context.say("Nothing was imported from {name}.", name=sent.name))
        on = (
            Choice(context.say("Back to the project"), Action("project", action.id), style="main")
            if action.id
            else Choice(context.say("Projects"), Action("projects"), style="main")
        )
        return View(blocks=(said,), choices=((on,),))
    project_id = allowed(context, action.id).id
    return _fetching(context, sent, project_id, skip_bad=action.choice == REST)


def _fetching(context: Context, sent: _Sent, project_id: int, *, skip_bad: bool = False) -> View:
    fetch = Fetch(sent.file_id, sent.name, project_id, skip_bad)
    return replace(progress_view(context, fetch, 0, 0), fetch=fetch)


def _rows(context: Context, event: Press | FormSubmitted) -> View:
    """Ask for the file with a project's rows, and say what it has to look like."""
    return _asked(context, allowed(context, event.action.id))


def _asked(context: Context, campaign: Campaign) -> View:
    say = context.say
    context.session[FOR] = campaign.id
    project = projects.definition(context.tx, campaign.id)
    shown = columns_of(project)
    with_files: tuple[Block, ...] = ()
    if media_columns.columns(project):
        words = say("The files that rows name come along in a ZIP, or stand there as https://…")
        with_files = (Body(words),)
    header = ",".join(("id", *shown)) if shown else "id,text"
    unheard: tuple[Block, ...] = ()
    row = [Choice(say("Back to the project"), Action("project", campaign.id))]
    if platforms.takes_files_in_forms(context.person.platform):
        unheard = (
            Body(say("In a server I don't see what you send: Upload rows takes the file there.")),
        )
        row.insert(0, Choice(say("Upload rows"), Action(UPLOAD, campaign.id), style="main"))
    return View(
        blocks=(
            Title(campaign.title, (say("rows"),)),
            Body(
                say(
                    "Send me the rows as a CSV file, up to {most} MB. Its first line names the "
                    "columns:",
                    most=platforms.file_bytes_max(context.person.platform) // BYTES_A_MB,
                )
            ),
            Quote(header),
            Body(say("“id” is your own name for a row; it comes back with the results.")),
            *with_files,
            *unheard,
        ),
        choices=(tuple(row),),
    )


def _sent(context: Context) -> _Sent | None:
    kept: Any = context.session.get(KEPT)
    if not isinstance(kept, dict):
        return None
    return _Sent(kept["number"], kept["file_id"], kept["name"])


# --- What the edge shows while it works, and at the end ----------------------


def progress_view(context: Context, fetch: Fetch, done: int, total: int) -> View:
    """Show how far an import is, in bytes read. Whoever was left by it can start it over."""
    say, sent = context.say, _sent(context)
    title = projects.find(context.tx, fetch.project_id).title
    text = say("Reading {name} …", name=fetch.file_name)
    row: tuple[Choice, ...] = ()
    if sent is not None and sent.file_id == fetch.file_id:
        again = Action("import", fetch.project_id, REST if fetch.skip_bad else "", sent.number)
        row = (Choice(say("Start over"), again),)
    return View(blocks=(Title(title), Progress(done, max(total, done, 1), text)), choices=(row,))


def result_view(context: Context, fetch: Fetch, outcome: ImportResult | BiteworkError) -> View:
    """Show what became of a file."""
    if isinstance(outcome, BiteworkError):
        return _failed(context, fetch, outcome)
    if outcome.bad_rows and not outcome.left:
        return _with_mistakes(context, fetch, outcome)
    return _imported(context, fetch, outcome)


def _failed(context: Context, fetch: Fetch, error: BiteworkError) -> View:
    problems = error.problems if isinstance(error, Invalid) else ()
    return View(
        blocks=(
            Say(context.say(error.template, **error.values), "warning"),
            *(Body(context.say.show(problem)) for problem in problems[:10]),
        ),
        choices=((_back(context, fetch),),),
    )


def _with_mistakes(context: Context, fetch: Fetch, result: ImportResult) -> View:
    """Show the first mistakes, all of them as a file, and offer the rows that can be used."""
    say, sent = context.say, _sent(context)
    said = say.many(
        "{n} of {total} rows can't be used, so nothing was imported yet:",
        "{n} of {total} rows can't be used, so nothing was imported yet:",
        result.bad_rows,
        total=result.rows_read,
    )
    row: list[Choice] = []
    number = sent.number if sent and sent.file_id == fetch.file_id else 0
    if result.usable and number:
        label = say.many("Import the other one", "Import the other {n}", result.usable)
        row.append(Choice(label, Action("import", fetch.project_id, REST, number), style="main"))
    row.append(Choice(say("Cancel"), Action("import", fetch.project_id, CANCEL, number)))
    return View(
        blocks=(
            Say(said, "warning"),
            *(Body(_line(context, problem)) for problem in result.bad[:PROBLEMS_SHOWN]),
            _mistakes(result),
        ),
        choices=(tuple(row),),
    )


def _imported(context: Context, fetch: Fetch, result: ImportResult) -> View:
    say, campaign = context.say, projects.find(context.tx, fetch.project_id)
    blocks: list[Block] = [Done(_counts(context, result))]
    title = Title(campaign.title, (say(STATES[campaign.state]), public(campaign.id)))
    blocks.append(title)
    row_minor = campaign.answers_most * campaign.unit_minor
    cost = Money(campaign.places * row_minor, campaign.currency)
    budget = Money(campaign.budget_minor, campaign.currency)
    blocks.append(
        Body(
            say.many(
                "{n} row in all. It costs {cost} at most; the budget is {budget}.",
                "{n} rows in all. They cost {cost} at most; the budget is {budget}.",
                campaign.places,
                cost=cost,
                budget=budget,
            )
        )
    )
    if campaign.has_gold:
        more = Money(checks_minor(cost.minor), campaign.currency)
        blocks.append(Body(say(
            "Known answers go on being asked when their rows are done: opening holds up to {more} "
            "more for that, as far as the budget allows; what nobody needs comes back.", more=more,
        )))  # fmt: skip
    if result.left:
        blocks.append(_mistakes(result))
    row: tuple[Choice, ...] = (_back(context, fetch),)
    if campaign.state != "open":
        label = say("Open") if campaign.state == "draft" else say("Open again")
        row = (Choice(label, Action("open", campaign.id), style="main"), *row)
    return View(blocks=tuple(blocks), choices=(row,))


def _counts(context: Context, result: ImportResult) -> str:
    """Say how many rows came in, were there already, and were left out."""
    say = context.say
    parts = [say.many("✓ {n} row imported", "✓ {n} rows imported", result.imported)]
    if result.same:
        same = say.many("{n} was there already", "{n} were there already", result.same)
        parts = [*parts, same] if result.imported else [same]
    if result.left:
        parts.append(say.many("{n} left out", "{n} left out", result.left))
    return " · ".join(parts)


def _line(context: Context, problem: RowProblem) -> str:
    say = context.say
    if problem.column:
        return say(
            "line {line}, column {column}: {what}",
            line=problem.line,
            column=problem.column,
            what=problem.what,
        )
    return say("line {line}: {what}", line=problem.line, what=problem.what)


def _mistakes(result: ImportResult) -> Attached:
    """Give the mistakes as a file: line, column, what."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("line", "column", "what"))
    writer.writerows(_cells(result.bad))
    return Attached("mistakes.csv", out.getvalue())


def _cells(problems: tuple[RowProblem, ...]) -> Iterator[tuple[int, str, str]]:
    """Give a row a problem; what a spreadsheet would run as a formula begins with an apostrophe."""
    for problem in problems:
        column, what = problem.column, problem.what
        yield (
            problem.line,
            f"'{column}" if column[:1] in "=+-@" and column else column,
            f"'{what}" if what[:1] in "=+-@" else what,
        )


def _back(context: Context, fetch: Fetch) -> Choice:
    return Choice(context.say("Back to the project"), Action("project", fetch.project_id))


def _command(context: Context, event: Command) -> View:
    """Take the file that came with the command, or ask for it."""
    named = arguments(IMPORT, event.words)["project"]
    if event.file is not None:
        return received(context, replace(event.file, caption=named))
    return _asked(context, allowed(context, internal(named)))


IMPORT = Route(
    path="project import",
    summary=N_("put rows into a project, from a CSV or JSONL file"),
    permission=Permission.OWN_PROJECTS,
    run=_command,
    aliases=("import",),
    options=(
        Option(name="project", summary=N_("the project's id"), kind="project"),
        Option(name="file", summary=N_("the file with the rows"), kind="file", required=False),
    ),
)
ROUTES = (IMPORT,)
VERBS = (
    Verb(name="import", permission=Permission.OWN_PROJECTS, run=_import),
    Verb(name="rows", permission=Permission.OWN_PROJECTS, run=_rows),
)
