"""Planning before paying: `bitework replay`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Json, command

if TYPE_CHECKING:
    from bot.replaying import Outcome

AnswersFile = Annotated[
    Path,
    typer.Argument(
        metavar="ANSWERS", help="A .csv file: task,worker,label.", exists=True, dir_okay=False
    ),
]

NAMES = {
    "bitework": "Bitework",
    "fixed majority": "equally many for each task, majority",
    "fixed dawid-skene": "equally many for each task, Dawid–Skene",
    "all majority": "all answers, majority",
    "all dawid-skene": "all answers, Dawid–Skene",
}


def replay(
    answers: AnswersFile,
    truth: Annotated[
        Path,
        typer.Option(
            metavar="TRUTH", help="A .csv file: task,truth.", exists=True, dir_okay=False
        ),
    ],
    gold: Annotated[
        float, typer.Option(min=0, max=0.9, help="The share of tasks with a truth that are gold.")
    ] = 0.05,
    confidence: Annotated[
        float, typer.Option(min=0.5, max=0.9999, help="At which a task is done.")
    ] = 0.98,
    routing: Annotated[
        bool, typer.Option("--routing", help="Ask each for the answer that tells most.")
    ] = False,
    seed: Annotated[
        int, typer.Option(min=0, help="Gold and the order of answers are drawn by it.")
    ] = 0,
    json: Json = False,
) -> None:
    """Let a recorded crowd answer again: how many answers would have been enough?"""
    with command(None, json) as edge:
        from bot import recordings, replaying
        from domain.quality.engine import Rules

        outcome = replaying.replay(
            recordings.read(answers, truth),
            gold_share=gold,
            rules=Rules(confidence=confidence, routed=routing),
            seed=seed,
        )
        if edge.json:
            edge.result(_object(outcome))
            return
        edge.note(_found(outcome))
        header = ("decided by", "answers", "cost", "right")
        edge.table({}, header, list(_rows(outcome)))


def _object(outcome: "Outcome") -> dict[str, Any]:
    crowd = outcome.recording.crowd
    return {
        "tasks": crowd.task_count,
        "workers": crowd.worker_count,
        "labels": crowd.label_count,
        "answers": len(crowd.tasks),
        "repeated_answers": outcome.recording.repeated,
        "gold_tasks": outcome.gold_tasks,
        "scored_tasks": outcome.scored_tasks,
        "rows": [
            {
                "method": row.method,
                "answers": row.answers,
                "cost": round(row.answers / len(crowd.tasks), 6),
                "accuracy": round(row.accuracy, 6),
            }
            for row in outcome.rows
        ],
    }


def _found(outcome: "Outcome") -> str:
    crowd, repeated = outcome.recording.crowd, outcome.recording.repeated
    again = f" ({repeated:,} left out: the same worker and task again)" if repeated else ""
    return (
        f"{len(crowd.tasks):,} answers of {crowd.worker_count:,} workers to {crowd.task_count:,}"
        f" tasks{again}, {crowd.label_count} labels; {outcome.gold_tasks:,} gold tasks,"
        f" {outcome.scored_tasks:,} others with a known truth"
    )


def _rows(outcome: "Outcome") -> Iterator[tuple[str, ...]]:
    everything = len(outcome.recording.crowd.tasks)
    for row in outcome.rows:
        yield (
            NAMES[row.method],
            f"{row.answers:,}",
            f"{row.answers / everything:.1%}",
            f"{row.accuracy:.2%}",
        )
