"""Reading a project's file, or what a conversation says as one."""

from typing import Any, cast

from domain import presets
from domain.bonuses import read_bonus
from domain.errors import Invalid
from domain.needs import read_needs
from domain.projects import (
    ACCEPT_AFTER_MS,
    ACCEPT_AFTER_MS_LEAST,
    ACCEPT_AFTER_MS_MAX,
    ACCEPTS,
    ANSWERS_MAX,
    CONFIDENCE_LEAST,
    CONFIDENCE_MOST,
    LEVEL_MAX,
    RESPONDENTS_MAX,
    TEXT_LENGTH_MAX,
    TIME_LIMIT_MS,
    TIME_LIMIT_MS_LEAST,
    TIME_LIMIT_MS_MAX,
    TITLE_LENGTH_MAX,
    Project,
    unit_minor,
)
from domain.quality.deciding import CONFIDENCE
from domain.question_tables import read_questions
from domain.questions import QUESTIONS_MAX, Question, agrees_by
from domain.reviewing import read_review
from domain.screening import read_screeners, read_screening
from domain.sentences import Sentence
from domain.shown import Shown, columns, read_show
from domain.steps import Step, read_steps
from domain.tables import Notes, Table, amount_text
from domain.terms import Accept, MoneyTerms
from domain.toml_lines import Path
from domain.toml_lines import read as read_toml
from domain.visits import read_at, with_place

LICENCE_LENGTH_MAX = 500
SURVEYS = ("survey", "poll")  # kinds that ask people, and have no rows to be decided
EITHER = (
    "writing", "research", "speech_collection", "photo_collection", "website_test", "app_test",
    "price_check", "local_visit", "custom",
)  # fmt: skip
ROWS_NEEDED = ("categorisation", "tagging", "moderation", "sentiment")


def parse(toml: str | bytes, money: MoneyTerms) -> Project:
    """Read a project's file. Raises Invalid whose `problems` name all that is wrong, by line."""
    values, lines = read_toml(toml if isinstance(toml, str) else _decoded(toml))
    notes = Notes(lines)
    project = _read(_table(values, notes), notes, money)
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
    return _read(_table(values, notes), notes, money), notes.by_path


def _table(values: dict[str, Any], notes: Notes) -> Table:
    """Give what a file says, and what its kind says where it says nothing."""
    return Table(presets.filled(values), (), notes, given=values)


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
        if key != "question" or not table.has("step"):
            table.needs(key, example)
    kind = table.one_of("kind", presets.NAMES, default="")
    at = read_at(table)
    steps, questions = _questions(table, notes)
    least, most, respondents = _answers(table, notes, kind)
    project = Project(
        title=table.text("title", most=TITLE_LENGTH_MAX),
        kind=kind,
        instructions=table.text("instructions", most=TEXT_LENGTH_MAX, multiline=True),
        show=_show(table, notes, kind),
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
        confidence=_confidence(table),
        level=table.whole("level", least=0, most=LEVEL_MAX, default=0),
        bonus=read_bonus(table, notes, is_survey=respondents > 0),
        review=read_review(table, notes, money),
        screening=read_screening(table, notes, money),
        needs=read_needs(table, notes),
        shuffle_questions=table.flag("shuffle_questions", default=False),
        at=at,
        licence=table.text("licence", most=LICENCE_LENGTH_MAX, multiline=True),
        steps=steps,
        questions=with_place(questions, at),
    )
    table.finish()
    _check_whole(table, project, money)
    return project


def _confidence(table: Table) -> float:
    """Read how sure a row has to be."""
    found = table.number("confidence", bound=1, default=CONFIDENCE)
    if found is None or CONFIDENCE_LEAST <= found <= CONFIDENCE_MOST:
        return CONFIDENCE if found is None else float(found)
    table.note("confidence", f"write a number from {CONFIDENCE_LEAST} to {CONFIDENCE_MOST}")
    return CONFIDENCE


