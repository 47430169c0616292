"""How a project is getting on, from few and indexed reads: quick with a million rows."""

from dataclasses import dataclass

import orjson

from domain.errors import NotFound
from domain.ids import public
from storage import campaigns, gold
from storage.campaigns import Campaign, Standing, SurveyTask
from storage.tx import Tx

RECENT_MOST = 200  # rows that pace and agreement are taken from: the last ones
RECENT_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressCard:
    """What a requester wants to know at a glance.

    `decided` of `total` are rows, or answers where `by_answers`: a survey without rows. `agreement`
    is the usual share of the leading answer, `left_ms` the time to finish at the pace of the last
    day; None where nothing can be said yet. `is_out_of_checks`: its known answers are used up.
    """

    project_id: int
    owner_id: int
    title: str
    kind: str
    is_survey: bool
    state: str
    by_answers: bool
    decided: int
    total: int
    answers: int
    agreement: float | None
    spent_minor: int
    held_minor: int
    budget_minor: int
    currency: str
    left_ms: int | None
    offered: int
    in_hand: int
    is_out_of_checks: bool = False


def progress(tx: Tx, project_id: int, now_ms: int) -> ProgressCard:
    """Tell how a project is getting on; raises NotFound."""
    campaign, standing = campaigns.find(tx, project_id), campaigns.standing(tx, project_id)
    if campaign is None or standing is None:
        raise NotFound("There is no project {project}.", project=public(project_id))
    single = campaign.is_survey and campaign.places == 1
    survey = campaigns.survey_task(tx, project_id) if single else None
    books = standing.books
    moments, agreement = _recent(tx, campaign, survey, now_ms)
    decided, total, offered = _counts(standing, campaign, survey)
    return ProgressCard(
        project_id=project_id,
        owner_id=campaign.owner_id,
        title=campaign.title,
        kind=campaign.kind,
        is_survey=campaign.is_survey,
        state=campaign.state,
        by_answers=survey is not None,
        decided=decided,
        total=total,
        answers=books.rewards_minor // campaign.reward_minor + books.waiting,
        agreement=agreement,
        spent_minor=books.held_minor - books.hold_minor,
        held_minor=books.hold_minor,
        budget_minor=campaign.budget_minor,
        currency=campaign.currency,
        left_ms=_left_ms(moments, total - decided, now_ms),
        offered=offered,
        in_hand=standing.active,
        is_out_of_checks=gold.is_used_up(tx, project_id),
    )


def _counts(
    standing: Standing, campaign: Campaign, survey: SurveyTask | None
) -> tuple[int, int, int]:
    if survey is not None:
        return survey.answers, campaign.answers_least, survey.total
    return standing.decided, standing.places, min(standing.horizon, standing.places)


def _recent(
    tx: Tx, campaign: Campaign, survey: SurveyTask | None, now_ms: int
) -> tuple[list[int], float | None]:
    """Give when something was finished on the last day, the newest first, and the agreement."""
    if survey is not None:
        moments = campaigns.recent_answers(tx, survey.id, RECENT_MOST)
        return [moment for moment in moments if moment > now_ms - RECENT_MS], None
    rows = campaigns.recent(tx, campaign.id, RECENT_MOST)
    shares = [share for _, text in rows if text for share in orjson.loads(text).values()]
    moments = [moment for moment, _ in rows if moment > now_ms - RECENT_MS]
    return moments, sum(shares) / len(shares) if shares else None


def _left_ms(moments: list[int], left: int, now_ms: int) -> int | None:
    """Estimate the time that the rest takes, at the pace since the oldest of some moments."""
    if not moments or left <= 0:
        return None
    return max(1, now_ms - moments[-1]) * left // len(moments)
