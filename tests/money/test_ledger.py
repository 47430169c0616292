"""The ledger: booked once, in two statements where it is hot, reversed fairly, and proven."""

import pytest

from domain import ledger as names
from domain.errors import Refused
from services import ledger, projects
from services.ledger import Balances
from storage import campaigns
from storage.ledger import folded
from storage.tx import Tx
from tests.money.world import CREDITS, START_MS, World, moderation


def earn(tx: Tx, ref: str, amount_minor: int = 2, account_id: int = 7) -> bool:
    return ledger.move(
        tx,
        kind="earned",
        ref=ref,
        debit=names.hold(1),
        credit=names.pending(account_id),
        amount_minor=amount_minor,
        currency=CREDITS,
        now_ms=START_MS,
    )


def take_back(tx: Tx, ref: str, amount_minor: int, account_id: int = 7) -> bool:
    return ledger.reverse(
        tx,
        kind="undone",
        ref=ref,
        account_id=account_id,
        credit=names.hold(1),
        amount_minor=amount_minor,
        currency=CREDITS,
        now_ms=START_MS,
    )


def of_house(tx: Tx, name: str) -> int:
    return folded(tx, name, CREDITS)


def fold(world: World) -> int:
    through_id = world.do(ledger.fold_target)
    folded = 0
    while some := world.do(lambda tx: ledger.fold_some(tx, through_id)):
        folded += some
    return folded


def test_an_earning_is_two_statements(sqlite_world: World) -> None:
    statements: list[str] = []

    def earn_traced(tx: Tx) -> None:
        tx.connection.set_trace_callback(statements.append)
        earn(tx, "1")
        tx.connection.set_trace_callback(None)

    sqlite_world.do(earn_traced)
    assert len(statements) == 2, statements


def test_the_same_reference_is_booked_once(world: World) -> None:
    assert world.do(lambda tx: earn(tx, "1"))
    assert not world.do(lambda tx: earn(tx, "1"))
    assert world.balances(7) == Balances(2, 0, 0)


def test_nobody_can_give_more_than_they_have(world: World) -> None:
    ann = world.account("ann")
    world.deposit(ann, 100)

    def overdraw(tx: Tx) -> None:
        ledger.move(
            tx,
            kind="hold",
            ref="1:1",
            debit=names.available(ann),
            credit=names.hold(1),
            amount_minor=101,
            currency=CREDITS,
            now_ms=START_MS,
        )

    with pytest.raises(Refused, match="less than"):
        world.do(overdraw)
    assert world.balances(ann) == Balances(0, 100, 0)
    assert world.do(lambda tx: of_house(tx, names.hold(1))) == 0


def test_nothing_and_less_than_nothing_cannot_be_moved(world: World) -> None:
    for amount in (0, -1):
        with pytest.raises(ValueError, match="positive"):
            world.do(lambda tx, amount=amount: earn(tx, "1", amount))  # type: ignore[misc]


def test_a_reversal_takes_what_is_pending_then_what_is_available_then_the_house_loses(
    world: World,
) -> None:
    world.do(lambda tx: earn(tx, "1", 10))
    world.deposit(7, 5)

    assert world.do(lambda tx: take_back(tx, "1", 12))
    assert world.balances(7) == Balances(0, 3, 0)
    assert world.do(lambda tx: of_house(tx, names.LOSS)) == 0
    world.do(lambda tx: earn(tx, "2", 1))
    assert world.do(lambda tx: take_back(tx, "2", 9))
    assert world.balances(7) == Balances(0, 0, 0)
    assert world.do(lambda tx: of_house(tx, names.LOSS)) == -5
    assert world.do(lambda tx: of_house(tx, names.hold(1))) == -11 + 12 + 9


def test_a_reversal_happens_once_whatever_its_parts(world: World) -> None:
    world.deposit(7, 5)
    assert world.do(lambda tx: take_back(tx, "1", 5))
    world.do(lambda tx: earn(tx, "2", 10))
    assert not world.do(lambda tx: take_back(tx, "1", 5))
    assert world.balances(7) == Balances(10, 0, 0)


def test_folding_changes_no_balance_and_can_be_repeated(world: World) -> None:
    rita, ann = world.owner(), world.account("ann")
    project = world.project(rita, moderation(), rows=30)
    world.open(project)
    for _ in range(25):
        world.answers(ann, project)
    before = world.do(lambda tx: of_house(tx, names.hold(project)))

    assert fold(world) > 0
    assert world.do(lambda tx: of_house(tx, names.hold(project))) == before == 300 - 50
    assert fold(world) == 0
    world.answers(ann, project)
    assert world.do(lambda tx: of_house(tx, names.hold(project))) == before - 2
    assert world.do(ledger.check) == []


