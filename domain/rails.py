"""The ways by which money leaves: what a rail says of itself, and what can come of a sending.

Everything that a conversation needs of a rail is pure and quick (`Offer`); what goes over a network
is in `bot/rails`.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from domain.amounts import Money
from domain.sentences import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a rail is asked to send. It never changes between attempts; `destination` is in clear.

    `key` is fixed before the first attempt, so that a rail which knows it sends once.
    """

    payout_id: int
    key: str
    account_id: int
    out_minor: int
    out_currency: str
    destination: str


@dataclass(frozen=True, slots=True)
class Paid:
    """It arrived, or surely will; `fee_minor` is what sending cost, in the rail's currency.

    `is_told`: the rail has told the person, with what it gave them.
    """

    ref: str
    fee_minor: int = 0
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class NotPaid:
    """It was not sent and never will be under this key; `reason` is a sentence for people."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell yet: it is looked up later. `reason` is a few words for admins."""

    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """It was handed over under `ref`, such as a bank file; somebody confirms it later."""

    ref: str


Outcome = Paid | NotPaid | Unknown | Waiting


@dataclass(frozen=True, slots=True)
class Destination:
    """A destination that a rail can send to: in clear, and what may be shown of it.

    One that is `one_off`, such as an invoice, is good for one payout and is not kept.
    """

    text: str
    shown: str
    one_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What people are told about a rail, as templates and sentences to be said.

    `wants` says what a destination is; "" where none is needed. `worth` says what credits are worth
    there, `arrives` when it is there.
    """

    title: str
    wants: str
    worth: Sentence
    arrives: Sentence


def most_fitting(minor: int, worth: Fraction, *, least: int, most: int) -> int:
    """Give the most of `minor` for which a rail sends from `least` (1 or more) to `most` of its
    own whole units, and no more of it than these cost; `worth` is what one of `minor` is worth.
    """
    units = min(minor, math.ceil((most + 1) / worth) - 1)
    out = math.floor(units * worth)
    return math.ceil(out / worth) if out >= least else 0


class Offer(Protocol):
    """What a rail offers: no method waits, or asks anybody."""

    @property
    def name(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def facts(self) -> Facts: ...

    def quote(self, amount: Money) -> Money:
        """Give what arrives for so many credits; raises Refused where the rail can't send it."""
        ...

    def fitting(self, amount: Money) -> int:
        """Give the most of so many credits, in minor units, that can be sent at once and of which
        nothing is rounded away that need not be; 0: none of it.
        """
        ...

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """Give what somebody wrote as a destination; raises Invalid with what is wanted.

        With `out`, a destination that names an amount of its own has to name that one.
        """
        ...
