"""Money that is reserved for a project: taken from its owner before work is offered, and given
back.
"""

from dataclasses import replace

from domain import ledger
from domain.amounts import Money
from domain.budgets import Plan, missing, wanted_minor
from domain.ids import public
from services.ledger import balances, move
from storage import campaigns
from storage.campaigns import Campaign
from storage.tx import Tx


def missing_minor(tx: Tx, campaign: Campaign, plan: Plan, settled_units: int) -> int:
    """Give what a project doesn't hold yet of what it may cost. Where the owner's credits don't
    reach for known answers besides, rows alone count.
    """
    books = campaigns.books(tx, campaign.id)

    def missing_of(plan: Plan) -> int:
        return -books.held_minor + wanted_minor(
            plan,
            held_minor=books.held_minor,
            committed_minor=books.committed_minor,
            settled_units=settled_units,
        )

    more_minor = missing_of(plan)
    if not plan.checks_percent:
        return more_minor
    available_minor = balances(tx, campaign.owner_id, campaign.currency).available_minor
    return max(missing_of(replace(plan, checks_percent=0)), min(more_minor, available_minor))


def take(tx: Tx, campaign: Campaign, amount_minor: int, handle: str | None, now_ms: int) -> None:
    """Reserve an amount of the owner's credits; raises Refused naming what is missing.

    The caller has locked the owner's account. `now_ms` is later than the last time something was
    taken.
    """
    available_minor = balances(tx, campaign.owner_id, campaign.currency).available_minor
    if available_minor < amount_minor:
        raise missing(
            Money(amount_minor, campaign.currency),
            Money(available_minor, campaign.currency),
            handle or public(campaign.owner_id),
        )
    move(
        tx,
        kind="hold",
        ref=f"{campaign.id}:{now_ms}",
        debit=ledger.available(campaign.owner_id),
        credit=ledger.hold(campaign.id),
        amount_minor=amount_minor,
        currency=campaign.currency,
        now_ms=now_ms,
    )


def cover(tx: Tx, campaign: Campaign, submission_id: int, now_ms: int) -> bool:
    """Hold the pay of one more answer in place of a rejected one, whose own pay stays held while it
    may be appealed. False where the budget or the owner's credits don't reach.

    The caller has locked the owner's account.
    """
    held_minor = campaigns.books(tx, campaign.id).held_minor
    has = balances(tx, campaign.owner_id, campaign.currency)
    enough = has.available_minor >= campaign.unit_minor
    if not enough or held_minor + campaign.unit_minor > campaign.budget_minor:
        return False
    return move(
        tx,
        kind="hold",
        ref=f"{campaign.id}:instead:{submission_id}",
        debit=ledger.available(campaign.owner_id),
        credit=ledger.hold(campaign.id),
        amount_minor=campaign.unit_minor,
        currency=campaign.currency,
        now_ms=now_ms,
    )


def give_back(tx: Tx, campaign: Campaign, now_ms: int) -> int:
    """Give the owner what an ended project holds beyond what it owes or may owe, and say how much.

    The caller has locked the owner's account and made sure that nobody has one of its tasks in
    hand. The project may have another owner than when the caller saw it: two accounts became one.
    """
    owner_id = campaigns.owner(tx, campaign.id)
    rest_minor = campaigns.books(tx, campaign.id).left_minor
    if rest_minor <= 0:
        return 0
    given = move(
        tx,
        kind="hold_return",
        ref=f"{campaign.id}:{now_ms}",
        debit=ledger.hold(campaign.id),
        credit=ledger.available(owner_id),
        amount_minor=rest_minor,
        currency=campaign.currency,
        now_ms=now_ms,
    )
    return rest_minor if given else 0
