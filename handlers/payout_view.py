"""What payouts look like: how one is, in words, and the card of one's own."""

from domain import currencies
from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.ids import public
from domain.rails import Offer
from domain.sentences import Sentence
from domain.views import Block, Choice, Fields, Title, View
from handlers.context import Context
from services.payouts import destinations, sending, switch
from services.payouts.requests import Payout

STATES = {
    "requested": N_("waits for an admin's yes"),
    "approved": N_("is sent shortly"),
    "sent": N_("sent, and not confirmed yet"),
    "unknown": N_("sent; whether it arrived is being looked up"),
    "settled": N_("arrived"),
    "returned": N_("did not go out; you have it again"),
}
RAILS = {  # what a payout went by where the configuration has that way no more
    "vouchers": N_("Voucher"),
    "bank": N_("Bank account"),
    "lightning": N_("Bitcoin over Lightning"),
}


def capital(text: str) -> str:
    """Begin a text that stands by itself with a capital; one within a sentence has none."""
    return text[:1].upper() + text[1:]


def state(context: Context, payout: Payout) -> str:
    """Say how a payout is."""
    say = context.say
    if payout.state == "approved":
        if switch.is_on(context.tx):
            return say("waits until payouts go on: they are stopped for the moment")
        if payout.reason == sending.TOMORROW:
            return say("waits until tomorrow: today's limit for everybody is reached")
        if payout.next_ms and payout.next_ms > context.now_ms and not payout.attempts:
            return say("is sent from {moment} on", moment=Moment(payout.next_ms))
    if payout.state == "returned" and payout.reason:
        return say("came back: {reason}", reason=say(payout.reason).rstrip("."))
    return say(STATES[payout.state])


def title_of(context: Context, rail: str) -> str:
    """Give the name by which people know a rail."""
    offer = context.terms.offers.get(rail)
    return context.say(offer.facts.title if offer else RAILS.get(rail, rail))


def amount(payout: Payout) -> Money:
    """Give what a payout takes of somebody's credits."""
    return Money(payout.amount_minor, payout.currency)


def out(context: Context, payout: Payout) -> str:
    """Say what arrives, in the rail's currency."""
    return money(context, payout.out_minor, payout.out_currency)


def money(context: Context, minor: int, currency: str) -> str:
    """Say an amount with its currency."""
    shown = currencies.amount(minor, currency, context.terms.money)
    return context.say("{amount} {currency}", amount=shown, currency=currency)


def facts(context: Context, offer: Offer) -> tuple[tuple[str, str], ...]:
    """Say what credits are worth by a rail, and when they are there."""
    say, told = context.say, offer.facts
    worth, arrives = show(context, told.worth), show(context, told.arrives)
    return ((say("Worth"), worth), (say("When"), arrives))


def show(context: Context, sentence: Sentence) -> str:
    """Say a sentence of a rail as one that stands alone."""
    said = context.say(sentence.template, **sentence.values)
    return said if said.endswith(".") else f"{said}."


def card(context: Context, payout: Payout, above: tuple[Block, ...] = ()) -> View:
    """Show one of somebody's own payouts, with what can still be done about it."""
    say = context.say
    pairs = [
        (say("Credits"), say.show(amount(payout))),
        (say("Arrives"), out(context, payout)),
        (say("State"), state(context, payout)),
        (say("Asked for"), say.show(Moment(payout.created_ms))),
    ]
    if payout.shown:
        pairs.insert(2, (say("To"), payout.shown))
    if payout.ended_ms:
        pairs.append((say("Ended"), say.show(Moment(payout.ended_ms))))
    back = Choice(say("All payouts"), Action("payout"))
    rows = (*_possible(context, payout), (back,))
    title = Title(say("Payout {id}", id=public(payout.id)), (title_of(context, payout.rail),))
    return View(blocks=(*above, title, Fields(tuple(pairs))), choices=rows)


def _possible(context: Context, payout: Payout) -> tuple[tuple[Choice, ...], ...]:
    """Give the buttons that change a payout, as long as nobody began to send it."""
    say = context.say
    is_taken = payout.lease_ms is not None and payout.lease_ms > context.now_ms
    if payout.state not in ("requested", "approved") or is_taken:
        return ()
    choices = [
        Choice(say("Change the amount"), Action("payout_more", payout.id, "", payout.version)),
        Choice(say("Take it back"), Action("payout_off", payout.id, "", payout.version)),
    ]
    kept = destinations.current(context.tx, context.person, payout.rail)
    if kept is not None and kept.shown != payout.shown:
        label = say("Send it to {to}", to=kept.shown)
        choices.append(Choice(label, Action("payout_to", payout.id, "", payout.version)))
    return (tuple(choices),)
