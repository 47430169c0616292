"""Known answers are never used up while there is money that no row needs."""

from functools import partial

import pytest

from domain.errors import Refused
from domain.quality import mixing as drawing
from services import gold as known
from services import mixing, people, reviews, sweeping, task_reports, work
from storage import answers, gold
from storage import work as assignments
from storage.answers import Counts
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.money.world import TERMS
from tests.quality.known_world import Mixed, mixed


def supply(of: Mixed) -> tuple[int, int]:
    return of.world.do(lambda tx: gold.supply(tx, of.project_id))


def besides(of: Mixed) -> set[int]:
    """The rows that are asked besides."""
    query = "SELECT id FROM task WHERE lane = 3"
    return of.world.do(lambda tx: {row[0] for row in tx.connection.execute(query).fetchall()})


def counts(of: Mixed, task_id: int) -> Counts:
    return of.world.do(lambda tx: answers.counts(tx, task_id))


async def test_they_last_for_the_thirtieth_person(database: Database) -> None:
    """Five known rows of at most three answers each: seven people would have used them up."""
    of = mixed(database, rows=200, known_every=40)
    met: dict[int, list[int]] = {}
    for number in range(30):
        tasks = of.works(f"worker{number}", 8, of.world.later())
        assert len(tasks) == len(set(tasks)) == 8
        met[number] = [one for one in tasks if one in of.known]
        of.world.sweep(of.project_id)
        assert of.world.owed(of.project_id).free_minor >= 0
    assert sum(map(bool, list(met.values())[20:])) >= 6
    assert sum(map(len, met.values())) > 25
    await invariants.hold(database)


async def test_what_there_is_lasts_until_the_end(database: Database) -> None:
    """All are newcomers, who meet most of them, and no row leaves anything over: what opening held
    for known answers is not gone when half of the project is done.
    """
    of = mixed(database, rows=200, known_every=20)
    shares = []
    for number in range(24):
        met = of.works(f"worker{number}", 20, of.world.later())
        of.world.sweep(of.project_id)
        shares.append(len(of.known.intersection(met)))
    assert sum(shares[-6:]) >= 6
    await invariants.hold(database)


async def test_closing_gives_back_what_was_kept_for_them(database: Database) -> None:
    of = mixed(database, rows=60, known_every=20)
    owner_id = of.owner_id
    for number in range(8):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    assert supply(of)[1] > 0
    before = of.world.owed(of.project_id)
    assert before.offered_minor >= 2 * supply(of)[1]
    closed = of.closes()
    assert closed.returned_minor == before.hold_minor
    has = of.world.balances(owner_id)
    assert has.available_minor + before.books.rewards_minor == 100_000
    await invariants.hold(database)


async def test_a_finished_project_gives_it_back_and_asks_nothing_more(database: Database) -> None:
    of = mixed(database, rows=24, known_every=8)
    for number in range(12):
        of.works(f"worker{number}", 12, of.world.later())
        of.world.sweep(of.project_id)
    assert of.world.state(of.project_id) == "finished"
    assert of.world.owed(of.project_id).hold_minor == 0
    assert of.works("late", 3, of.world.later()) == []
    of.world.rows(of.project_id, 5)
    of.world.open(of.project_id)
    assert supply(of)[1] == 0  # what was kept for them went back
    assert of.world.owed(of.project_id).free_minor >= 0
    await invariants.hold(database)


