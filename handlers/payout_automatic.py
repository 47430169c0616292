"""Automatic payouts: on, by which way and from how much on, or off."""

from domain.actions import Action
from domain.amounts import Money
from domain.events import FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Body, Choice, Done, Form, FormField, Title, View
from handlers import forms, typed_amounts
from handlers.context import Context
from handlers.payout import overview
from handlers.payout_view import title_of
from handlers.routes import Verb
from services.payouts import choices, requests


def _auto(context: Context, event: Press | FormSubmitted) -> View:
    """Show whether somebody is paid out by itself, and offer the ways."""
    say = context.say
    chosen = choices.of(context.tx, context.person)
    if chosen is None:
        text = say(
            "You are paid out when you ask for it. I can do it for you, each time that credits "
            "become available."
        )
    elif chosen.rail not in context.terms.offers:
        text = say("The way that you chose ({way}) is gone: choose another one.", way=chosen.rail)
    else:
        text = say(
            "Each time that credits become available I pay out all you have by {way}, from "
            "{least} on.",
            way=title_of(context, chosen.rail),
            least=Money(chosen.least_minor, context.terms.money.currency),
        )
    ways = [
        Choice(
            say("Automatic: {way}", way=say(offer.facts.title)),
            Action("payout_auto_on", choice=offer.name),
        )
        for offer in context.terms.offers.values()
    ]
    off = [Choice(say("Turn it off"), Action("payout_auto_off"))] if chosen else []
    back = Choice(say("Back"), Action("payout"))
    return View(
        blocks=(Title(say("Automatic payouts")), Body(text)), choices=((*ways, *off), (back,))
    )


def _auto_on(context: Context, event: Press | FormSubmitted) -> View:
    say, action = context.say, event.action
    offer = requests.offer_of(context.terms, action.choice)
    least = Money(context.terms.minor(context.terms.payouts.least), context.terms.money.currency)
    if not isinstance(event, FormSubmitted):
        label = say("From how much on, in {currency}", currency=least.currency)
        hint = say("At least {least}.", least=least)
        field = FormField("least", label, "number", hint=hint)
        title = title_of(context, offer.name)
        return forms.ask(context, Form(title, action, (field,), say("Turn it on")))
    minor = typed_amounts.read(context, str(event.fields.get("least", ""))).minor
    choices.choose(context.tx, context.person, offer.name, minor, context.terms)
    chosen = Money(minor, least.currency)
    said = say("✓ I pay you out without being asked, from {least} on.", least=chosen)
    return overview(context, (Done(said),))


def _auto_off(context: Context, event: Press | FormSubmitted) -> View:
    choices.stop(context.tx, context.person)
    return overview(context, (Done(context.say("✓ I pay you out only when you ask for it.")),))


_OWN = Permission.OWN_ACCOUNT
VERBS = (
    Verb(name="payout_auto", permission=_OWN, run=_auto, mode="read"),
    Verb(
        name="payout_auto_on",
        permission=_OWN,
        run=_auto_on,
        opens_form=True,
        check=typed_amounts.check,
    ),
    Verb(name="payout_auto_off", permission=_OWN, run=_auto_off),
)
