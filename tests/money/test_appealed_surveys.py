"""A survey asks no more people than it wants when an answer that was replaced is paid after all."""

from collections.abc import Iterator

import pytest

from services import appeals, people
from storage.database import open_database
from storage.tx import Tx
from tests.money.appealed_world import LOOKERS, Appealed
from tests.money.world import TERMS

OF_THREE, CREDITS = 4, 10  # the survey that wants three answers, and pays for four
EVERYBODY = [1] * LOOKERS


@pytest.fixture
def club(database_url: str) -> Iterator[Appealed]:
    """Three have answered. The first two are rejected and appeal; for the first of them the budget
    pays somebody else, for the second it doesn't. The third is accepted.
    """
    database = open_database(database_url)
    club = Appealed(database)
    club.begins(OF_THREE, CREDITS)
    for word, choices in (
        ("answer", [2, 2, 2, 0, 0]), ("review", [1, 1, 0]), ("appeal", EVERYBODY),
    ):  # fmt: skip
        club.happens(word, choices)
        club.fits()
    yield club
    club.fits()
    database.close_now()


def decide(club: Appealed, which: int, *, overturn: bool) -> None:
    """Two of those who look say the same about somebody's answer."""

    def say(tx: Tx) -> None:
        mark = "?" if tx.dialect == "sqlite" else "%s"
        of_theirs = tx.connection.execute(
            "SELECT r.id, r.account_id FROM appeal_review r JOIN appeal l ON l.id = r.appeal_id "  # noqa: S608
            f"WHERE r.state = 'asked' AND l.account_id = {mark} ORDER BY r.id",
            (club.workers[which],),
        ).fetchall()
        for review_id, account_id in of_theirs[:2]:
            person, words = people.load(tx, account_id, lock=True), "it is wrong"
            said = None if overturn else words
            appeals.say(tx, person, review_id, said, TERMS, club.later(), overturn=overturn)

    club.do(say)
    club.fits()


def test_who_gives_back_what_was_asked_in_place_of_a_paid_answer_frees_nothing(
    club: Appealed,
) -> None:
    assert club.takes(club.workers[3], club.of)  # in place of the first
    decide(club, 0, overturn=True)
    club.skips(club.workers[3])
    assert club.takes(club.workers[4], club.of) is None  # the second's may count yet

    decide(club, 1, overturn=True)
    club.sweep(club.of)
    assert club.takes(club.workers[4], club.of) is None
    assert club.state(club.of) == "finished"


def test_who_was_asked_in_place_of_a_paid_answer_makes_up_for_one_that_stays_rejected(
    club: Appealed,
) -> None:
    assert club.answers(club.workers[3], club.of)
    decide(club, 0, overturn=True)
    decide(club, 1, overturn=False)
    assert club.takes(club.workers[4], club.of) is None  # the first, the third and the fourth


def test_somebody_is_asked_in_place_of_an_answer_that_stays_rejected(club: Appealed) -> None:
    assert club.takes(club.workers[3], club.of)
    decide(club, 0, overturn=True)
    club.skips(club.workers[3])
    decide(club, 1, overturn=False)
    assert club.answers(club.workers[4], club.of)
    assert club.takes(club.workers[3], club.of) is None
