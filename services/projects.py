"""Projects from draft to their end: made, opened with a hold, paused, closed.

Whatever moves a project's money locks its owner's account first, so that two of them take turns.
"""

from dataclasses import dataclass, replace

from domain.amounts import N_, Money
from domain.budgets import CHECKS_PERCENT, Plan, affordable
from domain.errors import NotFound, Refused
from domain.extras import check_floor
from domain.ids import public
from domain.projects import Project, unit_minor
from domain.tables import AMOUNT_MINOR_MAX
from domain.terms import Terms
from services import audit, companions, holds, needs, prohibitions, screenings, supply
from services.progress import ProgressCard as ProgressCard
from services.progress import progress as progress
from services.sweeping import Swept as Swept
from services.sweeping import look as look
from services.sweeping import release_in_hand
from services.sweeping import sweep as sweep
from storage import campaigns, work
from storage import projects as stored
from storage.campaigns import Campaign as Campaign
from storage.campaigns import Listed as Listed
from storage.tx import Tx

LISTED_MOST = 50
ID_MOST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A project was opened: what was held now, and how much of it is offered.

    `offered` of `units` are rows, or the answers of a survey without rows.
    """

    held_minor: int
    offered: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A project was closed: what went back to its owner, and how many tasks were taken back.

    `pending` answers still wait to be accepted; what they are owed stays in the hold.
    """

    returned_minor: int
    released: int
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToppedUp:
    """A project has more to spend: its budget now, and what was held of it at once."""

    budget_minor: int
    held_minor: int


def create(
    tx: Tx,
    project: Project,
    owner_id: int,
    now_ms: int,
    *,
    actor_id: int | None = None,
    override: str = "",
) -> int:
    """Keep a new project as a draft and give its id.

    Raises Prohibited unless an admin lets it through, with a reason in `override`.
    """
    let_through = prohibitions.look(tx, project, override=override)
    project = needs.named(tx, project, owner_id)
    project_id = campaigns.insert(tx, project, owner_id, now_ms)
    prohibitions.record(
        tx, project_id, let_through, override=override, actor_id=actor_id, now_ms=now_ms
    )
    _record(tx, "create", project_id, actor_id, now_ms)
    companions.follow(tx, project_id, project, owner_id, now_ms)
    return project_id


def redefine(
    tx: Tx,
    project_id: int,
    project: Project,
    now_ms: int,
    *,
    actor_id: int | None = None,
    override: str = "",
) -> None:
    """Change a draft that has no rows yet. Raises Refused."""
    _look(tx, project_id, project, override, actor_id, now_ms)
    project = needs.named(tx, project, campaigns.owner(tx, project_id))
    if not campaigns.redefine(tx, project_id, project):
        raise Refused(
            N_("This project has rows or was open already, so it stays as it is. Make a new one.")
        )
    _record(tx, "edit", project_id, actor_id, now_ms)
    companions.follow(tx, project_id, project, campaigns.owner(tx, project_id), now_ms)


def _look(
    tx: Tx, project_id: int, project: Project, override: str, actor_id: int | None, now_ms: int
) -> None:
    """Refuse prohibited work, or write down that an admin lets it through."""
    let_through = prohibitions.look(tx, project, project_id=project_id, override=override)
    prohibitions.record(
        tx, project_id, let_through, override=override, actor_id=actor_id, now_ms=now_ms
    )


def definition(tx: Tx, project_id: int) -> Project:
    """Give what a project's requester wrote; raises NotFound."""
    return stored.definition(tx, project_id)


def find(tx: Tx, project_id: int) -> Campaign:
    """Give a project's columns; raises NotFound."""
    campaign = campaigns.find(tx, project_id)
    if campaign is None:
        raise NotFound(N_("There is no project {project}."), project=public(project_id))
    return campaign


def listing(
    tx: Tx, owner_id: int | None = None, *, before_id: int = ID_MOST, most: int = LISTED_MOST
) -> list[Listed]:
    """Give projects, the newest first: all of them, or one owner's."""
    return campaigns.listing(tx, owner_id, before_id, most)


