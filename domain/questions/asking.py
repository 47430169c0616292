"""What is asked of somebody: which questions, in which order, with the row's values in them."""

from collections.abc import Mapping, Sequence

from domain.questions.model import Data, Question, Value
from domain.questions.rooms import ROOMS
from domain.seeds import key


def for_row(question: Question, data: Data, seed: int | None) -> Question:
    """Give a question as one person sees it: the row's values in it, its options in the order that
    `seed` (the assignment's id) decides where it is shuffled; None leaves their order.
    """
    fill = ROOMS[question.type].for_row
    if fill is None or not (question.shuffle or ROOMS[question.type].templates):
        return question
    return fill(question, data, seed)


def is_asked(question: Question, draft: Mapping[str, Value]) -> bool:
    """Tell whether a question is asked, given the answers to those before it."""
    rule = question.show_if
    if rule is None:
        return True
    if rule.question not in draft:
        return False
    return bool(words(draft[rule.question]) & set(rule.values)) != rule.is_not


def words(value: Value) -> set[str]:
    """Give an answer as the words that a condition names."""
    match value:
        case None:
            return {"-"}
        case list():
            return {word for part in value for word in words(part)}
        case dict():
            return {"unsure"} if "unsure" in value else {"other"} if "other" in value else set()
    return {str(value)}


def kept(questions: Sequence[Question], draft: Mapping[str, Value]) -> dict[str, Value]:
    """Give the answers that still count: those to questions that are asked."""
    answers: dict[str, Value] = {}
    for question in questions:
        if question.id in draft and is_asked(question, answers):
            answers[question.id] = draft[question.id]
    return answers


def in_order(questions: Sequence[Question], seed: int) -> tuple[Question, ...]:
    """Give questions in an order of their own for one person; one that depends on another follows
    it, however deep.
    """
    following: dict[str, list[Question]] = {}
    first: list[Question] = []
    for question in questions:
        if question.show_if is None:
            first.append(question)
        else:
            following.setdefault(question.show_if.question, []).append(question)
    first.sort(key=lambda question: (not question.fits, key(seed, question.id)))
    found: list[Question] = []

    def put(question: Question) -> None:
        found.append(question)
        for after in following.get(question.id, ()):
            put(after)

    for question in first:
        put(question)
    return tuple(found)
