"""`/payout`: asking for what is available, seeing where it is, changing it, taking it back."""

from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.errors import Invalid, Refused
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.rails import Offer
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Say, Title, View
from handlers import forms, payout_view, typed_amounts
from handlers.context import Context
from handlers.payout_view import capital, card, title_of
from handlers.routes import Option, Route, Verb, arguments
from handlers.terms_page import next_run
from services import ledger
from services.payouts import destinations, requests, switch
from services.payouts.requests import Asked, Payout, Wish

SHOWN_MOST = 5
ONCE = "payout_once"  # the session's key for a destination that is good for one payout: sealed


# --- What there is -----------------------------------------------------------


def _all(context: Context, event: Command | Press | FormSubmitted) -> View:
    if isinstance(event, Command) and event.words.strip():
        return _commanded(context, arguments(PAYOUT, event.words))
    return overview(context)


def overview(context: Context, above: tuple[Block, ...] = ()) -> View:
    """Show what somebody has, by which ways it can leave, and the latest payouts."""
    say, terms = context.say, context.terms
    blocks = [*above, Title(say("Payouts")), _balances(context)]
    if switch.is_on(context.tx):
        blocks.append(Say(say(switch.STOPPED), "warning"))
    enough = _has_enough(context)
    if not terms.offers:
        blocks.append(Body(say("There is no way to be paid out here yet: credits stay yours.")))
    elif not enough:
        least = Money(terms.minor(terms.payouts.least), terms.money.currency)
        blocks.append(Body(say("You can be paid out from {least} on.", least=least)))
        blocks.append(Body(next_run(context)))
    ways = tuple(
        Choice(
            say("Pay out: {way}", way=say(offer.facts.title)),
            Action("payout_how", choice=offer.name),
            style="main" if enough else "plain",
        )
        for offer in terms.offers.values()
    )
    mine = requests.latest(context.tx, context.person, most=SHOWN_MOST)
    latest = tuple((_line(context, payout),) for payout in mine)
    more = (
        Choice(say("Automatic payouts"), Action("payout_auto")),
        Choice(say("Where to"), Action("payout_dest")),
        Choice(say("The terms"), Action("terms")),
    )
    last = more if terms.offers else more[2:]
    return View(blocks=tuple(blocks), choices=(*((way,) for way in ways), *latest, last))


def _has_enough(context: Context) -> bool:
    """Tell whether somebody has what the smallest payout takes."""
    terms = context.terms
    has = ledger.balances(context.tx, context.person.account_id, terms.money.currency)
    return has.available_minor >= max(1, terms.minor(terms.payouts.least))


def _line(context: Context, payout: Payout) -> Choice:
    label = context.say(
        "{amount} · {state}",
        amount=payout_view.amount(payout),
        state=payout_view.state(context, payout),
    )
    return Choice(label[:80], Action("payout_show", payout.id))


def _balances(context: Context) -> Fields:
    say, currency = context.say, context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency)
    return Fields(
        (
            (say("Available"), say.show(Money(has.available_minor, currency))),
            (say("On its way"), say.show(Money(has.in_flight_minor, currency))),
            (say("Paid out"), say.show(Money(has.paid_minor, currency))),
        )
    )


def _show(context: Context, event: Press | FormSubmitted) -> View:
    return card(context, requests.own(context.tx, context.person, event.action.id))


# --- Asking ------------------------------------------------------------------


def _how(context: Context, event: Press | FormSubmitted) -> View:
    """Show one way: what it is worth, when it is there, where to, and how much."""
    return _way(context, requests.offer_of(context.terms, event.action.choice))


def _way(context: Context, offer: Offer, above: tuple[Block, ...] = ()) -> View:
    say = context.say
    currency = context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency).available_minor
    pairs = [*payout_view.facts(context, offer), (say("Available"), say.show(Money(has, currency)))]
    kept = destinations.current(context.tx, context.person, offer.name)
    if kept is not None:
        pairs.append((say("To"), kept.shown))
    buttons = []
    fits = offer.fitting(Money(has, currency))
    if fits and (kept is not None or not offer.facts.wants):
        amount = Money(fits, currency)
        label = (
            say("All of it: {amount}", amount=amount)
            if fits == has
            else say("Pay out {amount}", amount=amount)
        )
        buttons.append(Choice(label, Action("payout_ask", fits, offer.name), style="main"))
    buttons.append(Choice(say("Say how much"), Action("payout_form", choice=offer.name)))
    if offer.facts.wants:
        buttons.append(Choice(say("Where to"), Action("payout_where", choice=offer.name)))
    back = Choice(say("Back"), Action("payout"))
    blocks = (*above, Title(title_of(context, offer.name)), Fields(tuple(pairs)))
    return View(blocks=blocks, choices=(tuple(buttons), (back,)))


