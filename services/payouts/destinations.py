"""Where somebody's money goes: kept sealed, cooling down after a change, announced everywhere."""

from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from domain.seals import Seal
from domain.terms import Terms
from services import notices
from services.payouts.requests import offer_of
from storage import destinations as rows
from storage.destinations import Kept as Kept
from storage.tx import Tx

HOUR_MS = 3_600_000


def current(tx: Tx, person: Person, rail: str) -> Kept | None:
    """Give where somebody's money goes by a rail."""
    return rows.current(tx, person.account_id, rail)


def set_to(
    tx: Tx, person: Person, rail: str, text: str, terms: Terms, seal: Seal, now_ms: int
) -> Kept:
    """Send somebody's money there from now on; a change cools down. Raises Invalid and Refused.

    The account is locked. The first destination of all can be used at once.
    """
    offer = offer_of(terms, rail)
    if not offer.facts.wants:
        raise Refused(N_("Nothing has to be known for that: it comes here, in this chat."))
    given = offer.check(text)
    if given.one_off:
        raise Refused(
            N_("That is good for one payout alone: give it with /payout when you ask for one.")
        )
    digest = seal.digest(f"{rail}:{given.text}")
    before = rows.current(tx, person.account_id, rail)
    if before is not None and before.digest == digest:
        return before
    is_change = rows.has_had(tx, person.account_id, rail)
    cool_down_ms = terms.payouts.cool_down_hours * HOUR_MS if is_change else 0
    rows.retire(tx, person.account_id, rail, now_ms)
    rows.add(
        tx,
        person.account_id,
        rail,
        sealed=seal.seal(given.text),
        shown=given.shown,
        digest=digest,
        usable_ms=now_ms + cool_down_ms,
        now_ms=now_ms,
    )
    kept = rows.current(tx, person.account_id, rail)
    assert kept is not None  # noqa: S101 - it was added just now
    _announce(tx, person, rail, kept, now_ms)
    return kept


def _announce(tx: Tx, person: Person, rail: str, kept: Kept, now_ms: int) -> None:
    """Tell every chat of a person: whoever has got into one of them can't do it silently."""
    for place in notices.reach(tx, person.account_id):
        if place.id == person.identity_id:
            continue  # they see it there
        told = {
            "identity_id": place.id,
            "rail": rail,
            "shown": kept.shown,
            "usable_ms": kept.usable_ms,
            "platform": person.platform,
        }
        notices.tell(
            tx, account_id=person.account_id, kind="destination", params=told, now_ms=now_ms
        )
