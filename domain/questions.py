"""A question, and what counts as an answer to it.

Canonical answers are JSON values: choice "ham" · choices ["a", "b"] in the order of the options ·
yes_no "yes" or "no" · scale 4 · text "…" · number 3 or 2.5 · None where a question that is not
required was left out.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from domain.errors import Invalid

QuestionType = Literal["choice", "choices", "yes_no", "scale", "text", "number"]
Value = str | int | float | list[str] | None
TYPES: tuple[str, ...] = get_args(QuestionType)

QUESTIONS_MAX = 50
OPTIONS_MAX = 200
LABEL_LENGTH_MAX = 80
TEXT_LENGTH_MAX = 2000
SCALE_STEPS_MAX = 11
NUMBER_MAX = 10**12
TYPED_LENGTH_MAX = 4000
LEFT_OUT = "-"
YES_NO = ("yes", "no")

_ORDINAL = re.compile(r"#?(\d{1,3})[.)]?")
_NUMBER = re.compile(r"([+-]?)(\d{1,18})(?:([.,])(\d{1,12}))?")
_SEVERAL = re.compile(r"[,\n]")
_YES_NO_WORDS = {"yes": "yes", "y": "yes", "1": "yes", "no": "no", "n": "no", "2": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a project.

    `least` and `most` bound what is answered: how many options (choices), the steps of a scale, the
    characters of a text, a number's value (None: no bound). `labels` are the words at the two ends
    of a scale. `integer` numbers have no decimals.
    """

    id: str
    text: str
    type: QuestionType
    required: bool = True
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    labels: tuple[str, ...] = ()
    integer: bool = False


def buttons(question: Question) -> tuple[str, ...]:
    """Give the labels of a question's buttons in order; none where the answer is typed."""
    if question.type == "yes_no":
        return YES_NO
    if question.type == "scale":
        least, most = _scale(question)
        return tuple(str(step) for step in range(least, most + 1))
    return question.options


def from_choice(question: Question, index: int) -> Value:
    """Give the answer behind a button; for `choices` the one option, as a list.

    Raises Invalid where there is no such button.
    """
    labels = buttons(question)
    if not 0 <= index < len(labels):
        raise Invalid("That is not one of the answers to this question.")
    if question.type == "choices":
        return [labels[index]]
    return int(labels[index]) if question.type == "scale" else labels[index]


def toggled(question: Question, chosen: Sequence[str], index: int) -> list[str]:
    """Give what is chosen after a tap on one of several options, in the order of the options."""
    if not 0 <= index < len(question.options):
        raise Invalid("That is not one of the answers to this question.")
    after = set(chosen) ^ {question.options[index]}
    return [option for option in question.options if option in after]


def read(question: Question, typed: str) -> Value:
    """Read an answer that somebody typed.

    An option's label in any case, its number, or the beginning of one label alone; several with
    commas; `-` leaves out a question that is not required. Raises Invalid with what is wanted.
    """
    text = typed.strip()
    if not text:
        raise _wanted(question)
    if len(text) > TYPED_LENGTH_MAX:
        raise Invalid(
            "That is too long: at most {most} characters.", most=_text_most(question)
        )
    if text == LEFT_OUT and not question.required:
        return None
    return check(question, _read(question, text, loose=True))


def from_cell(question: Question, cell: str) -> Value:
    """Read a known answer from a file's cell: labels are written in full, several as a JSON list
    or with commas. Raises Invalid with what is wanted."""
    text = cell.strip()
    if not text:
        raise _wanted(question)
    return check(question, _read(question, text, loose=False))


def check(question: Question, value: object) -> Value:
    """Give a canonical answer back, or raise Invalid with what is wanted."""
    if value is None and not question.required:
        return None
    match question.type:
        case "choice" | "yes_no":
            if isinstance(value, str) and value in buttons(question):
                return value
        case "choices":
            return _check_several(question, value)
        case "scale":
            least, most = _scale(question)
            if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
                return value
        case "text":
            return _check_text(question, value)
        case "number":
            return _check_number(question, value)
    raise _wanted(question, value)


