"""The sweep: opens more rows as finished ones leave money over, and ends what has come to its end.

What a project may still cost only shrinks while its horizon stays (an answer is paid out of what
was reserved for it), so it is added up on a read-only connection, and what was seen there is still
safe to act upon as long as neither the horizon nor the hold was changed since: `Standing` carries
both marks.
"""

from dataclasses import dataclass

from domain.budgets import affordable
from domain.terms import Terms
from services import holds, notices, settling
from storage import campaigns, work
from storage.campaigns import Campaign, Owed, Standing, SurveyTask
from storage.projects import definition
from storage.tx import Tx

RELEASED_MOST = 500  # tasks that are taken back in one transaction
SETTLED_MOST = 20  # tasks whose waiting answers are accepted in one transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """A project as a sweep saw it; `owed` is None where everything is offered already."""

    campaign: Campaign
    standing: Standing
    survey: SurveyTask | None
    owed: Owed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did: rows (or a survey's answers) it opened, an end it found, money it
    returned.
    """

    opened: int = 0
    state: str | None = None
    returned_minor: int = 0
    released: int = 0

    @property
    def done(self) -> bool:
        """Whether anything was done at all."""
        return bool(self.opened or self.state or self.returned_minor or self.released)


def look(tx: Tx, project_id: int) -> Seen | None:
    """See how a project stands; long for one with very many rows, so best on a reader."""
    standing = campaigns.standing(tx, project_id)
    campaign = campaigns.find(tx, project_id)
    if standing is None or campaign is None:
        return None
    single = campaign.kind == "survey" and campaign.places == 1
    survey = campaigns.survey_task(tx, project_id) if single else None
    partly = standing.horizon < standing.places or survey is not None
    at_work = standing.state in ("open", "paused")
    owed = campaigns.owed(tx, project_id) if partly and at_work else None
    return Seen(campaign, standing, survey, owed)


def sweep(tx: Tx, project_id: int, now_ms: int, seen: Seen | None = None) -> Swept:
    """Open what the hold covers, or end the project; `seen` is what `look` saw on a reader."""
    seen = seen or look(tx, project_id)
    if seen is None or seen.standing.state == "draft":
        return Swept()
    if seen.standing.state in ("finished", "spent", "closed"):
        return _clear(tx, seen.campaign, now_ms)
    if seen.standing.decided >= seen.standing.places and not seen.standing.active:
        return _end(tx, seen, "finished", now_ms)
    if seen.owed is None or seen.standing.state != "open":
        return Swept()
    if seen.survey is not None:
        return _ask_more(tx, seen, seen.survey, seen.owed, now_ms)
    return _raise(tx, seen, seen.owed, now_ms)


def settle_closed(tx: Tx, project_id: int, terms: Terms, now_ms: int) -> int:
    """Accept answers that waited for a consensus which a closed project will never have.

    Some of them, so that the transaction stays short; gives the number of tasks.
    """
    campaign = campaigns.find(tx, project_id)
    if campaign is None or campaign.state != "closed" or campaign.accept != "consensus":
        return 0
    tasks = campaigns.pending_tasks(tx, project_id, SETTLED_MOST)
    project = definition(tx, project_id)
    for task_id in tasks:
        tx.queries.task_lock(tx.connection, task_id=task_id)
        settling.settle_by_consensus(tx, task_id, project_id, project, {}, terms, now_ms)
    return len(tasks)


def release_in_hand(tx: Tx, campaign: Campaign, now_ms: int) -> int:
    """Take back tasks that people have in hand and tell them kindly; at most RELEASED_MOST.

    Locks the owner and those people in the order of their ids, then the tasks in the order of
    theirs.
    """
    holders = {due.account_id for due in work.in_hand(tx, campaign.id, RELEASED_MOST)}
    for account_id in sorted(holders | {campaign.owner_id}):
        campaigns.lock_account(tx, account_id)
    released = 0
    for due in sorted(work.in_hand(tx, campaign.id, RELEASED_MOST), key=lambda due: due.task_id):
        if due.account_id not in holders:
            continue
        tx.queries.task_lock(tx.connection, task_id=due.task_id)
        if work.end(tx, due.assignment_id, due.task_id, "released", now_ms):
            released += 1
            params = {"project_id": campaign.id}
            notices.tell(tx, account_id=due.account_id, kind="closed", params=params, now_ms=now_ms)
    return released


def _raise(tx: Tx, seen: Seen, owed: Owed, now_ms: int) -> Swept:
    standing, campaign = seen.standing, seen.campaign
    waiting = standing.places - standing.horizon
    unit_minor = campaign.answers_most * campaign.reward_minor
    more = affordable(owed.free_minor, unit_minor, waiting)
    if more:
        raised = campaigns.raise_horizon(tx, campaign.id, standing, standing.horizon + more)
        return Swept(opened=more if raised else 0)
    if owed.offered_minor == 0 and not standing.active:
        return _end(tx, seen, "spent", now_ms)
    return Swept()


def _ask_more(tx: Tx, seen: Seen, survey: SurveyTask, owed: Owed, now_ms: int) -> Swept:
    campaign = seen.campaign
    opened_ms = seen.standing.opened_ms or 0
    missing = campaign.answers_least - survey.total
    more = affordable(owed.free_minor, campaign.reward_minor, missing)
    if more:
        return Swept(opened=more if campaigns.ask_more(tx, survey, more, opened_ms) else 0)
    if owed.offered_minor == 0 and not seen.standing.active:
        return _end(tx, seen, "spent", now_ms)
    return Swept()


def _end(tx: Tx, seen: Seen, state: str, now_ms: int) -> Swept:
    campaigns.lock_account(tx, seen.campaign.owner_id)
    if not campaigns.end(tx, seen.campaign.id, seen.standing, state, now_ms):
        return Swept()
    return Swept(state=state, returned_minor=holds.give_back(tx, seen.campaign, now_ms))


def _clear(tx: Tx, campaign: Campaign, now_ms: int) -> Swept:
    """Take back what is still in hand of an ended project, and return what is left of its hold."""
    released = release_in_hand(tx, campaign, now_ms)
    if work.in_hand(tx, campaign.id, 1):
        return Swept(released=released)
    return Swept(released=released, returned_minor=holds.give_back(tx, campaign, now_ms))
