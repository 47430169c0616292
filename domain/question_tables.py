"""Reading a `[[question]]` of a project's file."""

import re
from typing import Any, cast

from domain.questions import (
    LABEL_LENGTH_MAX,
    NUMBER_MAX,
    OPTIONS_MAX,
    QUESTIONS_MAX,
    SCALE_STEPS_MAX,
    TEXT_LENGTH_MAX,
    TYPES,
    Question,
    QuestionType,
    label_key,
)
from domain.tables import Notes, Table, kept_short

QUESTION_TEXT_LENGTH_MAX = 500
_ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
_OF_TYPE = {
    "choice": {"options"},
    "choices": {"options", "least", "most"},
    "yes_no": set(),
    "scale": {"least", "most", "labels"},
    "text": {"least", "most"},
    "number": {"least", "most", "integer"},
}


def read_questions(
    values: Any, notes: Notes, elsewhere: dict[str, str]
) -> tuple[Question, ...]:
    """Read all questions; `elsewhere` has sentences for keys of the project that stand in one."""
    if isinstance(values, dict):
        notes.add(("question",), "write [[question]] with two brackets on each side")
        return ()
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        notes.add(("question",), "write each question as a table under [[question]]")
        return ()
    if len(values) > QUESTIONS_MAX:
        notes.add(("question",), f"has {len(values)} questions; at most {QUESTIONS_MAX} fit")
        return ()
    questions: dict[str, Question] = {}
    for place, item in enumerate(values):
        question = _read(Table(item, ("question", place), notes), elsewhere)
        if question.id and question.id in questions:
            notes.add(("question", place, "id"), f"“{question.id}” is taken by a question above")
        questions[question.id] = question
    return tuple(questions.values())


def _read(table: Table, elsewhere: dict[str, str]) -> Question:
    table.needs("id", 'id = "verdict"')
    table.needs("text", 'text = "Is it spam?"')
    table.needs("type", 'type = "choice"')
    kind = cast(QuestionType, table.one_of("type", TYPES, default=""))
    question_id = table.text("id", most=32)
    if question_id and not _ID.fullmatch(question_id):
        table.note("id", f"“{kept_short(question_id)}” must be small letters, digits and _ only")
    text = table.text("text", most=QUESTION_TEXT_LENGTH_MAX, multiline=True)
    required = table.flag("required", default=True)
    options = _options(table, kind)
    least, most = _bounds(table, kind, options)
    labels = table.texts("labels", most=LABEL_LENGTH_MAX)
    if labels and len(labels) != 2:
        table.note("labels", "must be two words: for the lower end and for the upper end")
    integer = table.flag("integer", default=False)
    for key in ("options", "least", "most", "labels", "integer"):
        if table.has(key) and kind and key not in _OF_TYPE[kind]:
            table.note(key, f"a question of type {kind} has none")
    table.finish(elsewhere)
    return Question(
        id=question_id, text=text, type=kind, required=required, options=options,
        least=least, most=most, labels=labels, integer=integer,
    )


def _options(table: Table, kind: str) -> tuple[str, ...]:
    if kind not in ("choice", "choices"):
        return ()
    if not table.needs("options", 'options = ["ham", "spam"]'):
        return ()
    options = table.texts("options", most=LABEL_LENGTH_MAX)
    if isinstance(table.raw("options"), list):
        if len(options) < 2:
            table.note("options", "needs two options or more")
        if len(options) > OPTIONS_MAX:
            table.note("options", f"has {len(options)} options; at most {OPTIONS_MAX} fit")
    seen: dict[str, str] = {}
    for option in options:
        twin = seen.setdefault(label_key(option), option)
        if twin is not option:
            table.note("options", f"“{option}” and “{twin}” cannot be told apart")
    return options


def _bounds(
    table: Table, kind: str, options: tuple[str, ...]
) -> tuple[float | None, float | None]:
    """Read `least` and `most`, whose meaning and limits the type decides."""
    least: float | None
    most: float | None
    match kind:
        case "choices" if options:
            least = table.whole("least", least=0, most=len(options), default=1)
            most = table.whole("most", least=1, most=len(options), default=len(options))
        case "scale":
            least = table.whole("least", least=-100, most=100, default=1)
            most = table.whole("most", least=-100, most=100, default=5)
            if most - least >= SCALE_STEPS_MAX:
                table.note("most", f"the scale has more than {SCALE_STEPS_MAX} steps")
        case "text":
            least = table.whole("least", least=1, most=TEXT_LENGTH_MAX, default=1)
            most = table.whole("most", least=1, most=TEXT_LENGTH_MAX, default=TEXT_LENGTH_MAX)
        case "number":
            least = table.number("least", bound=NUMBER_MAX, default=None)
            most = table.number("most", bound=NUMBER_MAX, default=None)
        case _:
            return None, None
    if least is not None and most is not None and least > most - (kind == "scale"):
        table.note("least", f"{least} is too much beside most, which is {most}")
    return least, most
