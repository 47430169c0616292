"""What is wrong with a task: said without blame by who was asked, decided by who asks.

A row of which two people say so is set aside: nobody is asked about it, and it may cost nothing
but what is in hand, until who asks for the work puts it back or leaves it out.
"""

from collections.abc import Mapping

from domain.amounts import N_
from domain.consensus import Verdict
from domain.errors import Invalid, NotFound, Refused
from domain.people import Person
from domain.terms import Terms
from services import audit, notices, settling
from storage import answers as handed_in
from storage import appeals, campaigns, projects, work
from storage import task_reports as store
from storage.task_reports import Reported as Reported
from storage.task_reports import find as find
from storage.task_reports import rows as rows
from storage.task_reports import said as said
from storage.tx import Tx

__all__ = ["REASONS", "Reported", "find", "rows", "said"]

REPORTS_LEAST = 2  # people who say so before a row is set aside
WORDS_LENGTH_MAX = 500
WORDS_LENGTH_LEAST = 5
DAY_MS = 86_400_000
FORBIDDEN, OTHER = "forbidden", "other"
REASONS: Mapping[str, str] = {
    "media": N_("A link or a picture doesn't load"),
    "unclear": N_("It can't be understood"),
    FORBIDDEN: N_("It asks for something that is not allowed"),
    OTHER: N_("Something else"),
}


def report(
    tx: Tx, person: Person, assignment_id: int, code: str, words: str, now_ms: int
) -> int:
    """Give a task back for good, since something is wrong with it; gives its project's id.

    Raises Refused where it isn't in their hands, Invalid where a reason needs words.
    """
    words = words.strip()[:WORDS_LENGTH_MAX]
    if code not in REASONS or (code == OTHER and len(words) < WORDS_LENGTH_LEAST):
        raise Invalid(N_("Say in a few words what is wrong, so that it can be mended."))
    of = work.find(tx, assignment_id)
    if of is None or of.account_id != person.account_id or of.state not in ("active", "revise"):
        raise Refused(N_("That task is not in your hands any more. /work gives you the next one."))
    tx.queries.task_lock(tx.connection, task_id=of.task_id)
    if not work.end(tx, of.id, of.task_id, "skipped", now_ms):
        raise Refused(N_("That task is not in your hands any more. /work gives you the next one."))
    report_id = store.add(
        tx, task_id=of.task_id, project_id=of.project_id, account_id=person.account_id,
        code=code, words=words, now_ms=now_ms,
    )  # fmt: skip
    is_whole_survey = of.project.is_survey and of.data == "{}"
    if store.count(tx, of.task_id) >= REPORTS_LEAST:
        if not is_whole_survey:
            store.set_aside(tx, of.task_id, now_ms)
        _tell_owner(tx, of.project_id, report_id, now_ms)
    if code == FORBIDDEN:
        _tell_admins(tx, of.project_id, report_id, now_ms)
    return of.project_id


def _tell_owner(tx: Tx, project_id: int, report_id: int, now_ms: int) -> None:
    """Tell who asks for the work, now or once a day has passed since they were told last."""
    last_ms = store.told_ms(tx, project_id)
    if last_ms is not None and last_ms > now_ms:
        return  # they will see this one, too
    at_ms = now_ms if last_ms is None else max(now_ms, last_ms + DAY_MS)
    store.tell(tx, report_id, at_ms)
    notices.tell(
        tx, account_id=campaigns.owner(tx, project_id), kind="reports",
        params={"project_id": project_id}, now_ms=now_ms, later_ms=at_ms - now_ms,
    )  # fmt: skip


def _tell_admins(tx: Tx, project_id: int, report_id: int, now_ms: int) -> None:
    """Tell admins of what may not be allowed, of a project once a day."""
    since_ms = now_ms - DAY_MS
    others = store.others(
        tx, report_id, project_id=project_id, code=FORBIDDEN, since_ms=since_ms
    )
    if others:
        return
    params = {"project_id": project_id, "admin": True}
    for account_id in appeals.admins(tx):
        notices.tell(tx, account_id=account_id, kind="reports", params=params, now_ms=now_ms)


def put_back(tx: Tx, task_id: int, actor_id: int, now_ms: int) -> int:
    """Offer a row again that was set aside; gives its project's id.

    Raises Refused where the project isn't open, or holds too little for it.
    """
    project_id = _locked(tx, task_id)
    found = campaigns.find(tx, project_id)
    row = store.find(tx, task_id)
    assert found is not None and row is not None  # noqa: S101 - it was found a statement ago
    if found.state not in ("open", "paused"):
        raise Refused(N_("This project isn't open, so none of its rows can be put back."))
    if row.lane == store.ASIDE and row.state == "open":
        store.mark(tx, project_id)
        needed_minor = max(0, found.answers_most - row.answers - row.reserved) * found.unit_minor
        owed = campaigns.owed(tx, project_id)
        if owed.free_minor < needed_minor:
            raise Refused(
                N_("What this project holds is needed for other rows. Add budget, then try again.")
            )
        store.put_back(tx, task_id, now_ms)
    if not store.settle(tx, task_id, "back"):
        raise Refused(N_("Somebody has decided about that row already."))
    _record(tx, "put_back", project_id, task_id, actor_id, now_ms)
    return project_id


def leave_out(tx: Tx, task_id: int, actor_id: int, terms: Terms, now_ms: int) -> int:
    """Ask nobody else about a row; gives its project's id. Answers that it has are accepted."""
    project_id = _locked(tx, task_id)
    if not store.settle(tx, task_id, "out"):
        raise Refused(N_("Somebody has decided about that row already."))
    task = handed_in.counts(tx, task_id)
    project = projects.definition(tx, project_id)
    if task.state == "open":
        nothing = Verdict("undecided", 0, {}, {})
        handed_in.update_task(
            tx, task_id, nothing, answers=task.answers, reserved=task.reserved, now_ms=now_ms
        )
        if project.accept == "consensus":
            settling.settle_by_consensus(tx, task_id, project_id, project, {}, terms, now_ms)
    _record(tx, "leave_out", project_id, task_id, actor_id, now_ms)
    return project_id


def _locked(tx: Tx, task_id: int) -> int:
    """Lock the owner of a row's project, then the row; gives the project's id."""
    row = store.find(tx, task_id)
    if row is None:
        raise NotFound(N_("There is no such row."))
    campaigns.lock_account(tx, campaigns.owner(tx, row.project_id))
    tx.queries.task_lock(tx.connection, task_id=task_id)
    return row.project_id


def _record(
    tx: Tx, action: str, project_id: int, task_id: int, actor_id: int, now_ms: int
) -> None:
    audit.record(
        tx, actor_id=actor_id, action=f"project.{action}", subject=f"project:{project_id}",
        details={"task": task_id}, now_ms=now_ms,
    )  # fmt: skip