_NEEDED = {
    "title": 'title = "Is this message spam?"',
    "kind": 'kind = "moderation"',
    "reward": 'reward = "0.02"',
    "budget": 'budget = "250.00"',
    "question": "a [[question]] with id, text and type",
}
KEYS = (
    *_NEEDED, "instructions", "show", "time_limit", "answers", "respondents", "accept",
    "accept_after", "confidence", "level", "bonus", "review", "screening", "screener", "needs",
    "shuffle_questions", "step", "at", "licence",
)
_ABOVE = {
    key: "this belongs to the project: move it above the first [[question]]"
    for key in KEYS if key not in ("question", "step")
}


def _questions(table: Table, notes: Notes) -> tuple[tuple[Step, ...], tuple[Question, ...]]:
    """Read the steps, and all questions: the screeners, those of the steps, and the others."""
    screeners = read_screeners(table, notes, _ABOVE)
    steps, found = read_steps(table, notes, _ABOVE)
    if table.has("question"):
        found = (*found, *read_questions(table.raw("question"), notes, _ABOVE, found))
    for question in screeners:
        if question.id and any(question.id == other.id for other in found):
            what = Sentence("“{id}” is a question, too; give this one another id", id=question.id)
            table.note("screener", what)
    everything = (*screeners, *found)
    if len(everything) > QUESTIONS_MAX:
        table.note("step", f"has {len(everything)} questions in all; at most {QUESTIONS_MAX} fit")
    if steps and table.flag("shuffle_questions", default=False):
        table.note("shuffle_questions", "steps are walked through in their order; leave this out")
    return steps, everything[:QUESTIONS_MAX]


def _show(table: Table, notes: Notes, kind: str) -> tuple[Shown, ...]:
    needs_rows = kind in ROWS_NEEDED
    if needs_rows:
        table.needs("show", 'show = "{{message}}", with a column of your rows')
    show = read_show(table, notes)
    if show and needs_rows and not columns(show):
        table.note("show", "shows no column of the row; write one as {{message}}")
    return show


def _answers(table: Table, notes: Notes, kind: str) -> tuple[int, int, int]:
    """Read how many answers a row gets: (least, most, respondents)."""
    has_answers, has_respondents = table.has("answers"), table.has("respondents")
    if kind in SURVEYS or (kind in EITHER and has_respondents):
        return _respondents(table, kind, has_answers=has_answers)
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


def _respondents(table: Table, kind: str, *, has_answers: bool) -> tuple[int, int, int]:
    if has_answers and kind in SURVEYS:
        table.note("answers", "a survey has “respondents” instead, such as respondents = 200")
    elif has_answers:
        table.note("answers", "write this or “respondents”, not both")
    else:
        table.needs("respondents", "respondents = 200")
    people = table.whole("respondents", least=1, most=RESPONDENTS_MAX, default=1)
    return people, people, people


def _check_whole(table: Table, project: Project, money: MoneyTerms) -> None:
    """Note what is wrong between keys that are right by themselves."""
    answers = 1 if project.is_survey else project.answers_most
    screening_minor = project.screening.total_minor if project.screening else 0
    needed = answers * unit_minor(project) + screening_minor
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
    if project.is_survey and project.at:
        table.note("at", "each place is a row, with answers of its own: leave out “respondents”")
    if project.is_survey or not project.questions or not all(q.type for q in project.questions):
        return
    if not any(_decides(question, project) for question in project.questions):
        table.note(
            "question",
            Sentence(
                "a row is decided by agreement: add a question whose answers can be compared, or "
                "write {example}",
                example='accept = "review"',
            ),
        )


def _decides(question: Question, project: Project) -> bool:
    """Tell whether a row can be decided by a question: its answers are compared, and asked of all.

    Where a reviewer looks at each answer, or one answer is enough, nothing has to agree.
    """
    if project.accept == "review" or project.answers_most == 1:
        return True
    return agrees_by(question) != "none" and question.required and question.show_if is None
