"""Paying what is counted: bonuses from what was reserved for them, and what is missing to the pay
floor as far as a project's hold reaches, before new rows are opened.
"""

from dataclasses import dataclass

from domain import ledger
from domain.people import Person
from services import notices, people
from services.ledger import balances, move
from storage import campaigns
from storage import extras as store
from storage.campaigns import Campaign, Standing
from storage.extras import Owing
from storage.tx import Tx

PAID_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """A project as it was seen on a reader: what of its hold is free, and the next top-ups."""

    campaign: Campaign
    standing: Standing
    survey_total: int
    free_minor: int
    next: list[Owing]

    @property
    def missing_minor(self) -> int:
        """What the hold lacks to pay all top-ups that are owed; 0 or less: nothing."""
        return self.standing.books.topup_minor - self.free_minor

    @property
    def payable(self) -> list[Owing]:
        """The next top-ups that the hold pays for."""
        some, left_minor = [], self.free_minor
        for owing_ in self.next:
            left_minor -= owing_.amount_minor
            if left_minor < 0:
                break
            some.append(owing_)
        return some


class Changed(Exception):
    """Something else has changed the project meanwhile: nothing is done, look again."""


def owing(tx: Tx) -> list[int]:
    """Give the projects that owe somebody a bonus or a top-up."""
    return store.owing(tx)


def pay_bonuses(tx: Tx, project_id: int, now_ms: int) -> int:
    """Pay some of the bonuses that a project owes, and give how many; they were reserved."""
    some = store.owed(tx, project_id, "bonus", PAID_AT_ONCE)
    if not some:
        return 0
    persons = _locked(tx, some)
    store.lock(tx, project_id)
    paid_minor = _pay(tx, project_id, "bonus", some, persons, now_ms)
    store.paid_bonuses(tx, project_id, paid_minor)
    return len(some)


def look(tx: Tx, project_id: int) -> Seen | None:
    """See, on a reader, how far a project can pay what is missing to the floor."""
    standing, campaign = campaigns.standing(tx, project_id), campaigns.find(tx, project_id)
    if standing is None or campaign is None or not standing.books.topup_minor:
        return None
    survey = campaigns.survey_task(tx, project_id) if campaign.places == 1 else None
    free_minor = campaigns.owed(tx, project_id).free_minor
    some = store.owed(tx, project_id, "topup", PAID_AT_ONCE)
    return Seen(campaign, standing, survey.total if survey else 0, free_minor, some)


def pay_topups(tx: Tx, seen: Seen, now_ms: int) -> int:
    """Pay the next top-ups as far as the hold reaches, and give how many; 0 too where the project
    is not as it was seen.
    """
    some = seen.payable
    amount_minor = sum(each.amount_minor for each in some)
    persons = _locked(tx, some)
    if not store.paid_topups(tx, seen.campaign, seen.standing, amount_minor):
        return 0
    if seen.survey_total and not _survey_is(tx, seen):
        raise Changed
    if _pay(tx, seen.campaign.id, "topup", some, persons, now_ms) != amount_minor:
        raise Changed
    return len(some)


def hold_more(tx: Tx, project_id: int, needed_minor: int, now_ms: int) -> bool:
    """Hold what is missing for top-ups, as far as the budget and the owner's credits reach."""
    owner_id = campaigns.owner(tx, project_id)
    campaigns.lock_account(tx, owner_id)
    store.lock(tx, project_id)
    campaign, books = campaigns.find(tx, project_id), campaigns.books(tx, project_id)
    if campaign is None or campaign.owner_id != owner_id:
        return False
    has_minor = balances(tx, owner_id, campaign.currency).available_minor
    most_minor = min(books.topup_minor, needed_minor, campaign.budget_minor - books.held_minor)
    amount_minor = min(most_minor, has_minor)
    if amount_minor <= 0:
        return False
    return move(
        tx,
        kind="hold",
        ref=f"{project_id}:floor:{books.held_minor}:{books.extras_minor}:{now_ms}",
        debit=ledger.available(owner_id),
        credit=ledger.hold(project_id),
        amount_minor=amount_minor,
        currency=campaign.currency,
        now_ms=now_ms,
    )


def tell_short(tx: Tx, project_id: int, now_ms: int) -> bool:
    """Tell the owner and the admins, once a day, that pay up to the floor is missing."""
    if not store.note_short(tx, project_id):
        return False
    missing_minor = campaigns.books(tx, project_id).topup_minor
    params = {"project_id": project_id, "amount_minor": missing_minor}
    for account_id in sorted({campaigns.owner(tx, project_id), *store.admins(tx)}):
        notices.tell(tx, account_id=account_id, kind="topup_short", params=params, now_ms=now_ms)
    return True


def _locked(tx: Tx, some: list[Owing]) -> dict[int, Person]:
    ids = sorted({each.account_id for each in some})
    return {account_id: people.load(tx, account_id, lock=True) for account_id in ids}


def _survey_is(tx: Tx, seen: Seen) -> bool:
    survey = campaigns.survey_task(tx, seen.campaign.id)
    return survey is not None and survey.total == seen.survey_total


def _pay(
    tx: Tx,
    project_id: int,
    kind: str,
    some: list[Owing],
    persons: dict[int, Person],
    now_ms: int,
) -> int:
    """Pay what nobody else has paid meanwhile; what somebody gets who left goes to the house."""
    currency, paid_minor = store.terms(tx, project_id).currency, 0
    for extra in some:
        if not store.book(tx, extra.id, now_ms):
            continue
        person = persons[extra.account_id]
        has_left = person.state == "deleted"
        move(
            tx,
            kind=kind,
            ref=extra.ref,
            debit=ledger.hold(project_id),
            credit=ledger.FORFEITED if has_left else ledger.pending(person.account_id),
            amount_minor=extra.amount_minor,
            currency=currency,
            now_ms=now_ms,
        )
        paid_minor += extra.amount_minor
    return paid_minor
