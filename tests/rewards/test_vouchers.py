"""Codes of vouchers: brought in once, given once, whoever claims them at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.schedule import run_job
from domain.amounts import Money
from domain.errors import Invalid, NotFound, Refused
from services import catalogue, people, seals, vouchers
from services.vouchers import LASTS_LEAST_MS, Voucher
from storage.database import Database, open_database
from storage.ledger import folded
from storage.tx import Tx
from tests import invariants
from tests.keys import operator_keys
from tests.money.world import TERMS, World
from tests.rewards.shop import CODES, FACE, POOL, bring

AT_ONCE = 100
DAY_MS = 86_400_000


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def take(world: World, account_id: int, ref: str) -> Voucher | None:
    return world.do(
        lambda tx: vouchers.take(tx, POOL, account_id=account_id, ref=ref, now_ms=world.now_ms)
    )


def at_once(url: str, claims: int, step: object) -> list[object]:
    """Claim in many threads, over two processes' worth of connections."""
    opened = [open_database(url), open_database(url)]
    ready = Barrier(claims)

    def run(number: int) -> object:
        ready.wait()
        try:
            return opened[number % 2].write_now(lambda tx: step(tx, number))  # type: ignore[operator]
        except Refused as refused:
            return refused

    try:
        with ThreadPoolExecutor(claims) as pool:
            return list(pool.map(run, range(claims)))
    finally:
        for each in opened:
            each.close_now()


def test_a_hundred_who_claim_the_last_voucher_at_once_get_one_code(
    database_url: str, world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, CODES[0], now_ms=world.now_ms)
    claimers = [world.account(f"p{number}") for number in range(AT_ONCE)]

    def claim(tx: Tx, number: int) -> Voucher | None:
        ref = f"payout:{number}"
        return vouchers.take(tx, POOL, account_id=claimers[number], ref=ref, now_ms=world.now_ms)

    got = at_once(database_url, AT_ONCE, claim)
    assert sum(one is not None for one in got) == 1


def test_a_hundred_claims_for_one_payout_give_one_voucher(
    database_url: str, world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, "\n".join(CODES), now_ms=world.now_ms)
    ann = world.account("ann")

    def claim(tx: Tx, number: int) -> Voucher | None:
        return vouchers.take(tx, POOL, account_id=ann, ref="payout:1", now_ms=world.now_ms)

    got = at_once(database_url, AT_ONCE, claim)
    assert {one.id for one in got if isinstance(one, Voucher)} == {1}
    assert len(got) == AT_ONCE
    (pool,) = world.do(vouchers.pools)
    assert (pool.free, pool.given) == (2, 1)


async def test_thirty_who_buy_three_at_once_get_three(
    database_url: str, world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, "\n".join(CODES), now_ms=world.now_ms)
    reward = world.do(
        lambda tx: catalogue.offer(
            tx, title="Books", kind="voucher", price=Money(100, "credits"), detail=POOL,
            stock=None, actor_id=None, now_ms=1,
        )
    )  # fmt: skip
    buyers = [world.account(f"p{number}") for number in range(30)]
    for buyer in buyers:
        world.deposit(buyer, 100)

    def buy(tx: Tx, number: int) -> object:
        person = people.load(tx, buyers[number], lock=True)
        return catalogue.order(
            tx, person, reward, request="1", money=TERMS.money, now_ms=world.now_ms
        )

    got = at_once(database_url, 30, buy)
    bought = [one for one in got if isinstance(one, catalogue.Bought)]
    assert len({one.voucher.id for one in bought if one.voucher}) == len(bought) == 3
    assert all(isinstance(one, Refused) for one in got if one not in bought)
    left = [world.balances(buyer).available_minor for buyer in buyers]
    assert sorted(left) == [0] * 3 + [100] * 27
    received = world.do(lambda tx: folded(tx, "house:rail:vouchers", "EUR"))
    assert received == -3 * FACE.minor
    await invariants.hold(world.database)


def test_codes_that_are_there_are_noticed_in_whatever_pool(world: World, tmp_path: Path) -> None:
    def imports(text: str, pool: str = POOL) -> tuple[int, tuple[int, ...]]:
        done = bring(world.database, tmp_path, text, now_ms=world.now_ms, pool=pool)
        return done.new, done.same

    assert imports("AAA\nBBB\n\nAAA\r\n") == (2, (4,))
    assert imports("BBB\nCCC") == (1, (1,))
    assert imports("CCC", "Another") == (0, (1,))
    assert [(pool.name, pool.free) for pool in world.do(vouchers.pools)] == [(POOL, 3)]


