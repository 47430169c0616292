"""What is estimated of a project's questions and of its workers, fit by fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.projects import Project
from storage.campaigns import Standing
from storage.projects import parsed
from storage.tx import Tx
from storage.work import extra_state

TASKS_AT_ONCE = 5_000


class Skill(NamedTuple):
    """What the last fit of a project found of somebody at a question: of so many answers, the
    chance that they are right, in the mean.
    """

    project_id: int
    question: str
    answers: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project with answers that no fit has seen, and whether nothing of it is asked for now."""

    project_id: int
    project: Project
    rows: int
    answers: int
    fitted: int
    is_applied: bool
    is_idle: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A project that is to be fitted: its version so far, and what of its answers is counted."""

    project: Project
    rows: int
    version: int
    answers: int
    through_id: int
    has_gold: bool


class TaskSeen(NamedTuple):
    """An answered row. `gold` and `result` are JSON. `is_besides`: known, asked whatever it has."""

    id: int
    state: str
    gold: str | None
    result: str | None
    answers: int
    is_besides: int


def model(tx: Tx, version: int, question: str) -> str | None:
    """Give a question's estimate, as JSON."""
    found: str | None = tx.queries.estimate_model(
        tx.connection, version=version, question=question
    )
    return found


def rows_each(tx: Tx, version: int) -> int:
    """Give how many rows there are for each person whom a fit has seen."""
    found: int | None = tx.queries.estimate_rows_each(tx.connection, version=version)
    return found or 0


def confusion(tx: Tx, version: int, question: str, account_id: int) -> str | None:
    """Give somebody's matrix, as JSON; None where the fit had no answer of theirs."""
    found: str | None = tx.queries.skill_find(
        tx.connection, version=version, question=question, account_id=account_id
    )
    return found


def skills_of_account(tx: Tx, account_id: int) -> list[Skill]:
    """Give what is known of somebody in all projects."""
    rows = tx.queries.skills_of_account(tx.connection, account_id=account_id)
    return [Skill._make(row) for row in rows]


def skills_of_project(
    tx: Tx, project_id: int, after_id: int, most: int
) -> list[tuple[int, Skill]]:
    """Give (account, what is known of them) of a project's workers, from an account on."""
    rows = tx.queries.skills_of_project(
        tx.connection, project_id=project_id, after_id=after_id, most=most
    )
    return [(row[0], Skill(project_id, *row[1:])) for row in rows]


def uncounted(tx: Tx, most: int) -> tuple[int, int] | None:
    """Give between which two answers some are not counted yet; None: all are."""
    after_id = tx.queries.estimates_through(tx.connection) or 0
    newest = tx.queries.estimates_newest(tx.connection) or 0
    return (after_id, min(newest, after_id + most)) if newest > after_id else None


def count(tx: Tx, after_id: int, through_id: int) -> bool:
    """Count answers by project; False where somebody else has counted them."""
    came = tx.queries.estimates_came(tx.connection, after_id=after_id, through_id=through_id)
    counted = tx.queries.estimates_counted(
        tx.connection, after_id=after_id, through_id=through_id
    )
    if not counted:
        return False
    for project_id, answers in came:
        tx.queries.estimates_count(tx.connection, project_id=project_id, answers=answers)
    return True


def candidates(tx: Tx) -> list[Candidate]:
    """Give the projects at work that may need a fit."""
    return [
        Candidate(
            row[0], parsed(row[1]), row[2], row[3], row[4], bool(row[5]), bool(row[6])
        )
        for row in tx.queries.estimates_candidates(tx.connection)
    ]


def is_behind(tx: Tx, project_id: int) -> bool:
    """Tell whether a project that was fitted before has answers that no fit has seen."""
    return bool(tx.queries.estimates_behind(tx.connection, project_id=project_id))


def fitted(tx: Tx, project_id: int) -> Fitted:
    """Give what a fit has to know of its project."""
    row = tx.queries.fit_project(tx.connection, project_id=project_id)
    return Fitted(parsed(row[0]), row[1], row[2], row[3], row[4] or 0, bool(row[5]))


def answered(
    tx: Tx, project_id: int, project: Project
) -> Iterator[tuple[list[TaskSeen], list[tuple[int, int, str]]]]:
    """Give a project's answered rows, some at a time, with the answers that count for them:
    (row, account, JSON).
    """
    after_id, also = 0, extra_state(project)
    while True:
        tasks = [
            TaskSeen._make(row)
            for row in tx.queries.fit_tasks(
                tx.connection, project_id=project_id, after_id=after_id, most=TASKS_AT_ONCE
            )
        ]
        if not tasks:
            return
        after_id = tasks[-1].id
        votes = tx.queries.fit_votes(
            tx.connection,
            project_id=project_id,
            first_id=tasks[0].id,
            last_id=after_id,
            also=also,
        )
        yield tasks, votes


def late(tx: Tx, project_id: int, after_id: int) -> list[int]:
    """Give the rows to which answers came behind one."""
    rows = tx.queries.fit_late(tx.connection, project_id=project_id, after_id=after_id)
    return [row[0] for row in rows]


def add_skills(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Put down what a fit found of people."""
    tx.queries.skill_add(tx.connection, rows)


def publish(
    tx: Tx, project_id: int, *, version: int, before: int, models: dict[str, str], answers: int
) -> bool:
    """Let a fit count from now on; False where another one has come before it."""
    changed = tx.queries.fit_publish(
        tx.connection, project_id=project_id, version=version, before=before
    )
    if not changed:
        return False
    for question, text in models.items():
        tx.queries.estimate_add(
            tx.connection,
            version=version,
            question=question,
            project_id=project_id,
            model=text,
        )
    tx.queries.fit_begun(tx.connection, project_id=project_id, answers=answers)
    return True


def applied(tx: Tx, project_id: int, version: int) -> None:
    """Rows stand as a fit says, if it is still the last one."""
    tx.queries.fit_applied(tx.connection, project_id=project_id, version=version)


def forget_some(tx: Tx, project_id: int, version: int, before: int, most: int) -> int:
    """Take away some of what older fits found."""
    of = {"project_id": project_id, "version": version, "before": before}
    forgotten: int = tx.queries.skills_forget(tx.connection, **of, most=most)
    if not forgotten:
        tx.queries.estimates_forget(tx.connection, **of)
    return forgotten


def reopens(tx: Tx, project_id: int, seen: Standing, opened_ms: int) -> bool:
    """Let rows open again, where a project is as it was seen and was opened at that moment; its
    row is locked from then on.
    """
    changed: int = tx.queries.fit_reopens(
        tx.connection,
        project_id=project_id,
        seen_horizon=seen.horizon,
        seen_opened_ms=opened_ms,
        seen_extras_minor=seen.books.extras_minor,
    )
    return changed == 1
