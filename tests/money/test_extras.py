"""Bonuses, fees and the pay floor: held before, counted the day after, paid once, the rest back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain import ledger as names
from domain.amounts import Money
from domain.errors import Refused
from services import accounts, extras, leaving, ledger, people, projects
from services.notices import claim
from storage.database import open_database
from tests.money.extras_world import BONUS, Days, paying, terms, with_bonus
from tests.money.world import moderation, survey


@pytest.fixture
def days(database_url: str) -> Iterator[Days]:
    """A world with days, once on each kind of database."""
    database = open_database(database_url)
    yield Days(database)
    database.close_now()


def told(days: Days, account_id: int) -> list[str]:
    """The kinds of what somebody is to be told."""
    found = days.do(lambda tx: claim(tx, now_ms=days.now_ms + 1, lease_ms=1, most=50))
    return [notice.kind for notice in found if notice.account_id == account_id]


def _minor(value: object) -> int:
    assert isinstance(value, Money)
    return value.minor


def works(days: Days, who: int, project: int, many: int, value: str = "yes") -> None:
    """Somebody answers so many rows."""
    for _ in range(many):
        assert days.answers(who, project, value)


# --- Held before -------------------------------------------------------------


def test_opening_holds_what_rows_may_cost_with_bonuses_and_the_fee(days: Days) -> None:
    days.terms = terms(fee="2.5")
    rita = days.owner()
    project = days.project(rita, with_bonus(paying(least=2, most=5)), rows=10)

    assert days.open(project).held_minor == 10 * 5 * 23  # 20, a tenth, and a fortieth: rounded up
    assert days.owed(project).free_minor == 0


def test_a_budget_opens_as_many_rows_as_it_pays_for_with_extras(days: Days) -> None:
    project = days.project(days.owner(), with_bonus(paying(budget=100)), rows=10)
    opened = days.open(project)
    assert (opened.held_minor, opened.offered) == (100, 4)  # 22 each


def test_the_fee_of_the_first_opening_stays(days: Days) -> None:
    days.terms = terms(fee="5")
    rita = days.owner()
    project = days.project(rita, paying(), rows=2)
    assert days.open(project).held_minor == 42
    days.terms = terms(fee="50")
    days.do(lambda tx: projects.pause(tx, project, days.later()))
    assert days.open(project).held_minor == 0
    days.rows(project, 1)
    assert days.open(project).held_minor == 21


def test_what_is_reserved_for_a_days_extras_stays_until_they_are_counted(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=3)
    days.open(project)
    works(days, ann, project, 3)

    assert days.sweep(project).state == "finished"  # type: ignore[attr-defined]
    assert days.books(project).hold_minor == 6
    assert days.sweep(project) == projects.Swept()

    days.next_day()
    assert days.counts() == 2  # a day, and ann's bonus
    assert days.pending(ann) == 66
    assert days.books(project).hold_minor == 0
    assert days.do(ledger.check) == []


# --- The quality of the day --------------------------------------------------


def test_who_agrees_gets_a_bonus_and_who_does_not_gets_none(days: Days) -> None:
    rita = days.owner()
    good = [days.account(name) for name in ("ann", "bob", "cid")]
    odd = days.account("dan")
    project = days.project(rita, with_bonus(paying(least=4, most=4)), rows=4)
    days.open(project)
    for who in good:
        works(days, who, project, 4)
    works(days, odd, project, 4, "no")

    days.next_day()
    days.counts()

    assert [days.pending(who) for who in good] == [88, 88, 88]
    assert days.pending(odd) == 80
    date = days.do(lambda tx: extras.date_of(days.now_ms - extras.DAY_MS))
    (paid,) = days.do(lambda tx: extras.of_day(tx, good[0], date))
    assert (paid.kind, paid.project_id, paid.amount_minor) == ("bonus", project, 8)
    assert days.do(lambda tx: extras.of_day(tx, odd, date)) == []


def test_too_few_answers_get_no_bonus(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying(), replace(BONUS, least=3)), rows=4)
    days.open(project)
    works(days, ann, project, 2)
    days.next_day()
    days.counts()
    assert days.pending(ann) == 40
    assert days.owed(project).free_minor == 4  # nothing is reserved for that day any more


def test_an_answer_that_was_taken_back_counts_for_nothing(days: Days) -> None:
    days.terms = terms(fee="10")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying(least=2, most=2)), rows=3)
    days.open(project)
    works(days, ann, project, 2)
    last = days.answers(ann, project)
    assert last
    days.undoes(ann, last)
    days.next_day()
    days.counts()
    assert days.pending(ann) == 40  # no row is decided: nothing to agree with
    assert days.balance(names.FEES) == 4
    assert days.do(ledger.check) == []


# --- The fee -----------------------------------------------------------------


def test_the_fee_goes_to_the_house_once_a_day(days: Days) -> None:
    days.terms = terms(fee="2.5")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, paying(reward=50), rows=4)
    days.open(project)
    works(days, ann, project, 4)
    days.next_day()
    assert days.counts() == 1
    assert days.counts() == 0
    assert days.balance(names.FEES) == 5
    assert days.sweep(project).state == "finished"  # type: ignore[attr-defined]
    assert days.balances(rita).available_minor == 100_000 - 205


# --- Days --------------------------------------------------------------------


def test_missed_days_are_caught_up_each_with_its_own_bonus(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=9)
    days.open(project)
    dates = []
    for _ in range(3):
        works(days, ann, project, 3)
        dates.append(days.today())
        days.next_day()

    days.counts()

    amounts = [days.do(lambda tx, d=date: extras.of_day(tx, ann, d)) for date in dates]  # type: ignore[misc]
    assert [[each.amount_minor for each in of] for of in amounts] == [[6], [6], [6]]
    assert days.pending(ann) == 198


def test_a_day_is_not_counted_before_it_is_over(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=3)
    days.open(project)
    works(days, ann, project, 3)
    days.now_ms = (days.now_ms // extras.DAY_MS + 1) * extras.DAY_MS + 60_000
    assert days.counts() == 0
    days.later(extras.GRACE_MS)
    assert days.counts() == 2


def test_what_was_noted_before_a_kill_is_not_noted_twice(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=3)
    days.open(project)
    works(days, ann, project, 3)
    days.next_day()
    target = days.do(ledger.fold_target)
    day = days.do(lambda tx: extras.next_day(tx, target, days.now_ms))
    assert day
    days.do(lambda tx: extras.begin(tx, day))
    found: dict[int, extras.Work] = {}
    days.do(lambda tx: extras.scan(tx, day.after_id, day.through_id, found))
    some = extras.of_work(found[project])
    days.do(lambda tx: extras.note(tx, project, day.date, some, "credits"))
    # ... and here the process was killed.
    assert days.counts() == 2
    assert days.pending(ann) == 66
    assert not days.do(lambda tx: extras.count(tx, project, day.date, found[project], days.now_ms))
    days.do(lambda tx: extras.note(tx, project, day.date, some, "credits"))
    assert days.counts() == 0
    assert days.do(ledger.check) == []


def test_a_bonus_of_somebody_who_left_goes_to_the_house(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=3)
    days.open(project)
    works(days, ann, project, 3)
    days.do(lambda tx: leaving.leave(tx, people.load(tx, ann, lock=True), days.later()))
    days.next_day()
    days.counts()
    assert days.balance(names.FORFEITED) == 66
    assert days.do(ledger.check) == []


def test_an_owner_can_not_leave_before_the_last_days_extras_are_counted(days: Days) -> None:
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, with_bonus(paying()), rows=3)
    days.open(project)
    works(days, ann, project, 3)
    days.sweep(project)
    with pytest.raises(Refused, match="wait to be accepted"):
        days.do(lambda tx: leaving.leave(tx, people.load(tx, rita, lock=True), days.later()))
    days.next_day()
    days.counts()
    days.do(lambda tx: leaving.leave(tx, people.load(tx, rita, lock=True), days.later()))


# --- The pay floor -----------------------------------------------------------


def test_a_project_below_the_floor_is_refused_with_what_would_do(days: Days) -> None:
    days.terms = terms(floor="12")
    project = days.project(days.owner(), moderation(reward=1), rows=3)
    with pytest.raises(Refused) as refused:
        days.open(project)
    assert _minor(refused.value.values["floor"]) == 1_200
    enough = _minor(refused.value.values["reward"])
    better = days.project(days.owner(), moderation(reward=enough), rows=3)
    assert days.open(better).offered == 3


def test_what_is_missing_to_the_floor_is_topped_up_the_day_after(days: Days) -> None:
    days.terms = terms(floor="12")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, paying(reward=20), rows=10)
    days.open(project)
    days.pace(project, 90_000)  # 30 an answer make 1200 an hour
    works(days, ann, project, 4)
    days.next_day()

    days.counts()

    assert days.pending(ann) == 4 * 30
    assert days.owed(project).books.topped_minor == 40
    assert days.do(ledger.check) == []


def test_nothing_is_topped_up_before_real_times_are_known(days: Days) -> None:
    days.terms = terms(floor="12")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, paying(reward=20), rows=10)
    days.open(project)
    works(days, ann, project, 4)
    days.next_day()
    days.counts()
    days.pace(project, 90_000)
    assert days.counts() == 0
    assert days.pending(ann) == 80


def test_a_top_up_comes_before_new_rows_and_is_told_where_nothing_is_left(days: Days) -> None:
    days.terms = terms(floor="12")
    rita, ann = days.owner(), days.account("ann")
    admin = days.account("ada", "admin")
    project = days.project(rita, paying(reward=20, budget=100), rows=10)
    assert days.open(project).offered == 5
    days.pace(project, 90_000)
    works(days, ann, project, 3)
    days.next_day()
    days.counts()

    assert days.books(project).topup_minor == 30
    assert days.pending(ann) == 60
    assert told(days, rita) == ["topup_short"]
    works(days, ann, project, 2)  # what was offered is paid for
    days.counts()
    assert days.sweep(project).opened == 0  # type: ignore[attr-defined]

    raised = days.do(lambda tx: projects.top_up(tx, project, 100, days.terms, days.later()))
    assert raised.held_minor == 100
    assert days.sweep(project).opened == 0  # type: ignore[attr-defined]
    days.counts()
    assert days.pending(ann) == 130
    assert days.sweep(project).opened == 3  # type: ignore[attr-defined]
    assert days.owed(project).free_minor == 10
    assert days.do(ledger.check) == []
    assert days.do(lambda tx: people.load(tx, admin)).role == "admin"


def test_the_budget_reaches_beyond_the_hold_for_top_ups(days: Days) -> None:
    days.terms = terms(floor="12")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, paying(reward=20, budget=500), rows=3)
    assert days.open(project).held_minor == 60
    days.pace(project, 90_000)
    works(days, ann, project, 3)
    days.sweep(project)
    days.next_day()
    days.counts()
    assert days.pending(ann) == 90
    assert days.balances(rita).available_minor == 100_000 - 90
    assert days.do(ledger.check) == []


def test_with_a_floor_the_rest_comes_back_after_the_last_day_is_counted(days: Days) -> None:
    days.terms = terms(floor="12")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, paying(reward=20), rows=10)
    days.open(project)
    days.pace(project, 90_000)
    works(days, ann, project, 2)
    closed = days.do(lambda tx: projects.close(tx, project, days.later()))
    assert closed.returned_minor == 0
    days.next_day()
    days.counts()
    assert days.pending(ann) == 60
    assert days.sweep(project).returned_minor == 140  # type: ignore[attr-defined]
    assert days.balances(rita).available_minor == 100_000 - 60


def test_a_survey_is_topped_up_too(days: Days) -> None:
    days.terms = terms(floor="12", fee="10")
    rita, ann = days.owner(), days.account("ann")
    project = days.project(rita, survey(reward=20, respondents=3, budget=500))
    assert days.open(project).held_minor == 66
    days.pace(project, 90_000)
    works(days, ann, project, 1)
    days.next_day()
    days.counts()
    assert days.pending(ann) == 30
    assert days.balance(names.FEES) == 2
    assert days.do(ledger.check) == []
    assert days.do(lambda tx: len(list(accounts.everybody(tx)))) == 2
