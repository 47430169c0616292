"""`/rewards`: what people can have for their credits, and what they have ordered."""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_, Moment, Money
from domain.events import Command, FormSubmitted, Press
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Fields, Say, Table, Title, View
from handlers import vouchers
from handlers.context import Context
from handlers.routes import Route, Verb
from services import catalogue, ledger
from services.catalogue import Offered, Order

HOW = {
    "voucher": N_("A voucher: you see its code at once."),
    "thing": N_("Somebody hands it over to you; I tell you when that is done."),
    "role": N_("A role in Discord; it takes a moment."),
}
STATES = {
    "ordered": N_("on its way"),
    "given": N_("given"),
    "returned": N_("given back: {reason}"),
}


def _list(context: Context, event: Command | Press | FormSubmitted) -> View:
    say = context.say
    number = 0 if isinstance(event, Command) else event.action.id
    money = context.terms.money
    found, has_more = catalogue.page(context.tx, money, number, context.now_ms)
    has = Body(say("You have {available} available.", available=_available(context)))
    title = Title(say("Rewards"))
    on = [
        Choice(say("My orders"), Action("my_orders")),
        Choice(say("My vouchers"), Action("vouchers")),
    ]
    if number:
        on.append(Choice(say("Back"), Action("rewards", number - 1)))
    if has_more:
        on.append(Choice(say("More"), Action("rewards", number + 1)))
    if not found:
        none = Body(say("There is nothing to choose from at the moment."))
        return View(blocks=(title, has, none), choices=(tuple(on),))
    header = (say("Reward"), say("Price"), say("Left"))
    rows = tuple(_row(context, one) for one in found)
    buttons = tuple(
        (Choice(f"{one.reward.title} · {_price(context, one)}", Action("reward", one.reward.id)),)
        for one in found
    )
    return View(blocks=(title, has, Table(header, rows)), choices=(*buttons, tuple(on)))


def _row(context: Context, one: Offered) -> tuple[str, ...]:
    return (one.reward.title, _price(context, one), _left(context, one))


def _price(context: Context, one: Offered) -> str:
    return context.say.show(Money(one.reward.price_minor, one.reward.currency))


def _left(context: Context, one: Offered) -> str:
    if one.left is None:
        return context.say("plenty")
    return context.say.show(one.left) if one.left else context.say("none")


def _available(context: Context) -> Money:
    currency = context.terms.money.currency
    has = ledger.balances(context.tx, context.person.account_id, currency)
    return Money(has.available_minor, currency)


def _show(context: Context, event: Press | FormSubmitted) -> View:
    """Show one reward, and ask whether they want it."""
    say, tx = context.say, context.tx
    reward = catalogue.find(tx, event.action.id)
    one = catalogue.offered(tx, reward, context.now_ms)
    has = _available(context)
    back = Choice(say("Back"), Action("rewards"))
    blocks: tuple[Block, ...] = (
        Title(reward.title),
        Fields(
            (
                (say("Price"), _price(context, one)),
                (say("Left"), _left(context, one)),
                (say("You have"), say.show(has)),
            )
        ),
        Body(say(HOW[reward.kind])),
    )
    if one.left == 0:
        gone = Say(say("There is none left at the moment."), "warning")
        return View(blocks=(*blocks, gone), choices=((back,),))
    missing = reward.price_minor - has.minor
    if missing > 0:
        text = say("{amount} more, and you can have it.", amount=Money(missing, reward.currency))
        work = Choice(say("Next task"), Action("work"), style="main")
        return View(blocks=(*blocks, Say(text)), choices=((work, back),))
    buy = Choice(
        say("Take it for {price}", price=Money(reward.price_minor, reward.currency)),
        Action("reward_buy", reward.id, version=context.now_ms),
        style="main",
    )
    return View(blocks=blocks, choices=((buy, back),))


def _buy(context: Context, event: Press | FormSubmitted) -> View:
    say = context.say
    bought = catalogue.buy(
        context.tx,
        context.person,
        event.action.id,
        request=str(event.action.version),
        terms=context.terms,
        now_ms=context.now_ms,
    )
    left = Body(say("You have {available} left.", available=_available(context)))
    on = Choice(say("My orders"), Action("my_orders"))
    title = bought.order.title
    if bought.voucher is not None:
        said = Say(say("✓ “{title}” is yours.", title=title), "good")
        again = Body(say("/vouchers shows the code again."))
        blocks = (said, *vouchers.blocks(context, bought.voucher), again, left)
        return View(blocks=blocks, choices=(vouchers.ways(context),))
    said = Say(say("✓ “{title}” is ordered.", title=title), "good")
    how = Body(say(HOW[bought.order.kind]))
    return View(
        blocks=(said, how, left),
        choices=((Choice(say("Next task"), Action("work"), style="main"), on),),
    )


def _mine(context: Context, event: Press | FormSubmitted) -> View:
    say = context.say
    found = catalogue.orders_of(context.tx, context.person.account_id)
    title = Title(say("Your orders"))
    back = ((Choice(say("Rewards"), Action("rewards")),),)
    if not found:
        return View(blocks=(title, Body(say("You have ordered nothing yet."))), choices=back)
    header = (say("When"), say("Reward"), say("Price"), say("How it stands"))
    rows = tuple(
        (
            say.show(Moment(order.created_ms)),
            order.title,
            say.show(Money(order.price_minor, order.currency)),
            say(STATES[order.state], **_why(context, order)),
        )
        for order in found
    )
    return View(blocks=(title, Table(header, rows)), choices=back)


def _why(context: Context, order: Order) -> dict[str, object]:
    return {"reason": context.say(order.note)} if order.state == "returned" else {}


def notice_of_given(context: Context, params: Mapping[str, Any]) -> View:
    """Tell somebody that what they ordered is theirs."""
    say, order = context.say, catalogue.found_order(context.tx, int(params["order_id"]))
    said = say("“{title}” is yours now.", title=order.title)
    return View(blocks=(Say(said, "good"),), choices=(_ways(context),))


def notice_of_returned(context: Context, params: Mapping[str, Any]) -> View:
    """Tell somebody why they got their credits back."""
    say, order = context.say, catalogue.found_order(context.tx, int(params["order_id"]))
    price = Money(order.price_minor, order.currency)
    return View(
        blocks=(
            Say(say("“{title}” could not be had; you have your {price} back.",
                    title=order.title, price=price), "warning"),
            Body(say("The reason: {reason}", reason=say(order.note))),
        ),
        choices=(_ways(context),),
    )


def _ways(context: Context) -> tuple[Choice, ...]:
    say = context.say
    return (
        Choice(say("Next task"), Action("work"), style="main"),
        Choice(say("Rewards"), Action("rewards")),
    )


_MAY = Permission.OWN_ACCOUNT

ROUTES = (
    Route(
        path="rewards",
        summary=N_("what you can have for your credits"),
        permission=_MAY,
        run=_list,
        mode="read",
    ),
)
VERBS = (
    Verb(name="rewards", permission=_MAY, run=_list, mode="read"),
    Verb(name="reward", permission=_MAY, run=_show, mode="read"),
    Verb(name="reward_buy", permission=_MAY, run=_buy),
    Verb(name="my_orders", permission=_MAY, run=_mine, mode="read"),
)
