"""Rows in, results out: `bitework import` and `bitework export`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
        metavar="ROWS", help="A .csv or .jsonl file with an id column.", exists=True, dir_okay=False
    ),
]


class What(StrEnum):
    """What to export."""

    results = "results"
    answers = "answers"


class Format(StrEnum):
    """In which form."""

    csv = "csv"
    jsonl = "jsonl"


def import_rows(
    project: ProjectId,
    file: RowsFile,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows where some are bad.")
    ] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Bring rows into a project: all of them, or none where one is bad."""
    with command(config, json) as edge:
        from bot.importing import import_file

        project_id = internal(project)
        with _bar(f"Importing {file.name}") as advance:
            result = import_file(
                edge.database, project_id, file, now_ms=now_ms(), skip_bad=skip_bad,
                progress=advance,
            )  # fmt: skip
        _tell(edge, project_id, file, result)
        if result.bad_rows and not result.left:
            raise typer.Exit(Code.FOUND)


def export_rows(
    project: ProjectId,
    what: Annotated[What, typer.Option(help="Each row's result, or every answer.")] = What.results,
    form: Annotated[Format, typer.Option("--format", help="The file's form.")] = Format.csv,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else stdout.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write a project's results or answers, in the order of the import."""
    if json and output is None:
        raise typer.BadParameter("--json tells about the export: add -o FILE for the export itself")
    with command(config, json) as edge:
        from bot.exporting import export_now

        project_id = internal(project)
        if output is None:
            with to_stdout():
                export_now(edge.database, project_id, what.value, form.value, sys.stdout.buffer)
            return
        with whole_file(output) as out, _bar(f"Exporting to {output.name}") as advance:
            export_now(
                edge.database, project_id, what.value, form.value, out,
                progress=lambda written: advance(written, 0),
            )  # fmt: skip
        size_bytes = output.stat().st_size
        data = {
            "project": public(project_id),
            "what": what.value,
            "format": form.value,
            "file": str(output),
            "bytes": size_bytes,
        }
        edge.result(data, f"{output}: {what.value} of {public(project_id)}, {size_bytes:,} bytes")


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
