"""A rail over a simulated LNbits, a clock that can be moved, and a worker who wants to be paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.config_lightning import LightningSettings
from bot.rails.base import NotPaid, Order, Outcome, Paid, RailTrouble
from bot.rails.lightning import LightningRail
from domain.terms import MoneyTerms
from tests.simulators.lnbits import Fault, LnbitsSimulator

SATS = 500
KEY = "k" * 20
AT_S = 1_800_000_000.0


@dataclass
class Clock:
    now_s: float = AT_S

    def __call__(self) -> float:
        return self.now_s


def settings(url: str, key: str, **changes: object) -> LightningSettings:
    values = {"url": url, "key": SecretStr(key), "sats_a_credit": 1000, "local_addresses": True}
    return LightningSettings.model_validate(values | changes)


def rail_of(
    sim: LnbitsSimulator, clock: Clock | None = None, **changes: object
) -> LightningRail:
    made = settings(sim.url, str(changes.pop("key", sim.admin_key)), **changes)
    return LightningRail(made, MoneyTerms(), now_s=clock or Clock())


def order_to(destination: str, sats: int = SATS, key: str = KEY) -> Order:
    return Order(
        payout_id=1, key=key, account_id=7, out_minor=sats, out_currency="sat",
        destination=destination,
    )  # fmt: skip


@dataclass
class Payer:
    """The loop of `bot.paying` in small: what is stored survives, everything else may be lost."""

    rail: LightningRail
    order: Order
    ref: str | None = None
    outcome: Outcome | None = None
    prepared: list[str] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return isinstance(self.outcome, Paid | NotPaid)

    async def step(self, *, dies_before_recording: bool = False) -> None:
        if self.ref is None:
            try:
                made = await self.rail.prepare(self.order)
            except RailTrouble:
                return
            if isinstance(made, NotPaid):
                self.outcome = made
                return
            self.ref = made
            self.prepared.append(made)
            outcome = None
        else:
            outcome = await self.rail.look_up(self.order, self.ref)
        if outcome is None:
            outcome = await self.rail.send(self.order, self.ref)
        if not dies_before_recording:
            self.outcome = outcome


def fail(sim: LnbitsSimulator, *faults: Fault, kinds: Sequence[str] = ("pay",)) -> None:
    """Let the next calls of these kinds go wrong."""
    sim.faults.extend(faults)
    sim.faulty = tuple(kinds)