def _form_of(context: Context, offer: Offer, values: dict[str, str]) -> Form:
    say, currency = context.say, context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency).available_minor
    fields = [
        FormField(
            "amount", say("How much, in {currency}", currency=currency), "number",
            value=values.get("amount", ""),
            hint=say("You have {available} available.", available=Money(has, currency)),
        )
    ]  # fmt: skip
    if offer.facts.wants:
        kept = destinations.current(context.tx, context.person, offer.name)
        hint = say("Leave it out for {to}.", to=kept.shown) if kept else ""
        fields.append(
            FormField(
                "to", capital(say(offer.facts.wants)), "long", required=kept is None,
                value=values.get("to", ""), hint=hint,
            )
        )  # fmt: skip
    action = Action("payout_form", choice=offer.name)
    return Form(title_of(context, offer.name), action, tuple(fields), say("Go on"))


def _formed(context: Context, event: Press | FormSubmitted) -> View:
    offer = requests.offer_of(context.terms, event.action.choice)
    if not isinstance(event, FormSubmitted):
        return forms.ask(context, _form_of(context, offer, {}))
    values = {name: value for name, value in event.fields.items() if isinstance(value, str)}
    if wrong := _wrong(context, event):
        return forms.ask(context, _form_of(context, offer, values), problems=wrong)
    amount = typed_amounts.read(context, values["amount"])
    return _preview(context, offer, amount.minor, values.get("to", "").strip())


def _wrong(context: Context, event: FormSubmitted) -> dict[str, str]:
    """Say what is wrong with the fields that are filled in, by field."""
    offer = requests.offer_of(context.terms, event.action.choice)
    wrong: dict[str, str] = {}
    out: Money | None = None
    try:
        amount = typed_amounts.read(context, str(event.fields.get("amount", "")))
        out = offer.quote(amount)
    except (Invalid, Refused) as error:
        wrong["amount"] = context.say(error.template, **error.values)
    to = str(event.fields.get("to", "")).strip()
    if to and out is not None:
        try:
            offer.check(to, out)
        except Invalid as error:
            wrong["to"] = context.say(error.template, **error.values)
    return wrong


def _commanded(context: Context, given: dict[str, str]) -> View:
    """Take `/payout 5.00`, where there is one way or it is named."""
    amount = typed_amounts.read(context, given["amount"])
    offers = context.terms.offers
    name = given.get("way", "").casefold()
    if not name and len(offers) == 1:
        name = next(iter(offers))
    found = [
        offer
        for offer in offers.values()
        if name and name in (offer.name, context.say(offer.facts.title).casefold())
    ]
    if not found:
        return overview(context)
    offer, to = found[0], given.get("to", "")
    kept = destinations.current(context.tx, context.person, offer.name)
    if offer.facts.wants and not to and kept is None:
        ask = context.say("Say first where to: {wants}.", wants=context.say(offer.facts.wants))
        return _way(context, offer, (Say(ask, "warning"),))
    return _preview(context, offer, amount.minor, to)


def _asked(context: Context, event: Press | FormSubmitted) -> View:
    offer = requests.offer_of(context.terms, event.action.choice)
    return _preview(context, offer, event.action.id, "")


def _preview(context: Context, offer: Offer, minor: int, to: str) -> View:
    """Show what would arrive, where and when; nothing is booked before the button."""
    say, tx, person = context.say, context.tx, context.person
    context.session.pop(ONCE, None)
    once, notes = "", []
    if to:
        given = offer.check(to, offer.quote(Money(minor, context.terms.money.currency)))
        if given.one_off:
            once = to
            context.session[ONCE] = context.seal.seal(to)
        else:
            kept = destinations.set_to(
                tx, person, offer.name, to, context.terms, context.seal, context.now_ms
            )
            notes.append(Done(say("✓ I pay you there from now on: {to}", to=kept.shown)))
    wish = Wish(rail=offer.name, amount_minor=minor, key="", once=once)
    seal = context.seal if once else None
    asked = requests.plan(tx, person, wish, context.terms, seal, context.now_ms)
    yes = Action("payout_once" if once else "payout_yes", minor, offer.name, context.now_ms)
    return View(
        blocks=(
            *notes,
            Title(say("Pay out {amount}?", amount=Money(minor, asked.currency)),
                  (title_of(context, offer.name),)),
            Fields(_planned(context, offer, asked)),
        ),
        choices=(
            (
                Choice(say("Pay it out"), yes, style="main"),
                Choice(say("Cancel"), Action("payout")),
            ),
        ),
    )  # fmt: skip


