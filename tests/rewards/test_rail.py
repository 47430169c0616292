"""Payouts by voucher: of the very amount, once for a payout, found again after a kill."""

from pathlib import Path

import pytest

from bot.config_vouchers import VoucherSettings
from bot.paying import pay
from bot.rails.base import NotPaid, Order, Paid
from bot.rails.vouchers import NONE_LEFT, VoucherRail
from domain.amounts import Money
from domain.errors import Refused, Unusable
from domain.terms import MoneyTerms, Terms
from services import vouchers
from storage.database import Database
from tests import invariants
from tests.money.world import World
from tests.rewards.shop import CODES, POOL, Shop, bring
from tests.stories.driver import Chat


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def rail(world: World, worth: str = "0.50", **pools: str) -> VoucherRail:
    settings = VoucherSettings(worth=worth, pools=pools or {"10.00": POOL, "2.5": "Small"})
    return VoucherRail(settings, MoneyTerms(), world.database, clock=lambda: world.now_ms)


def order(account_id: int, payout_id: int = 1, minor: int = 1_000) -> Order:
    return Order(
        payout_id=payout_id, key=str(payout_id), account_id=account_id, out_minor=minor,
        out_currency="EUR", destination="",
    )  # fmt: skip


def test_only_amounts_of_which_there_are_vouchers_can_be_asked_for(world: World) -> None:
    one = rail(world)
    assert one.quote(Money(2_000, "credits")) == Money(1_000, "EUR", 2)
    assert one.quote(Money(500, "credits")) == Money(250, "EUR", 2)
    for minor in (1_999, 1_000, 1, 40_000):
        with pytest.raises(Refused) as refused:
            one.quote(Money(minor, "credits"))
        assert str(refused.value) == (
            "There are vouchers of 2.50, 10.00 EUR. Ask for one of these: 5.00, 20.00."
        )
    assert one.check("anything").text == ""
    assert one.facts.wants == ""


async def test_a_payout_gets_one_voucher_however_often_it_is_sent(
    world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, "\n".join(CODES), now_ms=world.now_ms)
    ann, one = world.account("ann"), rail(world)
    assert await one.prepare(order(ann)) == "payout:1"
    assert await one.look_up(order(ann), "payout:1") is None
    for _ in range(3):
        assert await one.send(order(ann), "payout:1") == Paid("1", is_told=True)
        assert await one.look_up(order(ann), "payout:1") == Paid("1", is_told=True)
    assert await one.prepare(order(ann)) == "payout:1"
    count = world.do(
        lambda tx: tx.connection.execute(
            "SELECT COUNT(*) FROM notice WHERE kind = 'voucher'"
        ).fetchone()
    )
    assert count[0] == 1
    (pool,) = world.do(vouchers.pools)
    assert (pool.free, pool.given) == (2, 1)


async def test_where_none_is_left_it_comes_back(world: World, tmp_path: Path) -> None:
    bring(world.database, tmp_path, CODES[0], now_ms=world.now_ms)
    ann, ben, one = world.account("ann"), world.account("ben"), rail(world)
    assert await one.prepare(order(ann, 1)) == "payout:1"
    assert await one.prepare(order(ben, 2)) == "payout:2"
    assert await one.send(order(ben, 2), "payout:2") == Paid("1", is_told=True)
    assert await one.send(order(ann, 1), "payout:1") == NotPaid(NONE_LEFT)
    assert await one.prepare(order(ann, 3)) == NotPaid(NONE_LEFT)
    assert await one.prepare(order(ann, 4, minor=77)) == NotPaid(NONE_LEFT)


async def test_a_pool_of_another_value_gives_nothing_and_check_says_so(
    world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, CODES[0], now_ms=world.now_ms, face=Money(500, "EUR", 2))
    ann, one = world.account("ann"), rail(world)
    assert await one.prepare(order(ann)) == NotPaid(NONE_LEFT)
    assert await one.send(order(ann), "payout:1") == NotPaid(NONE_LEFT)
    (said,) = world.do(one.problems)
    assert said.startswith("[vouchers.pools] has Bookshop 10 for 10.00 EUR, and its vouchers are")
    assert world.do(rail(world, **{"5": POOL}).problems) == []


async def test_somebody_asks_for_a_payout_and_gets_a_code(
    database: Database, tmp_path: Path
) -> None:
    chat = Chat(database, tmp_path, Terms())
    settings = VoucherSettings(worth="0.50", pools={"10.00": POOL})
    one = VoucherRail(settings, chat.terms.money, database, clock=chat.clock)
    chat.terms.rails[one.name] = one
    shop = Shop(chat)
    shop.imports()
    ann = await shop.somebody("ann", 3_000)
    await ann.sends("/payout 20 vouchers")
    await ann.taps("Pay it out")
    await pay(database, chat.terms, chat.clock(), keys=chat.keys)
    assert (await shop.balances(ann)).paid_minor == 2_000
    said = "\n".join((await shop.delivered()).to("ann"))
    assert "Your payout is here: a voucher." in said
    assert CODES[0] in said
    assert "has arrived" not in said  # it is told once, with the code
    await ann.sends("/vouchers")
    ann.sees("Bookshop 10 · 10.00 EUR")
    await invariants.hold(database)


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('pools = { "10.005" = "x" }', "no voucher can have: 10.005"),
        ('pools = { "1" = "x", "1.0" = "y" }', "one amount twice"),
        ('pools = { "free" = "x" }', "pools"),
        ('worth = "0"', "more than 0"),
        ("worth = 1", "an amount of the currency"),
        ('currency = "euro"', "a currency such as"),
    ],
)
def test_a_configuration_that_can_not_be_is_refused(tmp_path: Path, toml: str, why: str) -> None:
    from bot.config import load

    file = tmp_path / "config.toml"
    file.write_text(f"[vouchers]\n{toml}\n")
    with pytest.raises(Unusable) as refused:
        load(file, {})
    assert why in str(refused.value)
