"""The part of the ledger's proof that is about projects that have ended: what nobody can claim any
more goes back to the owner, and the sweep does that within minutes.
"""

from collections.abc import Iterator, Mapping

from domain import ledger as names
from domain.ids import public
from services.ledger_problems import PROBLEMS_MOST, LedgerProblem
from storage import campaigns, ledger
from storage.tx import Tx

DAY_MS = 86_400_000
SWEPT_AFTER_MS = DAY_MS  # by then the sweep has long been there
APPEALS_MS_MOST = 90 * DAY_MS  # the longest that a rejection can be appealed ([appeals] days)


def problems(tx: Tx, booked: Mapping[tuple[str, str], int]) -> Iterator[LedgerProblem]:
    """Look for ended projects that keep what should be back; `booked` by name, currency.

    There is no clock here: the newest transfer says how late it is.
    """
    newest_ms, found = ledger.newest_ms(tx) or 0, 0
    for project_id, currency in campaigns.ended(tx):
        name = names.hold(project_id)
        kept_minor = _kept(tx, project_id) if booked.get((name, currency), 0) > 0 else 0
        if not kept_minor or newest_ms - _over_ms(tx, project_id, name) <= SWEPT_AFTER_MS:
            continue
        last_id = ledger.last_hold(tx, name)
        text = (
            f"project {public(project_id)} has ended and owes nothing, and still holds "
            f"{kept_minor} {currency}"
        )
        if last_id is not None:
            text += f": transfer {last_id} was the last that took from its owner or gave back"
        yield LedgerProblem(kind="ended", name=name, transfer_id=last_id, text=text)
        found += 1
        if found == PROBLEMS_MOST:
            return


def _kept(tx: Tx, project_id: int) -> int:
    """Give what the sweep would give back of a project that owes and may owe nothing any more."""
    standing = campaigns.standing(tx, project_id)
    if standing is None or standing.active:
        return 0
    books = standing.books
    return 0 if books.owed_minor or books.topup_minor else books.left_minor


def _over_ms(tx: Tx, project_id: int, name: str) -> int:
    """Give the moment from which on nothing can have been open. Nobody notes when the time to
    appeal has run out, so that it is taken for as long as it can be.
    """
    rejected_ms, *moments = ledger.last_moments(tx, project_id, name)
    moments.append(rejected_ms + APPEALS_MS_MOST if rejected_ms else 0)
    return max(moment or 0 for moment in moments)
