"""Tasks whose time is up: they go back, and to somebody else."""

from collections.abc import Sequence

from services import notices, work
from storage import campaigns
from storage.tx import Tx
from storage.work import Due as Due

due = work.due


def expire_some(tx: Tx, overdue: Sequence[Due], now_ms: int) -> int:
    """Take overdue tasks back and tell their holders kindly; gives how many were still in hand.

    Who let a pushed task pass is not told: they did not ask for it, and a second message would be
    worse than silence. Locks people, then tasks, each in the order of their ids, as an answer does.
    """
    for account_id in sorted({each.account_id for each in overdue}):
        campaigns.lock_account(tx, account_id)
    expired = 0
    for each in sorted(overdue, key=lambda each: each.task_id):
        tx.queries.task_lock(tx.connection, task_id=each.task_id)
        if not work.expire(tx, each, now_ms):
            continue
        expired += 1
        if not each.pushed:
            params = {"project_id": each.project_id}
            notices.tell(
                tx, account_id=each.account_id, kind="expired", params=params, now_ms=now_ms
            )
    return expired
