"""The catalogue as admins see it: what is offered, and what waits to be handed over."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.drafts import with_point
from domain.errors import Refused
from domain.events import Command, FormSubmitted, Press, Text
from domain.ids import public
from domain.permissions import Permission
from domain.tables import amount_minor
from domain.views import Block, Body, Choice, Done, Fields, Form, FormField, Say, Table, Title, View
from handlers import forms
from handlers.context import Context
from handlers.routes import Prompt, Route, Verb
from services import catalogue, orders, people
from services.catalogue import Order, Reward

VERB = "reward_new"
PROMPT = "order_back"
STATES = {"offered": N_("offered"), "withdrawn": N_("withdrawn")}
KINDS = {
    "voucher": N_("a voucher, its code at once"),
    "thing": N_("a thing that one of you hands over"),
    "role": N_("a role in Discord"),
}


# --- What is offered ---------------------------------------------------------


def _new(context: Context, event: Command | Press | FormSubmitted) -> View:
    left = forms.resume(context, VERB)
    return left or forms.ask(context, _form(context, {}))


def _form(context: Context, values: Mapping[str, str]) -> Form:
    say, currency = context.say, context.terms.money.currency
    kinds = tuple((kind, say(KINDS[kind])) for kind in catalogue.KINDS)
    detail_hint = say(
        "Of a voucher the name under which its codes were imported; of a role the ids of the "
        "server and the role; of a thing what one has to know to hand it over."
    )
    fields = (
        FormField("title", say("Title"), "short", hint=say("What people choose it by.")),
        FormField("kind", say("What it is"), "choice", options=kinds),
        FormField("detail", say("Which one"), "short", hint=detail_hint),
        FormField("price", say("Price in {currency}", currency=currency), "number"),
        FormField("stock", say("How many there are"), "number", required=False,
                  hint=say("Leave it out where there is no end to them.")),
    )  # fmt: skip
    filled = tuple(
        FormField(of.name, of.label, of.kind, of.required, values.get(of.name, ""), of.hint,
                  of.options)
        for of in fields
    )  # fmt: skip
    return Form(say("New reward"), Action(VERB), filled, say("Offer it"))


def _offer(context: Context, event: Press | FormSubmitted) -> View:
    if not isinstance(event, FormSubmitted):
        return _new(context, event)
    values = {name: value for name, value in event.fields.items() if isinstance(value, str)}
    if wrong := _faults(context, values):
        return forms.ask(context, _form(context, values), problems=wrong)
    currency = context.terms.money.currency
    stock = values.get("stock", "").strip()
    number = catalogue.offer(
        context.tx,
        title=values["title"],
        kind=values["kind"],
        price=Money(_price(context, values["price"])[1], currency),
        detail=values["detail"],
        stock=int(stock) if stock else None,
        actor_id=context.person.account_id,
        now_ms=context.now_ms,
    )
    said = context.say("✓ “{title}” is offered.", title=catalogue.find(context.tx, number).title)
    return _all(context, (Done(said),))


def _check(context: Context, event: FormSubmitted) -> dict[str, str]:
    values = {name: value for name, value in event.fields.items() if isinstance(value, str)}
    return _faults(context, values)


def _faults(context: Context, values: Mapping[str, str]) -> dict[str, str]:
    """Say what is wrong with the fields that are filled in, by field."""
    say, wrong = context.say, {}
    if len(values.get("title", "")) > catalogue.TITLE_CHARACTERS_MOST:
        wrong["title"] = say("At most {n} characters.", n=catalogue.TITLE_CHARACTERS_MOST)
    if "detail" in values:
        fault = catalogue.detail_fault(context.tx, values.get("kind", ""), values["detail"])
        if fault:
            wrong["detail"] = say(fault)
    if "price" in values and (fault := _price(context, values["price"])[0]):
        wrong["price"] = say.show(fault)
    stock = values.get("stock", "").strip()
    if stock and not (stock.isascii() and stock.isdecimal()
                      and 1 <= int(stock[:9]) <= catalogue.STOCK_MOST):
        wrong["stock"] = say("A whole number from 1 to {most}.", most=catalogue.STOCK_MOST)
    return wrong


def _price(context: Context, text: str) -> tuple[str, int]:
    return amount_minor(with_point(text), context.terms.money)


def _list(context: Context, event: Command | Press | FormSubmitted) -> View:
    return _all(context, ())


def _all(context: Context, above: tuple[Block, ...]) -> View:
    say = context.say
    found = catalogue.everything(context.tx)
    new = Choice(say("New reward"), Action(VERB), style="main")
    waiting = Choice(say("Orders"), Action("orders"))
    title = Title(say("Rewards"))
    if not found:
        none = Body(say("Nothing is offered yet."))
        return View(blocks=(*above, title, none), choices=((new, waiting),))
    header = (say("Id"), say("Reward"), say("Price"), say("Left"), say("State"))
    rows = tuple(_row(context, reward) for reward in found)
    offered = [reward for reward in found if reward.state == "offered"][: catalogue.PAGE]
    withdraw = tuple(
        (Choice(say("Withdraw “{title}”", title=one.title), Action("reward_withdraw", one.id)),)
        for one in offered
    )
    return View(
        blocks=(*above, title, Table(header, rows)), choices=((new, waiting), *withdraw)
    )


def _row(context: Context, reward: Reward) -> tuple[str, ...]:
    say = context.say
    one = catalogue.offered(context.tx, reward, context.now_ms)
    return (
        public(reward.id),
        reward.title,
        say.show(Money(reward.price_minor, reward.currency)),
        say("plenty") if one.left is None else say.show(one.left),
        say(STATES[reward.state]),
    )


def _withdraw(context: Context, event: Press | FormSubmitted) -> View:
    gone = catalogue.withdraw(
        context.tx,
        event.action.id,
        actor_id=context.person.account_id,
        now_ms=context.now_ms,
    )
    said = context.say(
        "✓ “{title}” isn't offered any more. What was ordered stays ordered.", title=gone.title
    )
    return _all(context, (Done(said),))


# --- What was ordered --------------------------------------------------------


def _orders(context: Context, event: Command | Press | FormSubmitted) -> View:
    return _queue(context, ())


def _queue(context: Context, above: tuple[Block, ...]) -> View:
    say = context.say
    found = orders.waiting(context.tx)
    title, rewards = Title(say("Orders that wait")), Choice(say("Rewards"), Action("reward_list"))
    if not found:
        none = Body(say("None. Everything that was ordered is given."))
        return View(blocks=(*above, title, none), choices=((rewards,),))
    header = (say("Since"), say("Reward"), say("Who"))
    rows = tuple(
        (say.show(Moment(order.created_ms)), order.title, _name(context, order))
        for order in found
    )
    look = tuple(
        (Choice(f"{order.title} · {_name(context, order)}", Action("order", order.id)),)
        for order in found[: catalogue.PAGE]
    )
    return View(blocks=(*above, title, Table(header, rows)), choices=(*look, (rewards,)))


def _name(context: Context, order: Order) -> str:
    person = people.load(context.tx, order.account_id)
    return " ".join((person.name, public(person.account_id))).strip()


def _order(context: Context, event: Press | FormSubmitted) -> View:
    return _card(context, catalogue.found_order(context.tx, event.action.id), ())


def _card(context: Context, order: Order, above: tuple[Block, ...]) -> View:
    say = context.say
    pairs = [
        (say("Who"), _name(context, order)),
        (say("Price"), say.show(Money(order.price_minor, order.currency))),
        (say("Ordered"), say.show(Moment(order.created_ms))),
    ]
    if order.details.get("hand_over"):
        pairs.append((say("To hand it over"), order.details["hand_over"]))
    blocks = (*above, Title(order.title), Fields(tuple(pairs)))
    queue = Choice(say("Orders"), Action("orders"))
    if order.state != "ordered":
        return View(blocks=blocks, choices=((queue,),))
    back = Choice(say("Give back"), Action("order_back", order.id))
    if order.kind != "thing":
        waits = Body(say("Discord has not taken it yet. I try again by myself."))
        return View(blocks=(*blocks, waits), choices=((back, queue),))
    done = Choice(say("Handed over"), Action("order_given", order.id), style="main")
    return View(blocks=blocks, choices=((done, back), (queue,)))


def notice_of_order(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell an admin that something is to be handed over, as long as it is."""
    order = catalogue.found_order(context.tx, int(params["order_id"]))
    if order.state != "ordered" or context.person.role != "admin":
        return None
    return _card(context, order, (Say(context.say("Somebody ordered a reward.")),))


