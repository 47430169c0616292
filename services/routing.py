"""Which task somebody gets of those that are next for them: the one where their answer is expected
to tell most. Looked at are a few of each lane, so that the choice costs the same however many tasks
there are.
"""

import orjson

from domain.projects import Project
from domain.quality import asking, deciding, judging
from domain.quality.asking import Knows, Offer
from domain.questions import Question
from services import estimates
from storage import work
from storage.tx import Tx
from storage.work import Near, NextTask

NEAR_MOST = 12  # of each lane
TRIES_MOST = 3  # where others are quicker
NOBODY = 0  # an average worker


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
    offers = _offers(tx, first.project, first.estimate, near, now_ms)
    worker, average = _known(tx, first.project, first.estimate, account_id)
    for _ in range(TRIES_MOST):
        best = near[asking.choose(offers, worker, average)]
        found = first if best.id == first.id else work.chosen(tx, best.id)
        if found is not None:
            return found._replace(reached=_reached(near, best))
        left = [place for place, task in enumerate(near) if task.id != best.id]
        near, offers = [near[place] for place in left], [offers[place] for place in left]
        if not near:
            break
    return first


def _offers(
    tx: Tx, project: Project, version: int, near: list[Near], now_ms: int
) -> list[Offer]:
    questions = _questions(project)
    offers = []
    for task in near:
        given = [(who, orjson.loads(said)) for who, said in task.given]
        chances = [
            deciding.chances(
                estimates.odds(
                    tx, version, question, [(who, said.get(question.id)) for who, said in given]
                )
            )
            for question in questions
        ]
        waited_ms = now_ms - task.place if task.lane else None  # its place is when it opened again
        offers.append(Offer(chances, waited_ms, task.is_gold))
    return offers


def _known(
    tx: Tx, project: Project, version: int, account_id: int
) -> tuple[list[Knows] | None, list[Knows]]:
    """Give a worker's matrices, None where no fit has seen them, and an average worker's."""
    average, worker, is_known = [], [], False
    for question in _questions(project):
        usual = estimates.knows(tx, version, question, NOBODY)
        assert usual is not None  # noqa: S101 - an average worker has a matrix
        own = estimates.knows(tx, version, question, account_id)
        is_known |= own is not None
        average.append(usual)
        worker.append(own or usual)
    return worker if is_known else None, average


def _questions(project: Project) -> list[Question]:
    return judging.estimated(project, judging.ROWS_LEAST)  # it has a fit, so it has rows enough


def _reached(near: list[Near], best: Near) -> int:
    """Tell up to which place of its lane there is nothing for this person, once they have it: what
    was passed over stays before them.
    """
    first = next(task for task in near if task.lane == best.lane)
    return best.place if first.id == best.id else first.place - 1
