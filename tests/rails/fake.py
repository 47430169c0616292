"""A rail at the outermost seam: a wallet in memory, or in a folder that processes share.

It is as real ones are: it knows a payment by its key, pays a key once, and can be dropped after it
has paid, be busy, or know nothing. One credit's minor unit is ten of its own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.rails.base import (
    Destination,
    Facts,
    NotPaid,
    Order,
    Outcome,
    Paid,
    RailTrouble,
    Unknown,
    Waiting,
)
from domain.amounts import Money
from domain.errors import Invalid, Refused
from domain.sentences import Sentence

LARGEST_MINOR = 1_000_000
WANTS = "an address such as ann@bank"


@dataclass
class Wallet:
    """What was paid, by key; `log` has every payment in the order in which it was made."""

    folder: Path | None = None
    paid: dict[str, int] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def pay(self, key: str, amount: int) -> None:
        """Pay a key; a second time is noticed."""
        if self.folder is not None:
            with (self.folder / "wallet.log").open("a") as file:
                file.write(f"{key} {amount}\n")
        self.paid[key] = amount
        self.log.append(key)

    def has(self, key: str) -> bool:
        """Tell whether a key was paid."""
        return key in self.keys()

    def keys(self) -> list[str]:
        """Give the keys of all payments that were ever made."""
        if self.folder is None:
            return self.log
        path = self.folder / "wallet.log"
        return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


@dataclass
class FakeRail:
    """Pays from a wallet. `moods` such as "send:dropped" are what happens to the next calls."""

    wallet: Wallet = field(default_factory=Wallet)
    name: str = "fake"
    currency: str = "sat"
    wants: str = WANTS
    moods: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    fee_minor: int = 3
    between: Callable[[], None] | None = None

    @property
    def facts(self) -> Facts:
        """What people are told."""
        return Facts(
            title="Fake wallet",
            wants=self.wants,
            worth=Sentence("1.00 is 1,000 sat"),
            arrives=Sentence("Within a minute."),
        )

    def quote(self, amount: Money) -> Money:
        """Ten for one."""
        if amount.minor > LARGEST_MINOR:
            most = Money(LARGEST_MINOR, amount.currency)
            raise Refused("The fake wallet sends at most {most}.", most=most)
        return Money(amount.minor * 10, self.currency, 0)

    def fitting(self, amount: Money) -> int:
        """As much as goes at once."""
        return min(amount.minor, LARGEST_MINOR)

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """An address has an @; `invoice:AMOUNT` is for one payout."""
        text = destination.strip()
        if text.startswith("invoice:"):
            if out is not None and text != f"invoice:{out.minor}":
                raise Invalid("The invoice has to be for {amount}.", amount=out)
            return Destination(text, "an invoice", one_off=True)
        if "@" not in text:
            raise Invalid("That is no address. I need " + WANTS + ".")
        return Destination(text, f"{text[0]}…@{text.rpartition('@')[2]}")

    async def prepare(self, order: Order) -> str | NotPaid:
        """Know a payment by its key."""
        match self._mood("prepare"):
            case "busy":
                raise RailTrouble("the wallet holds too little")
            case "refused":
                return NotPaid("The address is not known there.")
        if self.between is not None:
            await asyncio.to_thread(self.between)
        return f"ref-{order.key}"

    async def send(self, order: Order, ref: str) -> Outcome:
        """Pay, once for a key."""
        mood = self._mood("send")
        await asyncio.sleep(0)
        match mood:
            case "busy":
                raise RailTrouble
            case "refused":
                return NotPaid("The address is not known there.")
            case "lost":  # the request never arrived, and nobody knows
                raise TimeoutError
            case "waiting":
                return Waiting(ref)
        if not self.wallet.has(order.key):
            self.wallet.pay(order.key, order.out_minor)
        if mood == "dropped":  # paid, and the answer was lost
            raise ConnectionResetError
        return Paid(ref, self.fee_minor)

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Say whether a key was paid."""
        match self._mood("look_up"):
            case "busy":
                return Unknown("busy")
            case "failed":
                return NotPaid("It came back.")
        return Paid(ref, self.fee_minor) if self.wallet.has(order.key) else None

    def _mood(self, call: str) -> str:
        self.calls.append(call)
        if self.moods and self.moods[0].startswith(f"{call}:"):
            return self.moods.pop(0).partition(":")[2]
        return ""
