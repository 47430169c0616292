"""What a bank said about the payments of a file, and what follows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["executed", "refused", "came_back", "underway"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that a bank said: about a payment by its `id`, or about a whole file by its name.

    `amount_minor` is None where the bank names none. `is_ours` is False where the id may as well be
    of somebody else, as in a statement that has all that happened on an account.
    """

    id: str
    of_file: bool = False
    outcome: Outcome
    reason: str = ""
    amount_minor: int | None = None
    currency: str = ""
    is_ours: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """All that was said about one id: one outcome, or None where it contradicts itself."""

    said: Said
    outcome: Outcome | None


def judge(sayings: Iterable[Said]) -> list[Judged]:
    """Bring together what was said about each id, in the order in which it was first said.

    What is underway is overtaken by an end, and what was executed may come back later. Executed and
    refused at once is a contradiction, and so are two amounts.
    """
    found: dict[tuple[bool, str], list[Said]] = {}
    for said in sayings:
        found.setdefault((said.of_file, said.id), []).append(said)
    return [_judged(of_one) for of_one in found.values()]


def _judged(of_one: list[Said]) -> Judged:
    ends = [said for said in of_one if said.outcome != "underway"] or of_one
    if any(said.outcome == "came_back" for said in ends):
        ends = [said for said in ends if said.outcome != "executed"]
    amounts = {(said.amount_minor, said.currency) for said in ends} - {(None, "")}
    agree = len({said.outcome for said in ends}) == 1 and len(amounts) <= 1
    said = max(ends, key=lambda said: said.amount_minor is not None)
    return Judged(said, said.outcome if agree else None)
