"""Comparing: which of two is better, and several put in order."""

from dataclasses import replace
from typing import Any

from domain import templates
from domain.errors import Invalid
from domain.questions.choosing import find
from domain.questions.model import (
    LABEL_LENGTH_MAX,
    TEMPLATE_LENGTH_MAX,
    Data,
    Question,
    Value,
)
from domain.questions.room import Room
from domain.questions.words import ORDINAL, label_key, listed
from domain.seeds import key, permuted
from domain.tables import Table

RANK_MAX = 20
SIDES = ("a", "b")
TIE = "tie"
_TIE_WORDS = {"tie", "same", "equal", "both", "neither", "="}


def sides(question: Question) -> tuple[tuple[str, str], ...]:
    """Give the two sides as they are shown, first A then B: (canonical answer, what is shown)."""
    order = question.options or SIDES
    return tuple((side, question.a if side == "a" else question.b) for side in order)


def _fill_sides(question: Question, data: Data, seed: int | None) -> Question:
    swap = question.shuffle and seed is not None and key(seed, question.id)[0] % 2 == 1
    return replace(
        question,
        a=templates.render(question.a, data),
        b=templates.render(question.b, data),
        options=("b", "a") if swap else SIDES,
    )


def _check_side(question: Question, value: object) -> Value:
    allowed = (*SIDES, TIE) if question.tie else SIDES
    return value if isinstance(value, str) and value in allowed else None


def _read_side(question: Question, text: str, loose: bool) -> object:
    word = label_key(text)
    if not loose:
        return word
    if word in _TIE_WORDS or word == "3":
        return TIE
    first, second = (side for side, _ in sides(question))
    return {"a": first, "1": first, "b": second, "2": second}.get(word)


def _wanted_side(question: Question, given: str) -> Invalid:
    if question.tie:
        return Invalid("Answer with A, B or tie.")
    return Invalid("Answer with A or B.")


def _shown_side(question: Question, value: Value) -> str:
    if value == TIE:
        return TIE
    return "AB"[[side for side, _ in sides(question)].index(str(value))]


def _pick_side(question: Question, index: int) -> Value:
    return TIE if index == 2 else sides(question)[index][0]


def _side_settings(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side in SIDES:
        table.needs(side, f'{side} = "{{{{answer_{side}}}}}"')
        found[side] = template(table, side)
    found["tie"] = table.flag("tie", default=True)
    found["unsure"] = table.flag("unsure", default=False)
    found["shuffle"] = table.flag("shuffle", default=False)
    return found


def template(table: Table, key: str, *, most: int = TEMPLATE_LENGTH_MAX) -> str:
    """Read a setting in which columns of the row may stand."""
    text = table.text(key, most=most, multiline=True)
    for fault in templates.problems(text):
        table.note(key, fault)
    return text


def _fill_rank(question: Question, data: Data, seed: int | None) -> Question:
    options = [templates.render(option, data)[:LABEL_LENGTH_MAX] for option in question.options]
    if question.shuffle and seed is not None:
        options = permuted(options, seed, question.id)
    return replace(question, options=tuple(dict.fromkeys(filter(str.strip, options))))


def _check_rank(question: Question, value: object) -> Value:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        return None
    if len(set(value)) != len(value):
        raise Invalid("One of the options stands twice. Put each in its place once.")
    if set(value) <= set(question.options) and len(value) < len(question.options):
        missing = [option for option in question.options if option not in value]
        raise Invalid(
            "All of the options need a place. Missing: {options}.", options=listed(missing)
        )
    return value if set(value) == set(question.options) else None


def _read_rank(question: Question, text: str, loose: bool) -> object:
    if loose and all(ORDINAL.fullmatch(part) for part in text.replace(",", " ").split()):
        parts = text.replace(",", " ").split()
    else:
        parts = text.replace(";", "\n" if ";" in text else ";").splitlines()
        parts = parts if len(parts) > 1 else text.replace(">", ",").split(",")
    return [find(question, part.strip(), loose=loose) for part in parts if part.strip()]


def _wanted_rank(question: Question, given: str) -> Invalid:
    numbers = " ".join(str(n) for n in range(len(question.options), 0, -1))
    return Invalid(
        "Put all in order, the best first, such as {example} ({options}).",
        example=numbers,
        options=listed(question.options),
    )


def _rank_settings(table: Table) -> dict[str, Any]:
    table.needs("options", 'options = ["{{first}}", "{{second}}", "{{third}}"]')
    options = table.texts("options", most=LABEL_LENGTH_MAX)
    if isinstance(table.raw("options"), list) and not 2 <= len(options) <= RANK_MAX:
        table.note("options", f"has {len(options)} options; a rank has 2 to {RANK_MAX}")
    keys = [label_key(option) for option in options]
    twin = next((option for option, k in zip(options, keys, strict=True) if keys.count(k) > 1), "")
    if twin:
        table.note("options", f"“{twin}” stands twice")
    for option in options:
        for fault in templates.problems(option):
            table.note("options", fault)
    return {"options": options, "shuffle": table.flag("shuffle", default=False)}


COMPARE = Room(
    check=_check_side, read=_read_side, wanted=_wanted_side, answer_ms=(6_000, 0), agrees="vote",
    keys=frozenset({"a", "b", "tie", "unsure", "shuffle"}), settings=_side_settings,
    shown=_shown_side, buttons=lambda question: ("A", "B", TIE) if question.tie else ("A", "B"),
    pick=_pick_side, templates=("a", "b"), for_row=_fill_sides,
)
RANK = Room(
    check=_check_rank, read=_read_rank, wanted=_wanted_rank, answer_ms=(4_000, 1_500),
    agrees="formula", keys=frozenset({"options", "shuffle"}), settings=_rank_settings,
    shown=lambda question, value: " > ".join(map(str, value if isinstance(value, list) else [])),
    buttons=lambda question: question.options,
    pick=lambda question, index: [question.options[index]], templates=("options",),
    for_row=_fill_rank,
)
