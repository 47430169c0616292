"""A world in which answers are rejected and appealed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from domain.errors import Refused
from services import appeal_rounds, appeals, expiry, leaving, people, projects, reviews, work
from storage.tx import Tx
from tests import invariants
from tests.money.world import TERMS, World, moderation, survey

HOUR_MS = 3_600_000
WORKERS, LOOKERS = 5, 5
PROJECTS = (
    (moderation(accept="review", least=1, most=1, budget=6), 3),
    (moderation(accept="review", least=2, most=3, budget=20), 3),
    (moderation(accept="review", least=2, most=5, budget=500), 3),
    (moderation(accept="consensus", least=3, most=4, budget=40), 3),
    (replace(survey(reward=2, respondents=3, budget=8), accept="review"), 0),
)


class Appealed(World):
    """Five who answer, rob who rejects, five who may be asked, and the house's jobs."""

    def begins(self, which: int, credits: int) -> None:
        self.brought = credits
        owner_id = self.owner(credits)
        self.rob = self.account("rob", "reviewer")
        self.workers = [self.account(f"w{number}") for number in range(WORKERS)]
        self.lookers = [self._looker(f"l{number}") for number in range(LOOKERS)]
        self.everybody = (owner_id, *self.workers, *self.lookers)
        made, count = PROJECTS[which]
        self.of = self.project(owner_id, made, rows=count)
        self._tries(lambda tx: projects.open_project(tx, self.of, TERMS, self.later()))

    def _looker(self, name: str) -> int:
        account_id = self.account(name, "reviewer")
        found = {"platform": "web", "external_id": f"{name} {account_id}", "chat": name}
        self.do(
            lambda tx: people.attach(tx, account_id, now_ms=self.now_ms, **found)
        )
        return account_id

    def happens(self, word: str, choices: list[int]) -> None:
        match word:
            case "answer":
                for account_id, choice in zip(self.workers, choices, strict=False):
                    with suppress(Refused):
                        if choice:
                            self.answers(account_id, self.of, "yes" if choice > 1 else "no")
            case "take":
                for account_id, choice in zip(self.workers, choices, strict=False):
                    with suppress(Refused):
                        if choice > 1:
                            self.takes(account_id, self.of)
            case "skip":
                for account_id, choice in zip(self.workers, choices, strict=False):
                    if choice > 1:
                        self.skips(account_id)
            case "revise":
                for account_id, choice in zip(self.workers, choices, strict=False):
                    if choice > 1:
                        self._revises(account_id)
            case "review":
                for choice in choices[:3]:
                    self._is_reviewed(("accept", "reject", "reject", "send back")[choice])
            case "appeal":
                for who, choice in enumerate(choices[:WORKERS]):
                    if choice:
                        self._appeals(who)
                self.the_jobs_run()  # who may look at it is asked
            case "look":
                for who, choice in enumerate(choices):
                    if choice:
                        self._says(who, overturn=choice > 1)
            case "hours" | "day" | "days":
                self.time_passes({"hours": 3, "day": 24, "days": 80}[word])
            case "jobs":
                self.the_jobs_run()
            case "close" if choices[0] == 0:
                self._tries(lambda tx: projects.close(tx, self.of, self.later()))
            case "a worker leaves" if choices[0] == 0:
                self._leaves(self.workers[choices[1]])
            case "a looker leaves":
                if choices[0] == 0:
                    self._leaves(self.lookers[choices[1]])
                self._passes(choices[2])

    def skips(self, account_id: int) -> None:
        """Somebody gives back what they have in hand."""

        def skip(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            hand = work.current(tx, account_id)
            if hand is not None:
                work.skip(tx, person, hand.assignment_id, self.later())

        self._tries(skip)

    def _revises(self, account_id: int) -> None:
        """Somebody takes up what was sent back to them."""

        def take_up(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            assignment_id = work.sent_back(tx, account_id, self.later())
            if assignment_id is not None:
                work.take_up(tx, person, assignment_id, self.now_ms)

        self._tries(take_up)

    def _is_reviewed(self, how: str) -> None:
        def review(tx: Tx) -> None:
            rob, now_ms = people.load(tx, self.rob, lock=True), self.later()
            waiting = reviews.next_review(tx, rob)
            if waiting is None:
                return
            step = (tx, rob, waiting.submission_id)
            if how == "accept":
                reviews.accept(*step, TERMS, now_ms)
            elif how == "reject":
                reviews.reject(*step, "question", "not what was asked", TERMS, now_ms)
            else:
                reviews.send_back(*step, "look again", now_ms)

        self._tries(review)

    def _appeals(self, who: int) -> None:
        def appeal(tx: Tx) -> None:
            mark = "?" if tx.dialect == "sqlite" else "%s"
            row = tx.connection.execute(
                "SELECT MIN(id) FROM submission WHERE appeal_until_ms < 253402300799000 "  # noqa: S608
                f"AND account_id = {mark}",
                (self.workers[who],),
            ).fetchone()
            person = people.load(tx, self.workers[who], lock=True)
            appeals.appeal(tx, person, row[0] or 0, "it is right", self.later())

        self._tries(appeal)

    def _says(self, who: int, *, overturn: bool) -> None:
        def say(tx: Tx) -> None:
            person, now_ms = people.load(tx, self.lookers[who], lock=True), self.later()
            case = appeals.next_case(tx, person, now_ms)
            if case is not None:
                words = None if overturn else "it is wrong"
                appeals.say(
                    tx, person, case.asked.id, words, TERMS, now_ms, overturn=overturn
                )

        self._tries(say)

    def _passes(self, who: int) -> None:
        def let_pass(tx: Tx) -> None:
            person, now_ms = people.load(tx, self.lookers[who], lock=True), self.later()
            case = appeals.next_case(tx, person, now_ms)
            if case is not None:
                appeals.let_pass(tx, person, case.asked.id, now_ms)

        self._tries(let_pass)

    def time_passes(self, hours: int) -> None:
        now_ms = self.later(hours * HOUR_MS)
        overdue = self.do(lambda tx: expiry.due(tx, now_ms, 100))
        self.do(lambda tx: expiry.expire_some(tx, overdue, now_ms))
        self.the_jobs_run()

    def the_jobs_run(self) -> None:
        do, now_ms = self.do, self.later()
        waiting = do(lambda tx: appeal_rounds.waited(tx, now_ms, 0, 100))
        do(partial(appeal_rounds.accept_some, waiting=waiting, terms=TERMS, now_ms=now_ms))
        for appeal_id in do(lambda tx: appeal_rounds.due(tx, now_ms, 100)):
            find = partial(appeal_rounds.candidates, appeal_id=appeal_id, terms=TERMS)
            facts = {"appeal_id": appeal_id, "those": do(find)}
            do(partial(appeal_rounds.look, **facts, terms=TERMS, now_ms=now_ms))
        over = do(lambda tx: appeal_rounds.over(tx, now_ms, 100))
        do(partial(appeal_rounds.release_some, ended=over, now_ms=now_ms))
        self.sweep(self.of)

    def _leaves(self, account_id: int) -> None:
        def leave(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            if person.state == "active":
                leaving.leave(tx, person, self.later())

        self._tries(leave)

    def _tries(self, step: Callable[[Tx], object]) -> None:
        with suppress(Refused):
            self.do(step)

    def fits(self) -> None:
        assert self.do(invariants.broken) == []
        has = [self.balances(account_id) for account_id in self.everybody]
        total = sum(each.pending_minor + each.available_minor for each in has)
        total += self.owed(self.of).hold_minor
        assert total == self.brought + self.do(_came_from_the_house)


def _came_from_the_house(tx: Tx) -> int:
    """What those who looked at appeals got, less what people who left gave up."""
    row = tx.connection.execute(
        "SELECT COALESCE(SUM(CASE WHEN debit = 'house:appeals' THEN amount_minor "
        "WHEN credit = 'house:forfeited' THEN -amount_minor ELSE 0 END), 0) FROM transfer"
    ).fetchone()
    return int(row[0])