async def test_what_somebody_took_while_it_ended_is_taken_back_first(database: Database) -> None:
    """A sweep saw a project with nothing in hand; before it ends it somebody is given a check."""
    of = mixed(database, rows=24, known_every=8)
    number = 0
    while of.world.progress(of.project_id).decided < 24:
        of.world.sweep(of.project_id)
        of.works(f"worker{number}", 1, of.world.later())
        number += 1
    seen = of.world.do(lambda tx: sweeping.look(tx, of.project_id))
    assert seen is not None
    assert seen.known.idle > 0
    late = of.world.account("late")

    def takes(tx: Tx) -> int:
        task = mixing.known(tx, project_id=of.project_id, account_id=late)
        assert task is not None
        hand = work.give(tx, people.load(tx, late), of.project_id, task, of.world.later())
        assert hand is not None
        return hand.assignment_id

    assignment_id = of.world.do(takes)
    ended = of.world.do(lambda tx: sweeping.sweep(tx, of.project_id, of.world.later(), seen))
    assert (ended.state, ended.returned_minor) == ("finished", 0)
    of.world.sweep(of.project_id)  # it is taken back kindly, and then the rest goes back
    with pytest.raises(Refused):
        of.world.hands_in(late, assignment_id)
    assert of.world.owed(of.project_id).hold_minor == 0
    await invariants.hold(database)


async def test_rows_come_before_them_where_the_budget_is_short(database: Database) -> None:
    of = mixed(database, rows=60, known_every=6, budget=200)
    for number in range(8):
        of.works(f"worker{number}", 6, of.world.later())
        of.world.sweep(of.project_id)
        assert of.world.owed(of.project_id).free_minor >= 0
    assert supply(of)[1] == 0
    of.world.sweep(of.project_id)
    await invariants.hold(database)


async def test_one_that_people_say_something_is_wrong_with_is_not_asked_besides(
    database: Database,
) -> None:
    of = mixed(database, rows=60, known_every=20)
    wrong, who = min(of.known), of.world.account("tells")

    def report(tx: Tx) -> None:
        tx.queries.task_report_add(
            tx.connection, task_id=wrong, project_id=of.project_id, account_id=who, code="broken",
            words="", now_ms=of.world.now_ms,
        )  # fmt: skip

    of.world.do(report)
    for number in range(8):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    assert besides(of) == of.known - {wrong}


async def test_one_that_is_asked_besides_is_asked_no_more_once_somebody_says_so(
    database: Database,
) -> None:
    of = mixed(database, rows=60, known_every=20)
    for number in range(8):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    wrong = min(besides(of))
    assert counts(of, wrong).slots > 1
    ann, ben = (of.world.account(name) for name in ("ann", "ben"))

    def takes(tx: Tx, account_id: int) -> int:
        task = assignments.chosen(tx, wrong, project_id=of.project_id, account_id=account_id)
        assert task is not None
        hand = work.give(tx, people.load(tx, account_id), of.project_id, task, of.world.later())
        assert hand is not None
        return hand.assignment_id

    held, given_back = (of.world.do(lambda tx, who=who: takes(tx, who)) for who in (ann, ben))

    def report(tx: Tx) -> None:
        who = people.load(tx, ann)
        task_reports.report(tx, who, held, "unclear", "", of.world.later())

    of.world.do(report)
    assert counts(of, wrong).slots == 0
    ben_skips = partial(work.skip, assignment_id=given_back, now_ms=of.world.later())
    of.world.do(lambda tx: ben_skips(tx, people.load(tx, ben)))
    of.world.sweep(of.project_id)
    assert counts(of, wrong).slots == 0
    await invariants.hold(database)


async def test_who_is_outvoted_in_such_a_row_is_told_so_at_once(database: Database) -> None:
    """In projects that pay by consensus an answer to a row that is decided waits for nobody."""
    of = mixed(database, rows=100, known_every=20, accept="consensus")
    for number in range(12):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    assert besides(of)
    for number in range(4):
        of.works(f"contrary{number}", 6, of.world.later(), says="no")
        of.world.sweep(of.project_id)
    await invariants.hold(database)


