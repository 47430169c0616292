"""What of a question's answers estimates are made of: labels, numbered from 0 on.

A choice, yes or no, a step of a scale, and which of two is better are one label an answer. Where
several options may be chosen each option is a unit of its own, chosen or not. Own words (`other`)
are one more label, or one more option. Whoever can't tell says nothing. This part needs no numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from domain.questions import OTHER, Question, Value, abstains
from domain.questions.comparing import SIDES, TIE
from domain.questions.scales import ends

OWN_WORDS: dict[str, Any] = {"other": ""}


@dataclass(frozen=True, slots=True)
class Labels:
    """A question's labels: their names, and the answers behind them.

    `several`: an answer has for each of `names` whether it was chosen; a unit's labels are 0 (not
    chosen) and 1.
    """

    names: tuple[str, ...]
    values: tuple[Value, ...]
    several: bool = False

    @property
    def units(self) -> int:
        """How many things are decided for each row."""
        return len(self.names) if self.several else 1

    @property
    def count(self) -> int:
        """How many labels a unit has."""
        return 2 if self.several else len(self.names)

    def of(self, value: Value) -> tuple[int, ...]:
        """Give an answer's label for each unit; nothing where it says nothing."""
        if abstains(value):
            return ()
        if self.several:
            chosen = value if isinstance(value, list) else []
            return tuple(int(any(_is(part, option) for part in chosen)) for option in self.values)
        place = next((n for n, known in enumerate(self.values) if _is(value, known)), None)
        return () if place is None else (place,)

    def decided(self, chances: Sequence[Sequence[float]]) -> tuple[Value, float]:
        """Give the answer and how sure it is, from each unit's chances of its labels.

        Where two labels are equally likely there is none.
        """
        if self.several:
            chosen = [of_unit[1] > of_unit[0] for of_unit in chances]
            value = [v for v, is_chosen in zip(self.values, chosen, strict=True) if is_chosen]
            return value, prod(max(of_unit) for of_unit in chances)
        most = max(chances[0])
        leading = [label for label, chance in enumerate(chances[0]) if chance == most]
        return (self.values[leading[0]] if len(leading) == 1 else None), most

    def shares(self, chances: Sequence[Sequence[float]]) -> list[float]:
        """Give each name's chance: of being true, or where several may be, of being chosen."""
        if self.several:
            return [of_unit[1] for of_unit in chances]
        return list(chances[0])


def labels_of(question: Question) -> Labels | None:
    """Give the labels of a question; None where its answers are none."""
    values: list[Value]
    if question.agree:
        return None
    match question.type:
        case "choice" | "choices":
            values = list(question.options)
        case "yes_no":
            values = ["yes", "no"]
        case "scale":
            least, most = ends(question)
            values = list(range(least, most + 1))
        case "compare":
            values = [*SIDES, TIE] if question.tie else [*SIDES]
        case _:
            return None
    names = [str(value) for value in values]
    if question.other:
        names, values = [*names, OTHER], [*values, dict(OWN_WORDS)]
    return Labels(tuple(names), tuple(values), several=question.type == "choices")


def _is(value: Any, label: Value) -> bool:
    if isinstance(label, dict):
        return isinstance(value, dict) and "other" in value
    return bool(value == label)
