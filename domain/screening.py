"""Screeners: questions before the task that decide whom it fits, and what answering them pays.

A screener is a question with `fits`, the answers with which it goes on; it is asked once of a
person, before the first row. Whoever it doesn't fit is thanked, and paid where the project says so.
"""

from dataclasses import dataclass, replace
from typing import Any

from domain.question_tables import check_condition, read_question, word
from domain.questions import ROOMS, Question, Value
from domain.questions.asking import words
from domain.sentences import Sentence
from domain.tables import Notes, Table, kept_short
from domain.terms import MoneyTerms

SCREENERS_MAX = 10
PEOPLE_MAX = 100_000
FITTING = ("choice", "choices", "yes_no", "scale")  # types whose answers can be listed
_EXAMPLE = 'screening = { pay = "0.02", people = 200 }'


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What somebody is paid whom a project doesn't fit, and for how many people at most."""

    pay_minor: int
    people_most: int

    @property
    def total_minor(self) -> int:
        """The most that it may cost: it is held beside the rewards."""
        return self.pay_minor * self.people_most


def fits(question: Question, value: Value) -> bool:
    """Tell whether somebody who answers so goes on; of several chosen ones, one has to fit."""
    return not question.fits or bool(words(value) & set(question.fits))


def read_screening(table: Table, notes: Notes, money: MoneyTerms) -> Screening | None:
    """Read a project's `[screening]`; None where answering screeners isn't paid."""
    values = table.raw("screening")
    if values is None:
        return None
    if not isinstance(values, dict):
        table.note("screening", Sentence("must be a table, such as {example}", example=_EXAMPLE))
        return None
    if not table.has("screener"):
        table.note("screening", "pays for screeners, and there are none: add a [[screener]]")
    of = Table(values, ("screening",), notes)
    of.needs("pay", 'pay = "0.02"')
    of.needs("people", "people = 200")
    pay_minor = of.amount("pay", money)
    people_most = of.whole("people", least=1, most=PEOPLE_MAX, default=1)
    of.finish()
    return Screening(pay_minor=pay_minor, people_most=people_most)


def read_screeners(table: Table, notes: Notes, elsewhere: dict[str, str]) -> tuple[Question, ...]:
    """Read a project's `[[screener]]` tables: questions, each with the answers that fit."""
    values = table.raw("screener")
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
        table.note("screener", "write each screener as a table under [[screener]]")
        return ()
    if len(values) > SCREENERS_MAX:
        table.note("screener", f"has {len(values)} screeners; at most {SCREENERS_MAX} fit")
        return ()
    found: dict[str, Question] = {}
    for place, item in enumerate(values):
        of = Table(item, ("screener", place), notes)
        has_fits = of.needs("fits", 'fits = ["yes"]')
        question = read_question(of, elsewhere)
        check_condition(question, found, ("screener", place, "show_if"), notes)
        fitting = _fits(of, question) if has_fits else ()
        found[question.id] = replace(question, fits=fitting, agree="none")
    return tuple(found.values())


def _fits(of: Table, question: Question) -> tuple[str, ...]:
    given: Any = of.raw("fits")
    texts = tuple(map(word, given if isinstance(given, list) else [given]))
    if not question.type:
        return texts
    if question.type not in FITTING:
        of.note("fits", Sentence("a screener is one of these: {types}", types=", ".join(FITTING)))
        return texts
    labels = ROOMS[question.type].buttons(question)
    wrong = [text for text in texts if text not in (*labels, "other", "unsure")]
    if wrong:
        listed = ", ".join(labels[:10])
        what = Sentence("“{value}” is no answer to it; there are: {labels}",
                        value=kept_short(wrong[0]), labels=listed)  # fmt: skip
        of.note("fits", what)
    elif not set(labels) - set(texts):
        of.note("fits", "every answer fits, so that nobody is screened")
    return texts
