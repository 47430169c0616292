"""Who reviews a project's answers, where the project pays people for that: its `[review]`."""

from dataclasses import dataclass

from domain.needs import Needs, read_needs
from domain.sentences import Sentence
from domain.tables import Notes, Table
from domain.terms import MoneyTerms

LEAST_USUALLY, MOST_USUALLY = 2, 3
ANSWERS_MOST = 9
LEVEL_USUALLY, LEVEL_MOST = 2, 100
_EXAMPLE = 'review = { reward = "0.05", budget = "20.00" }'


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBy:
    """What each look at an answer pays, the most that all of them may cost, who may look (the least
    level, and what else they need), and how many look at one answer.
    """

    reward_minor: int
    budget_minor: int
    level: int = LEVEL_USUALLY
    needs: Needs | None = None
    answers_least: int = LEAST_USUALLY
    answers_most: int = MOST_USUALLY


def read_review(table: Table, notes: Notes, money: MoneyTerms) -> ReviewBy | None:
    """Read a project's `[review]`; None where it has none."""
    values = table.raw("review")
    if values is None:
        return None
    if not isinstance(values, dict):
        table.note("review", Sentence("must be a table, such as {example}", example=_EXAMPLE))
        return None
    if table.raw("accept") != "review":
        what = Sentence("is for answers that people accept; add {example}",
                        example='accept = "review"')  # fmt: skip
        table.note("review", what)
    of = Table(values, ("review",), notes)
    of.needs("reward", 'reward = "0.05"')
    of.needs("budget", 'budget = "20.00"')
    least, most = _bounds(of, notes)
    review = ReviewBy(
        reward_minor=of.amount("reward", money),
        budget_minor=of.amount("budget", money),
        level=of.whole("level", least=0, most=LEVEL_MOST, default=LEVEL_USUALLY),
        needs=read_needs(of, notes, ("review",)),
        answers_least=least,
        answers_most=most,
    )
    of.finish()
    return review


def _bounds(of: Table, notes: Notes) -> tuple[int, int]:
    values = of.raw("answers")
    if values is None:
        return LEAST_USUALLY, MOST_USUALLY
    if not isinstance(values, dict):
        of.note("answers", "must be a table, such as answers = { least = 2, most = 3 }")
        return LEAST_USUALLY, MOST_USUALLY
    bounds = Table(values, ("review", "answers"), notes)
    least = bounds.whole("least", least=1, most=ANSWERS_MOST, default=LEAST_USUALLY)
    most = bounds.whole("most", least=1, most=ANSWERS_MOST, default=max(least, MOST_USUALLY))
    bounds.finish()
    if least > most:
        bounds.note("least", Sentence("{least} is more than most, which is {most}",
                                      least=least, most=most))  # fmt: skip
    return least, most
