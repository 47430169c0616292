"""What becomes of orders and vouchers: the last one, given back, left behind, made one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.actions import Action
from domain.terms import PayoutTerms, Terms
from services import leaving, people, suspensions
from services.payouts import limits, switch
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.rewards.shop import CODES, POOL, Shop
from tests.stories.driver import Chat


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(Chat(database, tmp_path))


async def test_nobody_sees_the_voucher_of_somebody_else(shop: Shop) -> None:
    shop.imports()
    await shop.offers("voucher", "Books", 800, POOL)
    ann, eve = await shop.somebody("ann", 800), await shop.somebody("eve")
    await ann.sends("/rewards")
    await ann.taps("Books · 8.00")
    await ann.taps("Take it for 8.00")
    await ann.sends("/vouchers")
    seen = ann.button(ann.buttons[0]).action
    await eve.presses(seen)
    eve.sees("That voucher isn't yours.")
    eve.sees_no(CODES[0])
    await eve.sends("/vouchers")
    eve.sees("You have none yet.")


async def test_the_last_one_is_gone(shop: Shop) -> None:
    shop.imports(CODES[0])
    await shop.offers("voucher", "Books", 100, POOL)
    people = [await shop.somebody(name, 100) for name in ("ann", "ben")]
    for person in people:
        await person.sends("/rewards")
        await person.taps("Books · 1.00")
    ann, ben = people
    await ann.taps("Take it for 1.00")
    ann.sees(CODES[0])
    await ben.taps("Take it for 1.00")
    ben.sees("“Books” can't be had any more. Your credits are untouched.")
    assert (await shop.balances(ben)).available_minor == 100
    await ben.sends("/rewards")
    ben.sees("none")
    await ben.taps("Books · 1.00")
    ben.sees("There is none left at the moment.")
    await invariants.hold(shop.database)


async def test_a_voucher_leaves_by_the_rules_of_payouts(shop: Shop) -> None:
    ruled(shop, automatic_most="60")
    shop.imports()
    await shop.offers("voucher", "Books", 6_000, POOL)
    await shop.offers("thing", "Mug", 500)
    ann = await shop.somebody("ann", 15_000)

    def turned(on: bool) -> Callable[[Tx], bool]:
        turn = switch.stop if on else switch.start
        return lambda tx: turn(tx, shop.chat.clock(), actor_id=None)

    await ann.sends("/rewards")
    await ann.taps("Books · 60.00")
    take = ann.button("Take it for 60.00").action
    await shop.database.write(turned(on=True))
    await ann.presses(take)
    ann.sees("Payouts are stopped for the moment.")
    await shop.database.write(turned(on=False))
    await ann.presses(take)
    ann.sees(CODES[0])
    await shop.database.write(turned(on=True))
    await ann.presses(take)  # what is theirs is shown again
    ann.sees(CODES[0])
    await shop.database.write(turned(on=False))

    await ann.presses(Action("reward_buy", take.id, version=1))
    ann.sees("The most a day is 100.00, and 40.00 of it are left until")
    await ann.sends("/rewards")
    await ann.taps("Mug · 5.00")
    await ann.taps("Take it for 5.00")
    ann.sees("“Mug” is ordered.")
    account_id = await shop.chat.account(ann)
    ada_id = await shop.chat.account(await shop.somebody("ada", role="admin"))
    await shop.database.write(
        lambda tx: suspensions.suspend(
            tx, account_id, "many accounts", shop.chat.clock(), actor_id=ada_id
        )
    )
    await ann.presses(Action("reward_buy", take.id, version=2))
    ann.sees("While you are suspended, an admin decides what leaves")
    assert (await shop.balances(ann)).available_minor == 8_500
    await invariants.hold(shop.database)


def ruled(shop: Shop, **payouts: str) -> None:
    """Let other limits hold, before anybody comes in."""
    terms = Terms(payouts=PayoutTerms.model_validate(payouts))
    shop.chat = Chat(shop.database, shop.chat.folder, terms)


async def test_a_voucher_that_an_admin_would_have_to_approve_is_asked_for_by_payout(
    shop: Shop,
) -> None:
    shop.imports()
    await shop.offers("voucher", "Books", 2_001, POOL)
    ann = await shop.somebody("ann", 15_000)
    await ann.sends("/rewards")
    await ann.taps("Books · 20.01")
    await ann.taps("Take it for 20.01")
    ann.sees("More than 20.00 at once need an admin's yes: ask for a payout by /payout.")
    assert (await shop.balances(ann)).available_minor == 15_000


@pytest.mark.parametrize("limit", ["daily_rail_most", "daily_most"])
async def test_vouchers_for_credits_count_in_the_limits_of_a_day(shop: Shop, limit: str) -> None:
    ruled(shop, **{limit: "15"})
    shop.imports()
    await shop.offers("voucher", "Books", 800, POOL)
    for name, sees in (("ann", CODES[0]), ("ben", "Today's limit for everybody is reached.")):
        person = await shop.somebody(name, 800)
        await person.sends("/rewards")
        await person.taps("Books · 8.00")
        await person.taps("Take it for 8.00")
        person.sees(sees)
    day = await shop.database.read(
        lambda tx: limits.today(tx, shop.chat.terms, shop.chat.clock())
    )
    assert day.by_rail == {"vouchers": 800}
    shop.chat.clock.now_ms += 86_400_000
    await person.sends("/rewards")
    await person.taps("Books · 8.00")
    await person.taps("Take it for 8.00")
    person.sees(CODES[1])
    await invariants.hold(shop.database)


async def test_what_can_not_be_had_is_given_back_with_the_reason(shop: Shop) -> None:
    await shop.offers("thing", "Mug", 500, "shelf 3", stock=1)
    ada, ann = await shop.somebody("ada", role="admin"), await shop.somebody("ann", 500)
    await ann.sends("/rewards")
    await ann.taps("Mug · 5.00")
    await ann.taps("Take it for 5.00")
    await shop.delivered()
    await ada.sends("/orders")
    await ada.taps(ada.buttons[0])
    await ada.taps("Give back")
    ada.sees("Why can't “Mug” be had?")
    await ada.sends("It fell down.")
    ada.sees("✓ “Mug” is given back; they are told why.")
    (said,) = (await shop.delivered()).to(ann.sender.user)
    assert "“Mug” could not be had; you have your 5.00 back." in said
    assert "It fell down." in said
    assert (await shop.balances(ann)).available_minor == 500
    await ann.sends("/rewards")
    await ann.taps("My orders")
    ann.sees("given back: It fell down.")
    await ann.sends("/statement")
    ann.sees("Reward that came back", "For a reward", "Brought in")
    await ann.sends("/rewards")
    await ann.taps("Mug · 5.00")
    ann.sees("Take it for 5.00")  # it is there again
    await invariants.hold(shop.database)


async def test_who_leaves_takes_what_waits_back_and_keeps_no_voucher(shop: Shop) -> None:
    shop.imports()
    await shop.offers("voucher", "Books", 100, POOL)
    await shop.offers("thing", "Mug", 200)
    ann = await shop.somebody("ann", 1_000)
    for name, price in (("Books", "1.00"), ("Mug", "2.00")):
        await ann.sends("/rewards")
        await ann.taps(f"{name} · {price}")
        await ann.taps(f"Take it for {price}")
    account_id = await shop.chat.account(ann)
    await shop.database.write(
        lambda tx: leaving.leave(tx, people.load(tx, account_id, lock=True), shop.chat.clock())
    )
    await invariants.hold(shop.database)
    again = await shop.somebody("ann")
    await again.sends("/vouchers")
    again.sees("You have none yet.")
    ada = await shop.somebody("ada", role="admin")
    await ada.sends("/orders")
    ada.sees("None.")
