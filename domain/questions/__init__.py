"""A question, and what counts as an answer to it.

Canonical answers are JSON values; docs/questions.md has those of each type. None stands where a
question that is not required was left out, `{"unsure": true}` where somebody can't say and may.

Each type is a room of its own (`domain.questions.room`), named in one table
(`domain.questions.rooms`); here are the doors that the rest of the house uses.
"""

from collections.abc import Sequence
from typing import Any

from domain.errors import Invalid
from domain.questions.asking import for_row as for_row
from domain.questions.asking import in_order as in_order
from domain.questions.asking import is_asked as is_asked
from domain.questions.asking import kept as kept
from domain.questions.choosing import own_words
from domain.questions.comparing import TIE as TIE
from domain.questions.comparing import sides as sides
from domain.questions.model import AGREES as AGREES
from domain.questions.model import LABEL_LENGTH_MAX as LABEL_LENGTH_MAX
from domain.questions.model import NUMBER_MAX as NUMBER_MAX
from domain.questions.model import OPTIONS_MAX as OPTIONS_MAX
from domain.questions.model import OTHER as OTHER
from domain.questions.model import QUESTIONS_MAX as QUESTIONS_MAX
from domain.questions.model import SCALE_STEPS_MAX as SCALE_STEPS_MAX
from domain.questions.model import TEXT_LENGTH_MAX as TEXT_LENGTH_MAX
from domain.questions.model import TUPLES as TUPLES
from domain.questions.model import TYPED_LENGTH_MAX as TYPED_LENGTH_MAX
from domain.questions.model import TYPES as TYPES
from domain.questions.model import UNSURE as UNSURE
from domain.questions.model import Agree as Agree
from domain.questions.model import Data as Data
from domain.questions.model import Question as Question
from domain.questions.model import QuestionType as QuestionType
from domain.questions.model import ShowIf as ShowIf
from domain.questions.model import Value as Value
from domain.questions.room import Agrees as Agrees
from domain.questions.rooms import ROOMS as ROOMS
from domain.questions.words import label_key as label_key
from domain.questions.words import short as short
from domain.questions.writing import text_most

LEFT_OUT = "-"
UNSURE_VALUE: dict[str, Any] = {"unsure": True}
_AGREES: dict[str, Agrees] = {
    "": "none", "none": "none", "vote": "vote", "similar": "formula", "words": "formula",
}  # fmt: skip
_UNSURE_WORDS = {label_key(UNSURE), "unsure", "not sure", "i don't know", "don't know", "?"}


def buttons(question: Question) -> tuple[str, ...]:
    """Give the labels of a question's buttons in order; none where the answer is typed or sent."""
    labels = ROOMS[question.type].buttons(question)
    if question.other:
        labels = (*labels, OTHER)
    return (*labels, UNSURE) if question.unsure else labels


def from_choice(question: Question, index: int) -> Value:
    """Give the answer behind a button; where several are chosen the one option, as a list.

    `Other…` is an answer with no words yet (`wants_words`). Raises Invalid where there is no such
    button.
    """
    count = len(ROOMS[question.type].buttons(question))
    if 0 <= index < count:
        return ROOMS[question.type].pick(question, index)
    if question.other and index == count:
        own = {"other": ""}
        return [own] if question.type == "choices" else own
    if question.unsure and index == count + question.other:
        return dict(UNSURE_VALUE)
    raise Invalid("That is not one of the answers to this question.")


def wants_words(value: Value) -> bool:
    """Tell whether `Other…` was chosen and the words for it are still to come."""
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, dict) and part.get("other") == "" for part in parts)


def checked_words(question: Question, words: str) -> str:
    """Give somebody's own words for “Other…”, or raise Invalid where they can't be an answer."""
    own = own_words(question, {"other": words})
    if own is None:
        raise Invalid("That is not one of the answers to this question.")
    return str(own["other"])


