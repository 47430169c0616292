"""What follows where answers look as if nobody had looked: one step at a time, and its end.

Steps come with time between them, never while somebody waits for an admin's decision, and never for
those who look after others' work. Pay that is held stays the person's: payout runs leave it out
until the step is over (`storage/sql/payout_runs.sql`).
"""

from typing import Any

from domain.amounts import N_
from domain.errors import NotFound, Refused
from domain.honesty import steps
from domain.ids import public
from domain.people import Person
from domain.terms import Terms
from services import audit, honesty, notices, people, suspensions
from services.honesty import Case, Found
from storage import appeals
from storage import honesty as store
from storage.tx import Tx

WORDS_LENGTH_LEAST, WORDS_LENGTH_MAX = 3, 500
HOUR_MS = 3_600_000
PAUSED = N_("your answers look as if nobody had looked at the tasks. /honesty shows what was seen.")
WORKS = frozenset({"worker", "requester"})

fading = store.fading


def act(tx: Tx, account_id: int, found: Found | None, terms: Terms, now_ms: int) -> bool:
    """Somebody was looked at: take the next step, where one follows. Gives whether it did."""
    person = people.load(tx, account_id, lock=True)
    store.seen(tx, account_id)
    case = store.find(tx, account_id)
    is_theirs = person.account_id == account_id and person.role in WORKS
    if found is None or case is None or not is_theirs or person.state != "active":
        return False
    if case.waits:
        return False
    kind, wait_ms = found.suspicion.kind, terms.honesty.hours_between * HOUR_MS
    step = steps.following(
        case.step, kind,
        waited_ms=now_ms - case.since_ms, wait_ms=wait_ms,
        furthest=steps.NAMES.index(terms.honesty.furthest),
    )  # fmt: skip
    if step is None:
        if case.step and now_ms - case.since_ms >= wait_ms:
            store.again(tx, account_id, now_ms)
        return False
    figures: dict[str, Any] = dict(found.suspicion.figures) | {"project_id": found.project_id}
    if not _put(tx, account_id, case.step, step, now_ms, kind=kind, figures=figures):
        return False
    if step == steps.PAUSE:
        suspensions.suspend(tx, account_id, PAUSED, now_ms, is_told=False)
    _tell(tx, account_id, "honesty", now_ms, step=step, kind=kind, figures=figures)
    if steps.asks_admins(step, kind):
        _ask_admins(tx, account_id, now_ms)
    details = {"step": steps.NAMES[step], "kind": kind, "chance": found.suspicion.chance}
    others = [public(other) for other in found.suspicion.others]
    _record(tx, None, "step", account_id, now_ms, **details, figures=figures, others=others)
    return True


def fade(tx: Tx, account_id: int, step: int, good_days: int, terms: Terms, now_ms: int) -> bool:
    """Somebody had good days: go one step back, where that is due. Gives whether it was."""
    if not steps.fades(step, good_days, wanted=terms.honesty.good_days):
        return False
    people.load(tx, account_id, lock=True)
    case = store.find(tx, account_id)
    if case is None or case.step != step or case.waits:
        return False
    kept: dict[str, Any] = {"kind": case.kind, "figures": case.figures} if step > 1 else {}
    if not _put(tx, account_id, step, step - 1, now_ms, **kept):
        return False
    _tell(tx, account_id, "honesty_over", now_ms, step=step - 1, was_held=case.is_held)
    _record(tx, None, "fade", account_id, now_ms, step=steps.NAMES[step - 1])
    return True


def check(tx: Tx, person: Person) -> Case:
    """Give the step that somebody can contest; raises Refused."""
    case = honesty.of(tx, person.account_id)
    if case is None:
        raise Refused(N_("Nothing follows from your answers, so there is nothing to contest."))
    if case.words is not None:
        raise Refused(N_("You have said what you have to say; an admin looks at it."))
    return case


