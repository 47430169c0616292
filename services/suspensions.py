"""Suspending an account: no tasks for a while, the credits stay the person's own."""

from domain.amounts import N_
from domain.errors import Refused
from domain.ids import public
from domain.people import Person
from services import accounts, audit, notices, people, work
from storage.tx import Tx

REASON_LENGTH_LEAST, REASON_LENGTH_MAX = 3, 300


def suspend(
    tx: Tx, account_id: int, reason: str, now_ms: int, *, actor_id: int | None = None
) -> Person:
    """Suspend somebody, take back the task in their hands and tell them why.

    Raises Refused where there is no reason that they can read, and where it can't be done.
    """
    words = " ".join(reason.split())[:REASON_LENGTH_MAX]
    if len(words) < REASON_LENGTH_LEAST:
        raise Refused(N_("Say why in a few words: the person reads them."))
    person = people.load(tx, account_id, lock=True)
    if account_id == actor_id:
        raise Refused(N_("That is your own account; another admin can suspend it."))
    if accounts.find(tx, account_id).handle is not None:
        raise Refused(
            N_("{account} is the command line's own account: nobody works with it."),
            account=public(account_id),
        )
    if person.state in ("suspended", "deleted"):
        raise Refused(_STATES[person.state], account=public(account_id))
    people.set_state(tx, account_id, "suspended", words)
    hand = work.current(tx, account_id)
    if hand is not None:
        work.put_back(tx, hand.assignment_id, now_ms)
    notices.tell(
        tx, account_id=account_id, kind="suspended", params={"reason": words}, now_ms=now_ms
    )
    _record(tx, "suspend", account_id, actor_id, now_ms, reason=words)
    return person


def unsuspend(tx: Tx, account_id: int, now_ms: int, *, actor_id: int | None = None) -> Person:
    """Let somebody in again and tell them; raises Refused where they are not suspended."""
    person = people.load(tx, account_id, lock=True)
    if person.state != "suspended":
        raise Refused(N_("{account} is not suspended."), account=public(account_id))
    state = "active" if person.consent_ms is not None else "new"
    people.set_state(tx, account_id, state, None)
    notices.tell(tx, account_id=account_id, kind="unsuspended", params={}, now_ms=now_ms)
    _record(tx, "unsuspend", account_id, actor_id, now_ms)
    return person


_STATES = {
    "suspended": N_("{account} is suspended already."),
    "deleted": N_("{account} has left; there is nobody to suspend."),
}


def _record(
    tx: Tx, action: str, account_id: int, actor_id: int | None, now_ms: int, **details: object
) -> None:
    audit.record(
        tx,
        actor_id=actor_id,
        action=f"account.{action}",
        subject=f"account:{account_id}",
        details=details,
        now_ms=now_ms,
    )
