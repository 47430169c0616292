"""A task's questions as fields of a form: all that fit, filled in together.

Offered where words are typed in forms (`domain.platforms.TYPED_IN_FORMS`): for answers that are
typed, and for several questions at once.
"""

from collections.abc import Sequence
from typing import Literal

from domain import platforms, questions
from domain.actions import Action
from domain.marks import as_plain, marks
from domain.questions import Question, Value
from domain.views import Choice, Form, FormField
from handlers.voice import Voice
from services.work import InHand

FILL = "fill"  # the verb of the button and of the form
OPTIONS_MAX = 25  # of one field: a form has no pages
OPTION_DIGITS_MAX = 3
FIELDS_MAX = 5
_STAR, _NO_STAR = "★", "☆"
TEXT_LENGTH_MAX = 100  # of a question that is read on the form alone


def labels(say: Voice, question: Question) -> tuple[str, ...]:
    """Give the words on a question's buttons."""
    shown = questions.buttons(question)
    match question.type:
        case "yes_no":
            shown = (say("yes"), say("no"), *shown[2:])
        case "compare":
            shown = tuple(say("tie") if label == questions.TIE else label for label in shown)
        case "scale":
            steps = len(shown) - question.unsure
            shown = (*_steps(question, shown[:steps]), *shown[steps:])
    if question.other or question.unsure:
        added = question.other + question.unsure
        return (*shown[:-added], *(say(label) for label in shown[-added:]))
    return shown


def _steps(question: Question, steps: Sequence[str]) -> Sequence[str]:
    """Give the words on the steps of a scale: numbers with its labels, or stars."""
    if question.style == "stars":
        return [_STAR * int(step) or _NO_STAR for step in steps]
    if question.style == "numbers" or not question.labels:
        return steps
    if len(question.labels) == len(steps) != 2:
        return [f"{step} · {word}" for step, word in zip(steps, question.labels, strict=True)]
    first, last = question.labels
    return [f"{steps[0]} · {first}", *steps[1:-1], f"{steps[-1]} · {last}"]


def button(say: Voice, platform: str, hand: InHand) -> Choice | None:
    """Give the button that opens the form; None where buttons alone do as well."""
    if platform not in platforms.TYPED_IN_FORMS:
        return None
    is_typed = hand.wants_words or is_written(hand.question)
    if not is_typed and len(hand.project.questions) == 1:
        return None
    count = len(_fields(say, hand))
    if not count or (count == 1 and not is_typed):
        return None
    label = say("Answer") if count == 1 else say("Answer on a form")
    return Choice(label, _action(hand), style="main" if is_typed else "plain")


def form(say: Voice, hand: InHand) -> Form | None:
    """Give the form of the questions from the open one on; None where that one doesn't fit."""
    fields = _fields(say, hand)
    return Form(hand.project.title, _action(hand), fields, say("Send")) if fields else None


def is_written(question: Question) -> bool:
    """Tell whether a question is answered in a field for words; in a form a rank is, too."""
    return question.type == "rank" or not questions.buttons(question)


def value_of(question: Question, given: str | tuple[str, ...]) -> Value:
    """Read a field; raises Invalid with what is wanted. Of “Other…” the words are asked next."""
    picked = given if isinstance(given, tuple) else (given,) if given else ()
    if is_written(question):
        typed = picked[0] if picked else ""
        return questions.read(question, typed) if typed.strip() else questions.check(question, None)
    chosen = [questions.from_choice(question, _number(part)) for part in picked]
    value = chosen[0] if chosen else None
    if question.type == "choices" and questions.UNSURE_VALUE in chosen:
        value = questions.UNSURE_VALUE
    elif question.type == "choices":
        value = [option for one in chosen for option in (one if isinstance(one, list) else [one])]
    return value if questions.wants_words(value) else questions.check(question, value)


def _number(part: str) -> int:
    """Read which option is meant; -1, which is none, for whatever is no number of one."""
    return int(part) if part.isdecimal() and len(part) <= OPTION_DIGITS_MAX else -1


def _action(hand: InHand) -> Action:
    position = hand.position
    return Action(FILL, hand.assignment_id, version=position)


def _fields(say: Voice, hand: InHand) -> tuple[FormField, ...]:
    """Give the fields from the open question on, up to the first that has no place in a form.

    What depends on an answer that is still open is asked later.
    """
    if hand.wants_words:
        return (FormField(name_of(hand.position), say("Your own answer"), "short"),)
    fields: list[FormField] = []
    left = [question for question in hand.in_order if question.id not in hand.draft]
    for question in left[left.index(hand.project.questions[hand.position]) :]:
        if not hand.is_open(question):
            if hand.may_ask(question):
                break
            continue
        position = hand.project.questions.index(question)
        asked = hand.at(position)
        if questions.media_kinds(asked) and not fields:  # what is sent has a form of its own
            return (FormField(name_of(position), asked.text, "file"),)
        if asked.step != hand.question.step:  # another step says first what is to be done
            break
        if len(fields) == FIELDS_MAX or not _has_place(asked, is_first=not fields):
            break
        fields.append(_field(say, position, asked))
    return tuple(fields)


def _has_place(question: Question, *, is_first: bool) -> bool:
    """Tell whether a question can be asked in a form; only the first one's task is on the screen.
    """
    if questions.media_kinds(question):
        return False
    if not is_written(question) and len(questions.buttons(question)) > OPTIONS_MAX:
        return False
    is_seen = question.type in ("compare", "boxes", "points", "spans") or question.help
    return is_first or not (is_seen or len(question.text) > TEXT_LENGTH_MAX)


_FIELDS: dict[str, Literal["short", "long", "number", "choices"]] = {
    "choices": "choices", "text": "long", "number": "number", "boxes": "long", "points": "long",
    "spans": "long",
}  # fmt: skip


def _field(say: Voice, position: int, question: Question) -> FormField:
    is_typed = is_written(question)
    may_be_none = question.type == "choices" and not question.least
    shown = () if is_typed else labels(say, question)
    text = as_plain(marks(question.text)) or question.text
    return FormField(
        name_of(position),
        text,
        _FIELDS.get(question.type, "short" if is_typed else "choice"),
        required=question.required and not may_be_none,
        options=tuple((str(index), label) for index, label in enumerate(shown)),
        hint=_hint(question),
    )


def _hint(question: Question) -> str:
    """Say how the answer is written, where the words of the question don't."""
    if question.type == "rank":
        return " · ".join(f"{n}. {option}" for n, option in enumerate(question.options, start=1))
    return {"date": "2026-11-22", "place": "52.52, 13.405", "link": "https://…"}.get(
        question.type, question.unit or question.currency
    )


def name_of(position: int) -> str:
    """Give the name of the field for the question at a position."""
    return f"q{position}"
