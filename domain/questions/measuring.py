"""Measuring: a number, a date, an amount of money."""

import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

from domain.currencies import decimals
from domain.errors import Invalid
from domain.questions.dates import day_of, day_problem
from domain.questions.model import NUMBER_MAX, Question, Value
from domain.questions.room import Room
from domain.questions.words import label_key, plain, short
from domain.tables import Table, amount_minor, amount_text
from domain.terms import MoneyTerms

UNIT_LENGTH_MAX = 20
_NUMBER = re.compile(r"([+-]?)(\d{1,18})(?:([.,])(\d{1,12}))?")
_CURRENCY = re.compile(r"[A-Z]{3}|sat")
_AMOUNT = re.compile(r"(\D*?)\s*([+-]?\d[\d.,]*)\s*(\D*)")
_SIGNS = {
    "€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"), "₹": ("INR",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
}  # fmt: skip


def number_in(text: str) -> int | float | None:
    """Read a number; None where it is none. Raises Invalid where it can be read in two ways."""
    found = _NUMBER.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if not found:
        return None
    sign, whole, mark, part = found.groups()
    if mark == "," and len(part) == 3:
        raise Invalid(
            "“{typed}” can be read in two ways. Write the number without separators, with a point "
            "before decimals.",
            typed=short(text),
        )
    value = Decimal(f"{sign}{whole}.{part or '0'}")
    return int(value) if value == value.to_integral_value() else float(value)


def as_number(question: Question, value: Value) -> str:
    """Write a number for people, with its unit."""
    text = f"{value:.12f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f"{text} {question.unit}" if question.unit else text


def _check_number(question: Question, value: object) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if question.integer and value != int(value):
        raise Invalid("This needs a whole number, without decimals.")
    if question.least is not None and value < question.least:
        raise Invalid("That is too low: at least {least}.", least=plain(question.least))
    if question.most is not None and value > question.most:
        raise Invalid("That is too high: at most {most}.", most=plain(question.most))
    if abs(value) > NUMBER_MAX:
        raise Invalid("That number is too large for me.")
    if question.increment is not None and not _is_step(question, value):
        start, step = Decimal(str(question.least or 0)), Decimal(str(question.increment))
        below = start + (Decimal(str(value)) - start) // step * step
        raise Invalid(
            "That lies between two steps of {step}: answer with {below} or {above}.",
            step=plain(question.increment),
            below=plain(float(below)),
            above=plain(float(below + step)),
        )
    return int(value) if value == int(value) else value


def _is_step(question: Question, value: float) -> bool:
    step = Decimal(str(question.increment))
    return (Decimal(str(value)) - Decimal(str(question.least or 0))) % step == 0


def _read_number(question: Question, text: str, loose: bool) -> object:
    unit = label_key(question.unit)
    if unit and label_key(text).endswith(unit):
        text = label_key(text).removesuffix(unit).strip()
    return number_in(text)


def _wanted_number(question: Question, given: str) -> Invalid:
    if question.unit:
        return Invalid(
            "Answer with a number of {unit}, such as {example}.",
            unit=question.unit,
            example=_example(question),
        )
    return Invalid("Answer with a number, such as {example}.", example=_example(question))


def _example(question: Question) -> str:
    if question.increment is not None:
        return plain(float(Decimal(str(question.least or 0)) + Decimal(str(question.increment))))
    example = 12 if question.integer else 2.5
    low = question.least is not None and example < question.least
    high = question.most is not None and example > question.most
    return plain((question.least if low else question.most) or 0) if low or high else str(example)


def _number_settings(table: Table) -> dict[str, Any]:
    least = table.number("least", bound=NUMBER_MAX, default=None)
    most = table.number("most", bound=NUMBER_MAX, default=None)
    if least is not None and most is not None and least > most:
        table.note("least", f"{least} is too much beside most, which is {most}")
    step = table.number("step", bound=NUMBER_MAX, default=None)
    if step is not None and step <= 0:
        table.note("step", "must be more than 0")
        step = None
    return {
        "least": least, "most": most, "increment": step,
        "integer": table.flag("integer", default=False),
        "unit": table.text("unit", most=UNIT_LENGTH_MAX),
    }  # fmt: skip


def _check_date(question: Question, value: object) -> Value:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        date.fromisoformat(value)
    except ValueError:
        return None
    if question.earliest and value < question.earliest:
        raise Invalid("That is too early: {earliest} at the earliest.", earliest=question.earliest)
    if question.latest and value > question.latest:
        raise Invalid("That is too late: {latest} at the latest.", latest=question.latest)
    return value


def _date_settings(table: Table) -> dict[str, Any]:
    found = {key: table.text(key, most=10) for key in ("earliest", "latest")}
    for key, text in found.items():
        if text and (fault := day_problem(text)):
            table.note(key, fault)
            found[key] = ""
    if found["earliest"] and found["latest"] and found["earliest"] > found["latest"]:
        table.note("earliest", f"{found['earliest']} is after latest, which is {found['latest']}")
    return dict(found)