def toggled(question: Question, chosen: Sequence[Any], index: int) -> list[Any]:
    """Give what is chosen after a tap on one of several options: in the order of the options, for
    a rank in the order of the taps.
    """
    if not 0 <= index < len(question.options):
        raise Invalid("That is not one of the answers to this question.")
    tapped = question.options[index]
    if question.type == "rank":
        if tapped in chosen:
            return [option for option in chosen if option != tapped]
        ranked = [*chosen, tapped]
        left = [option for option in question.options if option not in ranked]
        return [*ranked, *left] if len(left) == 1 else ranked  # nothing is left to be chosen
    labels = {part for part in chosen if isinstance(part, str)} ^ {tapped}
    own = [part for part in chosen if isinstance(part, dict)]
    return [*(option for option in question.options if option in labels), *own]


def several(question: Question) -> bool:
    """Tell whether several buttons are tapped before the answer is done."""
    return question.type in ("choices", "rank")


def read(question: Question, typed: str) -> Value:
    """Read an answer that somebody typed.

    An option's label in any case, its number, or the beginning of one label alone; several with
    commas; `-` leaves out a question that is not required. Raises Invalid with what is wanted.
    """
    text = typed.strip()
    room = ROOMS[question.type]
    if not text:
        raise room.wanted(question, "")
    if len(text) > TYPED_LENGTH_MAX:
        raise Invalid(
            "That is too long: at most {most} characters.", most=text_most(question)
        )
    if text == LEFT_OUT and not question.required:
        return None
    if question.unsure and label_key(text) in _UNSURE_WORDS:
        return dict(UNSURE_VALUE)
    return check(question, _or_typed(room.read(question, text, True), question, text))


def from_cell(question: Question, cell: str) -> Value:
    """Read a known answer from a file's cell: labels are written in full, several as a JSON list
    or with commas. Raises Invalid with what is wanted."""
    text = cell.strip()
    room = ROOMS[question.type]
    if not text:
        raise room.wanted(question, "")
    return check(question, _or_typed(room.read(question, text, False), question, text))


def _or_typed(found: object, question: Question, text: str) -> object:
    """Keep the text where nothing was found in it, so that it can be said what is wanted."""
    if found is None:
        raise ROOMS[question.type].wanted(question, short(text))
    return found


def check(question: Question, value: object) -> Value:
    """Give a canonical answer back, or raise Invalid with what is wanted."""
    if value is None and not question.required:
        return None
    if question.unsure and value == UNSURE_VALUE:
        return dict(UNSURE_VALUE)
    room = ROOMS[question.type]
    found = room.check(question, value) if value is not None else None
    if found is None:
        raise room.wanted(question, short(value) if isinstance(value, str) else "")
    return found


def shown(question: Question, value: Value) -> str:
    """Write an answer for people: several options with commas, nothing as a dash."""
    if value is None or value == []:
        return "–"
    if value == UNSURE_VALUE:
        return UNSURE
    return ROOMS[question.type].shown(question, value)


def abstains(value: Value) -> bool:
    """Tell whether somebody left a question out or said that they can't tell."""
    return value is None or value == UNSURE_VALUE


def media_kinds(question: Question) -> tuple[str, ...]:
    """Give what is sent as an answer: `("photo",)`, …; none where nothing is."""
    return ROOMS[question.type].media


def agrees_by(question: Question) -> Agrees:
    """Tell how answers to a question are compared: as votes, by a formula, or not at all.

    Texts are where the project says how; dates are nearly right only where it says how nearly.
    """
    if question.type == "text" or question.agree:
        return _AGREES[question.agree]
    if question.type == "date" and question.tolerance:
        return "formula"
    return ROOMS[question.type].agrees


def templates_of(question: Question) -> tuple[str, ...]:
    """Give the settings of a question in which columns of the row may stand."""
    found: list[str] = []
    for name in ROOMS[question.type].templates:
        value = getattr(question, name)
        found.extend(value if isinstance(value, tuple) else (value,))
    return tuple(found)
