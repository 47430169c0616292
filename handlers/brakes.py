"""Requesters' figures before their tasks, and the admin's button that lifts a brake."""

from domain.actions import Action
from domain.amounts import Money, Share, Span
from domain.events import FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Say, View
from handlers.context import Context
from handlers.routes import Verb
from handlers.task_view import title
from services import brakes, projects, standing
from services.offers import OpenProject
from services.work import InHand


def line(context: Context, project_id: int) -> str:
    """Say how a project's requester treats answers; "" where nothing is known yet."""
    say = context.say
    owner_id = projects.find(context.tx, project_id).owner_id
    found = brakes.requester(context.tx, owner_id)
    hourly_minor = standing.paid_hourly_minor(context.tx, owner_id)
    parts = []
    if hourly_minor is not None:
        amount = Money(hourly_minor, context.terms.money.currency)
        parts.append(say("an hour paid {amount}, as it turned out", amount=amount))
    if found.settled:
        parts.append(
            say(
                "{share} of the last {n} answers rejected",
                share=Share(found.rejected_share),
                n=found.settled,
            )
        )
    if found.appealed:
        parts.append(
            say("{won} of {n} appeals won", won=found.overturned, n=found.appealed)
        )
    if found.accept_ms is not None:
        parts.append(say("accepted within {span}, usually", span=Span(found.accept_ms)))
    return say("This requester: {facts}.", facts=" · ".join(parts)) if parts else ""


def headed(context: Context, offer: OpenProject) -> tuple[Block, ...]:
    """Head a project that is open, and say how its requester treats answers."""
    head, about = title(context.say, offer.project, offer.pace_ms), line(context, offer.id)
    return (head, Body(about)) if about else (head,)


def before_first(
    context: Context, hand: InHand | None, above: tuple[Block, ...]
) -> tuple[Block, ...]:
    """Add the same above the first task that somebody is given of a project, and no other."""
    if hand is None:
        return above
    if not standing.is_first(context.tx, context.person.account_id, hand.project_id):
        return above
    about = line(context, hand.project_id)
    return (*above, Body(about)) if about else above


def _lift(context: Context, event: Press | FormSubmitted) -> View:
    brakes.lift(context.tx, context.person, event.action.id, context.now_ms)
    say = context.say
    return View(
        blocks=(Say(say("Their answers can be rejected again, and they are told."), "good"),),
        choices=((Choice(say("Projects"), Action("projects"), style="main"),),),
    )


VERBS = (Verb(name="brake_lift", permission=Permission.PEOPLE, run=_lift),)
