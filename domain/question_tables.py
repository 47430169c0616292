"""Reading a `[[question]]` of a project's file.

What all types have is read here, what one type has by its room (`domain.questions.rooms`).
"""

import re
from collections.abc import Sequence
from typing import Any, cast

from domain.agreement import tolerances
from domain.questions import (
    AGREES,
    QUESTIONS_MAX,
    ROOMS,
    TYPES,
    Agree,
    Question,
    QuestionType,
    ShowIf,
    label_key,
)
from domain.sentences import Sentence
from domain.tables import Notes, Table, kept_short, nearest

QUESTION_TEXT_LENGTH_MAX = 500
HELP_LENGTH_MAX = 500
TOLERANCE_LENGTH_MAX = 20
VALUES_MAX = 50
_ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
_KEYS = frozenset().union(*(room.keys for room in ROOMS.values()))
_TOLERANCES = {
    "number": 'write it as "0.5", or as a share of the result, "5%"',
    "money": 'write it as "0.50", or as a share of the result, "5%"',
    "points": 'write it in pixels, "20", or as a share of the picture, "5%"',
    "text": 'is a share such as "10%", of texts that agree by "similar" or "words"',
    "date": 'write it in days, "2"',
    "place": 'write it in metres, "100"',
}
_SHOW_IF = 'write it as { question = "verdict", is = "spam" }'


def read_questions(
    values: Any, notes: Notes, elsewhere: dict[str, str], before: Sequence[Question] = ()
) -> tuple[Question, ...]:
    """Read all questions, asked after those `before`; `elsewhere` has sentences for keys of the
    project that stand in one.
    """
    if isinstance(values, dict):
        notes.add(("question",), "write [[question]] with two brackets on each side")
        return ()
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        notes.add(("question",), "write each question as a table under [[question]]")
        return ()
    if len(values) > QUESTIONS_MAX:
        notes.add(("question",), f"has {len(values)} questions; at most {QUESTIONS_MAX} fit")
        return ()
    questions = {question.id: question for question in before}
    for place, item in enumerate(values):
        question = read_question(Table(item, ("question", place), notes), elsewhere)
        if question.id and question.id in questions:
            notes.add(("question", place, "id"), f"“{question.id}” is taken by a question above")
        check_condition(question, questions, ("question", place, "show_if"), notes)
        questions[question.id] = question
    return tuple(questions.values())[len(before) :]


def read_question(table: Table, elsewhere: dict[str, str]) -> Question:
    """Read one question; `check_condition` looks at its `show_if` once those before are known."""
    table.needs("id", 'id = "verdict"')
    table.needs("text", 'text = "Is it spam?"')
    table.needs("type", 'type = "choice"')
    kind = cast(QuestionType, table.one_of("type", TYPES, default=""))
    question_id = table.text("id", most=32)
    if question_id and not _ID.fullmatch(question_id):
        table.note("id", f"“{kept_short(question_id)}” must be small letters, digits and _ only")
    text = table.text("text", most=QUESTION_TEXT_LENGTH_MAX, multiline=True)
    required = table.flag("required", default=True)
    help_text = table.text("help", most=HELP_LENGTH_MAX, multiline=True)
    agree, tolerance = _agreement(table, kind)
    show_if = _show_if(table)
    own = ROOMS[kind].settings(table) if kind else {}
    for key in sorted(_KEYS):
        if table.has(key) and kind and key not in ROOMS[kind].keys:
            table.note(key, f"a question of type {kind} has none")
    table.finish(elsewhere)
    return Question(
        id=question_id, text=text, type=kind, required=required, help=help_text, show_if=show_if,
        agree=agree, tolerance=tolerance, **own,
    )  # fmt: skip


def _agreement(table: Table, kind: str) -> tuple[Agree, str]:
    """Read how answers are compared, and how far they may be apart and still agree."""
    words = [word for word in AGREES if word] if kind == "text" else ["none"]
    agree = cast(Agree, table.one_of("agree", words, default=""))
    tolerance = table.text("tolerance", most=TOLERANCE_LENGTH_MAX)
    if tolerance and kind and not tolerances.fits(kind, agree, tolerance):
        table.note("tolerance", _TOLERANCES.get(kind, f"a question of type {kind} has none"))
    return agree, tolerance


def _show_if(table: Table) -> ShowIf | None:
    value = table.raw("show_if")
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("question"), str):
        table.note("show_if", _SHOW_IF)
        return None
    given = [key for key in ("is", "is_not") if key in value]
    if len(given) != 1 or set(value) - {"question", *given}:
        table.note("show_if", _SHOW_IF)
        return None
    meant = value[given[0]]
    words = meant if isinstance(meant, list) else [meant]
    texts = tuple(word(one) for one in words)
    if not texts or len(texts) > VALUES_MAX or "" in texts:
        table.note("show_if", _SHOW_IF)
        return None
    return ShowIf(question=value["question"], values=texts, is_not=given[0] == "is_not")


def word(value: object) -> str:
    """Give an answer as `domain.questions.is_asked` compares it: a text or a number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""


def check_condition(
    question: Question, before: dict[str, Question], path: tuple[str | int, ...], notes: Notes
) -> None:
    """Note what is wrong with a `show_if`, given the questions that come before."""
    rule = question.show_if
    if rule is None:
        return
    of = before.get(rule.question)
    if of is None:
        near = nearest(rule.question, before)
        hint = Sentence("did you mean “{near}”?", near=near) if near else Sentence(
            "it must stand above this one"
        )
        notes.add(
            path, Sentence("there is no question “{id}” above; {hint}", id=rule.question, hint=hint)
        )
        return
    labels = ROOMS[of.type].buttons(of) if of.type else ()
    if of.type in ("compare", "rank") or not labels:
        return
    for value in rule.values:
        if value not in (*labels, "other", "unsure", "-"):
            near = nearest(value, labels) or next(
                (label for label in labels if label_key(label) == label_key(value)), None
            )
            said = Sentence("did you mean “{near}”?", near=near) if near else ", ".join(labels[:10])
            notes.add(
                path,
                Sentence("“{value}” is no answer to “{id}”; {hint}", value=kept_short(value),
                         id=of.id, hint=said),
            )
