"""Screeners, review as tasks and known answers where several things happen to them: what is
promised is held, what ended asks for nothing more, and nobody is paid for what isn't for them.
"""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from time import sleep

import pytest

from domain.consensus import Verdict
from domain.errors import Refused
from domain.projects import Project
from domain.questions import Question, ShowIf
from domain.review_projects import ACCEPT, columns, companion
from domain.reviewing import ReviewBy
from domain.screening import Screening
from domain.shown import Shown, filled
from services import (
    answers,
    fitting,
    gold,
    later,
    people,
    projects,
    review_cases,
    reviews,
    screenings,
    task_reports,
    unlinking,
    work,
)
from services.screenings import ScreenedOut
from services.work import InHand
from storage import campaigns
from storage import gold as known
from storage import work as assignments
from storage.answers import counts
from storage.database import open_database
from storage.tx import Tx
from tests import invariants
from tests.money.test_linking_attacks import chat_of, links, somebody
from tests.money.test_races import at_once
from tests.money.world import TERMS, World, moderation

READS = Question(id="reads", text="Do you read it?", type="yes_no", fits=("yes",), agree="none")


@pytest.fixture
def pair(database_url: str) -> Iterator[tuple[World, World]]:
    """Two processes' worth of connections to one database."""
    first, second = open_database(database_url), open_database(database_url)
    yield World(first), World(second)
    first.close_now()
    second.close_now()


def screened(*screeners: Question, budget: int = 100, pay: int = 3, people: int = 4) -> Project:
    """Rows that cost 2 each, for whom they fit."""
    made = moderation(reward=2, least=1, most=1, budget=budget)
    return replace(
        made,
        questions=(*(screeners or (READS,)), *made.questions),
        screening=Screening(pay_minor=pay, people_most=people),
    )


def says(world: World, account_id: int, value: str) -> answers.Step | None:
    """Somebody answers the question that is open of what they have in hand."""

    def say(tx: Tx) -> answers.Step | None:
        person, hand = people.load(tx, account_id, lock=True), work.current(tx, account_id)
        if hand is None:
            return None
        return answers.answer(
            tx, person, hand.assignment_id, hand.position, lambda *_: value,
            world.later(), TERMS,
        )  # fmt: skip

    return world.do(say)


def puts_aside(world: World, account_id: int, project_id: int) -> int:
    """Somebody takes a row and puts it aside."""
    assignment_id = world.takes(account_id, project_id)
    assert assignment_id is not None
    world.do(
        lambda tx: later.put_aside(tx, people.load(tx, account_id), assignment_id, world.later())
    )
    return assignment_id


def test_whom_it_does_not_fit_gets_nothing_else_of_it(sqlite_world: World) -> None:
    world = sqlite_world
    project = world.project(world.owner(), screened(), rows=6)
    world.open(project)
    ann = world.account("ann")
    aside = puts_aside(world, ann, project)
    world.takes(ann, project)
    out = says(world, ann, "no")
    assert isinstance(out, ScreenedOut)
    assert out.paid_minor == 3
    with pytest.raises(Refused):
        world.do(lambda tx: later.resume(tx, people.load(tx, ann), aside, world.later()))
    assert world.takes(ann, project) is None
    assert world.do(invariants.broken) == []


def test_a_screener_that_is_not_asked_is_no_gap(sqlite_world: World) -> None:
    world = sqlite_world
    rule = ShowIf(question="reads", values=("sometimes",))
    reads = replace(READS, type="choice", options=("yes", "sometimes", "no"),
                    fits=("yes", "sometimes"))  # fmt: skip
    often = Question(id="often", text="Often?", type="yes_no", fits=("yes",), show_if=rule,
                     agree="none")  # fmt: skip
    project = world.project(world.owner(), screened(reads, often), rows=3)
    world.open(project)
    ann = world.account("ann")
    world.takes(ann, project)
    first = says(world, ann, "yes")
    assert isinstance(first, InHand)
    assert world.do(lambda tx: screenings.store.counts(tx, project)) == (1, 0)
    says(world, ann, "yes")
    world.takes(ann, project)
    assert isinstance(says(world, ann, "no"), answers.HandedIn)  # to the row's own question


def test_an_account_that_parts_is_not_paid_once_more(sqlite_world: World) -> None:
    world = sqlite_world
    project = world.project(world.owner(), screened(), rows=6)
    somebody(world, "ann", "telegram", earns=0)
    somebody(world, "too", "web", earns=0)
    ann = links(world, ("ann", "telegram"), ("too", "web"))
    world.open(project)
    world.takes(ann, project)
    says(world, ann, "no")

    def part(tx: Tx) -> int:
        person = chat_of(tx, "too", "web")
        return unlinking.unlink(tx, person, person.identity_id, TERMS, world.later())

    parted = world.do(part)
    assert world.takes(parted, project) is None
    assert world.balances(parted).pending_minor == 0
    assert world.do(invariants.broken) == []


