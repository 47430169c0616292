"""The proof that the ledger fits: what is cached, what must not be negative, what is held, what was
paid.

A transfer has one debit and one credit of one amount, so that the sum is zero by construction. What
can go wrong is a cache that forgot a transfer, a row that somebody changed by hand, or a rule of
ours that let more be promised than is held. Each problem names where it is, and the first transfer
that doesn't fit where one can be told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from domain.ids import public
from domain.ledger import is_folded
from storage import campaigns, ledger
from storage.tx import Tx

PROBLEMS_MOST = 100
EXPLAINED_MOST = 5  # wrong names for which all their transfers are looked through

Kind = Literal["cache", "below_zero", "hold", "unpaid", "overpaid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerProblem:
    """Something that doesn't fit: at which name, and from which transfer on, where that is
    known.
    """

    kind: Kind
    name: str
    transfer_id: int | None
    text: str


def check(tx: Tx) -> list[LedgerProblem]:
    """Look for all that doesn't fit, at most PROBLEMS_MOST of each kind, in a read-only
    snapshot.
    """
    return [*_balances(tx), *_holds(tx), *_unpaid(tx), *_overpaid(tx)]


def _balances(tx: Tx) -> Iterator[LedgerProblem]:
    """Add all transfers up and compare; quicker than letting the database sort them by name."""
    sums, counted = _sums(tx)
    wrong = islice(_wrong_caches(tx, counted), PROBLEMS_MOST)
    for number, (name, currency, booked, cached) in enumerate(wrong):
        first = None
        if number < EXPLAINED_MOST:
            first = _first_uncounted(list(ledger.postings(tx, name, currency)), cached)
        text = f"{name} is kept as {cached} {currency}, and its transfers add up to {booked}"
        if first:
            text += f": transfer {first} is the first that is not counted"
        yield LedgerProblem(kind="cache", name=name, transfer_id=first, text=text)
    for currency, of_currency in sums.items():
        for name, balance in of_currency.items():
            if balance < 0 and not name.startswith("house:"):
                first = _first_below_zero(list(ledger.postings(tx, name, currency)))
                text = f"{name} has {balance} {currency}: transfer {first} took more than was there"
                yield LedgerProblem(kind="below_zero", name=name, transfer_id=first, text=text)


Sums = defaultdict[str, dict[str, int]]  # by currency, then by name


def _sums(tx: Tx) -> tuple[Sums, Sums]:
    """Give what every name has, and what its cached balance has to be: folded ones lag behind."""
    sums: Sums = defaultdict(dict)
    through_id, folded = ledger.fold_through(tx), None
    for transfer_id, debit, credit, amount, currency in ledger.transfers(tx):
        if folded is None and transfer_id > through_id:
            folded = _folded(sums)
        of_currency = sums[currency]
        of_currency[debit] = of_currency.get(debit, 0) - amount
        of_currency[credit] = of_currency.get(credit, 0) + amount
    counted: Sums = _folded(sums) if folded is None else folded
    for currency, of_currency in sums.items():
        people = ((name, sum_) for name, sum_ in of_currency.items() if not is_folded(name))
        counted[currency].update(people)
    return sums, counted


def _folded(sums: Sums) -> Sums:
    found: Sums = defaultdict(dict)
    for currency, of_currency in sums.items():
        found[currency] = {name: sum_ for name, sum_ in of_currency.items() if is_folded(name)}
    return found


def _wrong_caches(tx: Tx, counted: Sums) -> Iterator[tuple[str, str, int, int]]:
    """Give (name, currency, booked, cached) where the two differ."""
    for name, currency, cached in ledger.cached(tx):
        booked = counted[currency].pop(name, 0)
        if booked != cached:
            yield name, currency, booked, cached
    for currency, left in counted.items():
        for name, booked in left.items():
            if booked:
                yield name, currency, booked, 0


def _holds(tx: Tx) -> Iterable[LedgerProblem]:
    for project_id in campaigns.opened(tx):
        owed = campaigns.owed(tx, project_id)
        if owed.free_minor < 0:
            text = (
                f"project {public(project_id)} holds {owed.hold_minor}, and may still cost "
                f"{owed.offered_minor} and owes {owed.books.owed_minor}"
            )
            name = f"project:{project_id}:hold"
            yield LedgerProblem(kind="hold", name=name, transfer_id=None, text=text)


def _unpaid(tx: Tx) -> Iterable[LedgerProblem]:
    for submission_id, account_id, reward, paid, transfer_id in ledger.unpaid(tx, PROBLEMS_MOST):
        was = "was never paid" if paid is None else f"was paid {paid} by transfer {transfer_id}"
        text = (
            f"submission {submission_id} of account {public(account_id)} is accepted for {reward} "
            f"and {was}"
        )
        name = f"submission:{submission_id}"
        yield LedgerProblem(kind="unpaid", name=name, transfer_id=transfer_id, text=text)


def _overpaid(tx: Tx) -> Iterable[LedgerProblem]:
    for transfer_id, submission_id, amount in ledger.overpaid(tx, PROBLEMS_MOST):
        text = f"transfer {transfer_id} paid {amount} for submission {submission_id}: not accepted"
        name = f"submission:{submission_id}"
        yield LedgerProblem(kind="overpaid", name=name, transfer_id=transfer_id, text=text)


def _first_uncounted(postings: list[tuple[int, int]], cached: int) -> int | None:
    """Give the transfer behind the longest run of transfers that add up to what is cached."""
    total, found = 0, None
    for position, (_, amount) in enumerate([(0, 0), *postings[:-1]]):
        total += amount
        if total == cached:
            found = postings[position][0]
    return found


def _first_below_zero(postings: list[tuple[int, int]]) -> int | None:
    total = 0
    for transfer_id, amount in postings:
        total += amount
        if total < 0:
            return transfer_id
    return None
