"""What people do: ask for a payout, change it, take it back."""

from dataclasses import dataclass, field

from domain.amounts import N_, Money
from domain.errors import Invalid, NotFound, Refused
from domain.people import Person
from domain.rails import Offer
from domain.seals import Seal
from domain.sentences import Sentence
from domain.terms import Terms
from services.ledger import balances
from services.payouts import approvals, books, limits, switch, telling
from storage import destinations
from storage import payouts as rows
from storage.payouts import Asked as Asked
from storage.payouts import Payout as Payout
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants: so much by a rail, to where their money goes, or to `once`.

    `key` is the wish's own and fixed: the same wish, made twice, is one payout.
    """

    rail: str
    amount_minor: int
    key: str
    once: str = field(default="", repr=False)  # a destination for this payout alone, in clear
    automatic: bool = False


def own(tx: Tx, person: Person, payout_id: int) -> Payout:
    """Give a payout of a person's own; raises NotFound."""
    found = books.load(tx, payout_id)
    if found.account_id != person.account_id:
        raise NotFound(N_("There is no such payout."))
    return found


def latest(tx: Tx, person: Person, *, most: int) -> list[Payout]:
    """Give a person's newest payouts."""
    return rows.of_account(tx, person.account_id, most=most)


def offer_of(terms: Terms, rail: str) -> Offer:
    """Give what a rail offers; raises Refused where it isn't there any more."""
    offer = terms.offers.get(rail)
    if offer is None:
        raise Refused(N_("Nothing can be paid out that way any more. /payout shows the others."))
    return offer


def plan(
    tx: Tx, person: Person, wish: Wish, terms: Terms, seal: Seal | None, now_ms: int,
    *, instead_of: Payout | None = None,
) -> Asked:  # fmt: skip
    """Say what a wish comes to, without doing it. Raises Refused and Invalid.

    `instead_of` is the payout that it would change.
    """
    switch.check(tx)
    offer = offer_of(terms, wish.rail)
    held = instead_of.amount_minor if instead_of else 0
    _check_amount(tx, person, wish.amount_minor, terms, held)
    if instead_of is not None and wish.amount_minor > held:
        limits.check_older(instead_of.created_ms, terms, now_ms)
    limits.check(tx, person.account_id, wish.amount_minor, terms, now_ms, counted=held)
    out = offer.quote(Money(wish.amount_minor, terms.money.currency))
    where = _where(tx, person, offer, wish, out, seal)
    needed = approvals.needed(
        terms, person, wish.amount_minor, is_strange=where.is_strange
    )
    return Asked(
        rail=offer.name,
        amount_minor=wish.amount_minor,
        currency=terms.money.currency,
        out_minor=out.minor,
        out_currency=out.currency,
        destination=where.sealed,
        shown=where.shown,
        next_ms=max(now_ms, where.usable_ms),
        approved_ms=None if needed else now_ms,
    )


def ask(
    tx: Tx, person: Person, wish: Wish, terms: Terms, seal: Seal | None, now_ms: int
) -> Payout:
    """Ask for a payout: what is available goes in flight with it. The account is locked."""
    known = rows.find_by_key(tx, wish.key)
    if known is not None:
        return own(tx, person, known)
    asked = plan(tx, person, wish, terms, seal, now_ms)
    payout_id = rows.add(
        tx, person.account_id, asked, key=wish.key, automatic=wish.automatic, now_ms=now_ms
    )
    if payout_id is None:  # by somebody else, at this moment
        raise Refused(N_("That was asked for already. /payout shows how it is."))
    payout = books.load(tx, payout_id)
    books.reserve(tx, payout, now_ms)
    if payout.state == "requested":
        telling.admins(tx, payout, "waiting", now_ms)
    if wish.automatic:
        telling.person(tx, payout, "asked", now_ms)
    return payout


def change(
    tx: Tx, person: Person, payout_id: int, version: int, wish: Wish, terms: Terms,
    seal: Seal | None, now_ms: int,
) -> Payout:  # fmt: skip
    """Change the amount or the destination before it is sent: it has to be approved anew.

    The rail stays, and so does the key: nothing was sent under it.
    """
    before = own(tx, person, payout_id)
    if before.version != version:
        raise Refused(N_("This payout was changed meanwhile. /payout shows how it is now."))
    asked = plan(tx, person, wish, terms, seal, now_ms, instead_of=before)
    if not rows.change(tx, before, asked, now_ms):
        raise _is_under_way()
    payout = books.load(tx, payout_id)
    books.adjust(tx, before, payout, now_ms)
    if payout.state == "requested":
        telling.admins(tx, payout, "waiting", now_ms)
    return payout


def cancel(tx: Tx, person: Person, payout_id: int, now_ms: int) -> Payout:
    """Take a payout back before it is sent; raises Refused where it is too late."""
    payout = own(tx, person, payout_id)
    if not rows.withdraw(tx, payout.id, None, now_ms):
        raise _is_under_way()
    books.put_back(tx, payout, person, now_ms)
    return books.load(tx, payout_id)


@dataclass(frozen=True, slots=True)
class _Where:
    sealed: str
    shown: str
    usable_ms: int
    is_strange: bool  # an admin should look: others use it too, or it is not the one they keep


def _where(
    tx: Tx, person: Person, offer: Offer, wish: Wish, out: Money, seal: Seal | None
) -> _Where:
    if not offer.facts.wants:
        return _Where("", "", 0, False)
    kept = destinations.current(tx, person.account_id, offer.name)
    if wish.once:
        if seal is None:
            raise ValueError("a destination can't be kept without a seal")
        given = offer.check(wish.once, out)
        return _Where(seal.seal(given.text), given.shown, 0, kept is not None)
    if kept is None:
        raise Invalid(
            N_("Say first where to, with /payout_destination: {wants}."),
            wants=Sentence(offer.facts.wants),
        )
    others = destinations.shared_with(tx, person.account_id, person.kin, kept.digest)
    return _Where(kept.sealed, kept.shown, kept.usable_ms, others > 0)


def _check_amount(tx: Tx, person: Person, amount_minor: int, terms: Terms, held: int) -> None:
    currency = terms.money.currency
    least = terms.minor(terms.payouts.least)
    if amount_minor < max(1, least):
        raise Refused(N_("The smallest payout is {least}."), least=Money(least, currency))
    has = balances(tx, person.account_id, currency)
    if amount_minor > has.available_minor + held:
        raise Refused(
            N_("You have {available} available, and {pending} that are still pending."),
            available=Money(has.available_minor + held, currency),
            pending=Money(has.pending_minor, currency),
        )


def _is_under_way() -> Refused:
    return Refused(
        N_("It is on its way or has ended, so it can't be changed any more. /payout shows it.")
    )
