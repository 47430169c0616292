"""What time does to answers and appeals: people are asked, others after them, then admins; and
silence pays.

An answer that nobody has accepted or rejected for as long as its project says is accepted. An
appeal that nobody decides in SILENCE_MS is decided for the worker.
"""

from collections.abc import Sequence

from domain.reputation import points_for
from domain.terms import Terms
from services import appeals, notices, people, settling
from services.appeals import REVIEWERS
from storage import appeals as store
from storage import campaigns
from storage.appeals import Over as Over
from storage.appeals import Waiting as Waiting
from storage.projects import definition
from storage.tx import Tx

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
ANSWER_MS = DAY_MS  # for so long somebody is asked, then another one
ADMINS_MS = 3 * DAY_MS  # then admins are asked
SILENCE_MS = 7 * DAY_MS  # then silence pays
BUSY_MOST = 3  # appeals that one person is asked about at once

waited = store.waited
due = store.due
over = store.over


def accept_some(tx: Tx, waiting: Sequence[Waiting], terms: Terms, now_ms: int) -> int:
    """Accept and pay answers that have waited long enough; gives how many still did.

    Locks people in the order of their ids.
    """
    for account_id in sorted({each.account_id for each in waiting}):
        campaigns.lock_account(tx, account_id)
    accepted = 0
    for each in waiting:
        project = definition(tx, each.project_id)
        who = (tx, each.account_id, each.submission_id, each.project_id)
        accepted += settling.accept(*who, project, terms, now_ms)
    return accepted


def release_some(tx: Tx, ended: Sequence[Over], now_ms: int) -> int:
    """Hold nothing any more for rejected answers that can't be appealed now; gives how many."""
    return sum(appeals.release(tx, each, now_ms, until_ms=now_ms) for each in ended)


def candidates(tx: Tx, appeal_id: int, terms: Terms) -> list[int]:
    """Give people who may be asked about an appeal, some to spare; it looks at everybody, so best
    on a reader.
    """
    points = points_for(terms.appeals.reviewer_level)
    return store.candidates(tx, appeal_id, points=points, busy=BUSY_MOST, most=2 * REVIEWERS)


def look(tx: Tx, appeal_id: int, those: Sequence[int], terms: Terms, now_ms: int) -> None:
    """Look at an open appeal: ask who is missing, of those `candidates`; then admins; decide where
    nobody has.

    Locks the worker's account, then the appeal.
    """
    found = store.find(tx, appeal_id)
    if found is None:
        return
    people.load(tx, found.account_id, lock=True)
    if store.lock(tx, appeal_id) != "open":
        return
    if now_ms >= found.created_ms + SILENCE_MS:
        appeals.decide(tx, found, terms, now_ms, overturned=True, by="time")
        return
    store.expire(tx, appeal_id, now_ms)
    missing = REVIEWERS - _taken(tx, appeal_id)
    missing -= _ask(tx, appeal_id, those, missing, now_ms)
    if now_ms >= found.created_ms + ADMINS_MS and store.told(tx, appeal_id, now_ms):
        for account_id in store.admins(tx):
            if store.is_candidate(tx, appeal_id, account_id):
                notices.tell(
                    tx,
                    account_id=account_id,
                    kind="appeal_admin",
                    params={"appeal_id": appeal_id},
                    now_ms=now_ms,
                )
    store.look_again(tx, appeal_id, _next_ms(tx, found, missing, now_ms))


def _taken(tx: Tx, appeal_id: int) -> int:
    """Count those of the three who have said something or may still."""
    states = ("asked", "upheld", "overturned")
    return sum(each.state in states for each in store.said(tx, appeal_id))


def _ask(tx: Tx, appeal_id: int, those: Sequence[int], missing: int, now_ms: int) -> int:
    """Ask so many more of those people who still have no part in it; gives how many there were."""
    deadline_ms, done = now_ms + ANSWER_MS, 0
    for account_id in those:
        if done >= missing:
            break
        if not store.is_candidate(tx, appeal_id, account_id):
            continue
        if store.ask(tx, appeal_id, account_id, deadline_ms=deadline_ms, now_ms=now_ms) is None:
            continue
        done += 1
        params = {"appeal_id": appeal_id, "deadline_ms": deadline_ms}
        notices.tell(tx, account_id=account_id, kind="appeal_review", params=params, now_ms=now_ms)
    return done


def _next_ms(tx: Tx, found: appeals.Appeal, missing: int, now_ms: int) -> int:
    """Tell when there will be something to do."""
    moments = [
        each.deadline_ms for each in store.said(tx, found.id) if each.state == "asked"
    ]
    moments += [found.created_ms + ADMINS_MS, found.created_ms + SILENCE_MS]
    if missing > 0:
        moments.append(now_ms + HOUR_MS)
    return min(moment for moment in moments if moment > now_ms)
