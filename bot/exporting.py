"""Exporting a project: its rows with what was agreed on, or all answers, in a form of choice.

An export is made piece by piece while the database is read, so its size is no matter. Where answers
are to be decided anew (`aggregate`) they are read once more before (`bot.aggregating`).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, BinaryIO, Literal

import orjson

from bot import aggregating, comparing
from bot.aggregating import Estimated, Gathered, Method, Rows
from bot.comparing import Scores
from bot.export_formats import FORMS, MEDIA_TYPES, Column, Format, check_installed, writer
from bot.media import answers_out
from domain.errors import Invalid, NotFound, Refused
from domain.ids import public
from domain.known_answers import GOLD, WHY, WHY_KEY
from domain.quality.labels import Labels, labels_of
from domain.questions import Question
from domain.questions.comparing import SIDES
from storage import exports, licences
from storage.database import Database
from storage.exports import Extent
from storage.projects import definition

What = Literal["results", "answers", "workers", "agreement", "licences"]
ANSWER_COLUMNS = (
    Column("row_id"), Column("task"), Column("worker"), Column("question"), Column("answer"),
    Column("seconds", "number"), Column("state"),
)  # fmt: skip
LICENCE_COLUMNS = (Column("worker"), Column("licence"), Column("agreed"))
FRAME_COLUMNS = (Column("task"), Column("worker"), Column("label"))
WORKER_COLUMNS = (
    Column("worker"), Column("question"), Column("answers", "whole"), Column("accuracy", "number"),
    Column("accuracy_least", "number"), Column("accuracy_most", "number"), Column("confusion"),
)  # fmt: skip
AGREEMENT_COLUMNS = (
    Column("question"), Column("type"), Column("rows", "whole"), Column("answers", "whole"),
    Column("workers", "whole"), Column("alpha", "number"),
)  # fmt: skip

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """An export that can be made: a name for the file, its media type, its columns.

    `questions` are those that it has, `method` is how answers are decided anew ("": not at all),
    `also` one more state of answers that count.
    """

    extent: Extent
    questions: tuple[Question, ...]
    what: What
    format: Format
    method: Method | Literal[""] = ""
    also: str = "accepted"

    @property
    def is_frame(self) -> bool:
        """Whether this is what crowd-kit reads."""
        return self.format in ("crowdkit", "crowdkit-parquet")

    @property
    def file_name(self) -> str:
        parts = (public(self.extent.project_id), "crowdkit" if self.is_frame else self.what)
        return "-".join(filter(None, (*parts, self.method))) + f".{FORMS[self.format]}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[FORMS[self.format]]

    @property
    def columns(self) -> tuple[Column, ...]:
        if self.is_frame:
            return FRAME_COLUMNS
        if self.what == "answers":
            return ANSWER_COLUMNS
        if self.what == "workers":
            return WORKER_COLUMNS
        if self.what == "licences":
            return LICENCE_COLUMNS
        if self.what == "agreement":
            return AGREEMENT_COLUMNS
        agreed = [column for question in self.questions for column in self._agreed(question)]
        rows = [Column(name) for name in self.extent.columns]
        return (*rows, *agreed, Column("answers", "whole"), Column("state"))

    def _agreed(self, question: Question) -> Iterable[Column]:
        yield Column(f"result:{question.id}")
        yield Column(f"confidence:{question.id}", "number")
        labels = labels_of(question) if self.method else None
        for name in labels.names if labels else ():
            yield Column(f"chance:{question.id}:{name}", "number")
        for side in SIDES if labels and question.type == "compare" else ():
            yield Column(f"score:{question.id}:{side}", "number")


async def prepare(
    database: Database,
    project_id: int,
    what: What,
    format: Format,
    *,
    method: Method | Literal[""] = "",
    question: str = "",
) -> Export:
    """Look at the project before a byte is written. Raises NotFound, Refused, Invalid.

    `question` is the one that crowd-kit's frame is about, needed where several could be.
    """
    check_installed(FORMS[format])
    of = await database.read(lambda tx: exports.extent(tx, project_id))
    if of is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    project = await database.read(lambda tx: definition(tx, project_id))
    if what == "licences" and format in ("csv", "jsonl", "parquet"):
        return Export(of, project.questions, what, format)
    if project.is_survey and (what != "answers" or format not in ("csv", "jsonl", "parquet")):
        raise Refused(
            "In a survey every answer stands, so there are no results to agree on. Export its "
            "answers instead.",
        )
    also = "rejected" if project.accept == "consensus" else "accepted"
    export = Export(of, project.questions, what, format, method, also)
    if export.is_frame:
        return replace(export, what="answers", method="", questions=(_asked(export, question),))
    if method or what in ("workers", "agreement"):
        aggregating.questions_of(project.questions)
    return export


def _asked(export: Export, name: str) -> Question:
    """Find the question whose labels are to be exported."""
    labels = aggregating.questions_of(export.questions)
    known = {question.id: question for question in export.questions if question.id in labels}
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise Invalid(
            "One question at a time has labels for crowd-kit. Name it: {names}.",
            names=", ".join(known),
        )
    return known[name]


async def pieces(database: Database, export: Export) -> AsyncIterator[bytes]:
    """Give the file's bytes, a piece at a time."""
    file = writer(FORMS[export.format], export.columns)
    async with aclosing(_records(database, export)) as records:
        async for record in records:
            file.add(record)
            if file.is_full:
                yield file.take()
    if last := file.end():
        yield last


