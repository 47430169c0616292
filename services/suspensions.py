"""Suspending an account: no tasks for a while, the credits stay the person's own.

Whoever leaves while suspended is still suspended when they come back: a mark of each of their
platforms' ids is kept with the reason. It is a hash without a secret: it does not show the id, but
whoever has an id can tell whether it is marked, as we do.
"""

from hashlib import sha256

from domain.amounts import N_
from domain.errors import Refused
from domain.ids import public
from domain.people import Person
from services import accounts, audit, notices, people, work
from storage import honesty
from storage.tx import Tx

REASON_LENGTH_LEAST, REASON_LENGTH_MAX = 3, 300


def suspend(
    tx: Tx,
    account_id: int,
    reason: str,
    now_ms: int,
    *,
    actor_id: int | None = None,
    is_told: bool = True,
) -> Person:
    """Suspend somebody, take back the task in their hands and tell them why, where that isn't said
    in another message (`is_told` false).

    Raises Refused where there is no reason that they can read, and where it can't be done.
    """
    words = " ".join(reason.split())[:REASON_LENGTH_MAX]
    if len(words) < REASON_LENGTH_LEAST:
        raise Refused(N_("Say why in a few words: the person reads them."))
    person = people.load(tx, account_id, lock=True)
    account_id = person.account_id
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
    if is_told:
        notices.tell(
            tx, account_id=account_id, kind="suspended", params={"reason": words}, now_ms=now_ms
        )
    _record(tx, "suspend", account_id, actor_id, now_ms, reason=words)
    return person


def unsuspend(
    tx: Tx, account_id: int, now_ms: int, *, actor_id: int | None = None, is_told: bool = True
) -> Person:
    """Let somebody in again and tell them; raises Refused where they are not suspended.

    What honesty checks led to ends with it: their pay is held no longer.
    """
    person = people.load(tx, account_id, lock=True)
    account_id = person.account_id
    if person.state != "suspended":
        raise Refused(N_("{account} is not suspended."), account=public(account_id))
    state = "active" if person.consent_ms is not None else "new"
    people.set_state(tx, account_id, state, None)
    for mark in _marks(tx, account_id):
        tx.queries.meta_forget(tx.connection, key=mark)
    honesty.end(tx, account_id, now_ms)
    if is_told:
        notices.tell(tx, account_id=account_id, kind="unsuspended", params={}, now_ms=now_ms)
    _record(tx, "unsuspend", account_id, actor_id, now_ms)
    return person


def outlives(tx: Tx, person: Person) -> None:
    """Somebody leaves: where they are suspended, let that outlive their account."""
    if person.state == "suspended":
        for mark in _marks(tx, person.account_id):
            tx.queries.meta_note(tx.connection, key=mark, value=person.state_reason or "")


def goes_on(tx: Tx, person: Person, external_id: str) -> str | None:
    """Suspend somebody new who left while suspended, and give the reason; None: they did not."""
    mark = _mark(person.platform, external_id)
    reason: str | None = tx.queries.meta_value(tx.connection, key=mark)
    if reason is not None:
        people.set_state(tx, person.account_id, "suspended", reason)
    return reason


def is_marked(tx: Tx, account_id: int) -> bool:
    """Tell whether somebody left while suspended from one of an account's chats."""
    return any(
        tx.queries.meta_value(tx.connection, key=mark) is not None
        for mark in _marks(tx, account_id)
    )


def _marks(tx: Tx, account_id: int) -> list[str]:
    identities = tx.queries.suspension_identities(tx.connection, account_id=account_id)
    return [_mark(platform, external_id) for platform, external_id in identities]


def _mark(platform: str, external_id: str) -> str:
    digest = sha256(f"bitework suspended {platform} {external_id}".encode()).hexdigest()
    return f"suspended:{digest}"


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
