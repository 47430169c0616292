"""With a bonus, a fee and a pay floor, too, the money fits whatever people do, on whatever day."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from domain import ledger as names
from domain.bonuses import Bonus
from domain.errors import Refused
from services import ledger, projects
from services.extras import date_of
from services.sweeping import look, settle_closed
from tests.invariants import broken
from tests.money.extras_world import Days, terms
from tests.money.test_properties import PEOPLE, STEPS, Model, Money, template
from tests.money.world import TERMS, moderation

START = 10_000
FLOOR = "0.50"  # an hour; ten minutes an answer make 9


class MoneyWithExtras(Money):
    """The same, over days that are counted, or missed and counted later."""

    def __init__(self) -> None:
        super().__init__()
        self.world: Days = Days(self.world.database)

    @initialize(
        reward=st.integers(1, 9),
        least=st.integers(1, 2),
        more=st.integers(0, 2),
        rows=st.integers(2, 8),
        share=st.integers(2, 9),
        accept=st.sampled_from(["answer", "answer", "consensus"]),
        fee=st.sampled_from(["0", "2.5", "40"]),
        floor=st.sampled_from(["0", FLOOR]),
        quality=st.sampled_from([0, 1_000, 5_000]),
    )
    def begins(
        self,
        reward: int,
        least: int,
        more: int,
        rows: int,
        share: int,
        accept: str,
        fee: str,
        floor: str,
        quality: int,
    ) -> None:
        world, unit = self.world, 2 * reward * (least + more)
        world.terms = terms(fee=fee, floor=floor)
        self.at_once = False  # the model knows no extras
        self.accept, self.fee = accept, world.terms.pay.fee_points
        self.reward, self.given = reward, dict[int, list[int]]()
        self.reviewer = world.account("rob", "reviewer")
        self.owner = world.owner(START)
        self.people = [world.account(f"worker {number}") for number in range(PEOPLE)]
        made = moderation(
            reward=reward,
            least=least,
            most=least + more,
            budget=unit * share + share % 2,
            accept=accept,
        )
        if quality:
            bonus = Bonus(quality_points=quality, least=1, agreement_points=5_000)
            made = replace(made, bonus=bonus)
        self.project = world.project(self.owner, made, rows=rows)
        self.model = Model(START)
        self.opens()

    @rule()
    def a_day_ends(self) -> None:
        self.world.next_day()

    @rule(who=st.integers(0, PEOPLE - 1), value=st.sampled_from(["yes", "yes", "no"]))
    def works_for_a_while(self, who: int, value: str) -> None:
        for _ in range(4):
            self.world.answers(self.people[who], self.project, value)

    @rule()
    def extras_are_counted(self) -> None:
        self.world.counts()

    @rule(value=st.sampled_from(["yes", "no"]))
    def all_work_and_the_day_is_counted(self, value: str) -> None:
        for who in range(PEOPLE):
            self.works_for_a_while(who, value)
        self.world.next_day()
        self.world.counts()

    @rule(ms=st.sampled_from([20_000, 600_000]))
    def times_are_known(self, ms: int) -> None:
        self.world.pace(self.project, ms)

    @rule(more=st.integers(1, 90))
    def the_budget_is_raised(self, more: int) -> None:
        world = self.world
        with suppress(Refused):
            world.do(lambda tx: projects.top_up(tx, self.project, more, world.terms, world.later()))

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "model"):
            assert self.everything() == START

    @invariant()
    def no_more_is_held_than_the_budget(self) -> None:
        if hasattr(self, "model"):
            budget = self.world.do(lambda tx: projects.find(tx, self.project)).budget_minor
            assert self.world.books(self.project).held_minor <= budget

    def everything(self) -> int:
        world = self.world
        amounts = [world.balances(account_id) for account_id in self.people]
        total = sum(each.pending_minor + each.available_minor for each in amounts)
        total += world.balances(self.owner).available_minor + world.books(self.project).hold_minor
        return total + world.balance(names.FEES)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.ends()
        super().teardown()

    def ends(self) -> None:
        """In the end everything that nobody earned is back with its owner."""
        world = self.world
        if world.state(self.project) != "closed":
            self.more_rows_come(2)
            self.opens()
            self.works_for_a_while(0, "yes")
            world.do(lambda tx: projects.close(tx, self.project, world.later()))
        while world.do(lambda tx: settle_closed(tx, self.project, TERMS, world.later())):
            pass
        world.next_day()
        world.counts()
        while world.sweep(self.project) != projects.Swept():
            pass
        books = world.books(self.project)
        assert (books.uncovered_minor, books.bonus_minor) == (0, 0)
        appealable_minor = books.appealable * books.unit_minor
        assert 0 <= books.hold_minor - appealable_minor <= books.topup_minor
        assert world.do(ledger.check) == []
        assert books.left_minor == 0
        assert world.do(broken) == []
        assert self.everything() == START
        if self.accept == "answer":
            assert world.balance(names.FEES) == self.expected_fee()
        seen = world.do(lambda tx: look(tx, self.project))
        assert seen is not None
        assert seen.standing.active == 0

    def expected_fee(self) -> int:
        """What the fee of all days is, from the answers alone."""
        rows = self.world.do(
            lambda tx: tx.connection.execute(
                "SELECT created_ms, reward_minor FROM submission WHERE state = 'accepted'"
            ).fetchall()
        )
        days: dict[str, int] = defaultdict(int)
        for created_ms, reward_minor in rows:
            days[date_of(created_ms)] += reward_minor
        return sum(rewards * self.fee // 10_000 for rewards in days.values())


@pytest.mark.hypothesis
def test_the_money_fits_with_bonuses_fees_and_a_floor(sqlite_template: Path) -> None:
    with template(sqlite_template):
        run_state_machine_as_test(MoneyWithExtras, settings=STEPS)