def test_opening_again_holds_what_screening_may_pay_or_is_refused(world: World) -> None:
    owner = world.owner()
    project = world.project(owner, screened(budget=16), rows=2)  # 4 for rows, 12 beside them
    assert world.open(project).held_minor == 16
    ann, ben = world.account("ann"), world.account("ben")
    world.takes(ben, project)
    says(world, ben, "no")
    for _ in range(2):
        world.takes(ann, project)
        says(world, ann, "yes")
        says(world, ann, "yes")
    world.sweep(project)
    assert world.state(project) == "finished"
    world.rows(project, 1)
    with pytest.raises(Refused, match="2") as refused:  # 9 are left, and kept for three people
        world.open(project)
    assert refused.value.values["missing"].minor == 2
    assert world.state(project) == "finished"
    world.do(lambda tx: projects.top_up(tx, project, 2, TERMS, world.later()))
    assert world.open(project).offered == 3
    assert world.owed(project).free_minor == 0
    for name in ("cleo", "dan", "eve", "fay"):
        other = world.account(name)
        world.takes(other, project)
        says(world, other, "no")
    world.takes(ann, project)
    says(world, ann, "yes")
    world.sweep(project)
    assert world.owed(project).hold_minor == 0
    assert world.balances(owner).available_minor == 100_000 - 18
    assert world.do(invariants.broken) == []


def test_two_who_contest_at_once_are_heard_together(pair: tuple[World, World]) -> None:
    one, two = pair
    project = one.project(one.owner(), moderation(least=2, most=4), rows=1)
    task_id = one.do(lambda tx: _know(tx, 1))
    one.open(project)
    those = [one.account(name, "reviewer") for name in ("ann", "ben")]
    given = [one.answers(account_id, project, "no") for account_id in those]

    is_said = Event()

    def contests(tx: Tx, who: int) -> bool:
        person = people.load(tx, those[who], lock=True)
        return gold.contest(tx, person, given[who] or 0, "it is no", TERMS, one.now_ms)

    def first(tx: Tx) -> bool:
        ended = contests(tx, 0)
        is_said.set()
        sleep(0.3)  # not committed yet, while the other one says so
        return ended

    def second() -> bool:
        is_said.wait(10)
        return two.do(lambda tx: contests(tx, 1))

    assert at_once(lambda: one.do(first), second) == [False, True]
    assert one.do(lambda tx: known.find_suspended(tx, task_id)) is not None
    assert one.do(invariants.broken) == []


def _know(tx: Tx, rows: int) -> int:
    """The first rows have known answers; gives the first one."""
    found = tx.connection.execute("SELECT id FROM task ORDER BY id").fetchall()
    for (task_id,) in found[:rows]:
        assert known.put(tx, task_id, '{"verdict":"yes"}')
    return int(found[0][0])


def test_a_known_answer_that_is_used_again_opens_no_decided_row(sqlite_world: World) -> None:
    world = sqlite_world
    owner = world.owner()
    made = replace(moderation(reward=2, least=2, most=4), confidence=0.7)
    project = world.project(owner, made, rows=60)  # enough for estimates
    task_id = world.do(lambda tx: _know(tx, 1))
    world.open(project)

    given = known.Given(task_id, project, owner, {}, '{"verdict":"yes"}', {}, made, owner)
    assert world.do(lambda tx: known.suspend(tx, given, world.later()))
    for number in range(2):
        worker = world.account(f"w{number}")

        def gives(tx: Tx, worker: int = worker) -> InHand | None:
            row = assignments.chosen(tx, task_id, project_id=project, account_id=worker)
            assert row is not None
            return work.give(tx, people.load(tx, worker), project, row, world.later())

        world.do(gives)
        says(world, worker, "yes")
    before = world.do(lambda tx: counts(tx, task_id))
    world.do(lambda tx: gold.keep(tx, None, task_id, TERMS, world.later()))
    after = world.do(lambda tx: counts(tx, task_id))
    assert before.state == after.state == "done"
    assert world.owed(project).free_minor >= 0


def reviewed(world: World, *, budget: int = 100, rows: int = 1) -> tuple[int, int]:
    """A project whose answers two people review, each paid 1; gives both projects."""
    by = ReviewBy(reward_minor=1, budget_minor=budget, level=0, answers_least=2, answers_most=3)
    made = replace(moderation(accept="review", least=1, most=1, budget=20), review=by)
    project = world.project(world.owner(), made, rows=rows)
    world.open(project)
    review = world.do(lambda tx: review_cases.store.project_of(tx, project))
    assert review is not None
    return project, review


def brings(world: World, project_id: int) -> int:
    """The job brings answers before reviewers."""
    return world.do(lambda tx: review_cases.bring(tx, project_id, TERMS, world.later()))


def settles(world: World) -> int:
    """The job ends what can be ended."""
    due = world.do(review_cases.due)
    for found in due:
        world.do(lambda tx, f=found: review_cases.settle(tx, f, TERMS, world.later()))
    return len(due)


