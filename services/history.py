"""How a project's work came in over time: counts in equal spans, for a chart."""

from dataclasses import dataclass

from domain import localtime
from services import projects
from storage import campaigns
from storage import history as store
from storage.tx import Tx

SPANS_MOST = 24
MOMENTS_MOST = 5_000  # the last ones: as quick with a million rows
SINCE_MS = 14 * 86_400_000
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
STEPS_MS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, _DAY)


@dataclass(frozen=True, slots=True)
class History:
    """Counts by the beginnings of spans of `step_ms`, without gaps, the newest last."""

    step_ms: int
    spans: tuple[tuple[int, int], ...]


def of_project(tx: Tx, project_id: int, time_zone: str, now_ms: int) -> History | None:
    """Count rows by when they were decided, answers of a survey without rows by when they came.

    It begins with the first of the last MOMENTS_MOST of them within SINCE_MS; None where they fill
    less than two spans. Spans begin at whole hours and days of the zone.
    """
    moments = _moments(tx, project_id, now_ms)
    if not moments:
        return None
    shift_ms = _shift_ms(now_ms, time_zone)
    width_ms = now_ms - min(moments)
    step_ms = next((step for step in STEPS_MS if width_ms < step * (SPANS_MOST - 1)), _DAY)
    counts: dict[int, int] = {}
    for moment in moments:
        number = (moment + shift_ms) // step_ms
        counts[number] = counts.get(number, 0) + 1
    first, last = min(counts), (now_ms + shift_ms) // step_ms
    if last <= first:
        return None
    spans = tuple(
        (number * step_ms - shift_ms, counts.get(number, 0)) for number in range(first, last + 1)
    )
    return History(step_ms, spans[-SPANS_MOST:])


def _moments(tx: Tx, project_id: int, now_ms: int) -> list[int]:
    since_ms = now_ms - SINCE_MS
    campaign = projects.find(tx, project_id)
    if campaign.is_survey and campaign.places == 1:
        survey = campaigns.survey_task(tx, project_id)
        found = campaigns.recent_answers(tx, survey.id, MOMENTS_MOST) if survey else []
        return [moment for moment in found if since_ms < moment <= now_ms]
    return store.decided(tx, project_id, since_ms=since_ms, most=MOMENTS_MOST)


def _shift_ms(now_ms: int, time_zone: str) -> int:
    """Give how far a zone's clock is ahead of UTC now."""
    offset = localtime.moment_of(now_ms, time_zone).utcoffset()
    return round(offset.total_seconds() * 1000) if offset else 0
