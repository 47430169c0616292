"""Appeals: a rejected answer before three people who had no part in it; two of them decide.

Whoever is asked sees the task, the answer, the reason and what both say, never whose they are, and
is paid the same whatever they say. While an appeal may come, or is open, the answer's pay stays in
the project's hold (`submission.appeal_until_ms`). Overturned, it is paid from there as any accepted
answer is, the points that it cost are given back, and it counts against the requester.

Locks the worker's account, then the appeal, then the task.
"""

from collections import Counter
from dataclasses import dataclass

from domain import ledger, rejections
from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from domain.terms import Terms
from services import audit, notices, people, reputation, settling, verdicts
from services.ledger import move
from storage import appeals as store
from storage import campaigns, review_cases
from storage.appeals import OPEN_UNTIL_MS, Over
from storage.appeals import Appeal as Appeal
from storage.appeals import Asked as Asked
from storage.projects import definition
from storage.tx import Tx

WORDS_LENGTH_LEAST, WORDS_LENGTH_MAX = 3, 500
REVIEWERS, MAJORITY = 3, 2
OPEN_MOST = 5  # appeals of one person that are open at once
_GONE = N_("Others have decided about that one already. Thank you all the same.")
_STATES = {
    "over": _GONE,
    "expired": N_("Time was up for that one, so somebody else was asked. No harm done."),
    "passed": N_("You let that one pass, so somebody else was asked."),
    "upheld": N_("You have said what you think about that one."),
    "overturned": N_("You have said what you think about that one."),
}
_NO_WORDS = N_("Say it in a few words, so that others can understand it.")


@dataclass(frozen=True, slots=True)
class Case:
    """An appeal as somebody who is asked about it sees it."""

    appeal: Appeal
    asked: Asked
    waiting: int


def check(tx: Tx, person: Person, submission_id: int, now_ms: int) -> None:
    """Raise Refused, which says why, where somebody can't appeal against what became of an answer.
    """
    given = store.rejected(tx, submission_id)
    if given is None or given.account_id != person.account_id:
        raise Refused(N_("There is no answer of yours to appeal for here."))
    if given.is_appealed:
        raise Refused(N_("You have appealed for that answer already; it can be done once."))
    if given.state != "rejected":
        raise Refused(N_("That answer isn't rejected, so there is nothing to appeal against."))
    if given.appeal_until_ms is None or given.appeal_until_ms <= now_ms:
        raise Refused(N_("The time to appeal for that answer is up."))
    if store.open_count(tx, person.account_id) >= OPEN_MOST:
        raise Refused(
            N_("{n} appeals of yours are open. When one has been decided there is room again."),
            n=OPEN_MOST,
        )


def can_appeal(tx: Tx, person: Person, submission_id: int, now_ms: int) -> bool:
    """Tell whether somebody can appeal against what became of an answer."""
    try:
        check(tx, person, submission_id, now_ms)
    except Refused:
        return False
    return True


def appeal(tx: Tx, person: Person, submission_id: int, words: str, now_ms: int) -> int:
    """Appeal against a rejection, once, with words; the job asks three people. Raises Refused."""
    said = _words(words)
    check(tx, person, submission_id, now_ms)
    given = store.rejected(tx, submission_id)
    if given is None or not store.hold(tx, submission_id, now_ms):
        raise Refused(N_("The time to appeal for that answer is up."))
    appeal_id = store.add(
        tx,
        submission_id=submission_id,
        project_id=given.project_id,
        account_id=person.account_id,
        words=said,
        now_ms=now_ms,
    )
    if appeal_id is None:
        raise Refused(N_("You have appealed for that answer already; it can be done once."))
    return appeal_id


def next_case(tx: Tx, person: Person, now_ms: int) -> Case | None:
    """Give the oldest appeal that somebody is asked about."""
    asked = store.oldest(tx, person.account_id, now_ms)
    found = store.find(tx, asked.appeal_id) if asked else None
    if asked is None or found is None:
        return None
    return Case(found, asked, store.waiting(tx, person.account_id, now_ms))


