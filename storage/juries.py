"""Groups with a jury: what they are set to, who belongs to them, and the cases before them."""

from dataclasses import dataclass
from typing import Literal

from storage.tx import Tx

AtRemove = Literal["nothing", "tell", "delete"]
Verdict = Literal["remove", "keep", "none"]


@dataclass(frozen=True, slots=True)
class Community:
    """A group that has a jury. `removing` is the answer that means: this message shall go."""

    id: int
    owner_id: int
    project_id: int
    platform: str
    chat: str
    removing: str
    at_remove: AtRemove
    points_least: int


@dataclass(frozen=True, slots=True)
class Membership:
    """What somebody is in a group: asked for verdicts, told of them, when they last managed it."""

    is_juror: bool
    is_told: bool
    managed_ms: int


@dataclass(frozen=True, slots=True)
class Juror:
    """A member that can be asked, with their hours of rest in minutes after local midnight."""

    account_id: int
    time_zone: str
    quiet_from_minute: int
    quiet_to_minute: int


@dataclass(frozen=True, slots=True)
class Case:
    """A message before a jury; `message` is the platform's id of it, `author` of who wrote it.

    `chat` is the channel it stands in, where a group has such. `told_chat` and `told_message` are
    where the verdict was posted, once it was.
    """

    id: int
    community_id: int
    task_id: int
    reporter_id: int
    message: str
    state: str  # open, decided, done
    verdict: Verdict | None
    attempts: int
    chat: str
    author: str
    told_chat: str
    told_message: str


@dataclass(frozen=True, slots=True)
class CaseTask:
    """The row of a case: JSON of what it shows, of its result and of its confidence."""

    data: str
    state: str
    result: str | None
    confidence: str | None
    answers: int
    project_state: str


def community(tx: Tx, platform: str, chat: str) -> Community | None:
    """Give a group's settings; None: it has no jury."""
    row = tx.queries.community_find(tx.connection, platform=platform, chat=chat)
    return Community(*row) if row else None


def community_by_id(tx: Tx, community_id: int) -> Community | None:
    """Give a group's settings by its number."""
    row = tx.queries.community_get(tx.connection, community_id=community_id)
    return Community(*row) if row else None


def community_of_project(tx: Tx, project_id: int) -> int | None:
    """Give the group whose jury a project asks."""
    found: int | None = tx.queries.community_of_project(tx.connection, project_id=project_id)
    return found


def set_community(
    tx: Tx, *, owner_id: int, project_id: int, platform: str, chat: str, removing: str, now_ms: int
) -> int:
    """Give a group a jury that is asked and paid by a project."""
    community_id: int = tx.queries.community_set(
        tx.connection,
        owner_id=owner_id,
        project_id=project_id,
        platform=platform,
        chat=chat,
        removing=removing,
        now_ms=now_ms,
    )
    tx.queries.community_audience(
        tx.connection, project_id=project_id, community_id=community_id
    )
    return community_id


def admits(tx: Tx, project_id: int, account_id: int) -> bool:
    """Tell whether somebody may get a project's tasks at all."""
    found = tx.queries.community_admits(
        tx.connection, project_id=project_id, account_id=account_id
    )
    return found is not None


def member(tx: Tx, community_id: int, account_id: int) -> Membership | None:
    """Give what somebody is in a group; None: they were never seen there."""
    row = tx.queries.membership_find(
        tx.connection, community_id=community_id, account_id=account_id
    )
    return Membership(bool(row[0]), bool(row[1]), row[2]) if row else None


def jurors(tx: Tx, community_id: int, task_id: int, most: int) -> list[Juror]:
    """Give members that can be asked about a task, who were not asked for longest first."""
    rows = tx.queries.membership_jurors(
        tx.connection, community_id=community_id, task_id=task_id, most=most
    )
    return [Juror(*row) for row in rows]


def to_tell(tx: Tx, community_id: int) -> list[int]:
    """Give the accounts that are told a group's verdicts."""
    rows = tx.queries.membership_to_tell(tx.connection, community_id=community_id)
    return [row[0] for row in rows]


def add_case(
    tx: Tx, *, community_id: int, task_id: int, reporter_id: int, message: str, chat: str,
    author: str, now_ms: int,
) -> int | None:  # fmt: skip
    """Bring a message before the jury; None where it was before."""
    case_id: int | None = tx.queries.jury_case_add(
        tx.connection,
        community_id=community_id,
        task_id=task_id,
        reporter_id=reporter_id,
        message=message,
        chat=chat,
        author=author,
        now_ms=now_ms,
    )
    return case_id


def case_of(tx: Tx, community_id: int, message: str) -> Case | None:
    """Give the case of a message."""
    row = tx.queries.jury_case_of_message(
        tx.connection, community_id=community_id, message=message
    )
    return Case(*row) if row else None


def case(tx: Tx, case_id: int) -> Case | None:
    """Give a case by its number."""
    row = tx.queries.jury_case_get(tx.connection, case_id=case_id)
    return Case(*row) if row else None


def case_task(tx: Tx, task_id: int) -> CaseTask:
    """Give the row of a case."""
    return CaseTask(*tx.queries.jury_case_task(tx.connection, task_id=task_id))


def decided(tx: Tx, most: int) -> list[int]:
    """Give open cases whose row is decided, or never will be."""
    return [row[0] for row in tx.queries.jury_case_decided(tx.connection, most=most)]


def to_post(tx: Tx, now_ms: int, most: int) -> list[Case]:
    """Give cases whose verdict their group has not been told."""
    rows = tx.queries.jury_case_to_post(tx.connection, now_ms=now_ms, most=most)
    return [Case(*row) for row in rows]


def reports_since(tx: Tx, account_id: int, since_ms: int) -> int:
    """Count the messages that somebody brought before juries since a moment."""
    count: int = tx.queries.jury_reports(
        tx.connection, account_id=account_id, since_ms=since_ms
    )
    return count


def row_task(tx: Tx, project_id: int, row_id: str) -> int:
    """Give the task of a row that is there."""
    task_id: int = tx.queries.jury_row(tx.connection, project_id=project_id, row_id=row_id)
    return task_id


def recuse(tx: Tx, *, task_id: int, project_id: int, account_id: int, now_ms: int) -> None:
    """Keep somebody out of a decision."""
    tx.queries.jury_recuse(
        tx.connection,
        task_id=task_id,
        project_id=project_id,
        account_id=account_id,
        now_ms=now_ms,
    )


def account_of(tx: Tx, platform: str, external_id: str) -> int | None:
    """Give the account behind a platform's id."""
    found: int | None = tx.queries.jury_account(
        tx.connection, platform=platform, external_id=external_id
    )
    return found
