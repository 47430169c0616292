"""A project: a requester's campaign with its questions, price, rules and budget; and its file."""

from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

import orjson

from domain import templates
from domain.bonuses import Bonus, most_minor, read_bonus
from domain.errors import Invalid
from domain.question_tables import read_questions
from domain.questions import Question, buttons
from domain.sentences import Sentence
from domain.tables import Notes, Table, amount_text
from domain.terms import Accept, MoneyTerms
from domain.toml_lines import Path
from domain.toml_lines import read as read_toml

Kind = Literal["survey", "categorisation", "moderation"]
KINDS: tuple[str, ...] = get_args(Kind)
ACCEPTS: tuple[str, ...] = get_args(Accept)

TITLE_LENGTH_MAX = 120
TEXT_LENGTH_MAX = 4000
ANSWERS_MAX = 100
RESPONDENTS_MAX = 30_000
LEVEL_MAX = 100
ACCEPT_AFTER_MS_LEAST, ACCEPT_AFTER_MS_MAX = 3_600_000, 30 * 86_400_000
ACCEPT_AFTER_MS = 7 * 86_400_000
TIME_LIMIT_MS_LEAST, TIME_LIMIT_MS_MAX, TIME_LIMIT_MS = 10_000, 7 * 86_400_000, 600_000

READING_MS_A_CHARACTER = 42
COLUMN_LENGTH_USUAL = 80
_ANSWER_MS = {
    "choice": (1_500, 200), "choices": (2_500, 500), "yes_no": (1_500, 0), "scale": (2_000, 0),
    "text": (15_000, 0), "number": (6_000, 0),
}
_OPTIONS_READ_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a requester asks for.

    `answers_least` and `answers_most` are the answers wanted for each row; both are `respondents`
    for a survey, and `respondents` is 0 for other kinds. `level` is the least reputation level that
    workers need. What waits to be accepted for `accept_after_ms` is.
    """

    title: str
    kind: Kind
    instructions: str = ""
    show: str = ""
    reward_minor: int
    currency: str
    time_limit_ms: int = TIME_LIMIT_MS
    answers_least: int
    answers_most: int
    respondents: int = 0
    budget_minor: int
    accept: Accept = "answer"
    accept_after_ms: int = ACCEPT_AFTER_MS
    level: int = 0
    bonus: Bonus | None = None
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question | None:
        """Find a question by its id."""
        return next((q for q in self.questions if q.id == question_id), None)


def unit_minor(project: Project, fee_points: int = 0) -> int:
    """Give the most that one answer may cost: its reward, its part of a bonus, and the fee."""
    return most_minor(project.reward_minor, project.bonus, fee_points)


def estimate_ms(project: Project) -> int:
    """Estimate the time that one answer takes, before anybody has answered.

    People read about 238 words a minute (Brysbaert 2019), 42 ms a character; a column of a row is
    taken to have 80 characters; then each question has a time of its own and one for each option.
    Instructions are read once and are left out.
    """
    fixed = len(project.show) + COLUMN_LENGTH_USUAL * len(templates.columns(project.show))
    total = READING_MS_A_CHARACTER * fixed
    for question in project.questions:
        base, each = _ANSWER_MS[question.type]
        options = min(len(buttons(question)), _OPTIONS_READ_MAX)
        total += READING_MS_A_CHARACTER * len(question.text) + base + each * options
    return total


def to_json(project: Project) -> str:
    """Write the canonical JSON: all keys of a project, and of a question those that are set."""
    values: dict[str, Any] = {f.name: getattr(project, f.name) for f in fields(project)}
    values["questions"] = [
        {
            f.name: getattr(question, f.name)
            for f in fields(question)
            if getattr(question, f.name) != f.default
        }
        for question in project.questions
    ]
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def from_json(text: str) -> Project:
    """Read what `to_json` wrote."""
    values = orjson.loads(text)
    for question in values["questions"]:
        for name in ("options", "labels"):
            question[name] = tuple(question.get(name, ()))
    values["questions"] = tuple(Question(**question) for question in values["questions"])
    if values.get("bonus") is not None:
        values["bonus"] = Bonus(**values["bonus"])
    return Project(**values)


def parse(toml: str | bytes, money: MoneyTerms) -> Project:
    """Read a project's file. Raises Invalid whose `problems` name all that is wrong, by line."""
    values, lines = read_toml(toml if isinstance(toml, str) else _decoded(toml))
    notes = Notes(lines)
    project = _read(Table(values, (), notes), notes, money)
    if notes.problems:
        raise Invalid("The project's file cannot be used yet:", notes.problems)
    return project


def read_values(
    values: dict[str, Any], money: MoneyTerms
) -> tuple[Project, list[tuple[Path, str]]]:
    """Read a project from what its file would have, and say what is wrong at which path.

    The project can be used only where nothing is wrong.
    """
    notes = Notes({})
    return _read(Table(values, (), notes), notes, money), notes.by_path


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            "The file is not TOML:", [f"line {line}: this is not UTF-8; save the file as UTF-8"]
        ) from None


