"""Projects as campaigns: their state, how far they are opened, and what they hold and owe."""

from dataclasses import dataclass

from domain import ledger
from domain.projects import Project, to_json, unit_minor
from storage.books import Books
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Campaign:
    """A project's own columns."""

    id: int
    owner_id: int
    title: str
    kind: str
    state: str  # draft, open, paused, finished, spent, closed
    reward_minor: int
    currency: str
    answers_least: int
    answers_most: int
    budget_minor: int
    accept: str
    places: int
    horizon: int
    created_ms: int
    opened_ms: int | None
    closed_ms: int | None
    unit_minor: int  # the most that one answer may cost
    fee_points: int  # the house's part of its rewards, in bonuses.POINTS
    pace_ms: int | None
    respondents: int
    has_gold: int  # 1: rows have, or had, known answers

    @property
    def is_survey(self) -> bool:
        """Whether people are asked, and every answer stands."""
        return self.respondents > 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in a list of projects."""

    id: int
    owner_id: int
    title: str
    kind: str
    state: str
    rows: int
    budget_minor: int
    currency: str
    created_ms: int
    decided: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands at one moment; `active` are tasks in somebody's hands."""

    state: str
    opened_ms: int | None
    places: int
    horizon: int
    decided: int
    active: int
    books: Books


@dataclass(frozen=True, slots=True)
class Owed:
    """What a project may still cost for what is offered or in hand, and its books."""

    offered_minor: int
    books: Books

    @property
    def pending_minor(self) -> int:
        """What answers that wait to be accepted may cost."""
        return self.books.pending_minor

    @property
    def hold_minor(self) -> int:
        """What is in the hold."""
        return self.books.hold_minor

    @property
    def free_minor(self) -> int:
        """What the hold has left for more; a top-up that is owed comes out of it first."""
        return self.books.hold_minor - self.books.owed_minor - self.offered_minor


@dataclass(frozen=True, slots=True)
class SurveyTask:
    """The one task of a survey without rows."""

    id: int
    slots: int
    reserved: int
    answers: int
    deferred: int  # rejected ones that nobody gives anew while they may be appealed

    @property
    def total(self) -> int:
        """The answers that are paid for."""
        return self.slots + self.reserved + self.answers


def insert(tx: Tx, project: Project, owner_id: int, now_ms: int) -> int:
    """Keep a new project and give its id."""
    project_id: int = tx.queries.campaign_insert(
        tx.connection, owner_id=owner_id, now_ms=now_ms, **_columns(project)
    )
    return project_id


def redefine(tx: Tx, project_id: int, project: Project) -> bool:
    """Put another project in the place of a draft; False where rows were brought in already."""
    changed: int = tx.queries.campaign_redefine(
        tx.connection, project_id=project_id, **_columns(project)
    )
    return changed == 1


def set_budget(tx: Tx, project_id: int, project: Project) -> None:
    """Let a project cost more, or less, than before."""
    tx.queries.campaign_budget(
        tx.connection,
        project_id=project_id,
        budget_minor=project.budget_minor,
        definition=to_json(project),
    )


def _columns(project: Project) -> dict[str, object]:
    return {
        "title": project.title,
        "kind": project.kind,
        "definition": to_json(project),
        "reward_minor": project.reward_minor,
        "unit_minor": unit_minor(project),
        "currency": project.currency,
        "time_limit_ms": project.time_limit_ms,
        "answers_least": project.answers_least,
        "answers_most": project.answers_most,
        "respondents": project.respondents,
        "budget_minor": project.budget_minor,
        "accept": project.accept,
        "accept_after_ms": project.accept_after_ms,
        "level": project.level,
    }


def find(tx: Tx, project_id: int) -> Campaign | None:
    """Give a project's columns."""
    row = tx.queries.campaign_find(tx.connection, project_id=project_id)
    return Campaign(*row) if row else None


def owner(tx: Tx, project_id: int) -> int:
    """Give the account that a project belongs to at this moment."""
    account_id: int = tx.queries.campaign_owner(tx.connection, project_id=project_id)
    return account_id


def listing(tx: Tx, owner_id: int | None, before_id: int, most: int) -> list[Listed]:
    """Give projects, the newest first: all of them, or one owner's."""
    rows = tx.queries.campaign_list(
        tx.connection, owner_id=owner_id or 0, before_id=before_id, most=most
    )
    return [Listed(*row) for row in rows]


def lock_account(tx: Tx, account_id: int) -> str | None:
    """Lock an account's row and give its handle."""
    row = tx.queries.account_lock(tx.connection, account_id=account_id)
    handle: str | None = row[1] if row else None
    return handle


def lock(tx: Tx, project_id: int) -> None:
    """Wait until nobody hands out or hands in a task of the project, and keep them waiting."""
    tx.queries.campaign_lock(tx.connection, project_id=project_id)


def standing(tx: Tx, project_id: int) -> Standing | None:
    """Tell how a project stands."""
    row = tx.queries.campaign_standing(
        tx.connection, project_id=project_id, name=ledger.hold(project_id)
    )
    if row is None:
        return None
    state, opened_ms, places, horizon, decided, active, *of_books = row
    return Standing(state, opened_ms, places, horizon, decided, active, Books(*of_books))


def books(tx: Tx, project_id: int) -> Books:
    """Give a project's books at this moment."""
    row = tx.queries.campaign_books(
        tx.connection, project_id=project_id, name=ledger.hold(project_id)
    )
    return Books(*row)


