"""Deciding anew by all answers of a project, for its export: majority, Dawid–Skene, Bitework.

Answers are read as a stream into arrays of numbers, twelve bytes an answer, and estimated on a
thread beside the event loop, one export at a time; the writer is not asked. Then the rows are read
as they are for any export, and get what was decided.
"""

import asyncio
from array import array
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import orjson

from domain.errors import Refused
from domain.ids import public
from domain.quality.labels import Labels, labels_of
from domain.questions import Question, Value
from storage import exports
from storage.database import Database
from storage.exports import Extent

if TYPE_CHECKING:
    from domain.quality.aggregate import Aggregate
    from domain.quality.crowd import Ints

Method = Literal["majority", "dawid-skene", "bitework"]
UNITS_MOST = 20_000_000  # answers; one to several options counts for each option
_one_at_a_time = Lock()  # estimates of a large project are hundreds of megabytes

Decided = tuple[Value, float, list[float]]


@dataclass
class Votes:
    """The answers to one question, a number for each: of its unit, its worker and its label.

    Unit `row * labels.units + k` is the k-th thing that is decided for a row.
    """

    question: Question
    labels: Labels
    units: "array[int]" = field(default_factory=lambda: array("i"))
    workers: "array[int]" = field(default_factory=lambda: array("i"))
    given: "array[int]" = field(default_factory=lambda: array("i"))
    gold: dict[int, int] = field(default_factory=dict)

    def add(self, row: int, worker: int, value: Value) -> None:
        for unit, label in enumerate(self.labels.of(value)):
            self.units.append(row * self.labels.units + unit)
            self.workers.append(worker)
            self.given.append(label)

    def know(self, row: int, value: Value) -> None:
        for unit, label in enumerate(self.labels.of(value)):
            self.gold[row * self.labels.units + unit] = label


@dataclass
class Gathered:
    """A project's answers: the ids of the rows that have any, ascending, and of who gave them."""

    votes: dict[str, Votes]
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    accounts: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Estimated:
    """What the answers to one question come to."""

    votes: Votes
    aggregate: "Aggregate"
    answers: "Ints"  # of each unit
    given: "Ints"  # by each worker

    def decided(self, row: int) -> Decided | None:
        """Give a row's answer, its confidence and the chances; None where nobody answered."""
        labels = self.votes.labels
        first = row * labels.units
        if first >= len(self.answers) or not self.answers[first]:
            return None
        chances = self.aggregate.posterior[first : first + labels.units].tolist()
        value, sure = labels.decided(chances)
        return value, round(sure, 4), [round(share, 6) for share in labels.shares(chances)]


def questions_of(questions: Sequence[Question]) -> dict[str, Labels]:
    """Give the questions that can be decided anew, by their ids. Raises Refused without any."""
    found = {question.id: labels_of(question) for question in questions}
    known = {name: labels for name, labels in found.items() if labels}
    if not known:
        raise Refused(
            "Only questions with answers to choose from can be decided anew, and this project has "
            "none. Its results say what was agreed on."
        )
    return known


async def gather(
    database: Database, of: Extent, questions: Sequence[Question], also: str
) -> Gathered:
    """Read all answers that count, and what is known. Raises Refused where they are too many."""
    labels = questions_of(questions)
    found = Gathered({q.id: Votes(q, labels[q.id]) for q in questions if q.id in labels})
    accounts: dict[int, int] = {}
    async with aclosing(exports.votes(database, of, also)) as stream:  # type: ignore[type-var]
        async for row_id, _, account_id, answers in stream:
            if not found.rows or found.rows[-1] != row_id:
                found.rows.append(row_id)
            worker = accounts.setdefault(account_id, len(accounts))
            given = orjson.loads(answers)
            for name, votes in found.votes.items():
                if name in given:
                    votes.add(len(found.rows) - 1, worker, given[name])
            if any(len(votes.units) > UNITS_MOST for votes in found.votes.values()):
                raise Refused("There are too many answers to decide anew: at most {most}.",
                              most=UNITS_MOST)
    found.accounts = list(accounts)
    await _know(database, of, found)
    return found


