"""Messages to people who are not the ones acting: an outbox, written with what caused them."""

import json
from collections.abc import Mapping

from storage import notices as store
from storage.tx import Tx


def tell(
    tx: Tx, *, account_id: int, kind: str, params: Mapping[str, object], now_ms: int
) -> None:
    """Put a message into the outbox; it goes out after the commit, at least once.

    `params` must be representable in JSON; `handlers.notices.view` makes the message from them
    when it is sent, in the person's language of that moment.
    """
    store.insert(
        tx, account_id=account_id, kind=kind, params=json.dumps(params, sort_keys=True),
        now_ms=now_ms,
    )
