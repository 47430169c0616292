"""Whatever goes wrong, in whatever order: what was asked for is paid once, or surely not at all."""

import asyncio
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rails.base import NotPaid, Paid
from bot.rails.lightning import UNDER_WAY_SECONDS_MOST
from tests.examples import examples
from tests.rails.lightning import AT_S, SATS, Clock, Payer, order_to, rail_of
from tests.simulators.lnbits import Fault, LnbitsSimulator
from tests.simulators.lnbits.faults import LATE_SECONDS

FAULTS: tuple[Fault, ...] = (
    "", "before", "after", "too_many", "error", "half", "late", "refused",
)  # fmt: skip
STEPS_MOST = 60
# What happens to each call to LNbits; after how many seconds somebody looks again, and whether the
# process dies before it has written down what came of it.
Calls = st.lists(st.sampled_from(FAULTS), max_size=12)
Steps = st.lists(st.tuples(st.integers(1, 400), st.booleans()), max_size=12)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def sim(runner: asyncio.Runner, clock: Clock) -> Iterator[LnbitsSimulator]:
    running = LnbitsSimulator(now_s=clock)
    runner.run(running.__aenter__())
    yield running
    runner.run(running.__aexit__())


@pytest.fixture(scope="module", autouse=True)
def impatient() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.rails.lnbits.PAYING_SECONDS_MOST", 0.05)
        yield


def begin(sim: LnbitsSimulator, clock: Clock, *, by_address: bool, lasts_s: int) -> Payer:
    clock.now_s, sim.balance_sat, sim.lasts_s = AT_S, 1_000_000, lasts_s
    sim.faults.clear()
    sim.paid_sat.clear()
    sim.payments.clear()
    where = f"ann@{sim.host}" if by_address else sim.invoice(SATS, lasts_s=lasts_s)
    return Payer(rail_of(sim, clock), order_to(where, key=secrets.token_hex(8)))


async def live(
    payer: Payer, sim: LnbitsSimulator, clock: Clock, steps: list[tuple[int, bool]]
) -> None:
    """Go through the steps, then on and on while all is well again."""
    for seconds, dies in steps:
        await payer.step(dies_before_recording=dies)
        if payer.ended:
            return
        await passing(sim, clock, seconds)
    sim.faults.clear()
    for _ in range(STEPS_MOST):
        await payer.step()
        if payer.ended:
            return
        await passing(sim, clock, 60)


async def passing(sim: LnbitsSimulator, clock: Clock, seconds: int) -> None:
    """Let time pass; no call is at work for longer than we take for possible."""
    clock.now_s += seconds
    if sim.late_since_s and clock.now_s > sim.late_since_s[0] + UNDER_WAY_SECONDS_MOST:
        await asyncio.sleep(2 * LATE_SECONDS)


@given(Calls, Steps, st.booleans(), st.sampled_from([90, 900, 3600]))
@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_paid_once_or_surely_not(
    runner: asyncio.Runner,
    sim: LnbitsSimulator,
    clock: Clock,
    calls: list[Fault],
    steps: list[tuple[int, bool]],
    by_address: bool,
    lasts_s: int,
) -> None:
    payer = begin(sim, clock, by_address=by_address, lasts_s=lasts_s)
    sim.faults.extend(calls)
    runner.run(live(payer, sim, clock, steps))
    runner.run(asyncio.sleep(2 * LATE_SECONDS if "late" in calls else 0))
    got = list(sim.paid_sat.values())
    assert payer.ended, payer
    assert got == ([SATS] if isinstance(payer.outcome, Paid) else []), payer
    assert isinstance(payer.outcome, Paid | NotPaid)


def test_a_fresh_invoice_for_each_attempt_is_found_out(
    runner: asyncio.Runner, sim: LnbitsSimulator, clock: Clock
) -> None:
    """The same test would not pass if anything were prepared anew in doubt."""
    payer = begin(sim, clock, by_address=True, lasts_s=900)
    sim.faults.extend(["", "", "", "", "late"])

    async def careless() -> None:
        await payer.step()
        payer.ref = None
        await live(payer, sim, clock, [])
        await asyncio.sleep(2 * LATE_SECONDS)

    runner.run(careless())
    assert sorted(sim.paid_sat.values()) == [SATS, SATS]
