"""Questions to which several options may be chosen: to an estimate each option is a question of its
own, chosen or not, so that people are known by what they overlook and by what they add.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.questions import Question, Value

CHOSEN, LEFT = "yes", "no"
OPTIONS_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Question):
    """Whether an option is chosen of those of the question `whole`, whose bounds it has."""

    whole: str
    option: str

    __hash__ = Question.__hash__


def parts_of(question: Question) -> tuple[Part, ...]:
    """Give a question's parts; none where it is decided in one piece, or has own words."""
    is_several = question.type == "choices" and not question.agree and not question.other
    if not is_several or not 1 <= len(question.options) <= OPTIONS_MOST:
        return ()
    return tuple(
        Part(id=f"{question.id}/{place}", text=option, type="yes_no", whole=question.id,
             option=option, least=question.least, most=question.most)
        for place, option in enumerate(question.options)
    )  # fmt: skip


def may_choose(part: Part, count: int) -> bool:
    """Tell whether so many options are an answer to the whole question."""
    return (part.least or 0) <= count <= (count if part.most is None else part.most)


def said(question: Question, answers: Mapping[str, Value]) -> Value:
    """Give what an answer says of an estimated question, or of a part."""
    if question.__class__ is not Part:
        return answers.get(question.id)
    assert isinstance(question, Part)  # noqa: S101 - its very class was looked at
    value = answers.get(question.whole)
    if not isinstance(value, list):  # left out, or "can't tell"
        return value
    return CHOSEN if question.option in value else LEFT
