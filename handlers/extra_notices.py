"""What people are told about bonuses of the house, and about pay that a project can't make up."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import Money
from domain.ids import public
from domain.views import Body, Choice, Say, View
from handlers.context import Context
from services import projects

Params = Mapping[str, Any]


def _streak_bonus(context: Context, params: Params) -> View:
    say, days = context.say, int(params["days"])
    return _given(
        context,
        say.many(
            "{n} day in a row: {amount} for you.",
            "{n} days in a row: {amount} for you.",
            days,
            amount=_amount(params),
        ),
        say("It comes with the next payout run."),
    )


def _referral_bonus(context: Context, params: Params) -> View:
    say = context.say
    return _given(
        context,
        say("Somebody you invited has stayed: {amount} for you.", amount=_amount(params)),
        say("It comes with the next payout run. /invite has your link."),
    )


def _referral_stayed(context: Context, params: Params) -> View:
    say = context.say
    return _given(
        context,
        say("You have stayed, and whoever invited you got {amount} for that.",
            amount=_amount(params)),
        say("It cost you nothing. Whom you invite counts for you: /invite has your link."),
    )  # fmt: skip


def _topup_short(context: Context, params: Params) -> View | None:
    say, project_id = context.say, int(params["project_id"])
    campaign = projects.find(context.tx, project_id)
    amount = Money(int(params["amount_minor"]), campaign.currency)
    return View(
        blocks=(
            Say(
                say(
                    "“{title}” owes people {amount} up to the least that an hour pays here, and "
                    "its budget or its owner's credits don't reach.",
                    title=campaign.title,
                    amount=amount,
                ),
                "warning",
            ),
            Body(
                say(
                    "No new rows are opened until it is paid. /project_top_up {project} adds to "
                    "its budget.",
                    project=public(project_id),
                )
            ),
        ),
        choices=((Choice(say("Look at it"), Action("project", project_id), style="main"),),),
    )


def _given(context: Context, what: str, more: str) -> View:
    say = context.say
    return View(
        blocks=(Say(what), Body(more)),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("Balance"), Action("balance")),
            ),
        ),
    )


def _amount(params: Params) -> Money:
    return Money(int(params["amount_minor"]), str(params["currency"]))


KINDS: Mapping[str, Callable[[Context, Params], View | None]] = {
    "streak_bonus": _streak_bonus,
    "referral_bonus": _referral_bonus,
    "referral_stayed": _referral_stayed,
    "topup_short": _topup_short,
}
