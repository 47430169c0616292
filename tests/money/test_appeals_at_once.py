"""Several people, or a person and time, decide about one answer at the same moment: it is decided
once, paid once, and nobody is paid twice for looking at it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier, Thread

import pytest

from domain.errors import Refused
from services import appeal_rounds, appeals, people, reviews
from storage import appeals as store
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.world import TERMS, World, moderation

DAY_MS = 86_400_000
Step = Callable[[Tx], object]


class Court(World):
    """A world with rob who rejects, ann who answers, and three who look at appeals."""

    def begins(self) -> None:
        self.rob = self.account("rob", "reviewer")
        self.looking = [self.reachable(name) for name in ("lena", "luis", "lou")]
        self.owner_id = self.owner()

    def reachable(self, name: str) -> int:
        account_id = self.account(name, "reviewer")
        self.do(
            lambda tx: people.attach(
                tx, account_id, platform="web", external_id=name, chat=name, now_ms=self.now_ms
            )
        )
        return account_id

    def submission(self) -> tuple[int, int]:
        """Ann's answer to a row: ann, the answer."""
        ann = self.account("ann")
        project_id = self.project(self.owner_id, moderation(accept="review"), rows=1)
        self.open(project_id)
        number = self.answers(ann, project_id)
        assert number is not None
        return ann, number

    def rejects(self, number: int) -> Step:
        return lambda tx: reviews.reject(
            tx, people.load(tx, self.rob), number, "question", "not what was asked", TERMS,
            self.now_ms,
        )  # fmt: skip

    def appeals(self, ann: int, number: int) -> Step:
        def appeal(tx: Tx) -> None:
            person = people.load(tx, ann, lock=True)
            appeals.appeal(tx, person, number, "it is what was asked", self.now_ms)

        return appeal

    def looks(self) -> Step:
        def look(tx: Tx) -> None:
            for appeal_id in appeal_rounds.due(tx, self.now_ms, 10):
                those = appeal_rounds.candidates(tx, appeal_id, TERMS)
                appeal_rounds.look(tx, appeal_id, those, TERMS, self.now_ms)

        return look

    def says(self, account_id: int, *, overturn: bool) -> Step:
        def say(tx: Tx) -> None:
            person = people.load(tx, account_id, lock=True)
            case = appeals.next_case(tx, person, self.now_ms)
            if case is None:
                raise Refused("nothing to look at")
            words = None if overturn else "it is wrong"
            appeals.say(tx, person, case.asked.id, words, TERMS, self.now_ms, overturn=overturn)

        return say

    def at_once(self, *steps: Step) -> list[str]:
        """Run transactions at the same moment: what became of each."""
        barrier, done = Barrier(len(steps)), [""] * len(steps)

        def run(number: int, step: Step) -> None:
            barrier.wait()
            try:
                self.do(step)
                done[number] = "done"
            except Refused:
                done[number] = "refused"

        threads = [Thread(target=run, args=each) for each in enumerate(steps)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return done

    def state(self, number: int) -> str:
        found = self.do(lambda tx: store.rejected(tx, number))
        assert found is not None
        return found.state

    def holds(self) -> None:
        assert self.do(invariants.broken) == []


@pytest.fixture(params=["sqlite", "postgres"])
def court(request: pytest.FixtureRequest) -> Iterator[Court]:
    database = open_database(str(request.getfixturevalue(f"{request.param}_url")))
    made = Court(database)
    made.begins()
    yield made
    database.close_now()


def test_a_reviewer_and_time_decide_at_once(court: Court) -> None:
    for _ in range(6):
        ann, number = court.submission()
        court.later(7 * DAY_MS)
        waiting = court.do(lambda tx: appeal_rounds.waited(tx, court.now_ms, 0, 10))
        accept = partial(
            appeal_rounds.accept_some, waiting=waiting, terms=TERMS, now_ms=court.now_ms
        )
        rejected, _ = court.at_once(court.rejects(number), accept)
        assert court.state(number) == ("rejected" if rejected == "done" else "accepted")
        court.at_once(court.appeals(ann, number), court.appeals(ann, number))
        court.holds()


def test_an_appeal_and_the_end_of_its_time_come_at_once(court: Court) -> None:
    for _ in range(6):
        ann, number = court.submission()
        court.do(court.rejects(number))
        court.now_ms += 7 * DAY_MS - 1
        appeal = court.appeals(ann, number)
        over = court.do(lambda tx: appeal_rounds.over(tx, court.now_ms + 1, 10))
        end = partial(appeal_rounds.release_some, ended=over, now_ms=court.now_ms + 1)
        court.at_once(appeal, end)
        court.holds()


def test_three_say_the_same_at_once_and_it_is_paid_once(court: Court) -> None:
    for overturn in (True, False, True):
        ann, number = court.submission()
        court.do(court.rejects(number))
        court.do(court.appeals(ann, number))
        court.do(court.looks())
        done = court.at_once(
            *(court.says(each, overturn=overturn) for each in court.looking)
        )
        assert sorted(done) == ["done", "done", "refused"]
        assert court.state(number) == ("accepted" if overturn else "rejected")
        assert court.balances(ann).pending_minor == (2 if overturn else 0)
        court.holds()


def test_two_say_something_while_silence_pays(court: Court) -> None:
    for overturn in (True, False, False):
        ann, number = court.submission()
        court.do(court.rejects(number))
        court.do(court.appeals(ann, number))
        court.later(6 * DAY_MS + DAY_MS // 2)
        court.do(court.looks())  # those who are asked have a day
        court.later(DAY_MS // 2)
        said = [court.says(each, overturn=overturn) for each in court.looking[:2]]
        court.at_once(*said, court.looks())
        assert court.state(number) in ("accepted", "accepted" if overturn else "rejected")
        court.holds()