def open_project(
    tx: Tx,
    project_id: int,
    terms: Terms,
    now_ms: int,
    *,
    actor_id: int | None = None,
    override: str = "",
) -> Opened:
    """Offer a project's rows, as far as its hold covers them, after having taken that hold.

    Opening again, after a pause, more rows or more budget, takes what is missing. Raises Refused
    with the reason and the next step.
    """
    campaign, handle = _locked(tx, project_id)
    if campaign.state == "closed":
        raise Refused(N_("This project was closed for good. Its rows can go into a new one."))
    if campaign.currency != terms.money.currency:
        raise Refused(
            N_("This project pays in {old}, and people are paid in {new} now. Make it anew."),
            old=campaign.currency,
            new=terms.money.currency,
        )
    _look(tx, project_id, definition(tx, project_id), override, actor_id, now_ms)
    kept_minor = campaigns.books(tx, project_id).screening_minor
    campaign = _agreed(tx, campaign, terms)
    if campaign.places == 0:
        campaign = _with_survey_task(tx, campaign, now_ms)
    supply.end(tx, campaign)
    survey = campaigns.survey_task(tx, project_id) if campaign.places == 1 else None
    plan, settled = _plan(tx, campaign, survey)
    if settled >= plan.units:
        raise Refused(N_("Everything here is decided already. Import more rows, then open it."))
    books = campaigns.books(tx, project_id)
    besides_minor = books.screening_minor - kept_minor  # what is new in the hold and not for rows
    more_minor = _take_missing(tx, campaign, plan, settled, besides_minor, handle, now_ms)
    owes = books.topup_minor  # it is paid first, then the sweep opens
    for_rows = more_minor - besides_minor
    more = 0 if owes else affordable(for_rows, plan.unit_minor, plan.units)
    opened_ms = max(now_ms, (campaign.opened_ms or 0) + 1)
    if survey is not None:
        more = min(more, plan.units - survey.total - survey.deferred)
        _open_from(tx, campaign, 1, opened_ms)
        campaigns.ask_more(tx, survey, more, opened_ms)
        offered = survey.total + more
    else:
        _open_from(tx, campaign, more, opened_ms)
        offered = min(campaign.places, campaign.horizon + more)
    _record(tx, "open", project_id, actor_id, now_ms, held_minor=more_minor)
    return Opened(held_minor=more_minor, offered=offered, units=plan.units)


def top_up(
    tx: Tx,
    project_id: int,
    amount_minor: int,
    terms: Terms,
    now_ms: int,
    *,
    actor_id: int | None = None,
) -> ToppedUp:
    """Raise a project's budget, and its hold where it has one: what was spent goes on.

    A paused project stays paused. Raises Refused with the reason and the next step: its owner has
    too little, or it was closed.
    """
    campaign, _ = _locked(tx, project_id)
    if campaign.state == "closed":
        raise Refused(N_("This project was closed for good. Its rows can go into a new one."))
    budget_minor = campaign.budget_minor + amount_minor
    if budget_minor > AMOUNT_MINOR_MAX:
        raise Refused(N_("That is more than a project can cost."))
    project = replace(stored.definition(tx, project_id), budget_minor=budget_minor)
    campaigns.set_budget(tx, project_id, project)
    _record(tx, "top_up", project_id, actor_id, now_ms, amount_minor=amount_minor)
    held_minor = 0
    if campaign.state in ("open", "paused", "spent") and not _is_decided(tx, campaign):
        opened = open_project(tx, project_id, terms, now_ms, actor_id=actor_id)
        held_minor = opened.held_minor
    if campaign.state == "paused":
        campaigns.pause(tx, project_id)
    return ToppedUp(budget_minor=budget_minor, held_minor=held_minor)


def resume(
    tx: Tx, project_id: int, terms: Terms, now_ms: int, *, actor_id: int | None = None
) -> Opened:
    """Hand out again after a pause; raises Refused where the project isn't paused."""
    campaign, _ = _locked(tx, project_id)
    if campaign.state != "paused":
        raise Refused(_NOT_PAUSED.get(campaign.state, _NOT_PAUSED["draft"]))
    return open_project(tx, project_id, terms, now_ms, actor_id=actor_id)


def pause(tx: Tx, project_id: int, now_ms: int, *, actor_id: int | None = None) -> None:
    """Stop handing out; what people have in hand they may finish. Raises Refused."""
    campaign, _ = _locked(tx, project_id)
    if not campaigns.pause(tx, project_id):
        raise Refused(_NOT_OPEN.get(campaign.state, _NOT_OPEN["draft"]))
    _record(tx, "pause", project_id, actor_id, now_ms)


def close(tx: Tx, project_id: int, now_ms: int, *, actor_id: int | None = None) -> Closed:
    """End a project for good: take back what is in people's hands, return the rest of its hold.

    Where very many people have one of its tasks in hand, the sweep takes back the others' and
    returns the rest then.
    """
    campaign = find(tx, project_id)
    released = release_in_hand(tx, campaign, now_ms)
    campaigns.lock(tx, project_id)
    if not campaigns.close(tx, project_id, now_ms):
        raise Refused(N_("This project is closed already."))
    in_hand = work.in_hand(tx, project_id, 1)
    returned_minor = 0 if in_hand else holds.give_back(tx, campaign, now_ms)
    pending = campaigns.pending(tx, project_id)
    _record(tx, "close", project_id, actor_id, now_ms, returned_minor=returned_minor)
    return Closed(returned_minor=returned_minor, released=released, pending=pending)


