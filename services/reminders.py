"""A visit, or a task of several steps, reminds whose it is once before its time runs out."""

from domain.projects import Project
from services import notices
from storage import near as store
from storage.tx import Tx

FROM_MS = 1_800_000  # what has less time is done at once, or not at all
LEAST_MS = 600_000
AT_ONCE = 50


def plan(tx: Tx, project: Project, assignment_id: int, now_ms: int) -> None:
    """Remind somebody when a quarter of the time is left, and ten minutes at least."""
    limit_ms = project.time_limit_ms
    if limit_ms >= FROM_MS and (project.at or project.steps):
        left_ms = max(LEAST_MS, limit_ms // 4)
        store.set_reminder(tx, assignment_id, now_ms + limit_ms - left_ms)


def remind_due(tx: Tx, now_ms: int) -> tuple[int, int]:
    """Remind some people; gives how many were looked at, and how many of them reminded."""
    found = store.due(tx, now_ms, AT_ONCE)
    done = 0
    for due in sorted(found, key=lambda due: due.account_id):
        is_theirs = due.state in ("active", "revise") and due.deadline_ms > now_ms
        if store.drop(tx, due.assignment_id) and is_theirs:
            params = {"assignment_id": due.assignment_id, "deadline_ms": due.deadline_ms}
            notices.tell(
                tx, account_id=due.account_id, kind="remind", params=params, now_ms=now_ms
            )
            done += 1
    return len(found), done
