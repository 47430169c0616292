"""The journal: an independent program adds up what we booked, and finds what we got wrong."""

from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction

from bot import journal
from bot.payout_runs import pay_out
from domain.terms import MoneyTerms
from services import bank_files, ledger
from storage.database import Database
from tests.bank.world import BankWorld
from tests.money.test_ledger_payouts import Plain
from tests.money.world import moderation

MONEY = MoneyTerms()


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> BankWorld:
    """A life: a project is held, answered, paid; payouts are settled, come back, wait."""
    world = BankWorld(database, tmp_path)
    first, second, *_ = await world.waiting(4)
    due = world.do(bank_files.due)
    world.do(
        lambda tx: bank_files.keep(tx, Plain(), b"", due, name="BW1", format="csv", now_ms=1)
    )
    for payout_id in (first, second):
        world.do(lambda tx, id=payout_id: bank_files.settle(tx, id, world.later()))  # type: ignore[misc]
    world.do(lambda tx: bank_files.refuse(tx, second, "no", world.later()))
    owner_id, worker_id = world.owner(), world.account("will")
    project_id = world.project(owner_id, moderation(), rows=3)
    world.open(project_id)
    for _ in range(3):
        world.answers(worker_id, project_id)
    await pay_out(database, world.terms, world.later(86_400_000), at_once=True)
    return world


async def written(world: BankWorld) -> str:
    return b"".join([piece async for piece in journal.pieces(world.database, MONEY)]).decode()


async def test_beancount_finds_nothing_wrong_with_a_life(world: BankWorld) -> None:
    text = await written(world)
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    count = world.do(lambda tx: tx.connection.execute("SELECT COUNT(*) FROM transfer").fetchone())
    assert len([e for e in entries if isinstance(e, Transaction)]) == count[0]
    kinds = {e.narration for e in entries if isinstance(e, Transaction)}
    assert {"deposit", "hold", "earned", "payout_run", "payout", "payout_settled", "payout_out",
            "payout_reversed", "payout_out_reversed"} <= kinds  # fmt: skip
    assert "commodity EUR" in text
    assert len([e for e in entries if isinstance(e, Balance)]) >= len(
        {e.account for e in entries if isinstance(e, Open)}
    )


@pytest.mark.parametrize(
    ("sql", "account"),
    [
        ("UPDATE balance SET amount_minor = amount_minor + 1 WHERE name = 'person:1:available'",
         "Liabilities:Person:1:Available"),
        ("DELETE FROM balance WHERE name = 'person:1:in_flight'",
         "Liabilities:Person:1:In-flight"),
    ],
)  # fmt: skip
async def test_beancount_names_the_balance_that_was_changed_by_hand(
    world: BankWorld, sql: str, account: str
) -> None:
    world.do(lambda tx: tx.connection.execute(sql))
    _, errors, _ = loader.load_string(await written(world))
    assert len(errors) == 1
    assert account in errors[0].message
    assert len(world.do(ledger.check)) >= 1


async def test_nothing_was_booked_and_nothing_is_written(database: Database) -> None:
    assert [piece async for piece in journal.pieces(database, MONEY)] == []


def test_odd_references_and_currencies_are_written_so_that_they_are_read(
    sqlite_database: Database, tmp_path: Path
) -> None:
    world = BankWorld(sqlite_database, tmp_path)
    account_id = world.account("ann")
    world.deposit(account_id, 100, 'a "quoted" \\ reference;\nof two lines')

    with (tmp_path / "journal").open("wb") as out:
        assert journal.write_now(world.database, MONEY, out) > 0
    _, errors, _ = loader.load_file(str(tmp_path / "journal"))
    assert errors == []
