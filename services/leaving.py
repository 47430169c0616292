"""Leaving: what somebody gives up, and how they are removed."""

from dataclasses import dataclass

from domain import ledger
from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from services import orders, suspensions
from services.ledger import move
from storage import appeals, payouts, work
from storage import leaving as store
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has here: credits in one currency, answers, and credits on their way out."""

    credits_minor: int
    answers: int
    in_flight_minor: int


def has(tx: Tx, person: Person, currency: str) -> Given:
    """Give what a person would leave behind."""
    amounts = _balances(tx, person.account_id)
    credits_minor = sum(amount for _, of, amount in amounts if of == currency)
    on_its_way = payouts.in_flight(tx, person.account_id, currency)
    return Given(credits_minor, store.answers(tx, person.account_id), on_its_way)


def leave(tx: Tx, person: Person, now_ms: int) -> None:
    """Remove a person; what credits they have goes to the house.

    What they answered, what was booked and the points of events stay, under a number that nobody
    belongs to any more; so does a suspension's mark. What is on its way to them still goes there;
    the house has it where it comes back. Raises Refused while projects of theirs are
    running, or hold credits that will be given back.
    """
    account_id = person.account_id
    if store.projects_running(tx, account_id):
        raise Refused(
            N_("Your projects are still running. /project_close ends them; then you can leave.")
        )
    if store.projects_settling(tx, account_id):
        raise Refused(
            N_(
                "Answers to your projects still wait to be accepted, or may be appealed for; after "
                "that you can leave."
            )
        )
    for assignment_id, task_id in work.still_held(tx, account_id):
        work.end(tx, assignment_id, task_id, "released", now_ms)
    orders.abandon(tx, account_id, now_ms)
    for name, currency, amount_minor in _balances(tx, account_id):
        move(
            tx,
            kind="forfeited",
            ref=f"{name}:{currency}",
            debit=name,
            credit=ledger.FORFEITED,
            amount_minor=amount_minor,
            currency=currency,
            now_ms=now_ms,
        )
    payouts.forget(tx, account_id)
    appeals.leave(tx, account_id, now_ms)
    suspensions.outlives(tx, person)
    store.forget(tx, account_id)


def _balances(tx: Tx, account_id: int) -> list[tuple[str, str, int]]:
    return store.balances(
        tx, pending=ledger.pending(account_id), available=ledger.available(account_id)
    )