def _given(context: Context, event: Press | FormSubmitted) -> View:
    order = orders.hand_over(
        context.tx,
        event.action.id,
        actor_id=context.person.account_id,
        now_ms=context.now_ms,
    )
    said = context.say("✓ “{title}” is handed over; they are told so.", title=order.title)
    return _queue(context, (Done(said),))


def _back(context: Context, event: Press | FormSubmitted) -> View:
    """Ask why something is given back."""
    say, order = context.say, catalogue.found_order(context.tx, event.action.id)
    if order.state != "ordered":
        raise Refused(N_("“{title}” has come already."), title=order.title)
    context.session["prompt"] = PROMPT
    context.session[PROMPT] = order.id
    return View(
        blocks=(
            Title(say("Why can't “{title}” be had?", title=order.title)),
            Body(say("{who} reads it, and has the credits back.", who=_name(context, order))),
        ),
        choices=((Choice(say("Orders"), Action("orders")),),),
        typing=say("Type the reason"),
    )


def _back_typed(context: Context, event: Text) -> View:
    order = orders.give_back(
        context.tx,
        int(context.session.get(PROMPT, 0)),
        event.text,
        actor_id=context.person.account_id,
        now_ms=context.now_ms,
    )
    context.session.pop("prompt", None)
    context.session.pop(PROMPT, None)
    said = context.say("✓ “{title}” is given back; they are told why.", title=order.title)
    return _queue(context, (Done(said),))


_MAY = Permission.PEOPLE

ROUTES = (
    Route(
        path="reward new",
        summary=N_("offer something for credits"),
        permission=_MAY,
        run=_new,
        mode="read",
        opens_form=True,
    ),
    Route(
        path="reward list",
        summary=N_("what is offered, and how to withdraw it"),
        permission=_MAY,
        run=_list,
        mode="read",
    ),
    Route(
        path="orders",
        summary=N_("rewards that wait to be handed over"),
        permission=_MAY,
        run=_orders,
        mode="read",
    ),
)
VERBS = (
    Verb(name=VERB, permission=_MAY, run=_offer, opens_form=True, check=_check),
    Verb(name="reward_list", permission=_MAY, run=_list, mode="read"),
    Verb(name="reward_withdraw", permission=_MAY, run=_withdraw),
    Verb(name="orders", permission=_MAY, run=_orders, mode="read"),
    Verb(name="order", permission=_MAY, run=_order, mode="read"),
    Verb(name="order_given", permission=_MAY, run=_given),
    Verb(name="order_back", permission=_MAY, run=_back),
)
PROMPTS = (Prompt(name=PROMPT, permission=_MAY, run=_back_typed),)
