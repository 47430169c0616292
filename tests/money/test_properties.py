"""Whatever people do in whatever order, the money fits: a small model says what everybody has."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.errors import Refused
from services import expiry, ledger, payout_runs, people, projects, reviews, work
from services.ledger import Balances
from storage.database import open_database
from storage.tx import Tx
from tests.examples import examples
from tests.money.world import CREDITS, TERMS, World, moderation

STEPS = settings(
    max_examples=examples(25),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
PEOPLE = 3


class Model:
    """What everybody should have, in twenty lines: no transfers, only amounts."""

    def __init__(self, credits: int) -> None:
        self.owner, self.hold = credits, 0
        self.pending, self.available = [0] * PEOPLE, [0] * PEOPLE

    def opens(self, held: int) -> None:
        self.owner, self.hold = self.owner - held, self.hold + held

    def earns(self, who: int, reward: int) -> None:
        self.hold, self.pending[who] = self.hold - reward, self.pending[who] + reward

    def undoes(self, who: int, reward: int) -> None:
        from_pending = min(reward, self.pending[who])
        self.pending[who] -= from_pending
        self.available[who] -= reward - from_pending
        self.hold += reward

    def pays_out(self) -> None:
        self.available = [a + p for a, p in zip(self.available, self.pending, strict=True)]
        self.pending = [0] * PEOPLE

    def ends(self) -> None:
        self.owner, self.hold = self.owner + self.hold, 0


class Money(RuleBasedStateMachine):
    """People work, take back, skip and are late, the owner opens, pauses and closes, jobs run."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "bitework.db"
        path.write_bytes(TEMPLATE.read_bytes())
        self.world = World(open_database(f"sqlite:///{path}"))

    @initialize(
        reward=st.integers(1, 5),
        least=st.integers(1, 3),
        more=st.integers(0, 3),
        rows=st.integers(1, 6),
        share=st.integers(1, 7),
        accept=st.sampled_from(["answer", "answer", "consensus", "review"]),
    )
    def begins(
        self, reward: int, least: int, more: int, rows: int, share: int, accept: str
    ) -> None:
        world, unit = self.world, reward * (least + more)
        self.at_once = accept == "answer"
        self.reviewer = world.account("rob", "reviewer")
        self.reward, self.given = reward, dict[int, list[int]]()
        self.owner = world.owner(10_000)
        self.people = [world.account(f"worker {number}") for number in range(PEOPLE)]
        made = moderation(
            reward=reward,
            least=least,
            most=least + more,
            budget=unit * share + share % 2,
            accept=accept,
        )
        self.project = world.project(self.owner, made, rows=rows)
        self.model = Model(10_000)

    @rule()
    def opens(self) -> None:
        with suppress(Refused):
            self.model.opens(self.world.open(self.project).held_minor)

    @rule(who=st.integers(0, PEOPLE - 1), value=st.sampled_from(["yes", "no"]))
    def answers(self, who: int, value: str) -> None:
        submission_id = self.world.answers(self.people[who], self.project, value)
        if submission_id is not None:
            self.given.setdefault(who, []).append(submission_id)
            self.model.earns(who, self.reward)

    @rule(who=st.integers(0, PEOPLE - 1))
    def takes(self, who: int) -> None:
        self.world.takes(self.people[who], self.project)

    @rule(who=st.integers(0, PEOPLE - 1))
    def undoes(self, who: int) -> None:
        if not self.given.get(who):
            return
        try:
            self.world.undoes(self.people[who], self.given[who][-1])
        except Refused:
            return
        self.given[who].pop()
        self.model.undoes(who, self.reward)

    @rule(ms=st.sampled_from([1_000, 700_000, 90_000_000]))
    def time_passes(self, ms: int) -> None:
        now_ms = self.world.later(ms)
        overdue = self.world.do(lambda tx: expiry.due(tx, now_ms, 100))
        self.world.do(lambda tx: expiry.expire_some(tx, overdue, now_ms))

    @rule()
    def is_paid_out(self) -> None:
        world = self.world

        def run(now_ms: int) -> None:
            begun = world.do(lambda tx: payout_runs.begin_now(tx, now_ms))
            assert begun is not None
            chunk = world.do(lambda tx: payout_runs.next_chunk(tx, begun, CREDITS, 100))
            if chunk is not None:
                world.do(lambda tx: payout_runs.credit(tx, begun, chunk, CREDITS, now_ms))
            world.do(lambda tx: payout_runs.finish(tx, begun, now_ms))

        run(world.later())
        self.model.pays_out()

    @rule()
    def is_swept(self) -> None:
        swept = self.world.sweep(self.project)
        assert isinstance(swept, projects.Swept)
        if swept.state or swept.returned_minor:
            assert swept.returned_minor == self.model.hold or not self.at_once
            self.model.ends()

    @rule()
    def is_folded(self) -> None:
        through_id = self.world.do(ledger.fold_target)
        self.world.do(lambda tx: ledger.fold_some(tx, through_id))

    @rule(rows=st.integers(1, 3))
    def more_rows_come(self, rows: int) -> None:
        if self.world.state(self.project) != "closed":
            self.world.rows(self.project, rows)

    @precondition(lambda self: self.world.state(self.project) == "open")
    @rule()
    def is_paused(self) -> None:
        self.world.do(lambda tx: projects.pause(tx, self.project, self.world.later()))

    @rule(sure=st.integers(0, 9))
    def is_closed(self, sure: int) -> None:
        if sure == 0 and self.world.state(self.project) != "closed":
            self.world.do(lambda tx: projects.close(tx, self.project, self.world.later()))
            self.model.ends()

    @rule(how=st.sampled_from(["accept", "reject", "send back"]))
    def is_reviewed(self, how: str) -> None:
        def review(tx: Tx) -> None:
            reviewer = people.load(tx, self.reviewer)
            waiting = reviews.next_review(tx, reviewer)
            if waiting is None:
                return
            step = (tx, reviewer, waiting.submission_id)
            if how == "accept":
                reviews.accept(*step, TERMS, self.world.later())
            elif how == "reject":
                reviews.reject(
                    *step, "question", "not what was asked", TERMS, self.world.later()
                )
            else:
                reviews.send_back(*step, "look again", self.world.later())

        with suppress(Refused):
            self.world.do(review)

    @rule(who=st.integers(0, PEOPLE - 1))
    def takes_up_what_was_sent_back(self, who: int) -> None:
        def take_up(tx: Tx) -> None:
            person = people.load(tx, self.people[who], lock=True)
            sent_back = work.sent_back(tx, person.account_id, self.world.later())
            if sent_back is not None:
                work.take_up(tx, person, sent_back, self.world.later())

        self.world.do(take_up)

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "model"):
            return
        world = self.world
        amounts = [world.balances(account_id) for account_id in self.people]
        total = sum(each.pending_minor + each.available_minor for each in amounts)
        total += world.balances(self.owner).available_minor + world.owed(self.project).hold_minor
        assert total == 10_000

    @invariant()
    def everybody_has_what_the_model_says(self) -> None:
        if not hasattr(self, "model") or not self.at_once:
            return
        world, model = self.world, self.model
        assert world.balances(self.owner).available_minor == model.owner
        assert world.owed(self.project).hold_minor == model.hold
        for who, account_id in enumerate(self.people):
            expected = Balances(model.pending[who], model.available[who], 0)
            assert world.balances(account_id) == expected

    @invariant()
    def what_is_offered_can_be_paid(self) -> None:
        if not hasattr(self, "model"):
            return
        owed = self.world.owed(self.project)
        assert owed.free_minor >= 0, owed
        assert self.world.do(ledger.check) == []

    def teardown(self) -> None:
        self.world.database.close_now()
        self.folder.cleanup()


TEMPLATE = Path()


@contextmanager
def template(path: Path) -> Iterator[None]:
    global TEMPLATE
    TEMPLATE = path
    yield


@pytest.mark.hypothesis
def test_the_money_fits_whatever_people_do(sqlite_template: Path) -> None:
    with template(sqlite_template):
        run_state_machine_as_test(Money, settings=STEPS)
