"""What somebody sees who missed a known answer: what is right and why; it can be contested."""

from domain.actions import Action
from domain.views import Body, Choice, Done, Say, View
from handlers.context import Context
from services.answers import Gold

CONTEST = "gold_contest"


def missed(context: Context, done: Done, submission_id: int, given: Gold) -> View:
    """Say what is right, and why; contesting it is one tap away."""
    say = context.say
    cost = -context.terms.reputation.gold_wrong
    return View(
        blocks=(
            done,
            Say(say("The known answer here is “{known}”.", known=given.known), "warning"),
            *((Body(given.why),) if given.why else ()),
            Body(say("This one was a check; it costs {n} points, not money.", n=cost)),
        ),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("I don't think so"), Action(CONTEST, submission_id)),
            ),
        ),
    )