def check_asked(tx: Tx, person: Person, review_id: int, now_ms: int) -> Asked:
    """Give what somebody was asked; raises Refused where they aren't asked that (any more)."""
    asked = store.asked(tx, review_id)
    if asked is None or asked.account_id != person.account_id:
        raise Refused(N_("That appeal is for somebody else to look at. /appeals shows yours."))
    if asked.state != "asked":
        raise Refused(_STATES[asked.state])
    if asked.deadline_ms <= now_ms:
        raise Refused(_STATES["expired"])
    return asked


def say(
    tx: Tx,
    person: Person,
    review_id: int,
    words: str | None,
    terms: Terms,
    now_ms: int,
    *,
    overturn: bool,
) -> int:
    """Say that a rejected answer is to be paid, or that the rejection stands and why; gives the pay
    for that. Two who say the same decide. Raises Refused.
    """
    said = None if overturn else _words(words or "")
    asked = check_asked(tx, person, review_id, now_ms)
    found = _locked(tx, asked.appeal_id)
    if not store.is_candidate(tx, found.id, person.account_id):
        raise Refused(N_("You have a part in that one by now, so somebody else has to look at it."))
    state = "overturned" if overturn else "upheld"
    pay_minor = terms.minor(terms.appeals.reviewer_pay)
    if not store.answer(
        tx, review_id, state=state, words=said, reward_minor=pay_minor, now_ms=now_ms
    ):
        raise Refused(_GONE)
    if pay_minor:
        move(
            tx,
            kind="appeal_review",
            ref=str(review_id),
            debit=ledger.APPEALS,
            credit=ledger.pending(person.account_id),
            amount_minor=pay_minor,
            currency=terms.money.currency,
            now_ms=now_ms,
        )
    if Counter(each.state for each in store.said(tx, found.id))[state] >= MAJORITY:
        decide(tx, found, terms, now_ms, overturned=overturn, by="reviewers")
    return pay_minor


def let_pass(tx: Tx, person: Person, review_id: int, now_ms: int) -> None:
    """Somebody would rather not say anything; another one is asked. Raises Refused."""
    asked = check_asked(tx, person, review_id, now_ms)
    if not store.answer(
        tx, review_id, state="passed", words=None, reward_minor=0, now_ms=now_ms
    ):
        raise Refused(_GONE)
    store.look_again(tx, asked.appeal_id, now_ms)


def for_admin(tx: Tx, admin: Person, appeal_id: int) -> Appeal:
    """Give an appeal that admins were asked to decide about; raises Refused."""
    found = store.find(tx, appeal_id)
    if found is None or found.state != "open":
        raise Refused(_GONE)
    if found.told_ms is None:
        raise Refused(N_("Three people are asked about that one. Should they not answer, you are."))
    if not store.is_candidate(tx, appeal_id, admin.account_id):
        raise Refused(N_("You have a part in that one, so another admin has to decide."))
    return found


def decide_alone(
    tx: Tx,
    admin: Person,
    appeal_id: int,
    words: str | None,
    terms: Terms,
    now_ms: int,
    *,
    overturn: bool,
) -> None:
    """An admin decides what too few people would; raises Refused."""
    said = None if overturn else _words(words or "")
    for_admin(tx, admin, appeal_id)
    found = _locked(tx, appeal_id)
    decide(tx, found, terms, now_ms, overturned=overturn, by="admin", words=said)
    audit.record(
        tx,
        actor_id=admin.account_id,
        action="appeal.overturn" if overturn else "appeal.uphold",
        subject=f"appeal:{appeal_id}",
        now_ms=now_ms,
    )


