"""The digest of those who look after projects, and of admins: yesterday, and what waits."""

from collections.abc import Mapping
from typing import Any

from domain import localtime
from domain.actions import Action
from domain.amounts import N_, Day, Moment, Money, Share, Span
from domain.currencies import amount
from domain.permissions import Permission, allows
from domain.views import Block, Body, Choice, Fields, Say, Title, View
from handlers.context import Context
from handlers.projects import STATES
from handlers.voice import Voice
from services import house_digests
from services.house_digests import House, OfProject, Payouts

SHOWN_MOST = 6
PAYOUT_STATES = {
    "requested": N_("wait for an admin"),
    "approved": N_("are to be sent"),
    "sent": N_("on their way"),
    "unknown": N_("nobody knows yet whether they arrived"),
    "settled": N_("arrived"),
    "returned": N_("came back"),
}
HOUSES_ACCOUNTS = {
    "house:deposits": N_("deposits"),
    "house:loss": N_("losses"),
    "house:forfeited": N_("left behind"),
    "house:fees": N_("fees"),
    "house:bonuses": N_("bonuses"),
    "house:appeals": N_("appeals"),
    "house:rewards": N_("rewards"),
}


def house_digest(context: Context, params: Mapping[str, Any]) -> View | None:
    """Sum yesterday up for whom it concerns; None where that day is not yesterday any more."""
    say, person, date = context.say, context.person, str(params["date"])
    if date != localtime.days_before(localtime.date_of(context.now_ms, person.time_zone), 1):
        return None
    found = house_digests.of_day(context.tx, person, date, context.now_ms)
    if found.is_empty:
        return None
    day = Day(date)
    title = (
        say("The house on {day}", day=day)
        if found.house
        else say("Your projects on {day}", day=day)
    )
    blocks: list[Block] = [Title(title)]
    if found.house is not None:
        blocks += _house(context, found.house)
    shown = found.projects[:SHOWN_MOST]
    for each in shown:
        blocks += _project(context, each)
    if len(found.projects) > len(shown):
        more = len(found.projects) - len(shown)
        blocks.append(Body(say.many("And {n} other project.", "And {n} other projects.", more)))
    return View(blocks=tuple(blocks), choices=_buttons(context, shown, found.house))


def _buttons(
    context: Context, shown: tuple[OfProject, ...], house: House | None
) -> tuple[tuple[Choice, ...], ...]:
    say = context.say
    rows = [
        (Choice(each.card.title[:40], Action("project", each.card.project_id)),) for each in shown
    ]
    last = [Choice(say("All projects"), Action("projects"), style="main")]
    if allows(context.person.role, Permission.REVIEW) and any(each.pending for each in shown):
        last.append(Choice(say("Review"), Action("review")))
    if house is not None and house.payouts:
        last.append(Choice(say("Payouts"), Action("payouts")))
    return (*rows, (*last, Choice(say("Settings"), Action("settings"))))


def _project(context: Context, of: OfProject) -> list[Block]:
    say, card = context.say, of.card
    parts = [
        say.many("{n} answer", "{n} answers", of.answers),
        say("{amount} spent", amount=Money(of.spent_minor, card.currency)),
        say("{decided} of {rows} decided", decided=card.decided, rows=card.total),
    ]
    if card.agreement is not None:
        parts.append(say("agreement {share}", share=Share(card.agreement)))
    if card.left_ms is not None and card.state == "open":
        parts.append(say("done in about {span}", span=Span(card.left_ms)))
    blocks: list[Block] = [Title(card.title, (say(STATES[card.state]),)), Body(" · ".join(parts))]
    return blocks + [Say(text, "warning") for text in _stuck(say, of)]


def _stuck(say: Voice, of: OfProject) -> list[str]:
    """Say what waits for somebody, each with what can be done about it."""
    card, said = of.card, []
    if of.pending and of.accepted_from_ms is not None:
        said.append(
            say.many(
                "{n} answer waits for your review; silence accepts it from {moment} on.",
                "{n} answers wait for your review; silence accepts them from {moment} on.",
                of.pending,
                moment=Moment(of.accepted_from_ms),
            )
        )
    if of.is_nearly_spent:
        said.append(
            say.many(
                "{left} of {budget} left, and {n} row to go. /project_top_up adds to it.",
                "{left} of {budget} left, and {n} rows to go. /project_top_up adds to it.",
                of.left,
                left=Money(max(0, card.budget_minor - card.spent_minor), card.currency),
                budget=Money(card.budget_minor, card.currency),
            )
        )
    if of.is_ignored:
        said.append(
            say("Nobody took a row of it for a day. A higher reward, or shorter rows, may help.")
        )
    if of.appeals:
        said.append(
            say.many(
                "{n} rejection is appealed against; others look at it now.",
                "{n} rejections are appealed against; others look at them now.",
                of.appeals,
            )
        )
    return said


def _house(context: Context, of: House) -> list[Block]:
    say, currency = context.say, context.terms.money.currency
    facts = [
        (say("People at work"), say.show(of.people)),
        (say("Tasks"), say.show(of.tasks)),
        (say("Paid for them"), say.show(Money(of.paid_minor, currency))),
    ]
    if of.payouts:
        facts.append((say("Payouts"), "; ".join(_payouts(context, each) for each in of.payouts)))
    blocks: list[Block] = [Fields(tuple(facts))]
    blocks += [Say(text, "warning") for text in _troubles(say, of)]
    if of.balances:
        lines = ", ".join(_balance(context, *balance) for balance in of.balances)
        blocks.append(Body(say("The house's accounts: {accounts}", accounts=lines)))
    return blocks


def _payouts(context: Context, of: Payouts) -> str:
    say = context.say
    return say(
        "{n} ({amount}) {state}",
        n=of.many,
        amount=Money(of.amount_minor, context.terms.money.currency),
        state=say(PAYOUT_STATES[of.state]),
    )


def _troubles(say: Voice, of: House) -> list[str]:
    said = []
    if of.stuck:
        said.append(
            say.many(
                "{n} payout is stuck: /payouts or `bitework payout list` shows it.",
                "{n} payouts are stuck: /payouts or `bitework payout list` shows them.",
                of.stuck,
            )
        )
    for rail, why, many in of.put_off:
        said.append(
            say.many(
                "{n} payout by {rail} could not be sent yet: {why}.",
                "{n} payouts by {rail} could not be sent yet: {why}.",
                many,
                rail=rail,
                why=why,
            )
        )
    if of.orders:
        said.append(
            say.many(
                "{n} reward was ordered and not handed over for a day. /orders shows it.",
                "{n} rewards were ordered and not handed over for a day. /orders shows them.",
                of.orders,
            )
        )
    if of.ledger_problems:
        said.append(
            say.many(
                "The last check of the books found {n} problem: `bitework ledger check` names it.",
                "The last check of the books found {n} problems: `bitework ledger check` names "
                "them.",
                of.ledger_problems,
            )
        )
    if of.dead_notices:
        said.append(
            say.many(
                "{n} message could not be sent to anybody in the last day.",
                "{n} messages could not be sent to anybody in the last day.",
                of.dead_notices,
            )
        )
    return said


def _balance(context: Context, name: str, currency: str, minor: int) -> str:
    say = context.say
    shown = say.show(amount(minor, currency, context.terms.money))
    known = HOUSES_ACCOUNTS.get(name)
    return f"{say(known) if known else name.removeprefix('house:')} {shown} {currency}"