def test_a_file_with_bad_lines_leaves_nothing_unless_they_are_left_out(
    world: World, tmp_path: Path
) -> None:
    text = "\ufeffname;code;expires\nx;AAA;2099-12-31\ny;;\nz;BBB;soon\nw;CCC;1999-01-01\nv\n"
    text += f'u;{"L" * 501};\nt;"D;D";\n'
    done = bring(world.database, tmp_path, text, now_ms=world.now_ms)
    assert done.new == 0
    assert [(bad.line, str(bad.why)) for bad in done.bad] == [
        (3, "there is no code"),
        (4, "its last day is no date such as 2027-12-31"),
        (5, "it has expired"),
        (6, "it has fewer cells than the header"),
        (7, "the code has more than 500 characters"),
    ]
    assert world.do(vouchers.pools) == []
    done = bring(world.database, tmp_path, text, now_ms=world.now_ms, skip_bad=True)
    assert (done.new, len(done.bad)) == (2, 5)
    done = bring(world.database, tmp_path, "AAA,BBB\nCCC\x07\n", now_ms=world.now_ms)
    assert [str(bad.why) for bad in done.bad] == [
        "there are several cells, and no header that says which is `code`",
        "the code has characters that can't be printed",
    ]


def test_a_file_that_is_none_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="has no codes"):
        bring(world.database, tmp_path, "\n\n", now_ms=1)
    with pytest.raises(Refused, match=r"are worth 10\.00|worth"):
        bring(world.database, tmp_path, "AAA", now_ms=1)
        bring(world.database, tmp_path, "BBB", now_ms=1, face=Money(2_500, "EUR", 2))
    path = tmp_path / "codes.xlsx"
    for content in (b"PK\x03\x04", "AAA".encode("utf-16"), b"\xff\xfe", b"\x80abc"):
        path.write_bytes(content)
        with pytest.raises(Invalid, match="no UTF-8 text"):
            from bot.vouchers import import_codes

            import_codes(
                world.database, operator_keys(tmp_path), path, pool=POOL, face=FACE,
                expires_ms=None, now_ms=1,
            )  # fmt: skip


async def test_what_ends_within_a_day_is_given_to_nobody(world: World, tmp_path: Path) -> None:
    soon = world.now_ms + LASTS_LEAST_MS
    bring(world.database, tmp_path, "AAA", now_ms=world.now_ms, expires_ms=soon)
    bring(world.database, tmp_path, "BBB", now_ms=world.now_ms, expires_ms=soon + 1)
    ann = world.account("ann")
    assert world.do(lambda tx: vouchers.stock(tx, POOL, world.now_ms)) == 1
    given = take(world, ann, "payout:1")
    assert given is not None
    assert given.id == 2
    assert take(world, ann, "payout:2") is None
    assert (await run_job("vouchers", world.database, TERMS, world.now_ms)).done == 1
    (pool,) = world.do(vouchers.pools)
    assert (pool.free, pool.given, pool.expired) == (0, 1, 1)


def test_only_the_owner_and_whoever_is_written_down_sees_a_code(
    world: World, tmp_path: Path
) -> None:
    bring(world.database, tmp_path, CODES[0], now_ms=world.now_ms)
    ann, eve = world.account("ann"), world.account("eve")
    given = take(world, ann, "payout:1")
    assert given is not None
    assert CODES[0] not in repr(given)
    assert world.do(lambda tx: vouchers.owned(tx, ann, given.id)) == given
    with pytest.raises(NotFound):
        world.do(lambda tx: vouchers.owned(tx, eve, given.id))
    keys = operator_keys(tmp_path)
    found, code = world.do(
        lambda tx: vouchers.reveal(tx, seals.within(tx, keys), given.id, world.now_ms)
    )
    assert (found, code) == (given, CODES[0])
    audited = world.do(
        lambda tx: tx.connection.execute("SELECT action, subject FROM audit ORDER BY id").fetchall()
    )
    assert [tuple(row) for row in audited][-1] == ("voucher.reveal", f"voucher:{given.id}")
