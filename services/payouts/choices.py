"""Automatic payouts: who wants them, and what a payout run asks for them."""

from dataclasses import dataclass

from domain.amounts import N_, Money
from domain.errors import BiteworkError, Invalid, Refused
from domain.people import Person
from domain.sentences import Sentence
from domain.terms import Terms
from services import notices, people
from services.ledger import balances
from services.payouts import limits, requests, switch
from services.payouts.requests import Wish
from storage import destinations
from storage import payouts as rows
from storage.tx import Tx

FORECAST_PAGE = 1_000
KIND = "automatic"  # of the message that says why nothing goes out


@dataclass(frozen=True, slots=True)
class Chosen:
    """By which rail somebody is paid out automatically, and from how much on."""

    rail: str
    least_minor: int


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whom a run pays out automatically, with what they have."""

    account_id: int
    rail: str
    least_minor: int
    has_minor: int


def of(tx: Tx, person: Person) -> Chosen | None:
    """Give how somebody is paid out automatically; None: they aren't."""
    found = rows.choice(tx, person.account_id)
    return None if found is None else Chosen(*found)


def choose(tx: Tx, person: Person, rail: str, least_minor: int, terms: Terms) -> Chosen:
    """Pay somebody out automatically from now on. Raises Refused and Invalid."""
    offer = requests.offer_of(terms, rail)
    least = terms.minor(terms.payouts.least)
    if least_minor < max(1, least):
        currency = terms.money.currency
        raise Refused(N_("The smallest payout is {least}."), least=Money(least, currency))
    if offer.facts.wants and destinations.current(tx, person.account_id, rail) is None:
        raise Invalid(
            N_("Say first where to, with /payout_destination: {wants}."),
            wants=Sentence(offer.facts.wants),
        )
    rows.choose(tx, person.account_id, rail, least_minor)
    return Chosen(rail, least_minor)


def stop(tx: Tx, person: Person) -> bool:
    """Pay somebody out automatically no more; False where they weren't."""
    return rows.unchoose(tx, person.account_id)


def due(tx: Tx, run_id: int, terms: Terms, *, after_id: int, most: int) -> list[Due]:
    """Give, on a reader, the next people whom a run pays out; none while payouts are stopped."""
    if switch.is_on(tx) or not terms.offers:
        return []
    currency = terms.money.currency
    found = rows.automatic(tx, run_id, currency, after_id=after_id, most=most)
    return [Due(*row) for row in found]


def ask(tx: Tx, run_id: int, some: list[Due], terms: Terms, now_ms: int) -> int:
    """Ask for the payouts of some people, once for each run and account; give how many.

    Who can't be paid now (a limit, a destination that is gone) is left for the next run, and told
    why, once for each reason.
    """
    done = 0
    for one in some:
        person = people.load(tx, one.account_id, lock=True)
        wish = _wish(tx, run_id, person, one, terms, now_ms)
        if wish is None or rows.find_by_key(tx, wish.key) is not None:
            continue
        try:
            requests.plan(tx, person, wish, terms, None, now_ms)
        except BiteworkError as error:
            if rows.note_told(tx, person.account_id, error.template):
                to, told = person.account_id, {"run_id": run_id}
                notices.tell(tx, account_id=to, kind=KIND, params=told, now_ms=now_ms)
            continue
        requests.ask(tx, person, wish, terms, None, now_ms)
        rows.note_told(tx, person.account_id, None)
        done += 1
    return done


def obstacle(
    tx: Tx, person: Person, run_id: int, terms: Terms, now_ms: int
) -> BiteworkError | None:
    """Tell what is in the way of a run that pays somebody out; None: nothing, or nothing is due."""
    wish = _wish(tx, run_id, person, Due(person.account_id, "", 0, 0), terms, now_ms)
    if wish is None:
        return None
    try:
        requests.plan(tx, person, wish, terms, None, now_ms)
    except BiteworkError as error:
        return error
    return None


def _wish(
    tx: Tx, run_id: int, person: Person, one: Due, terms: Terms, now_ms: int
) -> Wish | None:
    """Give what a run asks for somebody now, if they still want it."""
    chosen = rows.choice(tx, person.account_id)
    if chosen is None or person.account_id != one.account_id:  # changed since it was looked at
        return None
    rail, least_minor = chosen
    has = balances(tx, person.account_id, terms.money.currency).available_minor
    now = Due(person.account_id, rail, least_minor, has)
    amount_minor = _amount(tx, now, terms, now_ms) or _most(tx, now, terms, now_ms)
    if not amount_minor:
        return None
    key = f"run-{run_id}-{person.account_id}"
    return Wish(rail=rail, amount_minor=amount_minor, key=key, automatic=True)


def _amount(tx: Tx, one: Due, terms: Terms, now_ms: int) -> int:
    """Give how much goes out: all somebody has, as far as a day's limits and the rail go; 0: less
    than their minimum. What the rail doesn't take at once is left for the next run.
    """
    offer = terms.offers.get(one.rail)
    most = _most(tx, one, terms, now_ms)
    return offer.fitting(Money(most, terms.money.currency)) if offer and most else 0


def _most(tx: Tx, one: Due, terms: Terms, now_ms: int) -> int:
    """Give how much a rail that takes any amount could send; 0: less than their minimum."""
    left = limits.left_of_person(tx, one.account_id, terms, now_ms)
    most = min(one.has_minor, left, limits.largest(terms))
    return 0 if most < one.least_minor else most


def forecast(tx: Tx, terms: Terms, now_ms: int, run_id: int = 0) -> list[tuple[int, str, int]]:
    """Tell, without doing it, for whom a run would ask: (account, rail, amount), pending counted.
    """
    if switch.is_on(tx):
        return []
    found, after_id, currency = [], 0, terms.money.currency
    while True:
        page = rows.automatic(
            tx, run_id, currency, after_id=after_id, most=FORECAST_PAGE, pending=True
        )
        for one in (Due(*row) for row in page):
            if amount_minor := _amount(tx, one, terms, now_ms):
                found.append((one.account_id, one.rail, amount_minor))
        if len(page) < FORECAST_PAGE:
            return found
        after_id = page[-1][0]