def _terms(question: Question) -> MoneyTerms:
    return MoneyTerms(
        currency=question.currency, decimals=decimals(question.currency, MoneyTerms())
    )


def _check_money(question: Question, value: object) -> Value:
    if not isinstance(value, dict) or set(value) != {"amount", "currency"}:
        return None
    amount = value["amount"]
    if value["currency"] != question.currency or not isinstance(amount, str):
        return None
    terms = _terms(question)
    found = re.fullmatch(r"(\d{1,15})(?:\.(\d{1,8}))?", amount, re.ASCII)
    if found is None:
        return None
    part = (found[2] or "").rstrip("0")
    if len(part) > terms.decimals:
        raise Invalid(
            "{currency} has {decimals} decimals at most.",
            currency=question.currency,
            decimals=terms.decimals,
        )
    minor = int(found[1] + part.ljust(terms.decimals, "0"))
    if question.least is not None and minor < question.least:
        raise Invalid("That is too low: at least {least}.", least=priced(question, question.least))
    if question.most is not None and minor > question.most:
        raise Invalid("That is too high: at most {most}.", most=priced(question, question.most))
    return {"amount": amount_text(minor, terms), "currency": question.currency}


def priced(question: Question, minor: float) -> str:
    """Write an amount in minor units with its currency."""
    return f"{amount_text(int(minor), _terms(question))} {question.currency}"


def _read_money(question: Question, text: str, loose: bool) -> object:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    for word in (found[1].strip(), found[3].strip()):
        if word and not _is_currency(word, question.currency):
            return None
    digits = found[2].rstrip(".,").lstrip("+")
    marks = [letter for letter in digits if letter in ".,"]
    is_exact = marks == ["."] and _terms(question).decimals == 3  # 12.500 is what they write
    if len(marks) > 1 or (marks and not is_exact and len(digits.partition(marks[0])[2]) == 3):
        raise Invalid(
            "“{typed}” can be read in two ways. Write the amount without separators, with a point "
            "before decimals.",
            typed=short(text),
        )
    return {"amount": digits.replace(",", "."), "currency": question.currency}


def _is_currency(word: str, currency: str) -> bool:
    return word.casefold() == currency.casefold() or currency in _SIGNS.get(word, ())


def _wanted_money(question: Question, given: str) -> Invalid:
    return Invalid(
        "Answer with an amount, such as {example}.", example=priced(question, _usual(question))
    )


def _usual(question: Question) -> float:
    """Give minor units for an example: 12.50, or what is allowed."""
    usual = max(question.least or 0, 1250 * 10.0 ** max(0, _terms(question).decimals - 2))
    return usual if question.most is None else min(question.most, usual)


def _money_settings(table: Table) -> dict[str, Any]:
    table.needs("currency", 'currency = "EUR"')
    currency = table.text("currency", most=3)
    if currency and not _CURRENCY.fullmatch(currency):
        table.note("currency", f"“{currency}” must be three capitals, such as “EUR”")
        currency = ""
    usual = MoneyTerms()
    terms = MoneyTerms(
        currency=currency or usual.currency, decimals=decimals(currency or "EUR", usual)
    )
    bounds: dict[str, int | None] = {"least": None, "most": None}
    for key in bounds:
        value = table.raw(key)
        if value is None:
            continue
        if not isinstance(value, str):
            table.note(key, 'must be an amount in quotes, such as "1.50"')
            continue
        fault, minor = amount_minor(value, terms)
        if fault:
            table.note(key, fault)
        else:
            bounds[key] = minor
    least, most = bounds["least"], bounds["most"]
    if least is not None and most is not None and least > most:
        table.note("least", "is more than most")
    return {"currency": currency, **bounds}


NUMBER = Room(
    check=_check_number, read=_read_number, wanted=_wanted_number, answer_ms=(6_000, 0),
    agrees="formula", keys=frozenset({"least", "most", "step", "integer", "unit"}),
    settings=_number_settings, shown=as_number,
)
DATE = Room(
    check=_check_date, read=day_of,
    wanted=lambda question, given: Invalid("Answer with a date, such as 2026-11-22."),
    answer_ms=(6_000, 0), agrees="vote", keys=frozenset({"earliest", "latest"}),
    settings=_date_settings,
)
MONEY = Room(
    check=_check_money, read=_read_money, wanted=_wanted_money, answer_ms=(8_000, 0),
    agrees="formula", keys=frozenset({"currency", "least", "most"}), settings=_money_settings,
    shown=lambda question, value: (
        f"{value['amount']} {value['currency']}" if isinstance(value, dict) else str(value)
    ),
)
