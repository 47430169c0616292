"""Which task somebody gets of those that are next for them: the ones where their answer is expected
to tell most, first.

Looked at are a few rows of each lane, so that it costs the same however many tasks there are. Their
order is kept for a while, in this process, as a hint: the next rows that they ask for are taken
from it by one statement each, which sees whether the row is still to be had.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from domain.projects import Project
from domain.quality import asking, judging
from domain.quality.asking import Knows, Offer
from domain.questions import Question
from services import estimates
from storage import work
from storage.tx import Tx
from storage.work import Near, NextTask

NEAR_MOST = 8  # of each lane
AHEAD_MS = 120_000  # for so long an order of rows is good enough
PEOPLE_MOST = 5_000  # whose order is kept
TRIES_MOST = 4  # rows that others were quicker to take
NOBODY = 0  # an average worker


class Ahead(NamedTuple):
    """What somebody is to be asked next: the rows' ids, the best last, and up to which place of
    each lane there is nothing else for them.
    """

    version: int
    until_ms: int
    task_ids: list[int]
    reached: tuple[int, int]


_ahead: OrderedDict[tuple[int, int], Ahead] = OrderedDict()


def ahead(tx: Tx, project_id: int, account_id: int, now_ms: int) -> NextTask | None:
    """Give what was found best for somebody a moment ago, where it is still to be had."""
    kept = _ahead.get((project_id, account_id))
    if kept is None:
        return None
    tries = TRIES_MOST if 0 <= kept.until_ms - now_ms <= AHEAD_MS else 0
    while kept.task_ids and tries:
        tries -= 1
        task_id = kept.task_ids.pop()
        found = work.chosen(tx, task_id, project_id=project_id, account_id=account_id)
        if found is not None:
            if found.estimate != kept.version:
                break
            return found._replace(reached=kept.reached[found.lane])
    _ahead.pop((project_id, account_id), None)
    return None


def keep(project_id: int, account_id: int, task_id: int) -> None:
    """Put back what was found best: something else came before it."""
    kept = _ahead.get((project_id, account_id))
    if kept is not None:
        kept.task_ids.append(task_id)


def choose(
    tx: Tx, first: NextTask, *, project_id: int, account_id: int, now_ms: int
) -> NextTask:
    """Choose among what is near the first task that was found; before a project's first fit, and
    where nothing is estimated, it is that one.
    """
    if not first.estimate:
        return first
    near = work.near(tx, first, project_id=project_id, account_id=account_id, most=NEAR_MOST)
    if len(near) < 2:
        return first
    questions = _questions(first.project)
    offers = [_offer(tx, questions, first.estimate, task, now_ms) for task in near]
    worker, average = _known(tx, questions, first.estimate, account_id)
    best = asking.ranked(offers, worker, average)
    task_ids = [near[place].id for place in best]
    if len(_ahead) >= PEOPLE_MOST:
        _ahead.popitem(last=False)
    _ahead[project_id, account_id] = Ahead(
        version=first.estimate,
        until_ms=now_ms + AHEAD_MS,
        task_ids=task_ids[::-1],
        reached=(_reached(near, 0), _reached(near, 1)),
    )
    return ahead(tx, project_id, account_id, now_ms) or first


def _offer(
    tx: Tx, questions: Sequence[Question], version: int, task: Near, now_ms: int
) -> Offer:
    chances = estimates.chances(tx, version, questions, task.given)
    waited_ms = now_ms - task.place if task.lane else None  # its place is when it opened again
    return Offer(chances, waited_ms, task.is_gold)


def _known(
    tx: Tx, questions: Sequence[Question], version: int, account_id: int
) -> tuple[list[Knows] | None, list[Knows]]:
    """Give a worker's matrices, None where no fit has seen them, and an average worker's."""
    average, worker, is_known = [], [], False
    for question in questions:
        usual = estimates.knows(tx, version, question, NOBODY)
        assert usual is not None  # noqa: S101 - an average worker has a matrix
        own = estimates.knows(tx, version, question, account_id)
        is_known |= own is not None
        average.append(usual)
        worker.append(own or usual)
    return worker if is_known else None, average


def _questions(project: Project) -> list[Question]:
    return judging.estimated(project, judging.ROWS_LEAST)  # it has a fit, so it has rows enough


def _reached(near: Sequence[Near], lane: int) -> int:
    """Tell up to which place of a lane there is nothing for this person: what is passed over stays
    before them.
    """
    return next((task.place - 1 for task in near if task.lane == lane), 0)