_NOT_PAUSED = {
    "draft": N_("This project isn't paused. /project_open opens it."),
    "open": N_("This project is open already."),
    "spent": N_("This project's budget is spent. /project_top_up adds to it."),
    "closed": N_("This project was closed for good. Its rows can go into a new one."),
}
_NOT_OPEN = {
    "draft": N_("This project isn't open yet, so there is nothing to pause."),
    "paused": N_("This project is paused already."),
    "finished": N_("This project is finished, so there is nothing to pause."),
    "spent": N_("This project's budget is spent, so there is nothing to pause."),
    "closed": N_("This project is closed, so there is nothing to pause."),
}


def _locked(tx: Tx, project_id: int) -> tuple[Campaign, str | None]:
    """Lock the owner's account, then read the project as it is from now on."""
    owner_id = find(tx, project_id).owner_id
    handle = campaigns.lock_account(tx, owner_id)
    campaign = find(tx, project_id)
    if campaign.owner_id != owner_id:  # their account became part of another meanwhile
        handle = campaigns.lock_account(tx, campaign.owner_id)
    return campaign, handle


def _agreed(tx: Tx, campaign: Campaign, terms: Terms) -> Campaign:
    """Put down what holds from this opening on: the fee from the first one, the pay floor of now.

    Raises Refused where a draft's hour pays less than the floor; later the project makes up for it.
    """
    floor_minor, fee_points = terms.minor(terms.pay.floor_an_hour), campaign.fee_points
    project = stored.definition(tx, campaign.id)
    if campaign.state == "draft":
        check_floor(project, floor_minor, campaign.pace_ms)
        fee_points = terms.pay.fee_points
    screenings.keep(tx, campaign.id, project)
    campaigns.agree(tx, campaign.id, unit_minor(project, fee_points), fee_points, floor_minor)
    return find(tx, campaign.id)


def _with_survey_task(tx: Tx, campaign: Campaign, now_ms: int) -> Campaign:
    if campaigns.is_importing(tx, campaign.id):
        raise Refused(N_("Its rows are being imported right now. Open it when they are in."))
    if not campaign.is_survey:
        raise Refused(N_("It has no rows yet. Import some, then open it."))
    campaigns.add_survey_task(tx, campaign.id, now_ms)
    return find(tx, campaign.id)


def _is_decided(tx: Tx, campaign: Campaign) -> bool:
    """Tell whether a project has nothing left that more money could pay for."""
    survey = campaigns.survey_task(tx, campaign.id) if campaign.places == 1 else None
    plan, settled = _plan(tx, campaign, survey)
    return settled >= plan.units


def _plan(tx: Tx, campaign: Campaign, survey: campaigns.SurveyTask | None) -> tuple[Plan, int]:
    """Give what the project costs at most, and how many units cost nothing more."""
    books = campaigns.books(tx, campaign.id)
    besides_minor = books.topped_minor + books.topup_minor
    besides_minor += books.screening_minor + books.screened_minor
    if survey is not None:
        plan = Plan(
            budget_minor=campaign.budget_minor,
            unit_minor=campaign.unit_minor,
            units=campaign.answers_least,
            besides_minor=besides_minor,
        )
        return plan, survey.answers
    plan = Plan(
        budget_minor=campaign.budget_minor,
        unit_minor=campaign.answers_most * campaign.unit_minor,
        units=campaign.places,
        besides_minor=besides_minor,
        checks_percent=CHECKS_PERCENT if campaign.has_gold else 0,
    )
    seen = campaigns.standing(tx, campaign.id)
    return plan, seen.decided if seen else 0


def _open_from(tx: Tx, campaign: Campaign, more: int, opened_ms: int) -> None:
    """Offer so many more rows of a project that is as it was seen; raises Refused, so that nothing
    is held either, where something else has changed it meanwhile.
    """
    if not campaigns.open_from(tx, campaign, more, opened_ms):
        raise Refused(
            N_("Something else has just changed this project. Look at it, then try again.")
        )


def _take_missing(
    tx: Tx,
    campaign: Campaign,
    plan: Plan,
    settled: int,
    besides_minor: int,
    handle: str | None,
    now_ms: int,
) -> int:
    """Hold what the project doesn't hold yet, and say how much that was; `besides_minor` of it is
    not for rows.
    """
    more_minor = holds.missing_minor(tx, campaign, plan, settled)
    at_work = campaign.state in ("open", "paused")
    needed_minor = plan.unit_minor + besides_minor
    if not at_work and more_minor < needed_minor:
        raise Refused(
            N_(
                "Its budget of {budget} is spent. /project_top_up adds to it; at least {missing} "
                "more is needed."
            ),
            budget=Money(campaign.budget_minor, campaign.currency),
            missing=Money(needed_minor - more_minor, campaign.currency),
        )
    if more_minor:
        holds.take(tx, campaign, more_minor, handle, max(now_ms, (campaign.opened_ms or 0) + 1))
    return more_minor


def _record(
    tx: Tx, action: str, project_id: int, actor_id: int | None, now_ms: int, **details: object
) -> None:
    audit.record(
        tx,
        actor_id=actor_id,
        action=f"project.{action}",
        subject=f"project:{project_id}",
        details=details,
        now_ms=now_ms,
    )
