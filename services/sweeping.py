"""The sweep: opens more rows as finished ones leave money over, and ends what has come to its end.

What a project may still cost only shrinks while its horizon stays (an answer is paid out of what
was reserved for it), so it is added up on a read-only connection, and what was seen there is still
safe to act upon as long as neither the horizon nor the hold was changed since: `Standing` carries
both marks.
"""

from dataclasses import dataclass, replace

from domain.budgets import affordable
from domain.terms import Terms
from services import fitting, holds, notices, settling, supply
from services.supply import Supply
from storage import campaigns, work
from storage.campaigns import Campaign, Owed, Standing, SurveyTask
from storage.projects import definition
from storage.tx import Tx

ENDED = ("finished", "spent", "closed")
RELEASED_MOST = 500  # tasks that are taken back in one transaction
SETTLED_MOST = 20  # tasks whose waiting answers are accepted in one transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """A project as a sweep saw it; `owed` is None where everything is offered already."""

    campaign: Campaign
    standing: Standing
    survey: SurveyTask | None
    owed: Owed | None
    is_behind: bool = False  # a fit is still to look at its last answers
    known: Supply = supply.NONE

    @property
    def is_partly_offered(self) -> bool:
        """Whether there is more that could be offered: rows, or a survey's answers."""
        return self.standing.horizon < self.standing.places or self.survey is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did: rows (or a survey's answers) it opened, answers to known rows it set money
    aside for, an end, money it returned.
    """

    opened: int = 0
    known: int = 0
    state: str | None = None
    returned_minor: int = 0
    released: int = 0

    @property
    def done(self) -> bool:
        """Whether anything was done at all."""
        return self != Swept()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a sweep would do: open so many more, ask some known ones besides, end the project, or
    clear up after its end.
    """

    more: int = 0
    known: int = 0
    state: str | None = None


def look(tx: Tx, project_id: int) -> Seen | None:
    """See how a project stands; long for one with very many rows, so best on a reader."""
    standing = campaigns.standing(tx, project_id)
    campaign = campaigns.find(tx, project_id)
    if standing is None or campaign is None:
        return None
    single = campaign.is_survey and campaign.places == 1
    survey = campaigns.survey_task(tx, project_id) if single else None
    at_work = standing.state in ("open", "paused")
    known = supply.look(tx, campaign, standing) if at_work else supply.NONE
    seen = Seen(campaign, standing, survey, None, at_work and _is_behind(tx, campaign), known)
    if at_work and (seen.is_partly_offered or known.used_up):
        return replace(seen, owed=campaigns.owed(tx, project_id))
    return seen


def _is_behind(tx: Tx, campaign: Campaign) -> bool:
    project = definition(tx, campaign.id)
    return fitting.is_behind(tx, campaign.id, project, campaign.places)


def wish(seen: Seen) -> Wish | None:
    """Tell what there is to do for a project; None: nothing."""
    standing = seen.standing
    if standing.state in ENDED:
        return Wish() if standing.active or standing.books.left_minor else None
    if standing.state == "draft":
        return None
    may_go_on = standing.active or _is_reviewing(seen)
    may_go_on = may_go_on or seen.is_behind  # rows may open again
    if standing.decided >= standing.places and not may_go_on:
        return Wish(state="finished")
    if seen.owed is None or standing.state != "open":
        return None
    owes_minor = standing.books.topup_minor  # pay up to the floor comes before new rows
    more = affordable(seen.owed.free_minor - owes_minor, *_units(seen))
    if more:
        return None if owes_minor else Wish(more=more)
    if not seen.is_partly_offered:
        known = supply.portions(seen.campaign, seen.known, seen.owed.free_minor)
        return Wish(known=known) if known and not owes_minor else None
    idle_minor = seen.known.idle * seen.campaign.unit_minor
    is_over = seen.owed.offered_minor <= idle_minor and not may_go_on
    return Wish(state="spent") if is_over else None


def _is_reviewing(seen: Seen) -> bool:
    """Tell whether others may still be asked: answers wait for a reviewer, who may reject them, or
    rows wait for an appeal to end.
    """
    standing = seen.standing
    waits = standing.books.appealable > 0 and standing.decided < standing.places
    return seen.campaign.accept == "review" and (standing.books.waiting > 0 or waits)


def sweep(tx: Tx, project_id: int, now_ms: int, seen: Seen | None = None) -> Swept:
    """Open what the hold covers, or end the project; `seen` is what `look` saw on a reader."""
    seen = seen or look(tx, project_id)
    wanted = wish(seen) if seen else None
    if seen is None or wanted is None:
        return Swept()
    if wanted.more:
        return _open_more(tx, seen, wanted.more)
    if wanted.known:
        task_ids = seen.known.used_up[: wanted.known]
        return Swept(known=supply.add(tx, seen.campaign, seen.standing, task_ids))
    if wanted.state:
        return _end(tx, seen, wanted.state, now_ms)
    return _clear(tx, seen.campaign, now_ms)


def has_waiting(seen: Seen) -> bool:
    """Tell whether a project was closed with answers that wait for a consensus."""
    by_consensus = seen.campaign.accept == "consensus"
    return by_consensus and seen.standing.state == "closed" and seen.standing.books.waiting > 0


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


def _units(seen: Seen) -> tuple[int, int]:
    """Give what one more costs, a row or a survey's answer, and how many are not offered yet."""
    campaign, standing = seen.campaign, seen.standing
    if seen.survey is not None:
        left = campaign.answers_least - seen.survey.total - seen.survey.deferred
        return campaign.unit_minor, left
    return campaign.answers_most * campaign.unit_minor, standing.places - standing.horizon


def _open_more(tx: Tx, seen: Seen, more: int) -> Swept:
    standing = seen.standing
    rows = 0 if seen.survey is not None else more
    opened = campaigns.raise_horizon(tx, seen.campaign.id, standing, standing.horizon + rows)
    if opened and seen.survey is not None:
        opened = campaigns.ask_more(tx, seen.survey, more, standing.opened_ms or 0)
    return Swept(opened=more if opened else 0)


def _end(tx: Tx, seen: Seen, state: str, now_ms: int) -> Swept:
    campaigns.lock_account(tx, seen.campaign.owner_id)
    if seen.known.idle:
        campaigns.lock(tx, seen.campaign.id)  # who is being given a known row is seen below
    if not campaigns.end(tx, seen.campaign.id, seen.standing, state, now_ms):
        return Swept()
    if seen.known.idle and work.in_hand(tx, seen.campaign.id, 1):
        return Swept(state=state)  # the rest goes back when that has ended
    return Swept(state=state, returned_minor=holds.give_back(tx, seen.campaign, now_ms))


def _clear(tx: Tx, campaign: Campaign, now_ms: int) -> Swept:
    """Take back what is still in hand of an ended project, and return what is left of its hold."""
    released = release_in_hand(tx, campaign, now_ms)
    if work.in_hand(tx, campaign.id, 1):
        return Swept(released=released)
    return Swept(released=released, returned_minor=holds.give_back(tx, campaign, now_ms))
