"""Mixing known answers into what people are asked, in every project that has some.

A known row comes instead of an ordinary one that was found, at the rate which somebody has come to.
Those that are wanted anyway come first, then those in the lane of known ones.
"""

import secrets

from domain.quality import mixing
from services import honesty
from storage import gold, work
from storage.gold import AGAIN, FRESH, KNOWN
from storage.tx import Tx
from storage.work import NextTask

LANES = (FRESH, AGAIN, KNOWN)
TRIES_MOST = 3  # rows of a lane that others were quicker to take


def settle(tx: Tx) -> None:
    """Make the secret by which it is drawn when a known answer comes, where there is none yet: the
    numbers of people, projects and tasks are known to those who work.
    """
    if not gold.secret(tx):
        gold.keep_secret(tx, secrets.token_hex(16))


def instead_of(
    tx: Tx, task: NextTask, *, project_id: int, account_id: int
) -> NextTask | None:
    """Give a known row that somebody is asked before a task which was found; mostly None."""
    if not task.has_checks:
        return None
    given = gold.given_before(tx, project_id, account_id)
    drawn = mixing.draw(account_id, project_id, given, gold.secret(tx))
    if drawn >= mixing.MOST:
        return None
    met, right = gold.record(tx, account_id)
    is_checked_more = honesty.is_checked_more(tx, account_id)
    if drawn >= mixing.rate(met, right, is_checked_more=is_checked_more):
        return None
    return known(tx, project_id=project_id, account_id=account_id, given=given)


def while_waiting(
    tx: Tx, task: NextTask, *, project_id: int, account_id: int
) -> NextTask | None:
    """Give a known row to somebody for whom nothing else is as yet, while it may show that they
    know more than was thought.
    """
    if not task.has_checks:
        return None
    met, _ = gold.record(tx, account_id)
    if met >= mixing.HALF:
        return None
    given = gold.given_before(tx, project_id, account_id)
    return known(tx, project_id=project_id, account_id=account_id, given=given)


def known(
    tx: Tx, *, project_id: int, account_id: int, given: int = 0
) -> NextTask | None:
    """Give a known row that somebody hasn't met and can be asked. Where they are in the lanes stays
    as it is.
    """
    for lane in LANES:
        found = _of_lane(tx, lane, project_id, account_id, given)
        if found is not None:
            return found._replace(reached=0)
    return None


def _of_lane(
    tx: Tx, lane: int, project_id: int, account_id: int, given: int
) -> NextTask | None:
    """Look from a place on that the hash says, and then from the first one on."""
    who = {"project_id": project_id, "account_id": account_id}
    bounds = gold.bounds(tx, project_id, lane)
    if bounds is None:
        return None
    first, last = bounds
    start = mixing.start(account_id, given, first, last)
    for part in ((start, last), (first, start - 1)):
        of = {"lane": lane, "first": part[0], "last": part[1], "most": TRIES_MOST}
        for task_id in gold.unmet(tx, **who, **of):
            found = work.chosen(tx, task_id, **who)
            if found is not None:
                return found
    return None