def _read(table: Table, notes: Notes, money: MoneyTerms) -> Project:
    for key, example in _NEEDED.items():
        table.needs(key, example)
    kind = table.one_of("kind", KINDS, default="")
    least, most, respondents = _answers(table, notes, kind)
    project = Project(
        title=table.text("title", most=TITLE_LENGTH_MAX),
        kind=cast(Kind, kind),
        instructions=table.text("instructions", most=TEXT_LENGTH_MAX, multiline=True),
        show=_show(table, kind),
        reward_minor=table.amount("reward", money),
        currency=money.currency,
        time_limit_ms=table.duration(
            "time_limit", least_ms=TIME_LIMIT_MS_LEAST, most_ms=TIME_LIMIT_MS_MAX,
            default_ms=TIME_LIMIT_MS,
        ),
        answers_least=least,
        answers_most=most,
        respondents=respondents,
        budget_minor=table.amount("budget", money),
        accept=cast(Accept, table.one_of("accept", ACCEPTS, default="answer")),
        accept_after_ms=table.duration(
            "accept_after", least_ms=ACCEPT_AFTER_MS_LEAST, most_ms=ACCEPT_AFTER_MS_MAX,
            default_ms=ACCEPT_AFTER_MS,
        ),
        level=table.whole("level", least=0, most=LEVEL_MAX, default=0),
        bonus=read_bonus(table, notes, kind),
        questions=_questions(table, notes),
    )
    table.finish()
    _check_whole(table, project, money)
    return project


_NEEDED = {
    "title": 'title = "Is this message spam?"',
    "kind": 'kind = "moderation"',
    "reward": 'reward = "0.02"',
    "budget": 'budget = "250.00"',
    "question": "a [[question]] with id, text and type",
}
_KEYS = (
    *_NEEDED, "instructions", "show", "time_limit", "answers", "respondents", "accept",
    "accept_after", "level", "bonus",
)
_ABOVE = {
    key: "this belongs to the project: move it above the first [[question]]"
    for key in _KEYS if key != "question"
}


def _questions(table: Table, notes: Notes) -> tuple[Question, ...]:
    if not table.has("question"):
        return ()
    return read_questions(table.raw("question"), notes, _ABOVE)


def _show(table: Table, kind: str) -> str:
    if kind in ("categorisation", "moderation"):
        table.needs("show", 'show = "{{message}}", with a column of your rows')
    show = table.text("show", most=TEXT_LENGTH_MAX, multiline=True)
    for fault in templates.problems(show):
        table.note("show", fault)
    if show and kind in ("categorisation", "moderation") and not templates.columns(show):
        table.note("show", "shows no column of the row; write one as {{message}}")
    return show


def _answers(table: Table, notes: Notes, kind: str) -> tuple[int, int, int]:
    """Read how many answers a row gets: (least, most, respondents)."""
    has_answers, has_respondents = table.has("answers"), table.has("respondents")
    if kind == "survey":
        if has_answers:
            table.note("answers", "a survey has “respondents” instead, such as respondents = 200")
        else:
            table.needs("respondents", "respondents = 200")
        people = table.whole("respondents", least=1, most=RESPONDENTS_MAX, default=1)
        return people, people, people
    if not kind and not has_answers:
        return 1, 1, 0
    if has_respondents and kind:
        table.note(
            "respondents", "only a survey has it; write answers = { least = 2, most = 5 } instead"
        )
    elif kind:
        table.needs("answers", "answers = { least = 2, most = 5 }")
    values = table.raw("answers")
    if values is None or not isinstance(values, dict):
        if has_answers:
            table.note("answers", "must be a table, such as answers = { least = 2, most = 5 }")
        return 1, 1, 0
    bounds = Table(values, ("answers",), notes)
    bounds.needs("least", "answers = { least = 2, most = 5 }")
    bounds.needs("most", "answers = { least = 2, most = 5 }")
    least = bounds.whole("least", least=1, most=ANSWERS_MAX, default=1)
    most = bounds.whole("most", least=1, most=ANSWERS_MAX, default=ANSWERS_MAX)
    bounds.finish()
    if least > most:
        more = Sentence("{least} is more than most, which is {most}", least=least, most=most)
        bounds.note("least", more)
    return least, most, 0


def _check_whole(table: Table, project: Project, money: MoneyTerms) -> None:
    """Note what is wrong between keys that are right by themselves."""
    answers = 1 if project.kind == "survey" else project.answers_most
    needed = answers * unit_minor(project)
    if 0 < project.budget_minor < needed:
        written = f"{amount_text(needed, money)} {money.currency}"
        what = (
            Sentence("does not pay for one answer, which is {amount}", amount=written)
            if answers == 1
            else Sentence(
                "does not pay for one row with {n} answers, which is {amount}",
                n=answers,
                amount=written,
            )
        )
        table.note("budget", what)
    if project.kind != "survey" and project.questions:
        agreeable = [q for q in project.questions if q.type and q.type != "text" and q.required]
        if not agreeable and all(q.type for q in project.questions):
            table.note(
                "question",
                Sentence("a row is decided by agreement: add a question other than text"),
            )