def owed(tx: Tx, project_id: int) -> Owed:
    """Add up what a project may still cost; it reads all rows that are offered."""
    row = tx.queries.campaign_owed(
        tx.connection, project_id=project_id, name=ledger.hold(project_id)
    )
    return Owed(row[0], Books(*row[1:]))


def to_sweep(tx: Tx) -> list[int]:
    """Give the projects that may have something to open or to give back."""
    return [row[0] for row in tx.queries.campaign_to_sweep(tx.connection)]


def opened(tx: Tx) -> list[int]:
    """Give the projects that have a hold."""
    return [row[0] for row in tx.queries.campaign_opened(tx.connection)]


def ended(tx: Tx) -> list[tuple[int, str]]:
    """Give (project, currency) of the projects that had a hold and have ended."""
    return [(row[0], row[1]) for row in tx.queries.campaign_ended(tx.connection)]


def is_importing(tx: Tx, project_id: int) -> bool:
    """Tell whether rows are being imported into a project."""
    return bool(tx.queries.campaign_importing(tx.connection, project_id=project_id))


def agree(tx: Tx, project_id: int, unit_minor: int, fee_points: int, floor_minor: int) -> None:
    """Put down what an answer may cost, the fee, and the least that an hour may pay."""
    tx.queries.campaign_agree(
        tx.connection,
        project_id=project_id,
        unit_minor=unit_minor,
        fee_points=fee_points,
        floor_minor=floor_minor,
    )


def open_from(tx: Tx, campaign: Campaign, more: int, opened_ms: int) -> bool:
    """Open a project that is in the state it was seen in, with so many more rows offered."""
    changed: int = tx.queries.campaign_open(
        tx.connection,
        project_id=campaign.id,
        before=campaign.state,
        more=more,
        opened_ms=opened_ms,
    )
    return changed == 1


def pause(tx: Tx, project_id: int) -> bool:
    """Pause an open project; False where it isn't open."""
    return bool(tx.queries.campaign_pause(tx.connection, project_id=project_id) == 1)


def close(tx: Tx, project_id: int, now_ms: int) -> bool:
    """Close a project for good; False where it was closed before."""
    changed: int = tx.queries.campaign_close(tx.connection, project_id=project_id, now_ms=now_ms)
    return changed == 1


def raise_horizon(tx: Tx, project_id: int, seen: Standing, horizon: int) -> bool:
    """Offer rows up to a place, where the project is still as it was seen.

    Its row is locked from then on, so that nothing else can leave its hold but rewards.
    """
    changed: int = tx.queries.campaign_raise(
        tx.connection,
        project_id=project_id,
        horizon=horizon,
        seen_horizon=seen.horizon,
        seen_opened_ms=seen.opened_ms,
        seen_extras_minor=seen.books.extras_minor,
    )
    return changed == 1


def end(tx: Tx, project_id: int, seen: Standing, state: str, now_ms: int) -> bool:
    """Say that a project has come to its end by itself, where it is still as it was seen."""
    changed: int = tx.queries.campaign_end(
        tx.connection,
        project_id=project_id,
        state=state,
        now_ms=now_ms,
        seen_state=seen.state,
        seen_places=seen.places,
        seen_horizon=seen.horizon,
        seen_opened_ms=seen.opened_ms,
    )
    return changed == 1


def add_survey_task(tx: Tx, project_id: int, now_ms: int) -> None:
    """Give a survey without rows its one task."""
    queries, connection = tx.queries, tx.connection
    batch_id = queries.campaign_survey_batch(connection, project_id=project_id, now_ms=now_ms)
    queries.campaign_survey_add(connection, project_id=project_id, batch_id=batch_id)
    queries.campaign_places(connection, project_id=project_id, places=1)


def survey_task(tx: Tx, project_id: int) -> SurveyTask | None:
    """Give the one task of a survey without rows."""
    row = tx.queries.campaign_survey_task(tx.connection, project_id=project_id)
    return SurveyTask(*row) if row else None


def ask_more(tx: Tx, task: SurveyTask, more: int, opened_ms: int) -> bool:
    """Let more people be asked, where the task is paid for and its project open as it was seen."""
    changed: int = tx.queries.campaign_survey_raise(
        tx.connection, task_id=task.id, more=more, seen_total=task.total, seen_opened_ms=opened_ms
    )
    return changed == 1


def recent(tx: Tx, project_id: int, most: int) -> list[tuple[int, str | None]]:
    """Give when rows were decided last, the newest first, with their confidence (JSON)."""
    return list(tx.queries.campaign_recent(tx.connection, project_id=project_id, most=most))


def recent_answers(tx: Tx, task_id: int, most: int) -> list[int]:
    """Give when the last answers to a survey without rows came, the newest first."""
    rows = tx.queries.campaign_recent_answers(tx.connection, task_id=task_id, most=most)
    return [row[0] for row in rows]


def pending(tx: Tx, project_id: int) -> int:
    """Count the answers that wait to be accepted."""
    count: int = tx.queries.campaign_pending(tx.connection, project_id=project_id)
    return count


def pending_tasks(tx: Tx, project_id: int, most: int) -> list[int]:
    """Give tasks with answers that wait to be accepted."""
    rows = tx.queries.campaign_pending_tasks(tx.connection, project_id=project_id, most=most)
    return [row[0] for row in rows]
