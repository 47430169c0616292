"""A project before it opens: synthetic people answer its rows, by the rules that chat goes by.

People come in any order, and are asked as in chat (`bot.board`); every row gets the least answers,
gold rows and a tenth as a pilot get all; fits come when they are due, and rows that a fit finds
doubtful open again. What people answer was drawn before (`domain.quality.synthetic`), so the same
answers can be taken by fixed redundancy: as many for each row, and decided by majority or by
Dawid–Skene.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from bot.board import Board, hands_of, work
from bot.replaying import fixed
from bot.rowfiles import RowFile
from domain.errors import Invalid, Refused
from domain.projects import Project, question_ms
from domain.quality import judging, synthetic
from domain.quality.crowd import Crowd, Floats, Ints
from domain.quality.dawid_skene import dawid_skene, majority
from domain.quality.engine import Engine, Rules
from domain.quality.parts import Part, said
from domain.quality.shrunk import UNKNOWN
from domain.quality.synthetic import Person, Synthetic
from domain.questions import Question
from services.fitting import PILOT_EVERY as PILOT_EVERY

ROWS_MOST = 20_000
PART_USUAL = (1.0, 2.0)  # of several options one in three is chosen
AT_WORK = 0.1  # the share of their time in which people answer
OTHER_CONFIDENCES = (0.8, 0.9, 0.95, 0.99)

Random = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class Point:
    """What a way of deciding came to: answers a row in the mean, and how often it was right."""

    method: str
    answers: float
    accuracy: float
    setting: float  # the confidence, or the answers for each row


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """A simulation's result.

    `points` has Bitework at the project's rules first, then fixed redundancy at the same cost and
    at the most answers; `curve` those of the picture. `left_out` are the questions that can't be
    simulated.
    """

    people: tuple[Person, ...]
    rows: int
    gold_rows: int
    questions: tuple[str, ...]
    left_out: tuple[str, ...]
    seconds: float  # of one answer, in the mean
    points: tuple[Point, ...]
    curve: tuple[Point, ...]


@dataclass(frozen=True)
class Asked:
    """A question, and what everybody would answer to it."""

    question: Question
    crowd: Synthetic
    gold: Ints

    def everything(self) -> Crowd:
        """Give all answers that all people would give."""
        people, rows = self.crowd.labels.shape
        return Crowd.of(
            np.tile(np.arange(rows), people),
            np.repeat(np.arange(people), rows),
            self.crowd.labels.reshape(-1),
            task_count=rows, worker_count=people, label_count=self.crowd.label_count,
        )  # fmt: skip


Gold = tuple[dict[str, int], ...]  # of each row, the known label of each question


def rows_of(project: Project, path: Path) -> Gold:
    """Read how many rows a file has, and what is known of them; bad ones are left out."""
    asked, found = judging.estimated(project, judging.ROWS_LEAST), []
    for row in RowFile(path).rows(project):
        if type(row) is tuple:
            known = orjson.loads(row[3]) if row[3] else {}
            labels = {q.id: judging.label_of(q, said(q, known)) for q in asked}
            found.append({name: label for name, label in labels.items() if label is not None})
        if len(found) > ROWS_MOST:
            raise Invalid("At most {most} rows can be simulated.", most=ROWS_MOST)
    return tuple(found)


def simulate(
    project: Project, *, people: Sequence[Person], gold: Gold, seed: int, curve: bool = True
) -> Simulated:
    """Simulate a project with a row for each of `gold`. Raises Refused where nothing can be."""
    asked = _asked(project, tuple(people), gold, seed)
    rules, most = judging.rules_of(project), project.answers_most
    ours = _bitework(asked, rules, most, seed)
    random = np.random.default_rng(seed)
    everything = [one.everything() for one in asked]
    fixed_at = partial(_fixed, asked, everything, random)
    points = (
        ours,
        *(fixed_at(method, ours.answers) for method in ("majority", "dawid-skene")),
        *(fixed_at(method, float(most)) for method in ("majority", "dawid-skene")),
    )
    others = [replace(rules, confidence=other) for other in OTHER_CONFIDENCES if curve]
    drawn = [ours, *(_bitework(asked, other, most, seed) for other in others)]
    redundancy = range(1, min(most, len(people)) + 1) if curve else ()
    known = {_whole(one.question) for one in asked}
    return Simulated(
        people=asked[0].crowd.people,
        rows=len(gold),
        gold_rows=int(_is_gold(asked).sum()),
        questions=tuple(known_q.id for known_q in project.questions if known_q.id in known),
        left_out=tuple(q.id for q in project.questions if q.id not in known),
        seconds=float(sum(one.crowd.seconds.mean() for one in asked)),
        points=points,
        curve=(
            *sorted(drawn, key=lambda point: point.setting),
            *(fixed_at("majority", float(count)) for count in redundancy),
            *(fixed_at("dawid-skene", float(count)) for count in redundancy),
        ),
    )


def _asked(
    project: Project, people: tuple[Person, ...], gold: Gold, seed: int
) -> tuple[Asked, ...]:
    if project.is_survey:
        raise Refused("In a survey every answer stands: there is nothing to be right about.")
    questions = judging.estimated(project, max(len(gold), judging.ROWS_LEAST))
    if not questions:
        raise Refused(
            "Only questions with answers to choose (choice, choices, yes_no, scale, compare) can be"
            " simulated, and this project has none: its rows are decided by how far answers agree."
        )
    if len(gold) < judging.ROWS_LEAST:
        raise Refused(
            "With fewer than {n} rows answers are counted, not estimated: simulate {n} or more.",
            n=judging.ROWS_LEAST,
        )
    random = np.random.default_rng([seed, len(gold)])
    return tuple(
        _one(question, people, gold, random, seed + number, _answer_ms(project, question))
        for number, question in enumerate(questions)
    )


def _answer_ms(project: Project, question: Question) -> float:
    """Estimate the time that a question takes; of several options each has its share of it."""
    if not isinstance(question, Part):
        return question_ms(question)
    whole = next(each for each in project.questions if each.id == question.whole)
    return question_ms(whole) / len(whole.options)


def _one(
    question: Question, people: tuple[Person, ...], gold: Gold, random: Random, seed: int,
    answer_ms: float,
) -> Asked:  # fmt: skip
    """Draw what is true of the rows, as often as among the known ones, and what people say."""
    labels = judging.labels_for(question)
    count = labels.count if labels else 0
    known = np.array([row.get(question.id, UNKNOWN) for row in gold], np.int32)
    there = known[known != UNKNOWN]
    usual = np.array(PART_USUAL if isinstance(question, Part) else [1.0] * count)
    share = np.bincount(there, minlength=count) + usual if len(there) else usual
    drawn = random.choice(count, size=len(gold), p=share / share.sum())
    crowd = synthetic.crowd(
        people,
        label_count=count,
        truth=np.where(known == UNKNOWN, drawn, known).astype(np.int32),
        pace_seconds=answer_ms / 1000,
        ordered=question.type == "scale",
        seed=seed,
    )
    return Asked(question, crowd, known)


def _is_gold(asked: Sequence[Asked]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.any([one.gold != UNKNOWN for one in asked], axis=0)
    return found


def _point(
    method: str, asked: Sequence[Asked], posteriors: Sequence[Floats], answers: float,
    setting: float, random: Random,
) -> Point:  # fmt: skip
    """See how often the decisions are right, ties by lot; of several options all have to be. Gold
    rows are not counted.
    """
    scored = ~_is_gold(asked)
    right: dict[str, NDArray[np.bool_]] = {}
    for one, posterior in zip(asked, posteriors, strict=True):
        chosen = (posterior + random.random(posterior.shape) * 1e-9).argmax(axis=1)
        whole, hits = _whole(one.question), (chosen == one.crowd.truth)[scored]
        right[whole] = right[whole] & hits if whole in right else hits
    accuracy = float(np.mean([each.mean() for each in right.values()]))
    return Point(method=method, answers=answers, accuracy=accuracy, setting=setting)


def _whole(question: Question) -> str:
    return question.whole if isinstance(question, Part) else question.id


def _fixed(
    asked: Sequence[Asked], everything: Sequence[Crowd], random: Random, method: str, answers: float
) -> Point:
    """Ask equally many people about each row."""
    decide = majority if method == "majority" else (lambda crowd: dawid_skene(crowd).posterior)
    rows = len(asked[0].crowd.truth)
    taken = min(round(answers * rows), len(everything[0].tasks))
    posteriors = [decide(fixed(crowd, taken, random)) for crowd in everything]
    return _point(method, asked, posteriors, taken / rows, answers, random)


def _bitework(asked: Sequence[Asked], rules: Rules, most: int, seed: int) -> Point:
    random = np.random.default_rng([seed, most])
    engines = simulated(asked, rules, most, random)
    finals = [engine.final() for engine in engines]
    answers = len(engines[0]) / len(asked[0].crowd.truth)
    return _point("bitework", asked, finals, answers, rules.confidence, random)


def simulated(
    asked: Sequence[Asked], rules: Rules, most: int, random: Random
) -> list[Engine]:
    """Let everybody answer until nothing is wanted that anybody there could answer."""
    people, rows = asked[0].crowd.labels.shape
    is_gold = _is_gold(asked)
    pilot = is_gold if is_gold.any() else np.arange(rows) % PILOT_EVERY == 0
    engines = [
        Engine(
            label_count=one.crowd.label_count,
            most=np.full(rows, min(most, people), np.int32),
            gold=one.gold, pilot=pilot, rules=rules,
        )
        for one in asked
    ]  # fmt: skip
    everything = [one.everything() for one in asked]
    seconds = sum(float(one.crowd.seconds.mean()) for one in asked)
    answer_ms = 1000 * seconds / (AT_WORK * people)
    lanes = Board(engines, hands_of(everything[0]), range(rows))
    work(lanes, everything, random, answer_ms=answer_ms)
    return engines
