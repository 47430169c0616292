"""A process that is held up past its lease, and then goes on as if nothing had happened."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from bot import paying
from domain.errors import Refused
from services.payouts import switch
from storage import failpoints
from tests.payouts.house import DAY_MS, HOUR_MS, House

PLACES = [
    name
    for name in failpoints.NAMES
    if name.startswith("payout.") and "looking" not in name and "looked" not in name
]


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    """Nothing stays armed."""
    yield
    failpoints.arm(None)


def held_up(name: str, meanwhile: Callable[[], None]) -> Callable[[str], None]:
    """Stand still at a place the first time, while others do something, for long enough."""

    def act(reached: str) -> None:
        if reached == name:
            failpoints.arm(None)
            other = threading.Thread(target=meanwhile)
            other.start()
            other.join()

    return act


async def send(house: House, at: str, meanwhile: Callable[[], None]) -> None:
    """Send, and be held up at a place."""
    failpoints.arm(held_up(at, meanwhile))
    await house.sends()


@pytest.mark.parametrize("name", PLACES)
async def test_what_was_changed_meanwhile_is_not_sent_as_it_was(house: House, name: str) -> None:
    """Stopped at any place for longer than the lease: what the rail pays is what the books say."""
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)

    def change() -> None:
        house.passes(paying.LEASE_MS + 60_000)
        try:
            house.changes(ann, payout_id, 400)
        except Refused as refused:
            assert "on its way" in str(refused)

    await send(house, name, change)
    for _ in range(3):
        house.passes(3_600_000)
        await house.sends()
    payout = house.payout(payout_id)
    assert payout.state == "settled"
    assert house.rail.wallet.paid == {"key-1": payout.out_minor}
    await house.is_whole()


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("stops", [False, True])
async def test_what_was_taken_back_meanwhile_is_not_sent(
    house: House, name: str, stops: bool
) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)

    def cancel() -> None:
        if stops:
            house.world.do(lambda tx: switch.stop(tx, house.now_ms, actor_id=None))
        house.passes(paying.LEASE_MS + 60_000)
        try:
            house.cancels(ann, payout_id)
        except Refused as refused:
            assert "on its way" in str(refused)

    await send(house, name, cancel)
    house.world.do(lambda tx: switch.start(tx, house.now_ms, actor_id=None))
    for _ in range(3):
        house.passes(3_600_000)
        await house.sends()
    assert house.state(payout_id) in ("settled", "returned")
    assert len(house.rail.wallet.log) == (house.state(payout_id) == "settled")
    await house.is_whole()


async def test_another_sends_it_meanwhile_and_it_is_paid_once(house: House) -> None:
    for number, name in enumerate(PLACES, 1):
        ann = house.person(f"ann {number}", 3_000, f"a{number}@bank")
        house.asks(ann, 1_000)

        def other() -> None:
            house.passes(paying.LEASE_MS + 60_000)
            asyncio.run(house.sends())

        await send(house, name, other)
    house.passes(3_600_000)
    await house.sends()
    assert sorted(house.rail.wallet.log) == sorted(f"key-{n}" for n in range(1, len(PLACES) + 1))
    await house.is_whole()



@pytest.mark.parametrize("name", ["payout.claimed", "payout.noted", "payout.recorded"])
async def test_who_had_a_clock_far_ahead_keeps_nobody_waiting(house: House, name: str) -> None:
    """Claimed with a clock that is a year ahead, killed; then the clock is right again."""
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    house.passes(365 * DAY_MS)
    house.rail.moods = ["send:lost"]
    failpoints.arm(killed(name))
    with suppress(BaseExceptionGroup, Killed):
        await house.sends()
    house.rail.moods = []
    house.passes(-365 * DAY_MS + HOUR_MS)
    if name == "payout.claimed":
        house.changes(ann, payout_id, 800)  # nobody has it in hand
    await house.sends()
    assert house.state(payout_id) == "settled"
    assert house.rail.wallet.log == ["key-1"]
    await house.is_whole()


class Killed(BaseException):
    """The process ended here."""


def killed(name: str) -> Callable[[str], None]:
    """End the process at a place."""

    def act(reached: str) -> None:
        if reached == name:
            failpoints.arm(None)
            raise Killed

    return act