def busy(world: World) -> tuple[int, int]:
    """A ledger with a bit of everything in it; gives (worker, project)."""
    rita, ann = world.owner(), world.account("ann")
    project = world.project(rita, moderation(), rows=10)
    world.open(project)
    for _ in range(4):
        world.answers(ann, project)
    fold(world)
    submission = world.answers(ann, project)
    assert submission
    world.undoes(ann, submission)
    assert world.do(ledger.check) == []
    return ann, project


def spoil(world: World, sql: str) -> list[ledger.LedgerProblem]:
    """Change a row by hand, behind the ledger's back, and look what the check says."""
    world.do(lambda tx: tx.connection.execute(sql))
    return world.do(ledger.check)


def test_a_wrong_cache_is_named_with_the_first_transfer_that_it_lacks(world: World) -> None:
    ann, _ = busy(world)
    third = world.do(
        lambda tx: tx.connection.execute(
            "SELECT id FROM transfer WHERE kind = 'earned' ORDER BY id LIMIT 1 OFFSET 2"
        ).fetchone()[0]
    )
    name = names.pending(ann)
    problems = spoil(world, f"UPDATE balance SET amount_minor = 4 WHERE name = '{name}'")  # noqa: S608
    assert [(p.kind, p.name, p.transfer_id) for p in problems] == [("cache", name, third)]
    assert problems[0].text == (
        f"{name} is kept as 4 credits, and its transfers add up to 8: "
        f"transfer {third} is the first that is not counted"
    )


def test_a_wrong_fold_is_found(world: World) -> None:
    _, project = busy(world)
    name = names.hold(project)
    problems = spoil(world, f"UPDATE balance SET amount_minor = 7 WHERE name = '{name}'")  # noqa: S608
    assert ("cache", name) in [(p.kind, p.name) for p in problems]
    assert "hold" in [p.kind for p in problems]


def test_a_transfer_that_took_too_much_is_named(world: World) -> None:
    ann, _ = busy(world)
    wrong = world.do(
        lambda tx: tx.connection.execute(
            "INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms) "  # noqa: S608
            f"VALUES ('x', 'x', 'person:{ann}:pending', 'house:loss', 9, 'credits', 1) RETURNING id"
        ).fetchone()[0]
    )
    found = {(p.kind, p.transfer_id) for p in world.do(ledger.check)}
    assert ("below_zero", wrong) in found


def test_an_answer_that_was_never_paid_is_named(world: World) -> None:
    busy(world)
    problems = spoil(
        world, "UPDATE submission SET reward_minor = 3 WHERE id = (SELECT MIN(id) FROM submission)"
    )
    assert [p.kind for p in problems] == ["unpaid"]
    assert "is accepted for 3 and was paid 2 by transfer" in problems[0].text


def test_a_payment_for_an_answer_that_was_not_accepted_is_named(world: World) -> None:
    busy(world)
    problems = spoil(
        world,
        "UPDATE submission SET state = 'rejected' WHERE id = (SELECT MIN(id) FROM submission)",
    )
    assert [p.kind for p in problems] == ["overpaid"]
    assert "paid 2 for submission" in problems[0].text


def test_a_hold_that_does_not_cover_what_is_offered_is_named(world: World) -> None:
    _, project = busy(world)
    problems = spoil(world, "UPDATE project SET answers_most = 9")
    assert [(p.kind, p.name) for p in problems] == [("hold", names.hold(project))]


@pytest.mark.parametrize("days", [0, 2])
def test_an_ended_project_that_keeps_its_hold_is_named_once_the_sweep_had_time(
    world: World, days: int
) -> None:
    _, project = busy(world)
    name = names.hold(project)
    world.do(lambda tx: projects.close(tx, project, world.later()))
    owner = world.do(lambda tx: campaigns.owner(tx, project))
    assert world.do(lambda tx: of_house(tx, name)) == 0

    def hold_late(tx: Tx) -> int:
        ledger.move(tx, kind="hold", ref="late", debit=names.available(owner), credit=name,
                    amount_minor=9, currency=CREDITS, now_ms=world.later())  # fmt: skip
        return tx.connection.execute("SELECT MAX(id) FROM transfer").fetchone()[0]  # type: ignore[no-any-return]

    late = world.do(hold_late)
    world.later(days * 86_400_000)
    world.deposit(world.account("cem"), 1)
    found = world.do(ledger.check)
    assert [(p.kind, p.name, p.transfer_id) for p in found] == (
        [("ended", name, late)] if days else []
    )
    world.sweep(project)
    assert world.do(ledger.check) == []


def test_an_ended_project_may_keep_what_it_still_owes(world: World) -> None:
    rita, ann = world.owner(), world.account("ann")
    project = world.project(rita, moderation(accept="review"), rows=1)
    world.open(project)
    world.answers(ann, project)
    world.do(lambda tx: projects.close(tx, project, world.later()))
    world.later(200 * 86_400_000)
    world.deposit(ann, 1)
    assert world.do(lambda tx: of_house(tx, names.hold(project))) > 0
    assert world.do(ledger.check) == []
