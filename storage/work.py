"""Handing out tasks: what is next for whom, who has what in hand, and what goes back.

What every answer reads is a named tuple: making one takes a quarter of a frozen dataclass's time.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.projects import Project
from storage.projects import parsed
from storage.tx import Tx

NOWHERE = 2**62  # a place behind all


class NextTask(NamedTuple):
    """A task that can be given to a person: its counts, and where it stands in its lane."""

    id: int
    data: str
    answers: int
    reserved: int
    slots: int
    lane: int
    place: int
    project: Project
    pace_ms: int | None
    estimate: int
    has_checks: int  # a row with a known answer can come instead: it is none itself
    reached: int  # up to which place of its lane there is nothing more for this person


class Near(NamedTuple):
    """A task that somebody may be asked, and who has answered it what (JSON). Where it `is_full`
    it is gold, or one of a pilot, and gets all its answers.
    """

    id: int
    lane: int
    place: int
    is_gold: bool
    is_full: bool
    given: list[tuple[int, str]]


class Assignment(NamedTuple):
    """A task in somebody's hands, or one that was. `data` and `draft` are JSON."""

    id: int
    task_id: int
    project_id: int
    account_id: int
    state: str
    attempt: int
    given_ms: int
    deadline_ms: int
    pushed: bool
    draft: str | None
    data: str
    project: Project
    project_state: str
    pace_ms: int | None


class Given(NamedTuple):
    """A new assignment's id, and what the person had answered of the task before (JSON)."""

    id: int
    draft: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """An assignment that ends without an answer."""

    assignment_id: int
    task_id: int
    project_id: int
    account_id: int
    pushed: bool


def next_task(
    tx: Tx, *, project_id: int, account_id: int, rescan: bool = False
) -> NextTask | None:
    """Find the next task of a project for a person, from where they are or from the start."""
    row = tx.queries.task_next(
        tx.connection, project_id=project_id, account_id=account_id, rescan=int(rescan)
    )
    if row is None:
        return None
    return _next(row)


def near(
    tx: Tx, first: NextTask, *, project_id: int, account_id: int, most: int
) -> list[Near]:
    """Give what a person may be asked besides the first thing that was found, and that itself."""
    rows = tx.queries.task_near(
        tx.connection,
        project_id=project_id,
        account_id=account_id,
        reopened=first.place if first.lane else NOWHERE,
        fresh=-1 if first.lane else first.place,
        also=extra_state(first.project),
        most=most,
    )
    found: list[Near] = []
    for task_id, lane, place, full, who, said in rows:
        if not found or found[-1].id != task_id:
            found.append(Near(task_id, lane, place, full == 2, full > 0, []))
        if who is not None:
            found[-1].given.append((who, said))
    return found


def chosen(tx: Tx, task_id: int, *, project_id: int, account_id: int) -> NextTask | None:
    """Give a task that was chosen, locked; None where a person can't have it, such as where
    somebody else was quicker.
    """
    row = tx.queries.task_choose(
        tx.connection, task_id=task_id, project_id=project_id, account_id=account_id
    )
    return _next(row) if row else None


def extra_state(project: Project) -> str:
    """Give one more state in which answers count: who was outvoted has voted."""
    return "rejected" if project.accept == "consensus" else "accepted"


def _next(row: tuple[Any, ...]) -> NextTask:
    return NextTask._make((*row[:7], parsed(row[7]), *row[8:11], row[6]))


def passed_by(tx: Tx, *, project_id: int, account_id: int) -> int | None:
    """Give a row that a search which found nothing has passed by, for somebody holds it right now.
    """
    task_id: int | None = tx.queries.task_passed_by(
        tx.connection, project_id=project_id, account_id=account_id
    )
    return task_id


def give(
    tx: Tx,
    task: NextTask,
    *,
    project_id: int,
    account_id: int,
    now_ms: int,
    deadline_ms: int,
    pushed: bool,
) -> Given | None:
    """Reserve an answer of a task for a person; None where it may not be theirs any more."""
    queries, connection = tx.queries, tx.connection
    given = queries.assignment_give(
        connection,
        task_id=task.id,
        project_id=project_id,
        account_id=account_id,
        now_ms=now_ms,
        deadline_ms=deadline_ms,
        pushed=int(pushed),
    )
    if given is None:
        return None
    queries.task_reserve(connection, task_id=task.id)
    queries.position_save(
        connection,
        account_id=account_id,
        project_id=project_id,
        fresh=0 if task.lane else task.reached,
        reopened=task.reached if task.lane else 0,
    )
    return Given._make(given)