def _planned(context: Context, offer: Offer, asked: Asked) -> tuple[tuple[str, str], ...]:
    say = context.say
    arrives = payout_view.money(context, asked.out_minor, asked.out_currency)
    pairs = [(say("Arrives"), arrives)]
    if asked.shown:
        pairs.append((say("To"), asked.shown))
    when = payout_view.show(context, offer.facts.arrives)
    if asked.approved_ms is None:
        when = say("After an admin has said yes. {when}", when=when)
    pairs.append((say("When"), when))
    if asked.next_ms > context.now_ms:
        since = say("It is sent from {moment} on: where to was changed a short while ago.",
                    moment=Moment(asked.next_ms))  # fmt: skip
        pairs.append((say("Not before"), since))
    return tuple(pairs)


def _yes(context: Context, event: Press | FormSubmitted) -> View:
    """Ask for it: a second tap on the same button is the same payout."""
    action, once, seal = event.action, "", None
    if action.verb == "payout_once":
        if (kept := context.session.get(ONCE)) is None:
            raise Refused(N_("I don't have it any more: please give it again with /payout."))
        seal = context.seal
        once = seal.open(str(kept))
    key = f"ask-{context.person.account_id}-{action.version}-{action.choice}-{action.id}"
    wish = Wish(rail=action.choice, amount_minor=action.id, key=key, once=once)
    payout = requests.ask(
        context.tx, context.person, wish, context.terms, seal, context.now_ms
    )
    said = context.say("✓ {amount} asked for.", amount=payout_view.amount(payout))
    return card(context, payout, (Done(said),))


# --- Changing ----------------------------------------------------------------


def _off(context: Context, event: Press | FormSubmitted) -> View:
    payout = requests.cancel(context.tx, context.person, event.action.id, context.now_ms)
    said = context.say("✓ Taken back: {amount} are available.", amount=payout_view.amount(payout))
    return card(context, payout, (Done(said),))


def _more(context: Context, event: Press | FormSubmitted) -> View:
    say, action = context.say, event.action
    before = requests.own(context.tx, context.person, action.id)
    if not isinstance(event, FormSubmitted):
        currency = context.terms.money.currency
        hint = say("It is {amount} now.", amount=payout_view.amount(before))
        label = say("How much, in {currency}", currency=currency)
        field = FormField("amount", label, "number", hint=hint)
        title = say("Payout {id}", id=public(before.id))
        return forms.ask(context, Form(title, action, (field,), say("Change it")))
    minor = typed_amounts.read(context, str(event.fields.get("amount", ""))).minor
    return _changed(context, before, minor, action.version)


def _to(context: Context, event: Press | FormSubmitted) -> View:
    before = requests.own(context.tx, context.person, event.action.id)
    return _changed(context, before, before.amount_minor, event.action.version)


def _changed(context: Context, before: Payout, minor: int, version: int) -> View:
    wish = Wish(rail=before.rail, amount_minor=minor, key=before.rail_key)
    payout = requests.change(
        context.tx, context.person, before.id, version, wish, context.terms, None, context.now_ms
    )
    return card(context, payout, (Done(context.say("✓ Changed.")),))


_OWN = Permission.OWN_ACCOUNT
PAYOUT = Route(
    path="payout",
    summary=N_("have your credits paid out, and see where they are"),
    permission=_OWN,
    run=_all,
    options=(
        Option(name="amount", summary=N_("how much, such as 5.00"), required=False),
        Option(name="way", summary=N_("by which way"), required=False),
        Option(name="to", summary=N_("where to"), required=False),
    ),
)
ROUTES = (PAYOUT,)
VERBS = (
    Verb(name="payout", permission=_OWN, run=_all, mode="read"),
    Verb(name="payout_how", permission=_OWN, run=_how, mode="read"),
    Verb(name="payout_form", permission=_OWN, run=_formed, opens_form=True, check=_wrong),
    Verb(name="payout_ask", permission=_OWN, run=_asked),
    Verb(name="payout_yes", permission=_OWN, run=_yes),
    Verb(name="payout_once", permission=_OWN, run=_yes),
    Verb(name="payout_show", permission=_OWN, run=_show, mode="read"),
    Verb(name="payout_off", permission=_OWN, run=_off),
    Verb(
        name="payout_more", permission=_OWN, run=_more, opens_form=True, check=typed_amounts.check
    ),
    Verb(name="payout_to", permission=_OWN, run=_to),
)