def contest(tx: Tx, person: Person, words: str, now_ms: int) -> None:
    """Somebody says that it is not as it looks, once for each step; admins are asked."""
    said = words.strip()[:WORDS_LENGTH_MAX]
    if len(said) < WORDS_LENGTH_LEAST:
        raise Refused(N_("Say it in a few words, so that others can understand it."))
    check(tx, person)
    if not store.contest(tx, person.account_id, said):
        raise Refused(N_("You have said what you have to say; an admin looks at it."))
    _ask_admins(tx, person.account_id, now_ms)
    _record(tx, person.account_id, "contest", person.account_id, now_ms, words=said)


def lift(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin ends it: nothing follows any more, and what was held is paid by the next run."""
    person, case = _to_decide(tx, admin, account_id)
    _put(tx, person.account_id, case.step, steps.NONE, now_ms)
    if case.kind == steps.SHARED:
        store.shared_is_fine(tx, person.account_id)
    if person.state == "suspended" and case.step >= steps.PAUSE:
        suspensions.unsuspend(
            tx, person.account_id, now_ms, actor_id=admin.account_id, is_told=False
        )
    _tell(tx, person.account_id, "honesty_lifted", now_ms, step=case.step, was_held=case.is_held)
    _record(tx, admin.account_id, "lift", person.account_id, now_ms)
    return person


def keep(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin lets a step stand."""
    person, _ = _to_decide(tx, admin, account_id)
    if not store.decided(tx, person.account_id, now_ms):
        raise Refused(N_("Somebody has decided that already."))
    _tell(tx, person.account_id, "honesty_kept", now_ms)
    _record(tx, admin.account_id, "keep", person.account_id, now_ms)
    return person


def close(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin ends somebody's work here; what they earned is theirs, and is held no longer."""
    person, case = _to_decide(tx, admin, account_id)
    if case.step == steps.CLOSED:
        raise Refused(N_("Somebody has decided that already."))
    _put(
        tx, person.account_id, case.step, steps.CLOSED, now_ms,
        kind=case.kind, figures=case.figures,
    )  # fmt: skip
    store.decided(tx, person.account_id, now_ms)
    if person.state == "active":
        suspensions.suspend(
            tx, person.account_id, PAUSED, now_ms, actor_id=admin.account_id, is_told=False
        )
    _tell(tx, person.account_id, "honesty_closed", now_ms)
    _record(tx, admin.account_id, "close", person.account_id, now_ms)
    return person


def _to_decide(tx: Tx, admin: Person, account_id: int) -> tuple[Person, Case]:
    person = people.load(tx, account_id, lock=True)
    if person.account_id == admin.account_id:
        raise Refused(N_("These are your own answers, so another admin has to look at them."))
    case = honesty.of(tx, person.account_id)
    if case is None:
        raise NotFound(N_("Nothing follows from their answers any more."))
    return person, case


def _put(
    tx: Tx, account_id: int, seen: int, step: int, now_ms: int, *,
    kind: str | None = None, figures: dict[str, Any] | None = None,
) -> bool:  # fmt: skip
    return store.put(
        tx, account_id, seen=seen, step=step, is_held=steps.is_held(step), kind=kind,
        figures=figures or {}, now_ms=now_ms,
    )  # fmt: skip


def _ask_admins(tx: Tx, account_id: int, now_ms: int) -> None:
    for admin_id in appeals.admins(tx):
        if admin_id != account_id:
            _tell(tx, admin_id, "honesty_admin", now_ms, account_id=account_id)


def _tell(tx: Tx, to_id: int, notice: str, now_ms: int, **params: object) -> None:
    notices.tell(tx, account_id=to_id, kind=notice, params=params, now_ms=now_ms)


def _record(
    tx: Tx, actor_id: int | None, action: str, account_id: int, now_ms: int, **details: object
) -> None:
    audit.record(
        tx, actor_id=actor_id, action=f"honesty.{action}", subject=f"account:{account_id}",
        details=details, now_ms=now_ms,
    )  # fmt: skip
