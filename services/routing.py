"""Which task somebody gets of those that are next for them: the ones where their answer is expected
to tell most, first. None as yet, where all of them wait for others (`domain.quality.asking`).

Looked at are some rows of each lane, so that it costs the same however many tasks there are. Their
order is kept for a while, in this process, as a hint: the next rows that they ask for are taken
from it by one statement each, which sees whether the row is still to be had. A new fit doesn't end
it: a thousand people would be looked at anew in the same moment. Since when people ask
for work after a fit is such a hint, too: where it is lost, rows wait a little longer for others.
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

NEAR_MOST = 32  # of each lane
AHEAD_MS = 120_000  # for so long an order of rows is good enough
WAITS_MS = 30_000  # for so long nobody is looked at again for whom nothing was
FITS_MOST = 10_000  # of which it is known since when people ask for work after them
PEOPLE_MOST = 5_000  # whose order is kept
TRIES_MOST = 4  # rows that others were quicker to take
NOBODY = 0  # an average worker


class Ahead(NamedTuple):
    """What somebody is to be asked next: the rows' ids, the best last, and up to which place of
    each lane there is nothing else for them. No rows: all that is near waits for others.
    """

    version: int
    until_ms: int
    task_ids: list[int]
    reached: tuple[int, int]


_ahead: OrderedDict[tuple[int, int], Ahead] = OrderedDict()
_since: OrderedDict[int, int] = OrderedDict()  # by the fit's version
_waiting: OrderedDict[int, int] = OrderedDict()  # when nothing was for an account


def forget() -> None:
    """Look at everybody anew."""
    _ahead.clear()
    _waiting.clear()


def ahead(tx: Tx, project_id: int, account_id: int, now_ms: int) -> NextTask | None:
    """Give what was found best for somebody a moment ago, where it is still to be had."""
    kept = _ahead.get((project_id, account_id))
    if kept is None or not kept.task_ids:
        return None
    tries = TRIES_MOST if 0 <= kept.until_ms - now_ms <= AHEAD_MS else 0
    while kept.task_ids and tries:
        tries -= 1
        task_id = kept.task_ids.pop()
        found = work.chosen(tx, task_id, project_id=project_id, account_id=account_id)
        if found is not None and found.lane < len(kept.reached):  # it is wanted still
            if not kept.task_ids:
                _ahead.pop((project_id, account_id), None)
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
) -> NextTask | None:
    """Choose among what is near the first task that was found; None where all of it waits for
    others. Before a project's first fit, and where nothing is estimated, it is the first.
    """
    version = first.estimate
    if not version:
        return first
    kept = _ahead.get((project_id, account_id))
    if kept and not kept.task_ids and kept.version == version and kept.until_ms > now_ms:
        return None
    near = work.near(tx, first, project_id=project_id, account_id=account_id, most=NEAR_MOST)
    if not near:  # others were quicker
        return first
    questions = _questions(first.project)
    worker, average = _known(tx, questions, version, account_id)
    offers = _offers(tx, version, questions, near, worker or average, average)
    worth = asking.patience(now_ms, _asked_since(version, now_ms))
    is_plenty = estimates.rows_each(tx, version) > asking.EACH_MOST
    best = asking.order(offers, worth, is_known=worker is not None, is_plenty=is_plenty)
    task_ids = [near[place].id for place in reversed(best)]
    is_first_fine = first.id in task_ids
    _keep(project_id, account_id, Ahead(
        version=version,
        until_ms=now_ms + (AHEAD_MS if best else WAITS_MS),
        task_ids=task_ids,
        reached=(_reached(near, 0), _reached(near, 1)),
    ))  # fmt: skip
    if not best:
        _waiting[account_id] = now_ms
        return None
    found = ahead(tx, project_id, account_id, now_ms)
    return found or (first if is_first_fine else None)


def _offers(
    tx: Tx, version: int, questions: Sequence[Question], near: Sequence[Near],
    worker: Sequence[Knows], average: Sequence[Knows],
) -> list[Offer]:
    """Look at rows; equally answered ones, such as those nobody has answered, are looked at once.
    """
    seen: dict[tuple[tuple[int, str], ...], Offer] = {}
    found = []
    for task in near:
        given = tuple(task.given)
        known = seen.get(given)
        if known is None:
            chances = estimates.chances(tx, version, questions, given)
            known = seen[given] = asking.offer(chances, worker, average)
        kind = (task.lane > 0, task.is_gold, task.is_full)
        found.append(Offer(known.tells, known.usual, known.sure, *kind))
    return found


def waits(project_id: int, account_id: int, now_ms: int) -> bool:
    """Tell whether all that was near somebody in this project a moment ago waits for others."""
    kept = _ahead.get((project_id, account_id))
    return kept is not None and not kept.task_ids and 0 <= kept.until_ms - now_ms <= WAITS_MS


def is_waiting(account_id: int, now_ms: int) -> bool:
    """Tell whether all that was near somebody in a project a moment ago waits for others."""
    return 0 <= now_ms - _waiting.get(account_id, -WAITS_MS) < WAITS_MS


def _keep(project_id: int, account_id: int, found: Ahead) -> None:
    if len(_ahead) >= PEOPLE_MOST:
        _ahead.popitem(last=False)
    if len(_waiting) >= PEOPLE_MOST:
        _waiting.popitem(last=False)
    _ahead[project_id, account_id] = found


def _asked_since(version: int, now_ms: int) -> int:
    """Give when somebody first asked for work after a fit, as far as this process knows."""
    since_ms = _since.get(version)
    if since_ms is None or since_ms > now_ms:
        if len(_since) >= FITS_MOST:
            _since.popitem(last=False)
        since_ms = _since[version] = now_ms
    return since_ms


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
