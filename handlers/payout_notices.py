"""What people are told about payouts: each step, each change of where to, credits that expire."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.platforms import name_of
from domain.views import Body, Choice, Say, View
from handlers import payout_view, payouts_admin
from handlers.context import Context
from services.payouts import choices, queue

Params = Mapping[str, Any]

STEPS = {
    "asked": N_("Your automatic payout of {amount} was asked for."),
    "waiting": N_("Your payout of {amount} is not sent yet."),
    "approved": N_("Your payout of {amount} is approved."),
    "sent": N_("Your payout of {amount} is on its way."),
    "unknown": N_("Nobody can tell yet whether your payout of {amount} has arrived."),
    "settled": N_("Your payout of {amount} has arrived."),
    "returned": N_("Your payout of {amount} did not go out; you have it again."),
    "tomorrow": N_("Your payout of {amount} goes out tomorrow."),
}
IN_QUEUE = {
    "waiting": N_("A payout waits for your yes."),
    "unknown": N_("For days nobody has been able to tell whether this payout arrived."),
    "twice": N_("This payout was given back by hand, and arrived all the same."),
}


def step(context: Context, params: Params) -> View | None:
    """Tell somebody about a step of a payout of theirs; None where that is over."""
    say, tx = context.say, context.tx
    payout = queue.find(tx, int(params["payout_id"]))
    step = str(params["step"])
    if step == "unknown" and payout.state not in ("sent", "unknown"):
        return None
    tone = {"settled": "good", "returned": "warning"}.get(step, "neutral")
    lines = [_more(context, payout, step)]
    if payout.state == "requested":
        lines.append(say("An admin looks at it first."))
    return View(
        blocks=(
            Say(say(STEPS[step], amount=payout_view.amount(payout)), tone),  # type: ignore[arg-type]
            *(Body(line) for line in lines if line),
        ),
        choices=(
            (
                Choice(say("See it"), Action("payout_show", payout.id), style="main"),
                Choice(say("Balance"), Action("balance")),
            ),
        ),
    )


def _more(context: Context, payout: queue.Payout, step: str) -> str:
    """Say what arrives and where, why it came back, or why it waits."""
    say = context.say
    if step == "returned":
        return say("The reason: {reason}", reason=say(payout.reason)) if payout.reason else ""
    if step == "unknown":
        return say("It was sent. I go on looking, and tell you; what is yours is not lost.")
    if step == "tomorrow":
        return say("Today's limit for everybody is reached.")
    arrives = payout_view.out(context, payout)
    if payout.shown:
        return say("{amount} to {to}.", amount=arrives, to=payout.shown)
    return say("{amount} by {way}.", amount=arrives, way=payout_view.title_of(context, payout.rail))


def for_admin(context: Context, params: Params) -> View | None:
    """Tell an admin about a payout, as long as there is something to decide."""
    say, step = context.say, str(params["step"])
    payout = queue.find(context.tx, int(params["payout_id"]))
    is_open = payout.state == "requested" and payout.version == params["version"]
    if step == "waiting" and not is_open:
        return None
    if step == "unknown" and payout.state != "unknown":
        return None
    buttons = payouts_admin.buttons(context, payout) if step == "waiting" else ()
    look = Choice(say("All that wait"), Action("payouts"))
    return View(
        blocks=(Say(say(IN_QUEUE[step])), payouts_admin.facts(context, payout)),
        choices=(*((buttons,) if buttons else ()), (look,)),
    )


def destination(context: Context, params: Params) -> View:
    """Tell a chat that somebody changed, in another one, where their money goes."""
    say = context.say
    text = say(
        "Your money goes to {to} from now on ({way}): that was said in your chat on {place}.",
        to=str(params["shown"]),
        way=payout_view.title_of(context, str(params["rail"])),
        place=name_of(str(params["platform"])),
    )
    blocks = [Say(text, "warning")]
    if int(params["usable_ms"]) > context.now_ms:
        moment = Moment(int(params["usable_ms"]))
        blocks.append(Say(say("Nothing is sent there before {moment}.", moment=moment)))
    return View(
        blocks=(
            *blocks,
            Body(say("That wasn't you? Put it right, and take off the chat with /unlink.")),
        ),
        choices=(
            (
                Choice(say("Where to"), Action("payout_dest"), style="main"),
                Choice(say("My chats"), Action("unlink")),
            ),
        ),
    )


def automatic(context: Context, params: Params) -> View | None:
    """Tell somebody why their automatic payout was not asked for; None where it can be by now."""
    say, run_id = context.say, int(params["run_id"])
    error = choices.obstacle(context.tx, context.person, run_id, context.terms, context.now_ms)
    if error is None:
        return None
    return View(
        blocks=(
            Say(say("Your automatic payout could not be asked for."), "warning"),
            Body(say(error.template, **error.values)),
        ),
        choices=(
            (
                Choice(say("Pay out"), Action("payout"), style="main"),
                Choice(say("Automatic payouts"), Action("payout_auto")),
            ),
        ),
    )


def expiring(context: Context, params: Params) -> View:
    """Tell somebody that their credits expire."""
    say = context.say
    amount = Money(int(params["amount_minor"]), context.terms.money.currency)
    text = say(
        "Your {amount} expire on {moment}: you have not been here for long.",
        amount=amount,
        moment=Moment(int(params["end_ms"])),
    )
    return _credits(context, text, say("One answer keeps them; /payout takes them with you."))


def expired(context: Context, params: Params) -> View:
    """Tell somebody that their credits have expired."""
    say = context.say
    amount = Money(int(params["amount_minor"]), context.terms.money.currency)
    text = say("Your {amount} have expired.", amount=amount)
    days = int(params["days"])
    return _credits(context, text, say("There was no answer for {n} days.", n=days))


def _credits(context: Context, text: str, more: str) -> View:
    say = context.say
    return View(
        blocks=(Say(text, "warning"), Body(more)),
        choices=(
            (
                Choice(say("Next task"), Action("work"), style="main"),
                Choice(say("Pay out"), Action("payout")),
            ),
        ),
    )


KINDS = {
    "payout": step,
    "payout_admin": for_admin,
    "automatic": automatic,
    "destination": destination,
    "expiring": expiring,
    "credits_expired": expired,
}
