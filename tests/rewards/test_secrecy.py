"""A code is nowhere but on its owner's screen: not in the database, not in the logs."""

import io
from pathlib import Path

import orjson
import pytest

from bot import logs
from bot.config_vouchers import VoucherSettings
from bot.paying import pay
from bot.rails.vouchers import VoucherRail
from services import merging, people
from storage.database import Database, open_database
from storage.tx import Tx
from tests import invariants
from tests.rewards.shop import CODES, POOL, Shop
from tests.stories.driver import Chat

RAIL = VoucherSettings(pools={"10.00": POOL})


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(Chat(database, tmp_path))


@pytest.fixture
def logged() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("debug", "json", stream)
    return stream


def everything(tx: Tx) -> list[tuple[str, str]]:
    """All rows of all tables, as text."""
    if tx.dialect == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    tables = [row[0] for row in tx.connection.execute(names).fetchall()]
    return [
        (table, repr(tuple(row)))
        for table in tables
        for row in tx.connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
    ]


async def life(shop: Shop) -> None:
    """Codes come in, are bought, paid out, delivered, shown again, looked at, and merged."""
    shop.imports()
    await shop.offers("voucher", "Books", 100, POOL)
    ann, ben = await shop.somebody("ann", 1_300), await shop.somebody("ben")
    await ann.sends("/rewards")
    await ann.taps("Books · 1.00")
    await ann.taps("Take it for 1.00")
    ann.sees(CODES[0])
    rail = VoucherRail(RAIL, shop.chat.terms.money, shop.database, clock=shop.chat.clock)
    shop.chat.terms.rails[rail.name] = rail
    account_id = await shop.chat.account(ann)
    await ann.sends("/payout 10 vouchers")
    await ann.taps("Pay it out")
    await pay(shop.database, shop.chat.terms, shop.chat.clock(), keys=shop.chat.keys)
    said = "\n".join((await shop.delivered()).to("ann"))
    assert "Your payout is here: a voucher." in said
    assert CODES[1] in said
    assert shop.imports().same == (1, 2, 3)
    await ann.sends("/vouchers")
    await ann.taps(ann.buttons[0])
    ann.sees(CODES[1])
    await ann.sends(f"my code is {CODES[1]}")
    other = shop.chat.person("ann2", "telegram")
    await other.comes_in()
    other_id = await shop.chat.account(other)

    def merge(tx: Tx) -> None:
        plan = merging.plan(tx, people.load(tx, other_id), people.load(tx, account_id))
        swapped = merging.Plan(
            stays=people.load(tx, other_id), goes=people.load(tx, account_id), role=plan.role,
            answers=0, points=0, balances=(),
        )  # fmt: skip
        merging.merge(tx, swapped, shop.chat.clock(), actor_id=account_id)

    await shop.database.write(merge)
    await other.sends("/vouchers")
    await other.taps(other.buttons[1])
    other.sees(CODES[0])
    await other.sends("/rewards")
    await other.taps("My orders")
    other.sees("Books", "given")
    await ben.sends("/vouchers")
    ben.sees("You have none yet.")


async def test_a_whole_life_leaves_no_code_in_the_database_or_the_logs(
    logged: io.StringIO, shop: Shop
) -> None:
    await life(shop)
    rows = await shop.database.read(everything)
    assert {table for table, _ in rows} >= {"voucher", "notice", "audit", "session", "identity"}
    assert [row for row in rows if any(code in row[1] for code in CODES)] == []
    assert '"route":"voucher"' in logged.getvalue()
    assert not any(code in logged.getvalue() for code in CODES)
    for line in logged.getvalue().splitlines():
        assert "withheld" not in orjson.loads(line), line
    kept = [row for table, row in rows if table == "notice"]
    assert any("voucher_id" in row for row in kept)
    await invariants.hold(shop.database)


async def test_a_stolen_file_has_no_code_in_it(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    await life(Shop(Chat(database, tmp_path)))
    await database.close()
    taken = stolen(tmp_path)
    assert taken
    assert not any(code.encode() in taken for code in CODES)
    assert (tmp_path / "bitework.key").read_text().strip().encode() not in taken


def stolen(folder: Path) -> bytes:
    """What somebody has who took the database's files."""
    return b"".join(path.read_bytes() for path in folder.glob("bitework.db*"))
