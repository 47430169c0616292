"""Sending when something goes wrong: nobody is paid twice, nobody unpaid."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from bot.paying import NOT_READY, pay
from domain.errors import Refused
from services import suspensions
from services.payouts import sending, switch
from storage import failpoints
from storage.house_digests import put_off
from tests.payouts.house import DAY_MS, HOUR_MS, House

MINUTE_MS = 60_000


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture(autouse=True)
def disarmed() -> object:
    """Nothing stays armed."""
    yield
    failpoints.arm(None)


def at(name: str) -> Callable[[str], None]:
    """End the process when it comes to a place for the first time."""

    def act(reached: str) -> None:
        if reached == name:
            failpoints.arm(None)
            raise Killed

    return act


PLACES = [name for name in failpoints.NAMES if name.startswith("payout.")]


@pytest.mark.parametrize("name", [name for name in PLACES if "look" not in name])
async def test_ended_anywhere_it_is_paid_once(house: House, name: str) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    failpoints.arm(at(name))
    assert await is_killed(house)

    house.passes(HOUR_MS)  # the lease has run out
    await house.sends()
    assert house.state(payout_id) == "settled"
    assert house.rail.wallet.log == ["key-1"]
    assert house.has(ann) == (2_000, 0, 1_000)
    await house.is_whole()


@pytest.mark.parametrize("name", ["payout.looking_up", "payout.looked_up", "payout.recording"])
@pytest.mark.parametrize("mood", ["send:dropped", "send:lost"])
async def test_ended_while_looking_up_it_is_paid_once(house: House, name: str, mood: str) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    house.rail.moods = [mood]
    await house.sends()
    assert house.state(payout_id) == "unknown"

    house.passes(HOUR_MS)
    failpoints.arm(at(name))
    assert await is_killed(house)
    house.passes(HOUR_MS)
    await house.sends()
    assert house.state(payout_id) == "settled"
    assert house.rail.wallet.log == ["key-1"]
    await house.is_whole()


async def is_killed(house: House) -> bool:
    """Let the loop run, and tell whether it ended at the armed place."""
    try:
        await house.sends()
    except Killed:
        return True
    except BaseExceptionGroup as error:
        return error.subgroup(Killed) is not None
    return False


async def test_what_nobody_can_tell_is_looked_up_and_never_given_back(house: House) -> None:
    ann, rita = house.person(minor=3_000), house.admin()
    payout_id = house.asks(ann, 1_000)
    house.rail.moods = ["send:dropped", *["look_up:busy"] * 100]
    for _ in range(40):
        await house.sends()
        assert house.state(payout_id) == "unknown"
        house.passes(3 * HOUR_MS)
    assert house.told(rita, "payout_admin") == ["unknown"]  # once, after three days
    house.rail.moods = []
    house.passes(DAY_MS)
    await house.sends()
    assert house.state(payout_id) == "settled"
    assert house.rail.wallet.log == ["key-1"]
    assert house.told(ann) == ["unknown", "settled"]  # once, too
    await house.is_whole()


async def test_a_short_doubt_is_nobodys_worry(house: House) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    house.rail.moods = ["send:dropped", *["look_up:busy"] * 3]
    for _ in range(4):
        await house.sends()
        assert (house.state(payout_id), house.told(ann)) == ("unknown", [])
        house.passes(2 * MINUTE_MS)
    await house.sends()
    assert house.told(ann) == ["settled"]


async def test_what_was_never_sent_is_sent_and_what_failed_comes_back(house: House) -> None:
    ann = house.person(minor=3_000)
    never, failed = house.asks(ann, 1_000), house.asks(ann, 1_000)
    house.rail.moods = ["send:lost"]
    await house.sends()
    states = {house.state(never), house.state(failed)}
    assert states == {"unknown", "settled"}
    house.passes(HOUR_MS)
    await house.sends()
    assert sorted(house.rail.wallet.log) == ["key-1", "key-2"]

    third = house.asks(ann, 1_000)
    house.rail.moods = ["send:lost", "look_up:failed"]
    await house.sends()
    house.passes(HOUR_MS)
    await house.sends()
    assert (house.state(third), house.payout(third).reason) == ("returned", "It came back.")
    assert house.has(ann) == (1_000, 0, 2_000)
    await house.is_whole()


async def test_a_rail_in_trouble_is_tried_again(house: House) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    for mood in ("prepare:busy", "send:busy", "send:busy"):
        house.rail.moods = [mood]
        await house.sends()
        assert house.state(payout_id) in ("approved", "sent")
        said = NOT_READY if mood.startswith("send") else "the wallet holds too little"
        assert house.payout(payout_id).reason == said
        waits = house.world.do(lambda tx: put_off(tx, but="tomorrow", most=3))
        assert waits == [("fake", said, 1)]
        assert house.rail.wallet.log == []
        house.passes(HOUR_MS)
    await house.sends()
    assert house.state(payout_id) == "settled"
    await house.is_whole()


async def test_what_is_handed_over_is_settled_by_hand(house: House) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    house.rail.moods = ["send:waiting"]
    await house.sends()
    house.passes(30 * DAY_MS)
    await house.sends()
    assert (house.state(payout_id), house.rail.calls) == ("sent", ["prepare", "send"])
    for _ in range(2):
        if house.state(payout_id) == "settled":
            with pytest.raises(Refused, match="what was sent can be settled"):
                house.world.do(lambda tx: settle(tx, payout_id, house.now_ms))
        else:
            house.world.do(lambda tx: settle(tx, payout_id, house.now_ms))
    assert house.payout(payout_id).rail_ref == "bank 7"
    assert house.told(ann) == ["sent", "settled"]
    await house.is_whole()


def settle(tx: object, payout_id: int, now_ms: int) -> object:
    return sending.settle_by_hand(tx, payout_id, "bank 7", now_ms, actor_id=None)  # type: ignore[arg-type]


async def test_while_payouts_are_stopped_nothing_is_sent(house: House) -> None:
    ann = house.person(minor=9_000)
    in_doubt = house.asks(ann, 1_000)
    house.rail.moods = ["send:dropped"]
    await house.sends()
    waits = house.asks(ann, 1_000)
    house.rail.between = lambda: stop(house)  # just before it would be sent
    await house.sends()
    house.rail.between = None
    assert (house.state(in_doubt), house.state(waits)) == ("unknown", "approved")

    with pytest.raises(Refused, match="Payouts are stopped for the moment"):
        house.asks(ann, 1_000)
    house.passes(HOUR_MS)
    await house.sends()  # what was sent before is looked up
    assert (house.state(in_doubt), house.state(waits)) == ("settled", "approved")
    assert house.rail.wallet.log == ["key-1"]
    house.world.do(lambda tx: switch.start(tx, house.now_ms, actor_id=None))
    house.passes(HOUR_MS)
    await house.sends()
    assert house.rail.wallet.log == ["key-1", "key-2"]
    await house.is_whole()


def stop(house: House) -> None:
    house.world.do(lambda tx: switch.stop(tx, house.now_ms, actor_id=None))


async def test_what_is_too_much_for_today_goes_out_tomorrow(house: House) -> None:
    house.ruled(daily_rail_most="25", daily_person_most="20")
    ann, bob = house.person(minor=9_000), house.person("bob", 9_000, "bob@bank")
    first, second = house.asks(ann, 1_500), house.asks(bob, 1_500)
    with pytest.raises(Refused, match=r"The most a day is .* of it are left until"):
        house.asks(ann, 1_000)
    with pytest.raises(Refused, match="can be sent at once"):
        house.asks(ann, 2_501)
    house.asks(ann, 500)
    with pytest.raises(Refused, match="Ask again from"):
        house.asks(ann, 100)
    await house.sends()
    states = [house.state(first), house.state(second)]
    assert sorted(states) == ["approved", "settled"]
    assert sorted(house.told(ann) + house.told(bob)) == ["settled", "settled", "tomorrow"]
    house.passes(DAY_MS)
    await house.sends()
    assert (house.state(first), house.state(second)) == ("settled", "settled")
    await house.is_whole()


async def test_a_clock_that_jumps_pays_nobody_twice(house: House) -> None:
    ann = house.person(minor=9_000)
    house.rail.moods = ["send:dropped"]
    first = house.asks(ann, 1_000)
    await house.sends()
    house.passes(-400 * DAY_MS)
    second = house.asks(ann, 1_000)
    await house.sends()
    house.passes(800 * DAY_MS)
    await house.sends()
    assert (house.state(first), house.state(second)) == ("settled", "settled")
    assert sorted(house.rail.wallet.log) == ["key-1", "key-2"]
    await house.is_whole()


async def test_of_somebody_suspended_meanwhile_an_admin_decides(house: House) -> None:
    ann, rita = house.person(minor=3_000), house.admin()
    payout_id = house.asks(ann, 1_000)
    house.world.do(
        lambda tx: suspensions.suspend(tx, ann, "Answers by a script.", house.now_ms)
    )
    await house.sends()
    assert (house.state(payout_id), house.rail.calls) == ("requested", [])
    assert house.told(rita, "payout_admin") == ["waiting"]
    assert house.told(ann) == ["waiting"]
    assert house.state(house.asks(ann, 1_000)) == "requested"
    assert house.approves(rita, payout_id) == 0
    await house.sends()
    assert house.state(payout_id) == "settled"
    await house.is_whole()


async def test_without_the_key_nothing_is_sent_and_nothing_is_lost(house: House) -> None:
    ann = house.person(minor=3_000)
    payout_id = house.asks(ann, 1_000)
    await pay(house.database, house.terms, house.now_ms)
    assert (house.state(payout_id), house.rail.calls) == ("approved", [])
    house.passes(HOUR_MS)
    await house.sends()
    assert house.state(payout_id) == "settled"


async def test_what_is_more_than_all_may_take_in_a_day_waits(house: House) -> None:
    house.ruled(daily_most="15", daily_person_most="0")
    people = [house.person(f"p{n}", 3_000, f"p{n}@bank") for n in range(3)]
    payouts = [house.asks(person, 1_000) for person in people]
    for day in range(3):
        await house.sends()
        assert len(house.rail.wallet.log) == day + 1
        house.passes(DAY_MS)
    assert {house.state(payout_id) for payout_id in payouts} == {"settled"}


async def test_two_loops_at_once_send_each_payout_once(house: House) -> None:
    people = [house.person(f"p{n}", 3_000, f"p{n}@bank") for n in range(12)]
    for ann in people:
        house.asks(ann, 1_000)
    await asyncio.gather(*(house.sends() for _ in range(4)))
    assert len(house.rail.wallet.log) == len(set(house.rail.wallet.log)) == 12
    assert {house.has(ann) for ann in people} == {(2_000, 0, 1_000)}
    await house.is_whole()


async def test_a_hundred_approvals_at_once_pay_once(house: House) -> None:
    ann = house.person(minor=50_000)
    admins = [house.admin(f"admin {n}") for n in range(10)]
    payout_id = house.asks(ann, 30_000)
    done: list[int] = []

    def approve(admin_id: int) -> None:
        try:
            done.append(house.approves(admin_id, payout_id, version=1))
        except Refused:
            done.append(-1)

    threads = [threading.Thread(target=approve, args=(admins[n % 10],)) for n in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    assert sorted(done) == [-1] * 98 + [0, 1]  # two admins said yes, and that was enough
    await asyncio.gather(*(house.sends() for _ in range(3)))
    assert house.rail.wallet.log == ["key-1"]
    assert house.has(ann) == (20_000, 0, 30_000)
    await house.is_whole()
