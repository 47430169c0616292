"""The line above the next task: what was answered, what it earned, and how the day goes."""

from domain import questions
from domain.amounts import Moment, Money
from domain.views import Done
from handlers import goal
from handlers.context import Context
from services import goals
from services.answers import HandedIn


def done(context: Context, given: HandedIn) -> Done:
    """Thank for an answer."""
    say, known = context.say, given.gold
    parts = [f"✓ {questions.short(given.shown)}"]
    if given.earned_minor:
        parts.append(f"+{say.show(Money(given.earned_minor, given.project.currency))}")
    else:
        parts.append(_waits(context, given))
    if known is not None and known.right:
        parts.append(say("+{n} points, you knew it", n=context.terms.reputation.gold_right))
    if given.today_tasks:
        amount = Money(given.today_minor, given.project.currency)
        parts.append(
            say.many(
                "today {n} task, {amount}",
                "today {n} tasks, {amount}",
                given.today_tasks,
                amount=amount,
            )
        )
    reached = goals.after_answer(
        context.person, context.now_ms, tasks=given.today_tasks, worked_ms=given.worked_ms
    )
    if reached is not None:
        parts.append(goal.in_passing(say, reached))
    return Done(" · ".join(part for part in parts if part))


def _waits(context: Context, given: HandedIn) -> str:
    """Say until when an answer that waits is decided at the latest: then it is paid by itself."""
    latest = Moment(given.at_ms + given.project.accept_after_ms)
    return context.say("to be checked, by {moment} at the latest", moment=latest)
