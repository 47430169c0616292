"""The kill switch: while it is on nothing is sent, and nobody can ask for a payout."""

import orjson

from domain.amounts import N_
from domain.errors import Refused
from services import audit
from storage.tx import Tx

KEY = "payouts_stopped"
STOPPED = N_(
    "Payouts are stopped for the moment. Your credits stay yours, and what was asked for goes out "
    "once payouts go on. Please try again later."
)


def is_on(tx: Tx) -> bool:
    """Tell whether payouts are stopped."""
    return tx.queries.meta_value(tx.connection, key=KEY) is not None


def since_ms(tx: Tx) -> int | None:
    """Give since when payouts are stopped; None where they aren't."""
    value: str | None = tx.queries.meta_value(tx.connection, key=KEY)
    return None if value is None else int(orjson.loads(value)["at_ms"])


def check(tx: Tx) -> None:
    """Raise Refused while payouts are stopped."""
    if is_on(tx):
        raise Refused(STOPPED)


def stop(tx: Tx, now_ms: int, *, actor_id: int | None) -> bool:
    """Stop payouts; False where they were stopped already."""
    if is_on(tx):
        return False
    value = orjson.dumps({"at_ms": now_ms, "by": actor_id}).decode()
    tx.queries.meta_note(tx.connection, key=KEY, value=value)
    audit.record(
        tx, actor_id=actor_id, action="payouts.stop", subject="payouts", now_ms=now_ms
    )
    return True


def start(tx: Tx, now_ms: int, *, actor_id: int | None) -> bool:
    """Let payouts go on; False where they weren't stopped."""
    if not tx.queries.meta_forget(tx.connection, key=KEY):
        return False
    audit.record(
        tx, actor_id=actor_id, action="payouts.start", subject="payouts", now_ms=now_ms
    )
    return True