def recuse_kin(
    tx: Tx, task_id: int, *, project_id: int, account_id: int, kin: int, now_ms: int
) -> None:
    """Let a task pass by the accounts that were one with the one that has it now."""
    tx.queries.assignment_recuse_kin(
        tx.connection,
        task_id=task_id,
        project_id=project_id,
        account_id=account_id,
        kin=kin,
        now_ms=now_ms,
    )


def assignment(row: tuple[Any, ...]) -> Assignment:
    """Make an assignment of the columns that all queries about one share."""
    return Assignment._make((*row[:11], parsed(row[11]), row[12], row[13]))


def active(tx: Tx, account_id: int) -> Assignment | None:
    """Give the task that a person has in hand."""
    row = tx.queries.assignment_active(tx.connection, account_id=account_id)
    return assignment(row) if row else None


def find(tx: Tx, assignment_id: int) -> Assignment | None:
    """Give an assignment, whoever has it."""
    row = tx.queries.assignment_find(tx.connection, assignment_id=assignment_id)
    return assignment(row) if row else None


def end(tx: Tx, assignment_id: int, task_id: int, state: str, now_ms: int) -> bool:
    """End an assignment without an answer, give its task back; False where it had ended before."""
    if not tx.queries.assignment_end(tx.connection, assignment_id=assignment_id, state=state):
        return False
    tx.queries.task_give_back(tx.connection, task_id=task_id, now_ms=now_ms)
    return True


def expire(tx: Tx, assignment_id: int, task_id: int, now_ms: int) -> bool:
    """End an assignment whose time is up, give its task back; False where that isn't so now."""
    if not tx.queries.assignment_expire(
        tx.connection, assignment_id=assignment_id, now_ms=now_ms
    ):
        return False
    tx.queries.task_give_back(tx.connection, task_id=task_id, now_ms=now_ms)
    return True


def dry_ms(tx: Tx, account_id: int, project_id: int) -> int | None:
    """Tell when a search from the start last found nothing; 0 where the person is new there."""
    row = tx.queries.position_find(tx.connection, account_id=account_id, project_id=project_id)
    return row[2] if row else 0


def due(tx: Tx, now_ms: int, most: int) -> list[Due]:
    """Give assignments whose time is up: in hand, and sent back."""
    queries, connection = tx.queries, tx.connection
    rows = queries.assignment_due(connection, now_ms=now_ms, most=most)
    if len(rows) < most:
        rows += queries.assignment_revise_due(connection, now_ms=now_ms, most=most - len(rows))
    return [Due(*row) for row in rows]


def send_back(tx: Tx, assignment_id: int, deadline_ms: int) -> bool:
    """Let a handed-in task wait for its worker once more; False where it isn't handed in now."""
    changed: int = tx.queries.assignment_send_back(
        tx.connection, assignment_id=assignment_id, deadline_ms=deadline_ms
    )
    return changed == 1


def take_up(tx: Tx, assignment_id: int, *, now_ms: int, deadline_ms: int) -> bool:
    """Put what was sent back into its worker's hands; False where it wasn't."""
    changed: int = tx.queries.assignment_take_up(
        tx.connection, assignment_id=assignment_id, now_ms=now_ms, deadline_ms=deadline_ms
    )
    return changed == 1


def put_aside(tx: Tx, assignment_id: int) -> bool:
    """Let a task wait for who has it in hand; False where nobody has."""
    changed: int = tx.queries.assignment_put_aside(tx.connection, assignment_id=assignment_id)
    return changed == 1


def aside(tx: Tx, account_id: int, now_ms: int) -> list[Assignment]:
    """Give what somebody has put aside and has time for, the most urgent first."""
    rows = tx.queries.assignment_aside(tx.connection, account_id=account_id, now_ms=now_ms)
    return [assignment(row) for row in rows]


def sent_back(tx: Tx, account_id: int, now_ms: int) -> int | None:
    """Give the oldest assignment that was sent back to somebody and has time left."""
    assignment_id: int | None = tx.queries.assignment_sent_back(
        tx.connection, account_id=account_id, now_ms=now_ms
    )
    return assignment_id


def still_held(tx: Tx, account_id: int) -> list[tuple[int, int]]:
    """Give (assignment, task) of what an account has in hand or was sent back."""
    return list(tx.queries.assignment_still_held(tx.connection, account_id=account_id))


def in_hand(tx: Tx, project_id: int, most: int) -> list[Due]:
    """Give assignments of a project that people have in hand."""
    rows = tx.queries.assignment_of_project(tx.connection, project_id=project_id, most=most)
    return [Due(*row) for row in rows]