async def _know(database: Database, of: Extent, found: Gathered) -> None:
    """Add the known answers of rows that have been answered."""
    place = 0
    async with aclosing(exports.gold(database, of)) as stream:  # type: ignore[type-var]
        async for row_id, gold in stream:
            while place < len(found.rows) and found.rows[place] < row_id:
                place += 1
            if place < len(found.rows) and found.rows[place] == row_id:
                for name, value in orjson.loads(gold).items():
                    if name in found.votes:
                        found.votes[name].know(place, value)


async def estimated(gathered: Gathered, method: Method) -> dict[str, Estimated]:
    """Decide each question that somebody answered, on a thread."""
    return await asyncio.to_thread(_estimated, gathered, method)


def _estimated(gathered: Gathered, method: Method) -> dict[str, Estimated]:
    with _one_at_a_time:
        return {
            name: _one(gathered, votes, method)
            for name, votes in gathered.votes.items()
            if votes.units
        }


def _one(gathered: Gathered, votes: Votes, method: Method) -> Estimated:
    import numpy as np

    from domain.quality.aggregate import aggregate
    from domain.quality.crowd import Crowd
    from domain.quality.shrunk import UNKNOWN

    units = len(gathered.rows) * votes.labels.units
    crowd = Crowd.of(
        np.frombuffer(votes.units, np.int32), np.frombuffer(votes.workers, np.int32),
        np.frombuffer(votes.given, np.int32),
        task_count=units, worker_count=len(gathered.accounts), label_count=votes.labels.count,
    )  # fmt: skip
    gold = np.full(units, UNKNOWN, np.int32)
    gold[list(votes.gold)] = list(votes.gold.values())
    found = aggregate(crowd, method, gold, ordered=votes.question.type == "scale")
    return Estimated(votes, found, crowd.answers, crowd.given)


class Rows:
    """Finds rows that come in ascending order of their ids among those that have answers."""

    def __init__(self, gathered: Gathered) -> None:
        self._rows = gathered.rows
        self._place = 0

    def find(self, row_id: int) -> int | None:
        """Give the number of a row; None where it has no answers."""
        while self._place < len(self._rows) and self._rows[self._place] < row_id:
            self._place += 1
        is_there = self._place < len(self._rows) and self._rows[self._place] == row_id
        return self._place if is_there else None


def agreement(gathered: Gathered, found: dict[str, Estimated]) -> Iterator[dict[str, Any]]:
    """Give a record of each question: how many answered, and how far they agree."""
    for name, one in found.items():
        units = one.votes.labels.units
        answers = one.answers[::units]
        yield {
            "question": name,
            "type": one.votes.question.type,
            "rows": int((answers > 0).sum()),
            "answers": int(answers.sum()),
            "workers": int((one.given > 0).sum()),
            "alpha": None if one.aggregate.alpha is None else round(one.aggregate.alpha, 6),
        }


def workers(gathered: Gathered, found: dict[str, Estimated]) -> Iterator[dict[str, Any]]:
    """Give a record of everybody and each question that they answered; see docs/quality.md."""
    for number, account_id in enumerate(gathered.accounts):
        for name, one in found.items():
            if one.given[number]:
                yield {"worker": public(account_id), "question": name, **_worth(one, number)}


def _worth(one: Estimated, worker: int) -> dict[str, Any]:
    from domain.quality.intervals import wilson

    labels, count = one.votes.labels, int(one.given[worker])
    share = float(one.aggregate.accuracy[worker])
    low, high = wilson(share, count // labels.units)
    return {
        "answers": count // labels.units,
        "accuracy": round(share, 4),
        "accuracy_least": round(low, 4),
        "accuracy_most": round(high, 4),
        "confusion": _confusion(one, worker),
    }


def _confusion(one: Estimated, worker: int) -> dict[str, dict[str, float]] | None:
    """Give somebody's chances of each answer by what is true; None by majority."""
    if one.aggregate.confusions is None:
        return None
    labels = one.votes.labels
    names = ("no", "yes") if labels.several else labels.names
    chances = one.aggregate.confusions[worker].T.round(4).tolist()
    return {
        true: dict(zip(names, given, strict=True))
        for true, given in zip(names, chances, strict=True)
    }
