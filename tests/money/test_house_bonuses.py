"""What the house gives: for days in a row, and to who invited somebody that stays; once."""

from collections.abc import Iterator

import pytest

from domain import ledger as names
from services import extras, invitations, leaving, ledger, merging, people
from storage.database import open_database
from tests.money.extras_world import Days, paying, terms
from tests.money.test_extras import told, works


@pytest.fixture
def days(database_url: str) -> Iterator[Days]:
    """A world with days, once on each kind of database."""
    database = open_database(database_url)
    yield Days(database)
    database.close_now()


def project(days: Days) -> int:
    """An open project with work for many days."""
    made = days.project(days.owner(1_000_000), paying(budget=900_000, least=3, most=3), rows=40)
    days.open(made)
    return made


def invited(days: Days, name: str, inviter: int) -> int:
    """Somebody who came by another's link and takes part."""

    def come() -> int:
        return days.do(
            lambda tx: people.add(
                tx, name=name, locale="en", push=days.terms.push, now_ms=days.now_ms,
                role="worker", state="new",
            )
        )  # fmt: skip

    account_id = come()
    days.do(lambda tx: invitations.note(tx, people.load(tx, account_id), inviter, days.now_ms))
    days.do(lambda tx: people.set_state(tx, account_id, "active", None))
    return account_id


def works_for(days: Days, who: int, made: int, many: int) -> None:
    """Somebody gives an answer a day."""
    for _ in range(many):
        works(days, who, made, 1)
        days.next_day()


# --- Days in a row -----------------------------------------------------------


def test_days_in_a_row_are_paid_each_time_they_are_full(days: Days) -> None:
    days.terms = terms(streak="0.50", streak_days=3)
    made, ann = project(days), days.account("ann")
    works_for(days, ann, made, 2)
    works(days, ann, made, 1)
    assert days.gives() == 0  # today may still be taken back
    days.next_day()
    assert days.gives() == 1
    assert days.gives() == 0
    assert days.pending(ann) == 60 + 50
    assert told(days, ann) == ["streak_bonus"]
    works_for(days, ann, made, 3)
    assert days.gives() == 1
    assert days.balance(names.BONUSES) == -100
    assert days.do(ledger.check) == []


def test_a_streak_bonus_is_of_the_day_it_was_reached(days: Days) -> None:
    days.terms = terms(streak="0.50", streak_days=3)
    made, ann = project(days), days.account("ann")
    works_for(days, ann, made, 2)
    date = days.today()
    works_for(days, ann, made, 2)  # one more day before anybody looks
    assert days.gives() == 1
    (paid,) = days.do(lambda tx: extras.of_day(tx, ann, date))
    assert (paid.kind, paid.project_id, paid.amount_minor) == ("streak", None, 50)


def test_nothing_is_given_where_it_is_off(days: Days) -> None:
    made, ann = project(days), days.account("ann")
    works_for(days, ann, made, 8)
    assert days.gives() == 0


def test_old_days_in_a_row_are_not_paid_when_it_is_switched_on(days: Days) -> None:
    made, ann = project(days), days.account("ann")
    works_for(days, ann, made, 3)
    days.later(30 * extras.DAY_MS)
    days.terms = terms(streak="0.50", streak_days=3)
    assert days.gives() == 0


def test_two_accounts_that_become_one_get_their_days_once(days: Days) -> None:
    days.terms = terms(streak="0.50", streak_days=3)
    made, ann, too = project(days), days.account("ann"), days.account("ann too")
    for _ in range(3):
        works(days, ann, made, 1)
        days.next_day()
    assert days.gives() == 1

    def merge() -> int:
        def step(tx: object) -> int:
            issuer, person = people.load(tx, too), people.load(tx, ann)  # type: ignore[arg-type]
            plan = merging.plan(tx, issuer, person)  # type: ignore[arg-type]
            swapped = merging.Plan(
                stays=plan.goes, goes=plan.stays, role=plan.role, answers=0, points=plan.points,
                balances=(),
            )  # fmt: skip
            merging.merge(tx, swapped, days.later(), actor_id=ann)  # type: ignore[arg-type]
            return swapped.stays.account_id

        return days.do(step)

    stays = merge()
    assert stays == too
    assert days.gives() == 0


# --- Who was invited and stays -----------------------------------------------


def test_who_invited_somebody_that_stays_gets_a_bonus_once_and_both_are_told(days: Days) -> None:
    days.terms = terms(referral="1.00", referral_tasks=4, referral_days=3)
    made, ann = project(days), days.account("ann")
    bob = invited(days, "bob", ann)
    works(days, bob, made, 4)
    days.next_day()
    works_for(days, bob, made, 1)
    assert days.gives() == 0  # two days
    works(days, bob, made, 1)
    assert days.gives() == 1
    assert days.gives() == 0
    assert days.pending(ann) == 100
    assert days.balance(names.BONUSES) == -100
    assert told(days, bob) == ["referral_stayed"]
    days.later(1_000)
    assert "referral_bonus" in told(days, ann)
    assert days.do(ledger.check) == []


def test_answers_that_were_taken_back_do_not_count(days: Days) -> None:
    days.terms = terms(referral="1.00", referral_tasks=2, referral_days=1)
    made, ann = project(days), days.account("ann")
    bob = invited(days, "bob", ann)
    works(days, bob, made, 1)
    last = days.answers(bob, made)
    assert last
    days.undoes(bob, last)
    assert days.gives() == 0


def test_accounts_of_one_person_bring_each_other_nothing(days: Days) -> None:
    days.terms = terms(referral="1.00", referral_tasks=1, referral_days=1)
    made, ann = project(days), days.account("ann")
    bob = invited(days, "bob", ann)
    works(days, bob, made, 1)
    days.do(
        lambda tx: tx.connection.execute(f"UPDATE account SET kin = 7 WHERE id IN ({ann}, {bob})")  # noqa: S608
    )
    assert days.gives() == 0


def test_nothing_is_given_for_or_to_somebody_who_left(days: Days) -> None:
    days.terms = terms(referral="1.00", referral_tasks=1, referral_days=1)
    made, ann = project(days), days.account("ann")
    bob = invited(days, "bob", ann)
    works(days, bob, made, 1)
    days.do(lambda tx: leaving.leave(tx, people.load(tx, ann, lock=True), days.later()))
    assert days.gives() == 0
    assert days.balance(names.BONUSES) == 0
