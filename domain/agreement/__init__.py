"""Agreement: what several people's answers to one question come to, and who agrees with it.

`agree` gives for each type of question the answer, a confidence (0..1) and who agreed. What is
exact is voted on (`votes`); numbers, texts, marks, places and rankings have a formula each;
photos, files and free text are for people to judge. docs/agreement.md has all of them.

All of it is pure: no order of people matters, and answers are canonical (`questions.check`). numpy
and rapidfuzz are imported by what needs them, at the first answer that does.
"""

from collections.abc import Callable, Hashable, Sequence

from domain.agreement import marks, numbers, places, ranks, texts, votes, words
from domain.agreement.agreed import Agreed as Agreed
from domain.agreement.agreed import Found
from domain.questions import Question, Value, abstains
from domain.questions import agrees_by as agrees_by

Formula = Callable[[Question, Sequence[Value]], Found]
Same = Callable[[Question, Value, Value], bool]

FORMULAS: dict[str, Formula] = {
    "number": numbers.median, "money": numbers.median, "date": numbers.median,
    "place": places.median, "rank": ranks.borda, "choices": votes.by_option,
    "boxes": marks.boxes, "points": marks.points, "spans": marks.spans,
    "similar": texts.medoid, "words": words.vote,
}  # fmt: skip
_SAME: dict[str, Same] = {
    "number": numbers.same, "money": numbers.same, "date": numbers.same,
    "place": places.same, "rank": ranks.same,
    "boxes": marks.same, "points": marks.same, "spans": marks.same,
    "similar": texts.same, "words": words.same,
}  # fmt: skip


def agree(question: Question, answers: Sequence[Value]) -> Agreed:
    """Give what answers to a question come to; who abstains counts for nobody.

    The answer is None, its confidence 0 and nobody agrees where all abstain.
    """
    given = [value for value in answers if not abstains(value)]
    if not given:
        return Agreed(None, 0.0, (False,) * len(answers))
    found = FORMULAS.get(_rule(question), votes.vote)(question, given)
    if len(given) == len(answers):
        return Agreed(found.answer, found.confidence, tuple(found.agreed))
    agreed = iter(found.agreed)
    who = tuple(not abstains(value) and next(agreed) for value in answers)
    return Agreed(found.answer, found.confidence, who)


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether an answer is what is known, or near enough to it by the type's tolerance.

    Who abstains is near to nothing.
    """
    if abstains(value) or abstains(known):
        return value == known
    if compared := _SAME.get(_rule(question)):
        return compared(question, value, known)
    return key(question, value) == key(question, known)


def key(question: Question, value: Value) -> Hashable:
    """Give what two answers share that are equal to a vote."""
    return votes.text_key(value) if question.type == "text" else votes.key(value)


def _rule(question: Question) -> str:
    """Name what judges a question: its type; of a text what the project chose; dates that have to
    be equal are voted on.
    """
    if question.type == "date" and not question.tolerance:
        return "vote"
    return question.agree if question.type == "text" else question.type
