"""A question with all its settings, and the limits of what it may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from domain.amounts import N_

QuestionType = Literal[
    "choice", "choices", "yes_no", "scale", "compare", "rank",
    "text", "number", "date", "money", "link", "code",
    "photo", "audio", "video", "file",
    "place", "boxes", "points", "spans",
]  # fmt: skip
Value = str | int | float | list[Any] | dict[str, Any] | None
Data = Mapping[str, object]
Style = Literal["labels", "numbers", "stars"]
Agree = Literal["", "none", "vote", "similar", "words"]
TYPES: tuple[str, ...] = get_args(QuestionType)
STYLES: tuple[str, ...] = get_args(Style)
AGREES: tuple[Agree, ...] = get_args(Agree)

QUESTIONS_MAX = 50
OPTIONS_MAX = 200
LABEL_LENGTH_MAX = 80
TEXT_LENGTH_MAX = 2000
TEMPLATE_LENGTH_MAX = 2000
SCALE_STEPS_MAX = 11
NUMBER_MAX = 10**12
TYPED_LENGTH_MAX = 4000

OTHER = N_("Other…")  # the last button but one, where people may answer in their own words
UNSURE = N_("I can't tell")  # the last button, where it is an answer that somebody can't say


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowIf:
    """A question is asked only where an earlier one was answered so, or (`is_not`) not so."""

    question: str
    values: tuple[str, ...]
    is_not: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a project.

    `least` and `most` bound what is answered: how many options (choices) or marks (boxes, points,
    spans), the steps of a scale, the characters of a text, a number's value, minor units of money
    (None: no bound). `labels` are the words on a scale, at its two ends or for each step, or what
    a mark may be called. `integer` numbers have no decimals; `increment` is what a file calls
    `step`, and `must_be` what it calls `is`.

    `agree` is "none" where answers are kept but not compared with each other; of a text it says how
    they are, which by default they aren't. `tolerance` says how far answers may be apart and still
    agree (`domain.agreement.tolerances`).

    `fits` has the answers with which a screener goes on (`domain.screening`). `step` is the place
    of the step that it belongs to (`domain.steps`), None where it belongs to none.

    `a`, `b`, `of`, `near`, `must_be` and the options of a rank are templates of the row:
    `for_row` fills them in.
    """

    id: str
    text: str
    type: QuestionType
    required: bool = True
    help: str = ""
    show_if: ShowIf | None = None
    fits: tuple[str, ...] = ()
    step: int | None = None
    agree: Agree = ""
    tolerance: str = ""
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    labels: tuple[str, ...] = ()
    style: Style = "labels"
    other: bool = False
    unsure: bool = False
    shuffle: bool = False
    integer: bool = False
    increment: float | None = None
    unit: str = ""
    currency: str = ""
    earliest: str = ""
    latest: str = ""
    long: bool = False
    pattern: str = ""
    pattern_message: str = ""
    language: str = ""
    answers: bool = False
    must_be: str = ""
    a: str = ""
    b: str = ""
    tie: bool = True
    kinds: tuple[str, ...] = ()
    bytes_most: int | None = None
    seconds_least: int | None = None
    seconds_most: int | None = None
    taken_within_ms: int | None = None
    unique: bool = False
    near: str = ""
    within_m: int | None = None
    accuracy_m: int | None = None
    of: str = ""

    def __hash__(self) -> int:
        """Tell questions apart by which one it is, as `domain.projects.Project` does."""
        return id(self)


TUPLES = ("options", "labels", "kinds", "fits")  # what JSON keeps as a list