def test_what_a_reviewer_put_aside_is_over_with_the_answer(sqlite_world: World) -> None:
    world = sqlite_world
    project, review = reviewed(world)
    submission = world.answers(world.account("ann"), project)
    brings(world, project)
    vera, rob = world.account("vera", "reviewer"), world.account("rob", "reviewer")
    aside = puts_aside(world, vera, review)

    def accept(tx: Tx) -> None:
        reviews.accept(tx, people.load(tx, rob), submission or 0, TERMS, world.later())

    world.do(accept)
    assert settles(world) == 1
    with pytest.raises(Refused):
        world.do(lambda tx: later.resume(tx, people.load(tx, vera), aside, world.later()))
    assert world.do(invariants.broken) == []


def test_nobody_is_paid_for_looking_at_what_went_back_to_who_asked(sqlite_world: World) -> None:
    world = sqlite_world
    project, review = reviewed(world, budget=3, rows=2)
    ann = world.account("ann")
    world.answers(ann, project)
    world.answers(ann, project)
    brings(world, project)  # the budget is for one of them
    for name in ("vera", "rob", "uma"):
        assert says_of(world, world.account(name, "reviewer"), review) is not None or name == "uma"
    settles(world)
    world.sweep(review)
    assert world.state(review) == "spent"
    assert settles(world) == 1
    world.do(lambda tx: projects.top_up(tx, review, 9, TERMS, world.later()))
    assert world.takes(world.account("xenia", "reviewer"), review) is None
    assert world.do(invariants.broken) == []


def says_of(world: World, account_id: int, review_id: int) -> object:
    """A reviewer accepts the next answer."""
    return says(world, account_id, ACCEPT) if world.takes(account_id, review_id) else None


def test_a_fit_opens_no_row_whose_case_has_ended(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    project, review = reviewed(world, rows=2)
    ann = world.account("ann")
    world.answers(ann, project)
    world.answers(ann, project)
    brings(world, project)
    for name in ("vera", "rob"):
        assert says_of(world, world.account(name, "reviewer"), review) is not None
    assert settles(world) == 1
    monkeypatch.setattr(fitting.verdicts, "verdict", lambda *_, **__: Verdict("open", 1, {}, {}))

    def doubts(tx: Tx) -> fitting.Looked:
        found = tx.connection.execute("SELECT task_id FROM review_case ORDER BY task_id").fetchall()
        opens = fitting.opening(tx, review)
        assert opens is not None
        ids = [row[0] for row in found]
        return fitting.look_again(tx, review, ids, TERMS, world.later(), opens=opens)

    assert world.do(doubts).changed == 0


def test_a_row_keeps_its_own_columns_before_reviewers() -> None:
    by = ReviewBy(reward_minor=1, budget_minor=9)
    photo = Question(id="sign", text="A photo, please.", type="photo", agree="none")
    made = moderation(accept="review")
    made = replace(
        made,
        show=(Shown("text", "{{answers}}"), Shown("picture", "{{answer_sign}}")),
        questions=(*made.questions, photo),
        review=by,
    )
    row = {"answers": "its own", "answer_sign": "https://example.org/a.png"}
    given = {"verdict": "yes", "sign": {"media": "0" * 64, "kind": "photo", "type": "image/png"}}
    data = columns(made, row, given)  # type: ignore[arg-type]
    own, picture, answered, sent = (filled((each,), data) for each in companion(made).show)
    assert "its own" in str(own)
    assert "example.org" in str(picture)
    assert "its own" not in str(answered)
    assert "yes" in str(answered)
    assert "media:0000" in str(sent)


def test_a_fit_opens_no_row_that_was_left_out(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    owner = world.owner()
    project = world.project(owner, moderation(least=2, most=4), rows=2)
    world.open(project)
    for name in ("ann", "ben"):
        account_id = world.account(name)
        assignment_id = world.takes(account_id, project)

        def report(tx: Tx, who: int = account_id, of: int | None = assignment_id) -> int:
            person = people.load(tx, who, lock=True)
            return task_reports.report(tx, person, of or 0, "unclear", "", world.later())

        world.do(report)
    row = world.do(lambda tx: task_reports.rows(tx, project, 1))[0].task_id
    world.do(lambda tx: task_reports.leave_out(tx, row, owner, TERMS, world.later()))
    monkeypatch.setattr(fitting.verdicts, "verdict", lambda *_, **__: Verdict("open", 4, {}, {}))

    def doubts(tx: Tx) -> fitting.Looked:
        standing = campaigns.standing(tx, project)
        assert standing is not None
        seen = fitting.Opening(seen=standing, opened_ms=standing.opened_ms or 0, free_minor=100)
        return fitting.look_again(tx, project, [row], TERMS, world.later(), opens=seen)

    assert world.do(doubts).changed == 0