def _records(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    if export.is_frame:
        return _frame(database, export)
    if export.what == "answers":
        return _all_answers(database, export)
    if export.what == "results":
        return _results(database, export)
    if export.what == "licences":
        return _licences(database, export)
    return _tables(database, export)


async def _results(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    """Give a record of each row, with what is decided anew where that is wanted."""
    found: dict[str, Estimated] = {}
    compared: dict[str, Scores] = {}
    places, labels = Rows(Gathered({})), _labels(export)
    if export.method:
        gathered = await aggregating.gather(
            database, export.extent, export.questions, export.also
        )
        found = await aggregating.estimated(gathered, export.method)
        compared = await comparing.scores(database, export.extent, gathered)
        places = Rows(gathered)
    async with aclosing(exports.results(database, export.extent)) as rows:  # type: ignore[type-var]
        async for row in rows:
            record = _result(row, export.questions)
            if export.method:
                _decide(record, places.find(row[-1]), labels, found)
                for name, scores in compared.items():
                    for side, score in zip(SIDES, scores.of(record), strict=True):
                        record[f"score:{name}:{side}"] = score
            yield record


def _result(row: tuple[Any, ...], questions: tuple[Question, ...]) -> Record:
    """Give a row's record: its columns, its known answers, and what was agreed on."""
    data, gold, answers, state, result, confidence, _ = row
    record: Record = orjson.loads(data)
    if gold:
        known = orjson.loads(gold)
        why = known.pop(WHY_KEY, None)
        record |= {f"{GOLD}{question}": value for question, value in known.items()}
        record |= {WHY: why} if why else {}
    agreed = orjson.loads(result) if result else {}
    sure = orjson.loads(confidence) if confidence else {}
    for question in questions:
        record[f"result:{question.id}"] = agreed.get(question.id)
        share = sure.get(question.id)
        record[f"confidence:{question.id}"] = None if share is None else round(share, 4)
    record["answers"] = answers
    record["state"] = state
    return record


def _decide(
    record: Record, place: int | None, labels: dict[str, Labels], found: dict[str, Estimated]
) -> None:
    """Put what all answers come to in place of what was agreed on as they came."""
    for question, known in labels.items():
        one = found.get(question)
        decided = one.decided(place) if one and place is not None else None
        value, sure, chances = decided or (None, None, ())
        record[f"result:{question}"] = value
        record[f"confidence:{question}"] = sure
        for name, chance in zip_longest(known.names, chances):
            record[f"chance:{question}:{name}"] = chance


def _labels(export: Export) -> dict[str, Labels]:
    """Give the questions that can be decided anew."""
    found = {question.id: labels_of(question) for question in export.questions}
    return {name: labels for name, labels in found.items() if labels}


async def _all_answers(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    """Give a record for each question that a submission answers."""
    async with aclosing(exports.answers(database, export.extent)) as rows:  # type: ignore[type-var]
        async for row_id, task_id, account_id, answers, taken_ms, state in rows:
            given = orjson.loads(answers)
            worker = public(account_id)
            who = {"row_id": row_id, "task": public(task_id), "worker": worker}
            for question in export.questions:
                if question.id in given:
                    yield who | {
                        "question": question.id,
                        "answer": answers_out.named(
                            row_id, question.id, worker, given[question.id],
                            whole=export.format == "jsonl",
                        ),
                        "seconds": round(taken_ms / 1000, 1),
                        "state": state,
                    }


async def _licences(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    """Give who agreed to a project's licence, to which words, and when."""
    project_id = export.extent.project_id
    for one in await database.read(lambda tx: licences.of_project(tx, project_id)):
        agreed = datetime.fromtimestamp(one.at_ms / 1000, UTC).isoformat(timespec="seconds")
        yield {"worker": public(one.account_id), "licence": one.words, "agreed": agreed}


async def _frame(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    """Give the labels of one question as crowd-kit has them: task, worker, label.

    The task is the requester's own id of the row, by which they know what is true of it.
    """
    (question,) = export.questions
    labels = labels_of(question)
    votes = exports.votes(database, export.extent, export.also)
    async with aclosing(votes) as rows:  # type: ignore[type-var]
        async for _, row_id, account_id, answers in rows:
            value = orjson.loads(answers).get(question.id)
            if labels and labels.of(value):
                label = value if isinstance(value, str) else orjson.dumps(value).decode()
                yield {"task": row_id, "worker": public(account_id), "label": label}


async def _tables(database: Database, export: Export) -> AsyncGenerator[Record, None]:
    """Give what everybody is worth, or how far people agree."""
    gathered = await aggregating.gather(database, export.extent, export.questions, export.also)
    found = await aggregating.estimated(gathered, export.method or "bitework")
    table = aggregating.workers if export.what == "workers" else aggregating.agreement
    for record in table(gathered, found):
        yield record


def export_now(
    database: Database,
    project_id: int,
    what: What,
    format: Format,
    out: BinaryIO,
    progress: Callable[[int], None] | None = None,
    *,
    method: Method | Literal[""] = "",
    question: str = "",
) -> Export:
    """Write an export from a thread without an event loop; `progress` gets the bytes so far."""

    async def write() -> Export:
        export = await prepare(
            database, project_id, what, format, method=method, question=question
        )
        written = 0
        async with aclosing(pieces(database, export)) as parts:  # type: ignore[type-var]
            async for piece in parts:
                out.write(piece)
                written += len(piece)
                if progress:
                    progress(written)
        return export

    return asyncio.run(write())
