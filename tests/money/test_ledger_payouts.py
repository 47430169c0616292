"""The ledger's proof, where money is on its way: what doesn't fit is named, with its transfer."""

from pathlib import Path

import pytest

from services import bank_files, ledger
from services.ledger import LedgerProblem
from storage.database import Database
from tests.bank.world import BankWorld

VOUCHER = (
    "INSERT INTO voucher (pool, face_minor, face_currency, sealed, digest, state, account_id, ref, "
    "created_ms) VALUES ('tea', 1, 'EUR', '', '', 'given', 1, {ref}, 1)"
)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> BankWorld:
    return BankWorld(database, tmp_path)


def change(world: BankWorld, sql: str) -> None:
    """What somebody does to the tables by hand."""
    world.do(lambda tx: tx.connection.execute(sql))


def found(world: BankWorld) -> list[LedgerProblem]:
    return world.do(ledger.check)


def of_kind(world: BankWorld, kind: str) -> list[str]:
    return [problem.text for problem in found(world) if problem.kind == kind]


def booked(world: BankWorld, kind: str, payout_id: int) -> int:
    query = f"SELECT id FROM transfer WHERE kind = '{kind}' AND ref = '{payout_id}'"  # noqa: S608
    return int(world.do(lambda tx: tx.connection.execute(query).fetchone()[0]))


async def test_payouts_on_every_way_fit(world: BankWorld) -> None:
    first, second, third, fourth = await world.waiting(4)
    due = world.do(bank_files.due)
    world.do(
        lambda tx: bank_files.keep(tx, Plain(), b"", due, name="BW1", format="csv", now_ms=1)
    )
    for payout_id in (first, third):
        world.do(lambda tx, id=payout_id: bank_files.settle(tx, id, 2))  # type: ignore[misc]
    for payout_id in (second, third):
        world.do(lambda tx, id=payout_id: bank_files.refuse(tx, id, "no", 3))  # type: ignore[misc]
    assert [world.state(id) for id in (first, second, third, fourth)] == [
        "settled", "returned", "returned", "sent",
    ]  # fmt: skip
    assert found(world) == []


@pytest.mark.parametrize("state", ["settled", "returned"])
async def test_a_payout_that_ended_in_the_table_alone_is_named(
    world: BankWorld, state: str
) -> None:
    first, second = await world.waiting(2)
    change(world, f"UPDATE payout SET state = '{state}' WHERE id = {second}")  # noqa: S608
    problems = {problem.kind: problem for problem in found(world)}
    assert set(problems) == {"in_flight", "payout"}
    assert problems["in_flight"].transfer_id == booked(world, "payout", second)
    assert "has 5000 credits, and its payouts that have not ended have 2500" in (
        problems["in_flight"].text
    )
    assert f"is {state}, and in the books it is neither" in problems["payout"].text
    assert problems["payout"].name == f"payout:{second}" != f"payout:{first}"


async def test_a_payout_that_was_settled_and_is_sent_again_is_named(world: BankWorld) -> None:
    (payout_id,) = await world.waiting(1)
    due = world.do(bank_files.due)
    world.do(
        lambda tx: bank_files.keep(tx, Plain(), b"", due, name="BW1", format="csv", now_ms=1)
    )
    world.do(lambda tx: bank_files.settle(tx, payout_id, 2))
    change(world, "UPDATE payout SET state = 'sent'")
    problems = {problem.kind: problem for problem in found(world)}
    assert problems["in_flight"].transfer_id == booked(world, "payout_settled", payout_id)
    assert problems["payout"].transfer_id == booked(world, "payout_settled", payout_id)


async def test_another_amount_in_the_table_than_in_the_books_is_named(world: BankWorld) -> None:
    await world.waiting(1)
    change(world, "UPDATE payout SET amount_minor = 2499")
    assert len(of_kind(world, "in_flight")) == 1


async def test_a_voucher_for_nothing_and_a_payout_without_one_are_named(world: BankWorld) -> None:
    (payout_id,) = await world.waiting(1)
    world.do(lambda tx: bank_files.refuse(tx, payout_id, "no", 3))
    change(world, VOUCHER.format(ref="NULL"))
    change(world, VOUCHER.replace("'', '', 'given'", "'', 'x', 'given'").format(
        ref=f"'payout:{payout_id}'"))  # fmt: skip
    assert of_kind(world, "voucher") == [
        "voucher 1 was given for nothing, which it does not pay",
        f"voucher 2 was given for payout:{payout_id}, which it does not pay",
    ]
    change(world, "UPDATE payout SET state = 'settled', rail = 'vouchers'")
    change(world, "UPDATE voucher SET ref = 'order:1' WHERE id = 2")
    assert any("no voucher was given for it" in text for text in of_kind(world, "voucher"))


def test_a_row_that_moves_nothing_is_named(sqlite_database: Database, tmp_path: Path) -> None:
    world = BankWorld(sqlite_database, tmp_path)
    world.deposit(world.account("ann"), 100)

    def spoil(tx: object) -> None:
        connection = tx.connection  # type: ignore[attr-defined]
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "
            "VALUES ('deposit', 'x', 'house:loss', 'house:fees', -5, 'credits', 1)"
        )

    world.do(spoil)
    assert of_kind(world, "transfer") == ["transfer 2 moves nothing, or moves it nowhere"]


class Plain:
    """No secret is at stake here."""

    def seal(self, text: str) -> str:
        return text

    def open(self, sealed: str) -> str:
        return sealed

    def digest(self, text: str) -> str:
        return text
