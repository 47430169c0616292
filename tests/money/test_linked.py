"""Whatever people do in several chats that become one account and part again: nobody gains or loses
by it, points can be replayed, and no task comes twice to the same person.
"""

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.amounts import Money
from domain.errors import Refused
from domain.people import Person
from services import (
    expiry,
    grants,
    merging,
    payout_runs,
    people,
    projects,
    reviews,
    unlinking,
    work,
)
from storage.database import open_database
from storage.tx import Tx
from storage.work import still_held
from tests import invariants
from tests.examples import examples
from tests.money.world import CREDITS, START_MS, TERMS, World, moderation

CHATS = 4
BROUGHT = 5_000
WHO = st.integers(0, CHATS - 1)


def steps(most: int) -> settings:
    return settings(
        max_examples=most,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    )


class Linked(RuleBasedStateMachine):
    """Four chats, two projects of the first one's, a reviewer, and jobs that run."""

    make_world: Callable[[], World]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make_world()
        self.run = f"run {self.world.now_ms}-{id(self)}"

    @initialize(accept=st.sampled_from(["answer", "consensus", "review"]), rows=st.integers(2, 6))
    def begins(self, accept: str, rows: int) -> None:
        world = self.world
        self.reviewer = world.account("rob", "reviewer")
        self.chats = [self._chat(number) for number in range(CHATS)]
        self.kin = [{number} for number in range(CHATS)]
        self.met = [set[int]() for _ in range(CHATS)]  # tasks answered or skipped
        owner = self._account(0)
        world.deposit(owner, BROUGHT, self.run)
        self.projects = [
            world.project(owner, moderation(accept=how, budget=200), rows=rows)
            for how in (accept, "answer")
        ]
        for project_id in self.projects:
            world.open(project_id)

    def _chat(self, number: int) -> tuple[str, str]:
        """A chat on a platform of its own, and an account that it leads to."""
        world, where = self.world, (f"platform {number}", f"{self.run} {number}")
        account_id = world.account(f"ann {number}", "requester" if number == 0 else "worker")
        world.do(
            lambda tx: people.attach(
                tx,
                account_id,
                platform=where[0],
                external_id=where[1],
                chat="chat",
                now_ms=world.now_ms,
            )
        )
        return where

    def _person(self, tx: Tx, chat: int) -> Person:
        platform, user = self.chats[chat]
        found = people.met(tx, platform=platform, external_id=user, chat="chat")
        assert found is not None
        people.load(tx, found[0].account_id, lock=True)
        return found[0]

    def _account(self, chat: int) -> int:
        return self.world.do(lambda tx: self._person(tx, chat).account_id)

    def _taken(self, chat: int, which: int) -> work.InHand | None:
        """Take a task, or the one in hand; it is none that this person has answered or skipped."""

        def take(tx: Tx) -> work.InHand | None:
            person = self._person(tx, chat)
            hand = work.current(tx, person.account_id)
            return hand or work.take(tx, person, self.projects[which], self.world.later())

        hand = self.world.do(take)
        assert hand is None or self._task(hand.assignment_id) not in self.met[chat]
        return hand

    def _task(self, assignment_id: int) -> int:
        query = f"SELECT task_id FROM assignment WHERE id = {assignment_id}"  # noqa: S608
        task_id: int = self.world.do(lambda tx: tx.connection.execute(query).fetchone()[0])
        return task_id

    def _has_met(self, chat: int, task_id: int) -> None:
        for each in self.kin[chat]:
            self.met[each].add(task_id)

    @rule(chat=WHO, which=st.integers(0, 1), value=st.sampled_from(["yes", "no"]))
    def answers(self, chat: int, which: int, value: str) -> None:
        hand = self._taken(chat, which)
        if hand is None:
            return
        task_id = self._task(hand.assignment_id)
        if self.world.hands_in(self._account(chat), hand.assignment_id, value) is not None:
            self._has_met(chat, task_id)

    @rule(chat=WHO, which=st.integers(0, 1))
    def takes(self, chat: int, which: int) -> None:
        self._taken(chat, which)

    @rule(chat=WHO)
    def skips(self, chat: int) -> None:
        def skip(tx: Tx) -> int | None:
            person = self._person(tx, chat)
            hand = work.current(tx, person.account_id)
            if hand is not None:
                work.skip(tx, person, hand.assignment_id, self.world.later())
            return hand.assignment_id if hand else None

        if (assignment_id := self.world.do(skip)) is not None:
            self._has_met(chat, self._task(assignment_id))

    @rule(chat=WHO)
    def undoes(self, chat: int) -> None:
        account_id = self._account(chat)
        query = f"SELECT MAX(id) FROM submission WHERE account_id = {account_id}"  # noqa: S608
        latest = self.world.do(lambda tx: tx.connection.execute(query).fetchone()[0])
        if latest is None:
            return
        with suppress(Refused):
            self.world.undoes(account_id, latest)
            self._forget(latest)

    def _forget(self, submission_id: int) -> None:
        """What was taken back, or sent back, may come again."""
        query = f"SELECT task_id FROM submission WHERE id = {submission_id}"  # noqa: S608
        task_id = self.world.do(lambda tx: tx.connection.execute(query).fetchone()[0])
        for met in self.met:
            met.discard(task_id)

    @rule(one=WHO, other=WHO)
    def links(self, one: int, other: int) -> None:
        if one == other:
            return

        def link(tx: Tx) -> None:
            issuer, person = self._person(tx, one), self._person(tx, other)
            plan = merging.plan(tx, issuer, person)
            merging.merge(tx, plan, self.world.later(), actor_id=person.account_id)

        try:
            self.world.do(link)
        except Refused:
            return
        kin = self.kin[one] | self.kin[other]
        met = set.union(*(self.met[each] for each in kin))
        met -= self._in_hand(one)  # it stays there, though they had let it pass in another chat
        for each in kin:
            self.kin[each], self.met[each] = kin, set(met)

    def _in_hand(self, chat: int) -> set[int]:
        account_id = self._account(chat)
        return {task for _, task in self.world.do(lambda tx: still_held(tx, account_id))}

    @rule(chat=WHO)
    def unlinks(self, chat: int) -> None:
        def unlink(tx: Tx) -> None:
            person = self._person(tx, chat)
            unlinking.unlink(tx, person, person.identity_id, TERMS, self.world.later())

        with suppress(Refused):
            self.world.do(unlink)

    @rule(how=st.sampled_from(["accept", "reject", "send back"]))
    def is_reviewed(self, how: str) -> None:
        def review(tx: Tx) -> int | None:
            reviewer = people.load(tx, self.reviewer)
            waiting = reviews.next_review(tx, reviewer)
            if waiting is None:
                return None
            step = (tx, reviewer, waiting.submission_id)
            if how == "accept":
                reviews.accept(*step, TERMS, self.world.later())
            elif how == "reject":
                reviews.reject(
                    *step, "question", "not what was asked", TERMS, self.world.later()
                )
            else:
                reviews.send_back(*step, "look again", self.world.later())
                return waiting.submission_id
            return None

        with suppress(Refused):
            sent_back = self.world.do(review)
            if sent_back is not None:
                self._forget(sent_back)

    @rule(chat=WHO)
    def takes_up_what_was_sent_back(self, chat: int) -> None:
        def take_up(tx: Tx) -> None:
            person = self._person(tx, chat)
            sent_back = work.sent_back(tx, person.account_id, self.world.later())
            if sent_back is not None:
                work.take_up(tx, person, sent_back, self.world.later())

        self.world.do(take_up)

    @rule(chat=WHO, minor=st.integers(1, 300))
    def is_granted(self, chat: int, minor: int) -> None:
        def grant(tx: Tx) -> None:
            giver, to = self._person(tx, 0), self._person(tx, chat)
            now_ms = self.world.later()
            amount = Money(minor, CREDITS)
            ref = f"{self.run} {now_ms}"
            grants.grant(tx, giver, to.account_id, amount, "for the test", now_ms, ref=ref)

        with suppress(Refused):
            self.world.do(grant)

    @rule(ms=st.sampled_from([1_000, 700_000, 90_000_000]))
    def time_passes(self, ms: int) -> None:
        now_ms = self.world.later(ms)
        overdue = self.world.do(lambda tx: expiry.due(tx, now_ms, 100))
        self.world.do(lambda tx: expiry.expire_some(tx, overdue, now_ms))

    @rule()
    def is_paid_out(self) -> None:
        world, now_ms = self.world, self.world.later()
        begun = world.do(lambda tx: payout_runs.begin_now(tx, now_ms))
        assert begun is not None
        chunk = world.do(lambda tx: payout_runs.next_chunk(tx, begun, CREDITS, 100))
        if chunk is not None:
            world.do(lambda tx: payout_runs.credit(tx, begun, chunk, CREDITS, now_ms))
        world.do(lambda tx: payout_runs.finish(tx, begun, now_ms))

    @rule(which=st.integers(0, 1), minor=st.integers(1, 50))
    def is_topped_up(self, which: int, minor: int) -> None:
        with suppress(Refused):
            self.world.do(
                lambda tx: projects.top_up(
                    tx, self.projects[which], minor, TERMS, self.world.later()
                )
            )

    @rule(which=st.integers(0, 1))
    def is_swept(self, which: int) -> None:
        self.world.sweep(self.projects[which])

    @rule(which=st.integers(0, 1), sure=st.integers(0, 9))
    def is_closed(self, which: int, sure: int) -> None:
        if sure == 0:
            with suppress(Refused):
                self.world.do(
                    lambda tx: projects.close(tx, self.projects[which], self.world.later())
                )

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "projects"):
            return
        world = self.world
        accounts = {self._account(chat) for chat in range(CHATS)}
        has = [world.balances(account_id) for account_id in accounts]
        total = sum(each.pending_minor + each.available_minor + each.paid_minor for each in has)
        total += sum(world.owed(project_id).hold_minor for project_id in self.projects)
        assert total == BROUGHT

    @invariant()
    def all_of_it_fits(self) -> None:
        assert self.world.do(invariants.broken) == []


@pytest.mark.hypothesis
def test_nobody_gains_or_loses_by_linking(sqlite_template: Path) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bitework.db"

        class OnSqlite(Linked):
            @staticmethod
            def make_world() -> World:
                path.unlink(missing_ok=True)
                path.write_bytes(sqlite_template.read_bytes())
                return World(open_database(f"sqlite:///{path}"))

            def teardown(self) -> None:
                self.world.database.close_now()
                for rest in Path(folder).iterdir():
                    rest.unlink()

        run_state_machine_as_test(OnSqlite, settings=steps(examples(25)))


@pytest.mark.hypothesis
def test_nor_on_postgres(postgres_url: str) -> None:
    database, begun = open_database(postgres_url), count(1)

    class OnPostgres(Linked):
        @staticmethod
        def make_world() -> World:
            return World(database, START_MS + next(begun) * 10**10)  # each in days of its own

    try:
        run_state_machine_as_test(OnPostgres, settings=steps(6))
    finally:
        database.close_now()
