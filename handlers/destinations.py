"""`/payout_destination`: where somebody's money goes by each way."""

from domain.actions import Action
from domain.amounts import N_, Moment
from domain.errors import Invalid
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Title, View
from handlers import forms
from handlers.context import Context
from handlers.payout_view import capital, title_of
from handlers.routes import Option, Route, Verb, arguments
from services.payouts import destinations, requests
from services.payouts.destinations import Kept


def _all(context: Context, event: Command | Press | FormSubmitted) -> View:
    if isinstance(event, Command) and event.words.strip():
        given = arguments(DESTINATION, event.words)
        if given.get("to"):
            return _kept(context, given["way"].casefold(), given["to"])
    return _shown(context)


def _shown(context: Context, above: tuple[Block, ...] = ()) -> View:
    """Show where money goes by each way that needs to know it."""
    say = context.say
    asking = [offer for offer in context.terms.offers.values() if offer.facts.wants]
    pairs = []
    for offer in asking:
        kept = destinations.current(context.tx, context.person, offer.name)
        pairs.append((title_of(context, offer.name), _where(context, kept)))
    text = (
        say("I keep it sealed and show a part of it only. A change is announced in all your chats.")
        if asking
        else say("Nothing has to be known for the ways that there are here.")
    )
    fields = (Fields(tuple(pairs)),) if pairs else ()
    rows = [
        (Choice(title_of(context, offer.name), Action("payout_where", choice=offer.name)),)
        for offer in asking
    ]
    back = Choice(say("Back"), Action("payout"))
    return View(
        blocks=(*above, Title(say("Where your money goes")), *fields, Body(text)),
        choices=(*rows, (back,)),
    )


def _where(context: Context, kept: Kept | None) -> str:
    say = context.say
    if kept is None:
        return say("not said yet")
    if kept.usable_ms > context.now_ms:
        return say("{to}, from {moment} on", to=kept.shown, moment=Moment(kept.usable_ms))
    return kept.shown


def _form(context: Context, event: Press | FormSubmitted) -> View:
    """Ask where to; what is wrong is said at once."""
    say, rail = context.say, event.action.choice
    offer = requests.offer_of(context.terms, rail)
    wrong: dict[str, str] = {}
    if isinstance(event, FormSubmitted):
        wrong = _wrong(context, event)
        if not wrong:
            return _kept(context, rail, str(event.fields.get("to", "")))
    hours = context.terms.payouts.cool_down_hours
    kept = destinations.current(context.tx, context.person, rail)
    hint = ""
    if kept is not None and hours:
        hint = say("A new one can be used after {n} hours.", n=hours)
    field = FormField("to", capital(say(offer.facts.wants)), "long", hint=hint)
    form = Form(title_of(context, rail), Action("payout_where", choice=rail), (field,), say("Keep"))
    return forms.ask(context, form, problems=wrong)


def _wrong(context: Context, event: FormSubmitted) -> dict[str, str]:
    offer = requests.offer_of(context.terms, event.action.choice)
    try:
        given = offer.check(str(event.fields.get("to", "")))
    except Invalid as error:
        return {"to": context.say(error.template, **error.values)}
    if given.one_off:
        return {"to": context.say("That is good for one payout alone: give it with /payout.")}
    return {}


def _kept(context: Context, rail: str, text: str) -> View:
    say = context.say
    kept = destinations.set_to(
        context.tx, context.person, rail, text, context.terms, context.seal, context.now_ms
    )
    above: list[Block] = [Done(say("✓ I pay you there from now on: {to}", to=kept.shown))]
    if kept.usable_ms > context.now_ms:
        above.append(
            Body(
                say(
                    "Nothing is sent there before {moment}, so that nobody can take what is yours "
                    "in a moment. All your chats are told.",
                    moment=Moment(kept.usable_ms),
                )
            )
        )
    return _shown(context, tuple(above))


_OWN = Permission.OWN_ACCOUNT
DESTINATION = Route(
    path="payout-destination",
    summary=N_("where your money goes"),
    permission=_OWN,
    run=_all,
    options=(
        Option(name="way", summary=N_("by which way"), required=False),
        Option(name="to", summary=N_("where to"), required=False),
    ),
)
ROUTES = (DESTINATION,)
VERBS = (
    Verb(name="payout_dest", permission=_OWN, run=_all, mode="read"),
    Verb(name="payout_where", permission=_OWN, run=_form, opens_form=True, check=_wrong),
)