def shown(question: Question, value: Value) -> str:
    """Write an answer for people: several options with commas, nothing as a dash."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return str(value)


def _read(question: Question, text: str, *, loose: bool) -> object:
    """Turn text into what may be an answer; `check` has the last word."""
    match question.type:
        case "choice":
            return _option(question, text, loose=loose)
        case "yes_no":
            word = label_key(text)
            return _YES_NO_WORDS.get(word) if loose else word
        case "choices":
            return _several(question, text, loose=loose)
        case "scale" | "number":
            return _number(question, text)
        case "text":
            return _clean(text)


def _option(question: Question, text: str, *, loose: bool) -> str:
    """Find the one option that is meant, or raise Invalid."""
    wanted = label_key(text)
    by_label = {label_key(option): option for option in question.options}
    if wanted in by_label:
        return by_label[wanted]
    if not loose:
        raise _wanted(question, text)
    ordinal = _ORDINAL.fullmatch(wanted)
    if ordinal and 1 <= int(ordinal[1]) <= len(question.options):
        return question.options[int(ordinal[1]) - 1]
    found = [option for label, option in by_label.items() if wanted and label.startswith(wanted)]
    if len(found) > 1:
        raise Invalid(
            "“{typed}” could be {options}. Write a little more of it, or its number.",
            typed=_short(text),
            options=_listed(found),
        )
    if not found:
        raise _wanted(question, text)
    return found[0]


def _several(question: Question, text: str, *, loose: bool) -> list[str]:
    if label_key(text) in ("none", LEFT_OUT) and not question.least:
        return []
    if any(label_key(option) == label_key(text) for option in question.options):
        parts = [text]  # a label may have commas in it
    elif ";" in text:
        parts = text.split(";")
    elif loose and all(_ORDINAL.fullmatch(part) for part in text.split()):
        parts = text.split()
    else:
        parts = _SEVERAL.split(text)
    chosen = {_option(question, part.strip(), loose=loose) for part in parts if part.strip()}
    return [option for option in question.options if option in chosen]


def _number(question: Question, text: str) -> int | float | None:
    found = _NUMBER.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if not found:
        return None
    sign, whole, mark, decimals = found.groups()
    if mark == "," and len(decimals) == 3:
        raise Invalid(
            "“{typed}” can be read in two ways. Write the number without separators, with a point "
            "before decimals.",
            typed=_short(text),
        )
    value = Decimal(f"{sign}{whole}.{decimals or '0'}")
    return int(value) if value == value.to_integral_value() else float(value)


def _check_several(question: Question, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise _wanted(question, value)
    unknown = [part for part in value if part not in question.options]
    if unknown:
        raise _wanted(question, unknown[0])
    least, most = int(question.least or 0), int(question.most or len(question.options))
    chosen = [option for option in question.options if option in value]
    if len(chosen) < least:
        raise Invalid("Choose at least {least} of the options.", least=least)
    if len(chosen) > most:
        raise Invalid("Choose at most {most} of the options.", most=most)
    return chosen


def _check_text(question: Question, value: object) -> str:
    if not isinstance(value, str):
        raise _wanted(question, value)
    text = _clean(value)
    least, most = int(question.least or 1), _text_most(question)
    if len(text) < least:
        raise Invalid("That is too short: at least {least} characters.", least=least)
    if len(text) > most:
        raise Invalid("That is too long: at most {most} characters.", most=most)
    return text


def _check_number(question: Question, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wanted(question, value)
    if question.integer and value != int(value):
        raise Invalid("This needs a whole number, without decimals.")
    if question.least is not None and value < question.least:
        raise Invalid("That is too low: at least {least}.", least=_plain(question.least))
    if question.most is not None and value > question.most:
        raise Invalid("That is too high: at most {most}.", most=_plain(question.most))
    if abs(value) > NUMBER_MAX:
        raise Invalid("That number is too large for me.")
    return int(value) if value == int(value) else value


def _wanted(question: Question, given: object = None) -> Invalid:
    """Say what is wanted, and what was given where there is something to show."""
    typed = _short(given) if isinstance(given, str) else ""
    match question.type:
        case "choice" | "choices" if typed:
            return Invalid(
                "“{typed}” is not an option ({options}).",
                typed=typed,
                options=_listed(question.options),
            )
        case "choice":
            return Invalid("Choose one of: {options}.", options=_listed(question.options))
        case "choices":
            return Invalid(
                "Choose from: {options}. Write several with commas.",
                options=_listed(question.options),
            )
        case "yes_no":
            return Invalid("Answer with yes or no.")
        case "scale":
            least, most = _scale(question)
            return Invalid(
                "Answer with a whole number from {least} to {most}.", least=least, most=most
            )
        case "text":
            return Invalid("Write your answer in a few words.")
        case "number":
            return Invalid("Answer with a number, such as {example}.", example=_example(question))


def label_key(text: str) -> str:
    """Give a text's form for comparison: without case, width and spare spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _clean(text: str) -> str:
    """Take out what no database and no message holds: control characters, lone surrogates."""
    kept = (
        c for c in text.replace("\r\n", "\n").strip()
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


def _short(text: str) -> str:
    clean = " ".join(_clean(text).split())
    return clean if len(clean) <= 40 else clean[:39] + "…"


def _listed(options: Sequence[str]) -> str:
    shown_options = ", ".join(options[:10])
    return shown_options if len(options) <= 10 else f"{shown_options}, …"


def _scale(question: Question) -> tuple[int, int]:
    least = 1 if question.least is None else int(question.least)
    return least, 5 if question.most is None else int(question.most)


def _text_most(question: Question) -> int:
    return int(question.most or TEXT_LENGTH_MAX)


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _example(question: Question) -> str:
    example = 12 if question.integer else 2.5
    low = question.least is not None and example < question.least
    high = question.most is not None and example > question.most
    return _plain((question.least if low else question.most) or 0) if low or high else str(example)
