"""Messages to people who are not the ones acting: an outbox, written with what caused them."""

from collections.abc import Mapping

from domain.notices import LATER_MS, Identity, Notice
from storage import notices as store
from storage.tx import Tx

KEPT_MS = 30 * 86_400_000
TIDIED_AT_ONCE = 500
SETTLED_ERROR_MAX = 500


def tell(
    tx: Tx,
    *,
    account_id: int,
    kind: str,
    params: Mapping[str, object],
    now_ms: int,
    later_ms: int = 0,
) -> None:
    """Put a message into the outbox; it goes out after the commit, or later, at least once.

    `params` must be representable in JSON; `handlers.notices.view` makes the message from them
    when it is sent, in the person's language of that moment.
    """
    store.insert(
        tx,
        account_id=account_id,
        kind=kind,
        params=dict(params),
        now_ms=now_ms,
        next_ms=now_ms + later_ms,
    )


def any_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether anything waits to be sent now."""
    return store.any_due(tx, now_ms)


def claim(tx: Tx, *, now_ms: int, lease_ms: int, most: int) -> list[Notice]:
    """Take waiting messages for sending until `lease_ms`; then they wait again."""
    return store.claim(tx, now_ms=now_ms, lease_ms=lease_ms, most=most)


def reach(
    tx: Tx, account_id: int, params: Mapping[str, object] | None = None
) -> list[Identity]:
    """Give the places where a person can be reached, the newest first.

    A notice whose `params` name an `identity_id` is for that place alone.
    """
    only = (params or {}).get("identity_id")
    found = store.identities(tx, account_id)
    return [place for place in found if only is None or place.id == only]


def sent(tx: Tx, notice: Notice, now_ms: int) -> None:
    """A message has arrived."""
    store.sent(tx, notice, now_ms)


def retry(tx: Tx, notice: Notice, *, next_ms: int, error: str) -> None:
    """Sending failed: try again later."""
    store.wait(
        tx,
        notice,
        next_ms=next_ms,
        attempts=notice.attempts,
        error=error[:SETTLED_ERROR_MAX],
    )


def postpone(tx: Tx, notice: Notice, now_ms: int) -> None:
    """Nobody is there: no attempt has failed; it waits until they come back.

    What could not be said for as long as settled messages are kept is dropped.
    """
    if now_ms - notice.created_ms > KEPT_MS:
        drop(tx, notice, "nobody came back for it")
        return
    store.wait(tx, notice, next_ms=now_ms + LATER_MS, attempts=0, error=None)


def drop(tx: Tx, notice: Notice, why: str) -> None:
    """A message says nothing any more."""
    store.end(tx, notice, state="dropped", error=why)


def give_up(tx: Tx, notice: Notice, why: str) -> None:
    """A message can't be sent."""
    store.end(tx, notice, state="dead", error=why[:SETTLED_ERROR_MAX])


def unreachable(tx: Tx, identity: Identity, now_ms: int) -> None:
    """A person can't be reached there any more, until they write again."""
    store.set_unreachable(tx, identity.id, now_ms)


def lost(tx: Tx, identity_id: int, now_ms: int) -> None:
    """A person has blocked us: they can't be reached there until they write again."""
    store.set_unreachable(tx, identity_id, now_ms)


def returned(tx: Tx, account_id: int, now_ms: int) -> int:
    """A person can be reached again: what waits for them goes out now. Gives how much that is."""
    return store.hurry(tx, account_id, now_ms)


def tidy(tx: Tx, now_ms: int) -> int:
    """Remove some of the messages that were settled long ago; 0: there are none left."""
    return store.tidy(tx, before_ms=now_ms - KEPT_MS, most=TIDIED_AT_ONCE)
