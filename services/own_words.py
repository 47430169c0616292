"""“Other…”: an answer in somebody's own words, asked for once the button was pressed."""

from typing import Any

from domain import questions
from domain.questions import Question, Value
from services.work import OWN_WORDS, TICKED, InHand


def answer_of(hand: InHand, question: Question, words: str) -> Value:
    """Give the answer in somebody's own words; where several are chosen, with those beside it.

    Raises Invalid where it can't be one.
    """
    own: Value = {"other": questions.checked_words(question, words)}
    if question.type != "choices":
        return own
    return [*(part for part in hand.ticked if isinstance(part, str)), own]


def are_next(hand: InHand, given: Value) -> bool:
    """Tell whether own words are still to come, or have come beside what else is chosen."""
    return questions.wants_words(given) or (hand.wants_words and _has_own(given))


def noted(hand: InHand, given: Value) -> InHand:
    """Go on to the words for “Other…”; where several are chosen, note them once they are there.

    “Other…” once more takes them away.
    """
    had_own = _has_own(list(hand.ticked))
    parts = given if isinstance(given, list) else []
    labels = [part for part in parts if isinstance(part, str)]
    own = [part for part in parts if isinstance(part, dict) and part.get("other")]
    if not labels:
        labels = [part for part in hand.ticked if isinstance(part, str)]
    return hand._replace(ticked=(*labels, *own), wants_words=not own and not had_own)


def draft_of(hand: InHand) -> dict[str, Any]:
    """Give what is kept of a task in hand."""
    words = {OWN_WORDS: True} if hand.wants_words else {}
    return {**hand.draft, TICKED: list(hand.ticked), **words}


def _has_own(value: Value) -> bool:
    """Tell whether own words are among several that are chosen."""
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)
