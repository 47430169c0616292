"""What a look at somebody is made of, and what it finds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Answer(NamedTuple):
    """An answer to a row: whose, what it says in one word, how long it took, when it came."""

    task: int
    account: int
    label: str
    taken_ms: int
    at_ms: int


@dataclass(frozen=True)
class Sample:
    """All answers to the rows of one project that `account` answered, and what is known of some.

    `parts` are the same answers to each question with options by itself; None: all of it is one.
    """

    account: int
    answers: Sequence[Answer]
    known: Mapping[int, str] = field(default_factory=dict)
    parts: Sequence["Sample"] | None = None

    @property
    def questions(self) -> Sequence["Sample"]:
        """The questions in which a guess can be told, one by one."""
        return (self,) if self.parts is None else self.parts

    @cached_property
    def of(self) -> dict[int, dict[int, Answer]]:
        """The answers of each person, by row."""
        found: dict[int, dict[int, Answer]] = defaultdict(dict)
        for answer in self.answers:
            found[answer.account][answer.task] = answer
        return dict(found)

    @cached_property
    def rows(self) -> dict[int, dict[int, Answer]]:
        """The answers to each row, by person."""
        found: dict[int, dict[int, Answer]] = defaultdict(dict)
        for answer in self.answers:
            found[answer.task][answer.account] = answer
        return dict(found)

    @cached_property
    def own(self) -> dict[int, Answer]:
        """The person's own answers, by row."""
        return self.of.get(self.account, {})

    @cached_property
    def labels(self) -> list[str]:
        """Everything that anybody said, or that is known."""
        known = {self.known[task] for task in self.rows if task in self.known}
        return sorted({answer.label for answer in self.answers} | known)

    def common(self, one: int, other: int) -> list[tuple[Answer, Answer]]:
        """Give the rows that two people both answered, in the order of the other's answers."""
        if (one, other) not in self._common:
            theirs = self.of.get(other, {})
            both = [(a, theirs[a.task]) for a in self.of.get(one, {}).values() if a.task in theirs]
            self._common[one, other] = sorted(both, key=lambda pair: pair[1].at_ms)
        return self._common[one, other]

    @cached_property
    def _common(self) -> dict[tuple[int, int], list[tuple[Answer, Answer]]]:
        return {}


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """What looks wrong: of which kind, how likely it is by chance (at most), the figures that a
    person is shown, and who else is in it.
    """

    kind: str
    chance: float
    figures: Mapping[str, float]
    others: tuple[int, ...] = ()
