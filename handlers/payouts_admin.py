"""`/payouts`: what waits for an admin's yes, what is in doubt, and the kill switch."""

from domain.actions import Action
from domain.amounts import N_, Moment
from domain.errors import NotFound
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Say, Table, Title, View
from handlers import forms, payout_view
from handlers.context import Context
from handlers.routes import Option, Route, Verb
from services import people
from services.payouts import approvals, queue, switch
from services.payouts.requests import Payout

LISTED_MOST = 10


def _queue(context: Context, event: Command | Press | FormSubmitted) -> View:
    if isinstance(event, Command):
        match event.words.strip().casefold():
            case "stop":
                return _switched(context, on=True)
            case "start":
                return _switched(context, on=False)
        return _next(context, 0)
    return _next(context, event.action.id)


def _next(context: Context, after_id: int, above: tuple[Block, ...] = ()) -> View:
    """Show the next payout that waits for a yes, behind one; then those in doubt."""
    say = context.say
    seen = queue.look(context.tx, after_id)
    blocks = [*above, Title(say("Payouts"), (say.many("{n} waits", "{n} wait", seen.waiting),))]
    if switch.is_on(context.tx):
        blocks.append(Say(say("Payouts are stopped: nothing is sent."), "warning"))
    rows: list[tuple[Choice, ...]] = []
    if seen.next is not None:
        blocks.append(facts(context, seen.next))
        rows.append(buttons(context, seen.next))
        if seen.waiting > 1:
            rows.append((Choice(say("Next"), Action("payouts", seen.next.id)),))
    else:
        blocks.append(Body(say("Nothing waits for a yes here.")))
    if seen.in_doubt:
        blocks.append(_in_doubt(context, seen.in_doubt[:LISTED_MOST]))
    rows.append((_switch(context),))
    return View(blocks=tuple(blocks), choices=tuple(rows))


def _in_doubt(context: Context, found: list[Payout]) -> Table:
    say = context.say
    header = (say("Id"), say("Way"), say("Credits"), say("Since"), say("State"))
    rows = tuple(
        (
            public(one.id),
            payout_view.title_of(context, one.rail),
            say.show(payout_view.amount(one)),
            say.show(Moment(one.sent_ms or one.created_ms)),
            payout_view.state(context, one),
        )
        for one in found
    )
    return Table(header, rows)


def facts(context: Context, payout: Payout) -> Fields:
    """Show what an admin has to know about a payout."""
    say = context.say
    of = people.load(context.tx, payout.account_id)
    name = " ".join((of.name, public(of.account_id))).strip()
    why = queue.about(context.tx, payout)
    pairs = [
        (say("Payout"), f"{public(payout.id)} · {payout_view.title_of(context, payout.rail)}"),
        (say("Person"), name),
        (say("Credits"), say.show(payout_view.amount(payout))),
        (say("Arrives"), payout_view.out(context, payout)),
        (say("To"), payout.shown or say("this chat")),
        (say("Asked for"), say.show(Moment(payout.created_ms))),
        (say("Paid out before"), say.many("{n} payout", "{n} payouts", why.before)),
    ]
    if why.shared_with:
        others = say.many("{n} other account", "{n} other accounts", why.shared_with)
        pairs.append((say("Goes to the same place as"), others))
    if why.is_suspended:
        pairs.append((say("Note"), say("The account is suspended.")))
    if why.approvals:
        pairs.append((say("Said yes"), ", ".join(_admin(context, one) for one in why.approvals)))
    return Fields(tuple(pairs))


def _admin(context: Context, account_id: int) -> str:
    """Name an admin to another."""
    if account_id == context.person.account_id:
        return context.say("you")
    return people.load(context.tx, account_id).name or public(account_id)


def buttons(context: Context, payout: Payout) -> tuple[Choice, ...]:
    """Give the buttons to decide with; they are about this version alone, and one yes is enough."""
    say = context.say
    yes = Action("payout_ok", payout.id, "", payout.version)
    no = Action("payout_no", payout.id, "", payout.version)
    refuse = Choice(say("Refuse"), no, style="danger")
    if context.person.account_id in queue.about(context.tx, payout).approvals:
        return (refuse,)
    return (Choice(say("Approve"), yes, style="main"), refuse)


def _switch(context: Context) -> Choice:
    say = context.say
    if switch.is_on(context.tx):
        return Choice(say("Let payouts go on"), Action("payouts_switch", choice="start"))
    return Choice(
        say("Stop all payouts"), Action("payouts_switch", choice="stop"), style="danger"
    )


def _approve(context: Context, event: Press | FormSubmitted) -> View:
    say, action = context.say, event.action
    done = approvals.approve(
        context.tx, context.person, action.id, action.version, context.terms, context.now_ms
    )
    amount = payout_view.amount(done.payout)
    said = (
        say("✓ Your yes counts; {amount} wait for another admin's.", amount=amount)
        if done.left
        else say("✓ {amount} are approved and go out.", amount=amount)
    )
    return _next(context, 0, (Done(said),))


def _refuse(context: Context, event: Press | FormSubmitted) -> View:
    say, action = context.say, event.action
    payout = queue.find(context.tx, action.id)
    if not isinstance(event, FormSubmitted):
        label = say("Why? The person reads it.")
        title = say("Refuse payout {id}", id=public(payout.id))
        form = Form(title, action, (FormField("reason", label, "long"),), say("Refuse"))
        return forms.ask(context, form)
    if payout.version != action.version:
        raise NotFound(N_("This payout was changed since then: look at it again, in /payouts."))
    reason = str(event.fields.get("reason", ""))
    approvals.refuse(context.tx, context.person, action.id, reason, context.now_ms)
    said = say("✓ Refused: they have it again, and read why.")
    return _next(context, 0, (Done(said),))


def _pressed_switch(context: Context, event: Press | FormSubmitted) -> View:
    return _switched(context, on=event.action.choice == "stop")


def _switched(context: Context, *, on: bool) -> View:
    say, admin = context.say, context.person.account_id
    turn = switch.stop if on else switch.start
    turn(context.tx, context.now_ms, actor_id=admin)
    said = (
        say("✓ Payouts are stopped. Nothing is sent, and who asks is told so.")
        if on
        else say("✓ Payouts go on.")
    )
    return _next(context, 0, (Done(said),))


_MAY = Permission.PEOPLE
ROUTES = (
    Route(
        path="payouts",
        summary=N_("payouts that wait for your yes; stop and start them all"),
        permission=_MAY,
        run=_queue,
        options=(
            Option(
                name="what",
                summary=N_("stop or start all payouts"),
                required=False,
                choices=("stop", "start"),
            ),
        ),
    ),
)
VERBS = (
    Verb(name="payouts", permission=_MAY, run=_queue, mode="read"),
    Verb(name="payout_ok", permission=_MAY, run=_approve),
    Verb(name="payout_no", permission=_MAY, run=_refuse, opens_form=True),
    Verb(name="payouts_switch", permission=_MAY, run=_pressed_switch),
)
