"""A project's progress as a small chart: what came in, span by span."""

from domain import localtime
from domain.amounts import Day, Span
from domain.views import Chart
from handlers.context import Context
from services import history
from services.history import History

_DAY_MS = 86_400_000


def chart(context: Context, project_id: int, *, by_answers: bool) -> Chart | None:
    """Chart rows that were decided, or answers; None where there is nothing to compare yet."""
    found = history.of_project(context.tx, project_id, context.person.time_zone, context.now_ms)
    if found is None:
        return None
    points = tuple(
        (_label(context, found, start_ms), float(count)) for start_ms, count in found.spans
    )
    return Chart(points, _words(context, found, points, by_answers=by_answers))


def _label(context: Context, found: History, start_ms: int) -> str:
    zone = context.person.time_zone
    if found.step_ms >= _DAY_MS:
        return context.say.show(Day(localtime.date_of(start_ms, zone), is_short=True))
    return f"{localtime.moment_of(start_ms, zone):%H:%M}"


def _words(
    context: Context,
    found: History,
    points: tuple[tuple[str, float], ...],
    *,
    by_answers: bool,
) -> str:
    """Say what the chart shows: for who doesn't see it, and under it."""
    say = context.say
    best = max(points, key=lambda point: point[1])
    n = sum(count for _, count in found.spans)
    span = Span(len(found.spans) * found.step_ms)
    if by_answers:
        return say.many(
            "{n} answer in the last {span}; most at {when}: {most}.",
            "{n} answers in the last {span}; most at {when}: {most}.",
            n,
            span=span,
            when=best[0],
            most=int(best[1]),
        )
    return say.many(
        "{n} decided in the last {span}; most at {when}: {most}.",
        "{n} decided in the last {span}; most at {when}: {most}.",
        n,
        span=span,
        when=best[0],
        most=int(best[1]),
    )
