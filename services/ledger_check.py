"""The proof that the ledger fits: what is cached, what must not be negative, what is held and what
no longer has to be, what was paid, what is on its way.

A transfer has one debit and one credit of one amount, so that the sum is zero by construction. What
can go wrong is a cache that forgot a transfer, a row that somebody changed by hand, or a rule of
ours that let more be promised than is held. Each problem names where it is, and the first transfer
that doesn't fit where one can be told.

Where sums and counts fit nothing more is looked at; what names the culprits is asked only where
they don't.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from domain.ids import public
from services import ledger_ended, ledger_payouts
from services.ledger_problems import PROBLEMS_MOST
from services.ledger_problems import LedgerProblem as LedgerProblem
from storage import campaigns, ledger
from storage.tx import Tx

EXPLAINED_MOST = 5  # wrong names for which all their transfers are looked through


def check(tx: Tx) -> list[LedgerProblem]:
    """Look for all that doesn't fit, at most PROBLEMS_MOST of each kind, in a read-only
    snapshot.
    """
    booked = _sums(tx)
    return [
        *_transfers(tx, booked), *_balances(tx, booked), *_holds(tx), *_unpaid(tx), *_overpaid(tx),
        *ledger_ended.problems(tx, booked), *ledger_payouts.problems(tx, booked),
    ]  # fmt: skip


Sums = dict[tuple[str, str], int]  # by name and currency


def _sums(tx: Tx) -> Sums:
    """Add up what every name has, by its transfers: quicker than letting the database sort them."""
    sums: dict[str, dict[str, int]] = {}
    for page in ledger.transfers(tx):
        for _, debit, credit, amount, currency in page:
            of = sums.setdefault(currency, {})
            of[debit] = of.get(debit, 0) - amount
            of[credit] = of.get(credit, 0) + amount
    return {(name, currency): minor for currency, of in sums.items() for name, minor in of.items()}


def _transfers(tx: Tx, booked: Sums) -> Iterator[LedgerProblem]:
    """Look for rows that are no transfers, and for a currency that doesn't add up to zero."""
    first = ledger.no_transfer(tx)
    if first is not None:
        text = f"transfer {first} moves nothing, or moves it nowhere"
        yield LedgerProblem(kind="transfer", name="transfer", transfer_id=first, text=text)
    totals: dict[str, int] = {}
    for (_, currency), minor in booked.items():
        totals[currency] = totals.get(currency, 0) + minor
    for currency, total in totals.items():
        if total:
            text = f"all of {currency} adds up to {total} instead of nothing"
            yield LedgerProblem(kind="sum", name=currency, transfer_id=None, text=text)


def _balances(tx: Tx, booked: Sums) -> Iterator[LedgerProblem]:
    wrong = islice(_wrong_caches(tx, _counted(tx, booked)), PROBLEMS_MOST)
    for number, (name, currency, counted, cached) in enumerate(wrong):
        first = None
        if number < EXPLAINED_MOST:
            first = _first_uncounted(list(ledger.postings(tx, name, currency)), cached)
        text = f"{name} is kept as {cached} {currency}, and its transfers add up to {counted}"
        if first:
            text += f": transfer {first} is the first that is not counted"
        yield LedgerProblem(kind="cache", name=name, transfer_id=first, text=text)
    below = ((key, minor) for key, minor in booked.items() if minor < 0)
    owing = ((key, minor) for key, minor in below if not key[0].startswith("house:"))
    for (name, currency), balance in islice(owing, PROBLEMS_MOST):
        first = _first_below_zero(list(ledger.postings(tx, name, currency)))
        text = f"{name} has {balance} {currency}: transfer {first} took more than was there"
        yield LedgerProblem(kind="below_zero", name=name, transfer_id=first, text=text)


def _counted(tx: Tx, booked: Sums) -> Sums:
    """Give what every cached balance has to be: folded ones lag behind."""
    counted = dict(booked)
    for name, currency, minor in ledger.unfolded(tx):
        counted[name, currency] -= minor
    return counted


def _wrong_caches(tx: Tx, counted: Sums) -> Iterator[tuple[str, str, int, int]]:
    """Give (name, currency, booked, cached) where the two differ."""
    for name, currency, cached in ledger.cached(tx):
        booked = counted.pop((name, currency), 0)
        if booked != cached:
            yield name, currency, booked, cached
    for (name, currency), booked in counted.items():
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
    if ledger.is_all_paid(tx):
        return
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
