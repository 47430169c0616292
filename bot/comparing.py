"""Which items win over a whole project: for exports, the strengths of what is compared.

Each row of a `compare` question has two items, its sides filled in; an item may stand in many rows.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from bot.aggregating import Gathered, Rows
from domain.agreement.comparisons import WON, Winner, bradley_terry
from domain.questions import Question, for_row
from storage import exports
from storage.database import Database
from storage.exports import Extent

PRIOR = 0.5  # comparisons that each item has won and lost against an average one


@dataclass
class Scores:
    """The items of a question's rows, and once they are known their strengths: 1 is an average."""

    question: Question
    rows: dict[int, tuple[str, str]] = field(default_factory=dict)
    strengths: dict[str, float] = field(default_factory=dict)

    def of(self, data: dict[str, Any]) -> tuple[float | None, float | None]:
        """Give the strengths of a row's two items; None where nobody has compared them."""
        one, other = sides(self.question, data)
        return self.strengths.get(one), self.strengths.get(other)


def sides(question: Question, data: dict[str, Any]) -> tuple[str, str]:
    """Give the two items of a row."""
    filled = for_row(question, data, None)
    return filled.a, filled.b


async def scores(database: Database, of: Extent, gathered: Gathered) -> dict[str, Scores]:
    """Read the items of all rows that have answers, and find their strengths on a thread."""
    asked = [votes.question for votes in gathered.votes.values()]
    found = {question.id: Scores(question) for question in asked if question.type == "compare"}
    if not found:
        return {}
    places = Rows(gathered)
    async with aclosing(exports.results(database, of)) as stream:  # type: ignore[type-var]
        async for row in stream:
            if (place := places.find(row[-1])) is not None:
                data = orjson.loads(row[0])
                for each in found.values():
                    each.rows[place] = sides(each.question, data)
    await asyncio.to_thread(_fit, gathered, list(found.values()))
    return found


def _fit(gathered: Gathered, found: Sequence[Scores]) -> None:
    for each in found:
        strengths = bradley_terry(_comparisons(gathered, each), prior=PRIOR)
        count = len(strengths)
        each.strengths = {item: round(one * count, 6) for item, one in strengths.items()}


def _comparisons(gathered: Gathered, scores: Scores) -> Iterator[tuple[str, str, Winner]]:
    votes = gathered.votes[scores.question.id]
    for place, label in zip(votes.units, votes.given, strict=True):
        winner = votes.labels.values[label]
        if winner in WON and place in scores.rows:
            yield (*scores.rows[place], cast(Winner, winner))
