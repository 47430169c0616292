"""Known answers: `bitework gold`."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import orjson
import typer

from bot.cli.edge import Config, Json, ProjectId, command, now_ms, to_stdout
from domain.errors import Invalid
from domain.ids import internal, public

app = typer.Typer(no_args_is_help=True, help="Rows whose answer is known.")

RowId = Annotated[str, typer.Argument(metavar="ROW", help="Your own id of the row.")]
SURE = 0.999
ANSWERS_LEAST = 3


@app.command("list")
def list_gold(project: ProjectId, config: Config = None, json: Json = False) -> None:
    """Say how many rows have known answers, and list those that people contest."""
    with command(config, json) as edge:
        from services import gold, projects

        project_id = internal(project)
        edge.read(lambda tx: projects.find(tx, project_id))
        rows, answers = edge.read(lambda tx: gold.counts(tx, project_id))
        off = edge.read(lambda tx: gold.suspended(tx, project_id, 100))
        said = {one.task_id: edge.read(partial(gold.against, task_id=one.task_id)) for one in off}
        items = [
            {"row": one.row_id, "known": one.known, "people_say": said[one.task_id]} for one in off
        ]
        header = ("row", "known", "people_say")
        lines = [
            (one.row_id, orjson.dumps(one.known).decode(), "; ".join(said[one.task_id]))
            for one in off
        ]
        to_ask = edge.read(lambda tx: gold.to_ask(tx, project_id))
        edge.note(
            f"{rows:,} rows with known answers, {answers:,} answers to them; "
            f"{to_ask:,} more can be asked for now."
        )
        found = {"rows": rows, "answers": answers, "to_ask": to_ask, "contested": items}
        edge.table(found, header, lines)


@app.command("mark")
def mark(
    project: ProjectId,
    row: RowId,
    answer: Annotated[
        list[str],
        typer.Option(metavar="QUESTION=ANSWER", help="A known answer; once for each question."),
    ],
    why: Annotated[str, typer.Option(help="Why it is right: who misses it reads this.")] = "",
    config: Config = None,
    json: Json = False,
) -> None:
    """Mark a row that nobody has answered as one whose answer is known."""
    with command(config, json) as edge:
        from services import gold

        pairs = [text.partition("=") for text in answer]
        if wrong := [name for name, equals, _ in pairs if not equals]:
            raise Invalid("Write --answer QUESTION=ANSWER; “{word}” has no “=”.", word=wrong[0])
        typed = {name.strip(): text for name, _, text in pairs}
        edge.write(
            lambda tx: gold.mark(tx, None, internal(project), row, typed, why, now_ms())
        )
        edge.result({"row": row, "known": typed, "why": why}, f"Row {row} is a known one now.")


@app.command("unmark")
def unmark(project: ProjectId, row: RowId, config: Config = None, json: Json = False) -> None:
    """Let a row that nobody has answered be an ordinary one."""
    with command(config, json) as edge:
        from services import gold

        edge.write(lambda tx: gold.mark(tx, None, internal(project), row, {}, "", now_ms()))
        edge.result({"row": row, "known": {}}, f"Row {row} is an ordinary one now.")


@app.command("keep")
def keep(project: ProjectId, row: RowId, config: Config = None, json: Json = False) -> None:
    """Use a contested known answer again: it is right."""
    _looked_at(project, row, config, json, is_kept=True)


@app.command("drop")
def drop(project: ProjectId, row: RowId, config: Config = None, json: Json = False) -> None:
    """Never use a contested known answer again."""
    _looked_at(project, row, config, json, is_kept=False)


def _looked_at(
    project: str, row: str, config: Path | None, json: bool, *, is_kept: bool
) -> None:
    with command(config, json) as edge:
        from services import gold

        task_id = edge.read(lambda tx: gold.task_of(tx, internal(project), row))
        if is_kept:
            edge.write(lambda tx: gold.keep(tx, None, task_id, edge.terms, now_ms()))
        else:
            edge.write(lambda tx: gold.drop(tx, None, task_id, now_ms()))
        state = "kept" if is_kept else "dropped"
        edge.result({"row": row, "state": state}, f"Row {row}: its known answer is {state}.")


@app.command("sure")
def sure(
    project: ProjectId,
    confidence: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="How sure a row has to be.")
    ] = SURE,
    least: Annotated[
        int, typer.Option(min=2, help="How many people have to have answered it.")
    ] = ANSWERS_LEAST,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file; else stdout.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write rows that people have decided so surely that they can be known ones elsewhere, as
    JSONL with their `gold:` columns: import them with the rows of another project.
    """
    with command(config, json) as edge:
        from services import sure as sure_rows

        project_id = internal(project)
        rows = edge.read(
            lambda tx: [
                orjson.dumps(row) + b"\n"
                for row in sure_rows.rows_for_others(
                    tx, project_id, confidence=confidence, least=least
                )
            ]
        )
        if output is not None:
            output.write_bytes(b"".join(rows))
        elif not json:
            with to_stdout():
                sys.stdout.buffer.writelines(rows)
        edge.note(f"{len(rows):,} sure rows.")
        edge.result({"project": public(project_id), "rows": len(rows)})
