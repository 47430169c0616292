"""A payout by a bank file, from the wish to the bank's answer, on both databases."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.rails import bank_answers
from domain import ledger as names
from domain.amounts import Money
from domain.bank_answers import judge
from domain.errors import Invalid, NotFound, Refused
from services import bank_files, seals
from services.bank_files import BankFile, Due, Handled
from services.payouts import switch
from storage.database import Database
from tests import invariants
from tests.bank.answers import camt, debit, pain_002, status
from tests.bank.world import ACCOUNT, BankWorld
from tests.money.world import CREDITS


@pytest.fixture
def world(database: Database, tmp_path: Path) -> BankWorld:
    return BankWorld(database, tmp_path)


def kept(world: BankWorld, name: str = "BW1", due: list[Due] | None = None) -> BankFile:
    payouts = world.do(bank_files.due) if due is None else due
    return world.do(
        lambda tx: bank_files.keep(
            tx, seals.within(tx, world.keys), b"<a/>\r\n", payouts, name=name, format="csv",
            now_ms=1,
        )
    )


def answered(world: BankWorld, answer: bytes) -> list[Handled]:
    said = world.do(lambda tx: bank_files.spread(tx, judge(bank_answers.read(answer))))
    return world.do(lambda tx: bank_files.apply(tx, said, world.later()))


def fates(handled: list[Handled]) -> list[str]:
    return [each.fate for each in handled]


def key(number: int) -> str:
    return f"k{number:031}"


def test_the_rail_says_what_arrives_and_where_it_can_go(world: BankWorld) -> None:
    rail = world.terms.offers["bank"]
    assert rail.quote(Money(2501, CREDITS)) == Money(1250, "EUR", 2)
    assert rail.check(ACCOUNT).shown == "FR…2606"
    assert str(rail.facts.worth).endswith(" is worth 0.50 EUR")
    assert str(rail.facts.arrives) == "A few working days after we have handed it to our bank."
    with pytest.raises(Refused, match="less than one cent"):
        rail.quote(Money(1, CREDITS))
    with pytest.raises(Invalid, match="a digit is wrong"):
        rail.check("FR14 2004 1010 0505 0001 3M02 607 Ann")


async def test_while_payouts_are_stopped_no_file_is_made(world: BankWorld) -> None:
    (payout_id,) = await world.waiting(1)
    world.do(lambda tx: switch.stop(tx, 1, actor_id=None))
    with pytest.raises(Refused, match="no file is made until"):
        kept(world)
    assert world.state(payout_id) == "sent"
    world.do(lambda tx: switch.start(tx, 1, actor_id=None))
    assert kept(world).payouts == 1


async def test_a_payout_waits_for_a_file_is_in_one_and_is_settled_by_the_answer(
    world: BankWorld,
) -> None:
    first, second = await world.waiting(2)
    assert [payout.payout_id for payout in world.do(bank_files.due)] == [first, second]
    assert world.state(first) == "sent"

    file = kept(world)
    assert (file.payouts, file.total_minor, file.currency) == (2, 2500, "EUR")
    assert world.do(bank_files.due) == []
    again = world.do(
        lambda tx: bank_files.content(tx, seals.within(tx, world.keys), file.id)
    )
    assert again == b"<a/>\r\n"

    answer = pain_002("BW1", "PART", status(key(0), "ACSC"), status(key(1), "RJCT", "AC04"))
    assert fates(answered(world, answer)) == ["settled", "returned"]
    assert (world.state(first), world.state(second)) == ("settled", "returned")
    assert fates(answered(world, answer)) == ["again", "again"]
    assert world.has(1) == (2500, 0, 2500)
    assert world.balance(names.received(1), "EUR") == 1250
    assert world.balance(names.rail("bank"), "EUR") == -1250
    reasons = [each.reason for each in world.do(lambda tx: bank_files.payments(tx, file.id))]
    assert reasons == [None, "The account is closed."]
    await invariants.hold(world.database)


async def test_a_statement_settles_what_was_booked_and_gives_back_what_returned(
    world: BankWorld,
) -> None:
    await world.waiting(3)
    kept(world)
    notified = camt("054", debit(key(0)), debit(key(1), status="PDNG"), debit("other"))
    assert fates(answered(world, notified)) == ["settled", "underway", "unknown"]
    statement = camt(
        "053", debit(key(0)), debit(key(1)), debit(key(1), credit=True, reason="AC01"),
        debit("rent", credit=True),
    )  # fmt: skip
    assert fates(answered(world, statement)) == ["again", "returned"]
    later = camt("053", debit(key(0), credit=True, reason="AC04"))
    assert fates(answered(world, later)) == ["returned"]
    assert fates(answered(world, later)) == ["again"]
    assert world.has(1) == (5000, 2500, 0)
    assert world.balance(names.rail("bank"), "EUR") == 0
    await invariants.hold(world.database)


async def test_what_is_said_of_a_file_is_said_of_its_payouts_where_the_sum_is_right(
    world: BankWorld,
) -> None:
    await world.waiting(2)
    kept(world)

    def entry(amount: str) -> bytes:
        return camt("053", f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
                    "<Sts>BOOK</Sts><NtryDtls><Btch><PmtInfId>BW1</PmtInfId></Btch></NtryDtls>"
                    "</Ntry>")  # fmt: skip

    assert fates(answered(world, pain_002("BW1", "ACCP"))) == ["underway", "underway"]
    assert fates(answered(world, entry("24.99"))) == ["contradicts"]
    assert fates(answered(world, pain_002("BW2", "RJCT"))) == ["unknown"]
    assert fates(answered(world, entry("25.00"))) == ["settled", "settled"]
    assert fates(answered(world, pain_002("BW1", "RJCT"))) == ["contradicts", "contradicts"]
    assert world.has(1) == (0, 0, 5000)


async def test_answers_that_contradict_are_named_and_change_nothing(world: BankWorld) -> None:
    first, second, third = await world.waiting(3)
    kept(world)
    answer = pain_002(
        "BW1", "PART", status(key(0), "ACSC", amount="12.51"),
        status(key(1), "ACSC"), status(key(1), "RJCT"),
    )  # fmt: skip
    handled = answered(world, answer)
    assert fates(handled) == ["contradicts", "contradicts"]
    assert "another amount" in handled[0].text
    assert [world.state(id) for id in (first, second, third)] == ["sent"] * 3

    done = world.do(lambda tx: bank_files.refuse(tx, third, "wrong name", 2))
    assert done.fate == "returned"
    (late,) = answered(world, camt("053", debit(key(2))))
    assert late.fate == "contradicts"
    assert "was returned" in late.text
    with pytest.raises(Refused):
        world.do(lambda tx: bank_files.settle(tx, third, 3))
    assert world.has(1) == (2500, 5000, 0)


async def test_the_operator_settles_and_refuses_by_hand(world: BankWorld) -> None:
    first, second = await world.waiting(2)
    with pytest.raises(NotFound):
        world.do(lambda tx: bank_files.settle(tx, first, 1))
    world.do(lambda tx: bank_files.refuse(tx, second, "before any file", 1))
    kept(world)
    settled = [world.do(lambda tx: bank_files.settle(tx, first, 2)).fate for _ in range(2)]
    assert settled == ["settled", "again"]
    assert world.do(lambda tx: bank_files.refuse(tx, first, "came back", 3)).fate == "returned"
    assert world.has(1) == (5000, 0, 0)
    await invariants.hold(world.database)


async def test_two_operators_at_once_put_no_payout_into_two_files(world: BankWorld) -> None:
    await world.waiting(20)
    due = world.do(bank_files.due)
    barrier, made, refused = threading.Barrier(4), list[BankFile](), list[Refused]()

    def keep(number: int) -> None:
        barrier.wait()
        try:
            made.append(kept(world, f"BW{number}", due=due))
        except Refused as error:
            refused.append(error)

    await asyncio.gather(*(asyncio.to_thread(keep, number) for number in range(4)))
    assert (len(made), len(refused)) == (1, 3)
    assert len(world.do(lambda tx: bank_files.payments(tx, made[0].id))) == 20
    assert len(world.do(lambda tx: bank_files.newest(tx, 10))) == 1


async def test_a_payout_that_ended_meanwhile_takes_the_whole_file_back(world: BankWorld) -> None:
    first, second = await world.waiting(2)
    due = world.do(bank_files.due)
    world.do(lambda tx: bank_files.refuse(tx, second, "no", 1))
    with pytest.raises(Refused, match="changed while its file was made"):
        kept(world, due=due)
    assert world.do(lambda tx: bank_files.newest(tx, 10)) == []
    assert [payout.payout_id for payout in world.do(bank_files.due)] == [first]


async def test_the_same_answer_from_two_operators_at_once_is_booked_once(
    world: BankWorld,
) -> None:
    await world.waiting(10)
    kept(world)
    answer = camt("053", *(debit(key(number)) for number in range(10)))
    both = await asyncio.gather(
        *(asyncio.to_thread(answered, world, answer) for _ in range(2))
    )
    assert sorted(fates([*both[0], *both[1]])) == ["again"] * 10 + ["settled"] * 10
    assert world.has(1) == (0, 0, 25_000)
