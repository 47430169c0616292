"""A project: a requester's campaign with its questions, price, rules and budget."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, get_args

import orjson

from domain import templates
from domain.bonuses import Bonus, most_minor
from domain.needs import Needs
from domain.needs import from_values as needs_from
from domain.quality.deciding import CONFIDENCE
from domain.questions import ROOMS, TUPLES, Question, ShowIf, buttons, templates_of
from domain.reviewing import ReviewBy
from domain.screening import Screening
from domain.shown import Shown, columns, looking_ms
from domain.steps import Step
from domain.steps import columns as step_columns
from domain.terms import Accept

ACCEPTS: tuple[str, ...] = get_args(Accept)

TITLE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 4000
ANSWERS_MAX = 100
RESPONDENTS_MAX = 30_000
LEVEL_MAX = 100
CONFIDENCE_LEAST, CONFIDENCE_MOST = 0.5, 0.999
ACCEPT_AFTER_MS_LEAST, ACCEPT_AFTER_MS_MAX = 3_600_000, 30 * 86_400_000
ACCEPT_AFTER_MS = 7 * 86_400_000
TIME_LIMIT_MS_LEAST, TIME_LIMIT_MS_MAX, TIME_LIMIT_MS = 10_000, 7 * 86_400_000, 600_000

READING_MS_A_CHARACTER = 42
COLUMN_LENGTH_USUAL = 80
VISIT_MS = 600_000  # of being at a place, and on the way between two
_OPTIONS_READ_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a requester asks for.

    `kind` is a preset's name. `answers_least` and `answers_most` are the answers wanted for each
    row; both are `respondents` where so many people are asked, which is 0 where answers are to
    agree. A row is decided at `confidence`, where it is estimated. `level` is the least reputation
    level that workers need. What waits to be accepted for `accept_after_ms` is. `at` is a template
    of the row: the place that is to be visited. Who works for it agrees to its `licence` first.
    """

    title: str
    kind: str
    instructions: str = ""
    show: tuple[Shown, ...] = ()
    reward_minor: int
    currency: str
    time_limit_ms: int = TIME_LIMIT_MS
    answers_least: int
    answers_most: int
    respondents: int = 0
    budget_minor: int
    accept: Accept = "answer"
    accept_after_ms: int = ACCEPT_AFTER_MS
    confidence: float = CONFIDENCE
    level: int = 0
    bonus: Bonus | None = None
    review: ReviewBy | None = None
    screening: Screening | None = None
    needs: Needs | None = None
    shuffle_questions: bool = False
    at: str = ""
    licence: str = ""
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...]

    def __hash__(self) -> int:
        """Tell projects apart by which one it is: a definition is parsed once, and what is cached
        for it costs less than hashing all that it says.
        """
        return id(self)

    @property
    def is_survey(self) -> bool:
        """Whether people are asked, as in a survey or a poll: every answer stands."""
        return self.respondents > 0

    @property
    def screeners(self) -> tuple[Question, ...]:
        """The questions that decide whom the project fits; they stand first."""
        return tuple(question for question in self.questions if question.fits)

    def question(self, question_id: str) -> Question | None:
        """Find a question by its id."""
        return next((q for q in self.questions if q.id == question_id), None)


def columns_of(project: Project) -> tuple[str, ...]:
    """Give the columns that a project's rows need, each once: shown first, then asked about."""
    asked = "\n".join(text for one in project.questions for text in templates_of(one))
    beside = (*step_columns(project.steps), *templates.columns(f"{project.at}\n{asked}"))
    return tuple(dict.fromkeys((*columns(project.show), *beside)))


def unit_minor(project: Project, fee_points: int = 0) -> int:
    """Give the most that one answer may cost: its reward, its part of a bonus, and the fee."""
    return most_minor(project.reward_minor, project.bonus, fee_points)


@lru_cache(maxsize=1024)
def estimate_ms(project: Project) -> int:
    """Estimate the time that one answer takes, before anybody has answered.

    People read about 238 words a minute (Brysbaert 2019), 42 ms a character; a column of a row is
    taken to have 80 characters; media have a time of their own; then each question has one and one
    for each option, and one that is asked of some counts for half. Instructions are read once and
    are left out.
    """
    texts = [one.template + one.caption for one in project.show if one.kind in ("text", "link")]
    fixed = sum(map(len, texts)) + COLUMN_LENGTH_USUAL * len(
        columns(one for one in project.show if one.kind in ("text", "link"))
    )
    fixed += sum(len(step.title) + len(step.text) for step in project.steps)
    total = READING_MS_A_CHARACTER * fixed + looking_ms(project.show)
    total += VISIT_MS if project.at else 0
    for question in project.questions:
        one = question_ms(question)
        total += one if question.show_if is None else one // 2
    return total


def question_ms(question: Question) -> int:
    """Estimate the time that one question takes."""
    base, each = ROOMS[question.type].answer_ms
    options = min(len(buttons(question)), _OPTIONS_READ_MAX)
    reading = READING_MS_A_CHARACTER * len(question.text)
    return reading + max(base, (question.seconds_least or 0) * 1_000) + each * options


def to_json(project: Project) -> str:
    """Write the canonical JSON: all keys of a project, and of a question those that are set."""
    values: dict[str, Any] = {f.name: getattr(project, f.name) for f in fields(project)}
    values["questions"] = [question_values(question) for question in project.questions]
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def question_values(question: Question) -> dict[str, Any]:
    """Give what is set of a question, as `question_from` reads it."""
    return {
        f.name: getattr(question, f.name)
        for f in fields(question)
        if getattr(question, f.name) != f.default
    }


def question_from(values: dict[str, Any]) -> Question:
    """Make a question of what JSON keeps of it."""
    for name in TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    if values.get("show_if"):
        rule = values["show_if"]
        values["show_if"] = ShowIf(**{**rule, "values": tuple(rule["values"])})
    return Question(**values)


def from_json(text: str) -> Project:
    """Read what `to_json` wrote; a project of before media were shown has a text as `show`."""
    values = orjson.loads(text)
    values["questions"] = tuple(map(question_from, values["questions"]))
    shown = values.get("show") or ()
    values["show"] = (
        (Shown("text", shown),)
        if isinstance(shown, str)
        else tuple(Shown(**one) for one in shown)
    )
    values["steps"] = tuple(Step(**one) for one in values.get("steps", ()))
    if values.get("bonus") is not None:
        values["bonus"] = Bonus(**values["bonus"])
    if values.get("review") is not None:
        review = values["review"]
        needs = needs_from(review["needs"]) if review.get("needs") else None
        values["review"] = ReviewBy(**{**review, "needs": needs})
    if values.get("screening") is not None:
        values["screening"] = Screening(**values["screening"])
    if values.get("needs") is not None:
        values["needs"] = needs_from(values["needs"])
    return Project(**values)
