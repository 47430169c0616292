"""A statement: all that came in and went out, page by page, with what there was after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.months import moments
from services import ledger, people, statements
from services.merging import merge, plan
from services.statements import Line
from storage.database import Database
from storage.tx import Tx
from tests.bank.world import BankWorld
from tests.examples import examples
from tests.money.world import CREDITS, moderation


@pytest.fixture
def world(database: Database, tmp_path: Path) -> BankWorld:
    return BankWorld(database, tmp_path)


def lines(world: BankWorld, account_id: int, currency: str = CREDITS) -> list[Line]:
    return world.do(
        lambda tx: list(statements.between(tx, account_id, currency, credits=CREDITS))
    )


def paged(world: BankWorld, account_id: int, most: int) -> list[Line]:
    """All lines, a page at a time, each page in a transaction of its own."""

    def pages() -> Iterator[Line]:
        of, at = world.do(
            lambda tx: statements.of_account(tx, account_id, CREDITS, credits=CREDITS)
        )
        cursor: statements.Cursor | None = at
        while cursor is not None:
            found, cursor = world.do(lambda tx, at=cursor: statements.page(tx, of, at, most))  # type: ignore[misc]
            yield from found

    return list(pages())


def fits(found: list[Line], has_minor: int) -> None:
    """The balances run down to nothing, from what there is now."""
    assert sum(line.change_minor for line in found) == has_minor
    left = has_minor
    for line in found:
        assert line.balance_minor == left
        left -= line.change_minor
    assert left == 0


async def a_life(world: BankWorld, answers: int = 5) -> tuple[int, int]:
    """Somebody has three payouts on their way, and earns; a requester pays for it."""
    await world.waiting(3)
    owner_id = world.owner()
    project_id = world.project(owner_id, moderation(), rows=answers)
    world.open(project_id)
    for _ in range(answers):
        world.later()
        world.answers(1, project_id)
    return owner_id, project_id


async def test_a_statement_has_what_came_in_and_went_out(world: BankWorld) -> None:
    owner_id, project_id = await a_life(world)
    found = lines(world, 1)
    assert [line.kind for line in found] == ["earned"] * 5 + ["deposit"]
    assert {line.title for line in found[:5]} == {"Is this message spam?"}
    assert {line.project_id for line in found[:5]} == {project_id}
    fits(found, 7510)
    world.do(lambda tx: ledger.reverse(
        tx, kind="undone", ref="1", account_id=1, credit=f"project:{project_id}:hold",
        amount_minor=2, currency=CREDITS, now_ms=world.later(),
    ))  # fmt: skip
    assert [line.change_minor for line in lines(world, 1)][:2] == [-2, 2]
    fits(lines(world, 1), 7508)
    assert [line.kind for line in lines(world, owner_id)] == ["hold", "deposit"]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
async def test_pages_of_any_length_give_the_same_lines(world: BankWorld, most: int) -> None:
    await a_life(world)
    assert paged(world, 1, most) == lines(world, 1)


async def test_what_arrived_in_another_currency_has_a_statement_of_its_own(
    world: BankWorld,
) -> None:
    from services.payouts import sending

    first, _ = await world.waiting(2)
    world.do(lambda tx: sending.settle_by_hand(tx, first, "x", world.later(), actor_id=None))
    (arrived,) = lines(world, 1, "EUR")
    assert (arrived.kind, arrived.change_minor, arrived.balance_minor) == ("payout_out", 1250, 1250)
    assert [line.kind for line in lines(world, 1)] == ["payout_settled", "deposit"]
    fits(lines(world, 1), 2500)


async def test_the_statement_of_the_one_includes_what_the_other_had(world: BankWorld) -> None:
    await a_life(world, answers=3)
    other_id = world.account("ann again")
    world.deposit(other_id, 40, "second")

    def link(tx: Tx) -> None:
        issuer, person = (people.load(tx, id, lock=True) for id in (1, other_id))
        merge(tx, plan(tx, issuer, person), world.later(), actor_id=1)

    world.do(link)
    found = lines(world, 1)
    assert sorted(line.kind for line in found) == ["deposit"] * 2 + ["earned"] * 3
    fits(found, 7546)


async def test_a_period_begins_at_its_end_and_ends_at_its_beginning(world: BankWorld) -> None:
    await a_life(world)
    all_lines = lines(world, 1)
    cut_ms = all_lines[2].at_ms

    def from_there(tx: Tx) -> list[Line]:
        of, begin = statements.of_account(tx, 1, CREDITS, credits=CREDITS)
        at = statements.cursor_at(tx, of, begin, cut_ms)
        assert at is not None
        return statements.page(tx, of, at, 100)[0]

    older = [line for line in all_lines if line.at_ms < cut_ms]
    assert world.do(from_there) == older
    some = world.do(
        lambda tx: list(
            statements.between(tx, 1, CREDITS, credits=CREDITS, from_ms=cut_ms, to_ms=2**62)
        )
    )
    assert some == [line for line in all_lines if line.at_ms >= cut_ms]


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 50)), max_size=20),
       most=st.integers(1, 7))  # fmt: skip
def test_whatever_is_booked_the_balances_run_down_to_nothing(
    sqlite_database: Database, tmp_path: Path, steps: list[tuple[int, int]], most: int
) -> None:
    world = BankWorld(sqlite_database, tmp_path)
    account_id, other_id = world.account("ann"), world.account("bob")
    for kind, minor in steps:
        world.later()
        if kind == 0:
            world.deposit(account_id, minor, str(world.now_ms))
        elif kind == 1:
            world.deposit(other_id, minor, str(world.now_ms))
        less = min(minor, world.balances(account_id).available_minor)
        if kind == 2 and less:
            world.do(lambda tx, m=less: ledger.move(  # type: ignore[misc]
                tx, kind="grant", ref=f"{account_id} {world.now_ms}",
                debit=f"person:{account_id}:available", credit=f"person:{other_id}:available",
                amount_minor=m, currency=CREDITS, now_ms=world.now_ms))  # fmt: skip
    found = paged(world, account_id, most)
    fits(found, world.balances(account_id).available_minor)


def test_months_and_years_are_read_in_the_persons_zone() -> None:
    assert moments("2026-05", "UTC") == (1777593600000, 1780272000000)
    assert moments("2026", "Europe/Lisbon")[1] - moments("2026", "Europe/Lisbon")[0] == (
        365 * 86_400_000
    )
    for wrong in ("May", "2026-13", "26", "1999", ""):
        with pytest.raises(ValueError, match="no month"):
            moments(wrong, "UTC")
