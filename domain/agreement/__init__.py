"""Agreement: what several people's answers to one question come to, and who agrees with it.

`agree` gives for each type of question the answer, a confidence (0..1) and who agreed. What is
exact is voted on (`votes`); numbers, texts, marks, places and rankings have a formula each;
photos, files and free text are for people to judge. docs/agreement.md has all of them.

All of it is pure: no order of people matters, and answers are canonical (`questions.check`). numpy
and rapidfuzz are imported by what needs them, at the first answer that does.
"""

from collections.abc import Callable, Hashable

from domain.agreement import marks, numbers, places, ranks, texts, votes, words
from domain.agreement.agreed import Agreed as Agreed
from domain.agreement.judging import agree as agree
from domain.agreement.judging import agree_all as agree_all
from domain.agreement.judging import rule_of
from domain.questions import Question, Value, abstains
from domain.questions import agrees_by as agrees_by

Same = Callable[[Question, Value, Value], bool]

_SAME: dict[str, Same] = {
    "number": numbers.same, "money": numbers.same, "date": numbers.same,
    "place": places.same, "rank": ranks.same,
    "boxes": marks.same, "points": marks.same, "spans": marks.same,
    "similar": texts.same, "words": words.same,
}  # fmt: skip


def same(question: Question, value: Value, known: Value) -> bool:
    """Tell whether an answer is what is known, or near enough to it by the type's tolerance.

    Who abstains is near to nothing.
    """
    if abstains(value) or abstains(known):
        return value == known
    if compared := _SAME.get(rule_of(question)):
        return compared(question, value, known)
    return key(question, value) == key(question, known)


def key(question: Question, value: Value) -> Hashable:
    """Give what two answers share that are equal to a vote."""
    return votes.text_key(value) if question.type == "text" else votes.key(value)
