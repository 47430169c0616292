"""What people with a role did to projects and accounts, written down once and for all."""

from collections.abc import Mapping

import orjson

from storage.tx import Tx


def record(
    tx: Tx,
    *,
    actor_id: int | None,
    action: str,
    subject: str,
    now_ms: int,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write down an action, such as 'project.open' on 'project:12'.

    `actor_id` is None for the command line and for jobs. `details` must be representable in JSON.
    """
    tx.queries.audit_add(
        tx.connection,
        actor_id=actor_id,
        action=action,
        subject=subject,
        details=orjson.dumps(dict(details or {})).decode(),
        now_ms=now_ms,
    )