def decide(
    tx: Tx,
    found: Appeal,
    terms: Terms,
    now_ms: int,
    *,
    overturned: bool,
    by: str,
    words: str | None = None,
) -> None:
    """End an appeal that is locked: `by` is "reviewers", "admin" (with `words`) or "time"."""
    said = [each.words for each in store.said(tx, found.id) if each.state == "upheld"]
    state = "overturned" if overturned else "upheld"
    if not store.end(tx, found.id, state=state, decided_by=by, now_ms=now_ms):
        return
    if overturned:
        _overturn(tx, found, terms, now_ms)
    else:
        _uphold(tx, found, now_ms)
    if by != "time":  # nobody was wrong where nobody has said anything
        _count_reviews(tx, found, state, terms, now_ms)
    told = {
        "project_id": found.project_id,
        "amount_minor": found.project.reward_minor,
        "by": by,
        "reasons": [each for each in (*said, words) if each],
    }
    worker, kind = people.load(tx, found.account_id), "appeal_won" if overturned else "appeal_lost"
    if worker.state != "deleted":
        notices.tell(tx, account_id=worker.account_id, kind=kind, params=told, now_ms=now_ms)
    if overturned and by != "time" and found.reason_code != rejections.CONSENSUS:
        notices.tell(tx, account_id=found.owner_id, kind="appeal_paid", params=told, now_ms=now_ms)


def release(tx: Tx, found: Over, now_ms: int, *, until_ms: int) -> bool:
    """Hold nothing any more for a rejected answer that could be appealed until then; False where
    that was done before. Where nobody was asked in its place, somebody may be now.
    """
    tx.queries.task_lock(tx.connection, task_id=found.task_id)
    if not store.release(tx, found.submission_id, until_ms):
        return False
    campaign = campaigns.find(tx, found.project_id)
    if found.is_deferred and campaign is not None:
        goes_on = campaign.state in ("open", "paused")
        project = definition(tx, found.project_id)
        verdicts.ask_again(tx, project, found.task_id, now_ms, goes_on=goes_on)
    return True


def _locked(tx: Tx, appeal_id: int) -> Appeal:
    """Lock an appeal behind its worker's account; raises Refused where it has ended."""
    found = store.find(tx, appeal_id)
    if found is not None:
        people.load(tx, found.account_id, lock=True)
        if store.lock(tx, appeal_id) == "open":
            again = store.find(tx, appeal_id)
            assert again is not None  # noqa: S101 - its row is locked
            return again
    raise Refused(_GONE)


def _overturn(tx: Tx, found: Appeal, terms: Terms, now_ms: int) -> None:
    """Pay a rejected answer from the hold, give its points back, let it count for its row."""
    tx.queries.task_lock(tx.connection, task_id=found.task_id)
    if not store.overturn(tx, found.submission_id, now_ms):
        return
    account_id = people.load(tx, found.account_id, lock=True).account_id
    reputation.appeal_won(tx, account_id, found.submission_id, now_ms)
    person = people.load(tx, account_id, lock=True)
    settling.pay(
        tx, person, found.submission_id, found.project_id, found.project, terms, now_ms
    )
    if found.project.accept == "review":  # by consensus who is outvoted has voted
        verdicts.count_again(
            tx, found.project, found.task_id, now_ms, was_deferred=found.is_deferred
        )


def _count_reviews(tx: Tx, found: Appeal, state: str, terms: Terms, now_ms: int) -> None:
    """Let the reviews count of those who said what was decided; a rejection that was overturned
    counts no more for who had a part in it.
    """
    agreeing = store.agreeing(tx, found.id, state)
    ref = f"appeal-{found.id}"
    reputation.reviewed(tx, agreeing, ref=ref, terms=terms, now_ms=now_ms)
    if state == "overturned":
        those = [found.reviewer_id] if found.reviewer_id else []
        those += [who for who, _ in review_cases.votes(tx, found.submission_id)]
        reputation.review_lost(tx, those, ref=str(found.submission_id), now_ms=now_ms)


def _uphold(tx: Tx, found: Appeal, now_ms: int) -> None:
    over = Over(found.submission_id, found.task_id, found.project_id, found.is_deferred)
    release(tx, over, now_ms, until_ms=OPEN_UNTIL_MS)


def _words(words: str) -> str:
    said = words.strip()[:WORDS_LENGTH_MAX]
    if len(said) < WORDS_LENGTH_LEAST:
        raise Refused(_NO_WORDS)
    return said