async def test_a_rejected_answer_to_such_a_row_is_asked_of_nobody_else(database: Database) -> None:
    of = mixed(database, rows=100, known_every=20, accept="review")
    for number in range(12):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    [task_id, *_] = besides(of)
    reviewer = of.world.account("vera", "admin")
    before = counts(of, task_id)

    def reject(tx: Tx) -> None:
        find = f"SELECT id FROM submission WHERE task_id = {task_id} ORDER BY id"  # noqa: S608
        [number, *_] = next(iter(tx.connection.execute(find)))
        who = people.load(tx, reviewer)
        now_ms = of.world.later()
        reviews.reject(tx, who, number, "instructions", "That is another one.", TERMS, now_ms)

    of.world.do(reject)
    after = counts(of, task_id)
    assert (after.answers, after.slots) == (before.answers - 1, before.slots)
    assert after.state == "done"
    assert of.world.owed(of.project_id).free_minor >= 0
    await invariants.hold(database)


async def test_one_whose_answers_were_all_rejected_stays_known(database: Database) -> None:
    """Unmarked, it would neither be asked nor give back what is kept for it."""
    of = mixed(database, rows=60, known_every=20, accept="review")
    for number in range(8):
        of.works(f"worker{number}", 8, of.world.later())
        of.world.sweep(of.project_id)
    task_id = min(besides(of))
    reviewer = of.world.account("vera", "admin")

    def reject(tx: Tx) -> None:
        find = f"SELECT id FROM submission WHERE task_id = {task_id}"  # noqa: S608
        for [number] in tx.connection.execute(find).fetchall():
            who, now_ms = people.load(tx, reviewer), of.world.later()
            reviews.reject(tx, who, number, "instructions", "Another one.", TERMS, now_ms)

    of.world.do(reject)
    assert counts(of, task_id).answers == 0
    row_id = f"row {min(of.known)}"
    with pytest.raises(Refused):
        of.world.do(lambda tx: known.mark(tx, None, of.project_id, row_id, {}, "", 1))
    await invariants.hold(database)


async def test_a_row_that_is_set_aside_can_be_put_back(database: Database) -> None:
    """What it may cost is not spent on known answers meanwhile."""
    of = mixed(database, rows=60, known_every=20, budget=360)
    first = of.world.account("first")
    for who in (first, of.world.account("second")):
        said = of.world.takes(who, of.project_id) or 0

        def report(tx: Tx, who: int = who, said: int = said) -> None:
            person = people.load(tx, who)
            task_reports.report(tx, person, said, "unclear", "", of.world.later())

        of.world.do(report)
    find = "SELECT id FROM task WHERE lane = 2"
    aside = of.world.do(lambda tx: tx.connection.execute(find).fetchone()[0])
    for number in range(12):
        of.works(f"worker{number}", 9, of.world.later())
        of.world.sweep(of.project_id)
    assert of.world.state(of.project_id) == "open"
    assert counts(of, max(of.known)).state == "done"
    of.world.do(lambda tx: task_reports.put_back(tx, aside, of.owner_id, of.world.later()))
    assert counts(of, aside).slots > 0
    await invariants.hold(database)


async def test_nobody_can_reckon_when_a_known_answer_comes(database: Database) -> None:
    """What somebody knows of themselves and of their work isn't enough for it."""
    of = mixed(database, rows=300, known_every=10)
    of.world.do(mixing.settle)
    secret = of.world.do(gold.secret)
    of.world.do(mixing.settle)
    assert of.world.do(gold.secret) == secret  # it stays
    of.world.do(lambda tx: gold.keep_secret(tx, "a"))
    is_known = [task in of.known for task in of.works("spy", 50, of.world.later())]
    find, most = "SELECT MIN(account_id) FROM assignment", drawing.MOST
    spy = of.world.do(lambda tx: tx.connection.execute(find).fetchone()[0])
    shares = []
    for word in ("", "a"):
        drawn = [drawing.draw(spy, of.project_id, given, word) < most for given in range(50)]
        hits = [known for known, told in zip(is_known, drawn, strict=True) if told]
        shares.append(sum(hits) / len(hits))
    assert shares[0] < 0.4 < 0.6 < shares[1]
