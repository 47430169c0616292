"""What a type of question is made of: the house's one entry for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from domain.errors import Invalid
from domain.questions.model import Data, Question, Value
from domain.tables import Table

Agrees = Literal["vote", "formula", "none"]


def _no_settings(table: Table) -> dict[str, Any]:
    return {}


def _no_buttons(question: Question) -> tuple[str, ...]:
    return ()


def _label(question: Question, index: int) -> Value:
    return question.options[index]


def as_text(question: Question, value: Value) -> str:
    """Write an answer that is a text or a number already."""
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One type of question.

    `check` gives a canonical answer back or None where it is none (`wanted` then says what is), or
    raises Invalid that says more. `read` turns what was typed into what may be an answer, `loose`
    for a person and not for a file's cell. `settings` reads the keys of a file's table that this
    type alone has (`keys`) into fields of Question. `pick` is the answer behind a button,
    `for_row` fills in what the row decides (`templates` names those fields). `answer_ms` is what
    an answer takes: once, and more for each button. `agrees` says how answers are compared.
    """

    check: Callable[[Question, object], Value]
    read: Callable[[Question, str, bool], object]
    wanted: Callable[[Question, str], Invalid]
    answer_ms: tuple[int, int]
    agrees: Agrees
    keys: frozenset[str] = frozenset()
    settings: Callable[[Table], dict[str, Any]] = _no_settings
    shown: Callable[[Question, Value], str] = as_text
    buttons: Callable[[Question], tuple[str, ...]] = _no_buttons
    pick: Callable[[Question, int], Value] = _label
    templates: tuple[str, ...] = ()
    for_row: Callable[[Question, Data, int | None], Question] | None = None
    media: tuple[str, ...] = ()
