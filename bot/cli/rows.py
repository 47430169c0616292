"""Rows in, results out: `bitework import` and `bitework export`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from bot.cli.edge import Code, Config, Edge, Json, ProjectId, command, now_ms, to_stdout
from bot.cli.files import whole_file
from domain.ids import internal, public

if TYPE_CHECKING:
    from bot.importing import ImportResult

PROBLEMS_SHOWN = 20

RowsFile = Annotated[
    Path,
    typer.Argument(
        metavar="ROWS",
        help="A .csv or .jsonl file with an id column, or a .zip with one and the files it names.",
        exists=True,
        dir_okay=False,
    ),
]


class What(StrEnum):
    """What to export."""

    results = "results"
    answers = "answers"
    workers = "workers"
    agreement = "agreement"
    licences = "licences"


class Form(StrEnum):
    """In which form."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"
    crowdkit = "crowdkit"
    crowdkit_parquet = "crowdkit-parquet"


class Aggregate(StrEnum):
    """How results are decided anew, by all answers."""

    majority = "majority"
    dawid_skene = "dawid-skene"
    bitework = "bitework"


def import_rows(
    project: ProjectId,
    file: RowsFile,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows where some are bad.")
    ] = False,
    media: Annotated[
        Path | None,
        typer.Option(
            "--media", metavar="FOLDER_OR_ZIP", help="Where the files are that the rows name.",
            exists=True,
        ),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Bring rows into a project: all of them, or none where one is bad."""
    with command(config, json) as edge:
        from bot.importing import import_file
        from bot.media.row_files import Keeper

        project_id = internal(project)
        with _bar(f"Importing {file.name}") as advance:
            result = import_file(
                edge.database, project_id, file, now_ms=now_ms(), skip_bad=skip_bad,
                progress=advance, keeper=Keeper(edge.settings.terms), files=media,
            )  # fmt: skip
        _tell(edge, project_id, file, result)
        if result.bad_rows and not result.left:
            raise typer.Exit(Code.FOUND)


def export_rows(
    project: ProjectId,
    what: Annotated[
        What | None,
        typer.Option(
            help="Each row's result, every answer, what people are worth, or how far they agree."
        ),
    ] = None,
    form: Annotated[
        Form,
        typer.Option("--format", help="The file's form; crowdkit: task,worker,label."),
    ] = Form.csv,
    aggregate: Annotated[
        Aggregate | None,
        typer.Option(help="Decide anew by all answers, with the chance of each option."),
    ] = None,
    question: Annotated[
        str, typer.Option(metavar="ID", help="For crowdkit: whose labels, where several could be.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else stdout.")
    ] = None,
    media: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Write the files that people sent there too.", file_okay=False
        ),
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write a project's results or answers, in the order of the import."""
    if json and output is None:
        raise typer.BadParameter("--json tells about the export: add -o FILE for the export itself")
    wanted = _wanted(what, form, aggregate)
    with command(config, json) as edge:
        from bot.exporting import export_now

        project_id = internal(project)

        def write(out: BinaryIO, progress: Callable[[int], None] | None = None) -> None:
            export_now(
                edge.database, project_id, wanted.value, form.value, out, progress,
                method=aggregate.value if aggregate else "", question=question,
            )  # fmt: skip

        if media is not None:
            _write_media(edge, project_id, media)
        if output is None:
            with to_stdout():
                write(sys.stdout.buffer)
            return
        with whole_file(output) as out, _bar(f"Exporting to {output.name}") as advance:
            write(out, lambda written: advance(written, 0))
        size_bytes = output.stat().st_size
        data = {
            "project": public(project_id),
            "what": wanted.value,
            "format": form.value,
            "aggregate": aggregate.value if aggregate else None,
            "file": str(output),
            "bytes": size_bytes,
        }
        edge.result(data, f"{output}: {wanted.value} of {public(project_id)}, {size_bytes:,} bytes")


def _write_media(edge: Edge, project_id: int, folder: Path) -> None:
    """Write the files that are answers into a folder, and tell how many."""
    from bot.media import answers_out
    from bot.media.row_files import Keeper

    keeper = Keeper(edge.settings.terms)
    written = answers_out.write(edge.database, keeper.store, project_id, folder)
    edge.note(f"{folder}: {written.files:,} files")
    if written.missing:
        edge.note(f"{written.missing:,} files are not in the folder of media any more")


def _wanted(what: What | None, form: Form, aggregate: Aggregate | None) -> What:
    """Say what is exported; raises typer.BadParameter for what does not go together."""
    if form in (Form.crowdkit, Form.crowdkit_parquet):
        if what not in (None, What.answers):
            raise typer.BadParameter("crowd-kit reads answers: leave --what away")
        what = What.answers
    if what is What.answers and aggregate:
        raise typer.BadParameter("answers stay as they were given: leave --aggregate away")
    return what or What.results


def _tell(edge: Edge, project_id: int, file: Path, result: "ImportResult") -> None:
    name = public(project_id)
    data: dict[str, Any] = {
        "project": name,
        "rows_read": result.rows_read,
        "imported": result.imported,
        "same": result.same,
        "bad_rows": result.bad_rows,
        "left": result.left,
        "usable": result.usable,
        "problems": [
            {"line": bad.line, "column": bad.column or None, "what": bad.what} for bad in result.bad
        ],
    }
    if not edge.json:
        for bad in result.bad[:PROBLEMS_SHOWN]:
            edge.note(str(bad))
        if result.bad_rows > PROBLEMS_SHOWN:
            edge.note(f"… and {result.bad_rows - PROBLEMS_SHOWN:,} more")
    edge.result(data, *_summary(name, file, result))


def _summary(name: str, file: Path, result: "ImportResult") -> Iterator[str]:
    same = f", {result.same:,} were there already" if result.same else ""
    if result.bad_rows and not result.left:
        yield (
            f"Nothing was imported: {result.bad_rows:,} of {result.rows_read:,} rows of {file.name}"
            " can't be used."
        )
        if result.usable:
            yield f"--skip-bad imports the other {result.usable:,}."
        return
    left = f", {result.left:,} bad ones left out" if result.left else ""
    yield f"{result.imported:,} rows imported into {name}{same}{left}."


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is, on a terminal; `advance(done, total)`, total 0: unknown."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)
