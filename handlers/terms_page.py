"""`/terms`: what one is paid in, what it is worth, how and when it is paid, when it expires."""

from collections.abc import Iterator

from domain import schedules
from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Body, Choice, Fields, Title, View
from handlers import payout_view
from handlers.context import Context
from handlers.routes import Route, Verb

DAY_MS = 86_400_000
LOOK_AHEAD_DAYS = (2, 40, 400)  # a little at first: a run may be due every minute


def next_run(context: Context) -> str:
    """Say when pending credits become available."""
    say, payouts = context.say, context.terms.payouts
    schedule = schedules.parse(payouts.schedule, payouts.time_zone)
    for days in LOOK_AHEAD_DAYS:
        moments = schedule.due_moments(context.now_ms, context.now_ms + days * DAY_MS)
        if moments:
            return say(
                "Pending credits become available at the next payout run, {moment}.",
                moment=Moment(moments[0]),
            )
    return say("Pending credits become available at the next payout run.")


def _terms(context: Context, event: Command | Press | FormSubmitted) -> View:
    say, currency = context.say, context.terms.money.currency
    ways = tuple(_way(context, name) for name in context.terms.offers)
    none = Body(say("There is no way to be paid out here yet: credits stay in your account."))
    on = (
        Choice(say("Start earning"), Action("agree"), style="main")
        if context.person.state == "new"
        else Choice(say("Next task"), Action("work"), style="main")
    )
    payout = (Choice(say("Pay out"), Action("payout")),) if ways else ()
    is_new = context.person.state == "new"
    return View(
        blocks=(
            Title(say("How you are paid")),
            Body(
                say(
                    "You are paid in {currency}. Each task shows what it pays before you begin; an "
                    "accepted answer pays that at once, as pending.",
                    currency=currency,
                )
            ),
            Body(next_run(context)),
            *((Fields(ways),) if ways else (none,)),
            Fields(tuple(_rules(context))),
        ),
        choices=((on, *(() if is_new else payout)),),
    )


def _way(context: Context, name: str) -> tuple[str, str]:
    """Say what credits are worth by a way, and when they are there."""
    offer = context.terms.offers[name]
    worth = payout_view.show(context, offer.facts.worth)
    arrives = payout_view.show(context, offer.facts.arrives)
    return (context.say(offer.facts.title), f"{worth} {arrives}")


def _rules(context: Context) -> Iterator[tuple[str, str]]:
    say, of, currency = context.say, context.terms.payouts, context.terms.money.currency

    def amount(text: str) -> Money:
        return Money(context.terms.minor(text), currency)

    if context.terms.offers:
        yield say("Smallest payout"), say.show(amount(of.least))
        yield say("Approved by itself"), (
            say("up to {most}; above that an admin looks at it", most=amount(of.automatic_most))
            if context.terms.minor(of.automatic_most)
            else say("never: an admin looks at each payout")
        )
        if context.terms.minor(of.daily_person_most):
            yield say("Most a day"), say.show(amount(of.daily_person_most))
        if of.cool_down_hours:
            yield (
                say("A changed destination"),
                say("is used after {n} hours", n=of.cool_down_hours),
            )
    yield say("Credits expire"), (
        say(
            "after {n} days without an answer; you are told 30 days before",
            n=of.credits_expire_days,
        )
        if of.credits_expire_days
        else say("never")
    )


_ANYONE = Permission.ANYONE
ROUTES = (
    Route(
        path="terms",
        summary=N_("how and when you are paid, and what it is worth"),
        permission=_ANYONE,
        run=_terms,
        mode="read",
    ),
)
VERBS = (Verb(name="terms", permission=_ANYONE, run=_terms, mode="read"),)
