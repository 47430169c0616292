"""Vouchers that somebody was given: a list, and each one's code when it is asked for.

A code stands in what is shown and nowhere else: no button, prompt or notice carries one.
"""

from collections.abc import Mapping
from typing import Any

from domain.actions import Action
from domain.amounts import N_, Moment
from domain.events import Command, FormSubmitted, Press
from domain.ids import public
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Fields, Quote, Say, Title, View
from handlers.context import Context
from handlers.routes import Route, Verb
from services import vouchers
from services.vouchers import Voucher


def blocks(context: Context, voucher: Voucher) -> tuple[Block, ...]:
    """Show a voucher with its code to its owner."""
    say = context.say
    shown: tuple[Block, ...] = (
        Fields(
            ((say("Voucher"), label(context, voucher)), (say("Number"), public(voucher.id)))
        ),
        Quote(context.seal.open(voucher.sealed)),
    )
    if voucher.expires_ms is None:
        return shown
    ends = Moment(voucher.expires_ms)
    if voucher.expires_ms <= context.now_ms:
        return (*shown, Body(say("It ended {moment}.", moment=ends)))
    return (*shown, Body(say("Use it before {moment}.", moment=ends)))


def label(context: Context, voucher: Voucher) -> str:
    """Name a voucher by its pool and what it is worth."""
    face = vouchers.face_of(voucher, context.terms.money)
    return f"{voucher.pool} · {context.say.show(face)} {face.currency}"


def notice(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell somebody of a voucher, as long as it is theirs."""
    found = vouchers.find(context.tx, int(params["voucher_id"]))
    if found.account_id != context.person.account_id:
        return None
    said = Say(context.say("Your payout is here: a voucher."), "good")
    return View(blocks=(said, *blocks(context, found)), choices=(ways(context),))


def ways(context: Context) -> tuple[Choice, ...]:
    """Lead from a voucher to all of them, and on."""
    say = context.say
    return (
        Choice(say("Next task"), Action("work"), style="main"),
        Choice(say("My vouchers"), Action("vouchers")),
    )


def _list(context: Context, event: Command | Press | FormSubmitted) -> View:
    say = context.say
    before_id = 0 if isinstance(event, Command) else event.action.id
    found, older_id = vouchers.page(context.tx, context.person.account_id, before_id)
    title = Title(say("Your vouchers"))
    on = [Choice(say("Rewards"), Action("rewards"))]
    if not found:
        return View(
            blocks=(title, Body(say("You have none yet. /rewards shows what there is."))),
            choices=(tuple(on),),
        )
    if older_id:
        on.append(Choice(say("Older"), Action("vouchers", older_id)))
    given = tuple(
        (label(context, one), say.show(Moment(one.given_ms or one.created_ms))) for one in found
    )
    codes = tuple(
        (Choice(f"{label(context, one)} · {public(one.id)}", Action("voucher", one.id)),)
        for one in found
    )
    return View(
        blocks=(title, Fields(given), Body(say("Tap one to see its code."))),
        choices=(*codes, tuple(on)),
    )


def _show(context: Context, event: Press | FormSubmitted) -> View:
    account_id = context.person.account_id
    voucher = vouchers.owned(context.tx, account_id, event.action.id)
    return View(
        blocks=(Title(context.say("Your voucher")), *blocks(context, voucher)),
        choices=(ways(context),),
    )


_MAY = Permission.OWN_ACCOUNT

ROUTES = (
    Route(
        path="vouchers",
        summary=N_("the vouchers you were given, and their codes"),
        permission=_MAY,
        run=_list,
        mode="read",
    ),
)
VERBS = (
    Verb(name="vouchers", permission=_MAY, run=_list, mode="read"),
    Verb(name="voucher", permission=_MAY, run=_show, mode="read"),
)
