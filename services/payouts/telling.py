"""Each step of a payout told to its person, and to admins where they have to do something."""

from domain.people import Person
from services import notices, people
from storage import payouts as rows
from storage.payouts import Payout
from storage.tx import Tx

KIND, ADMIN_KIND = "payout", "payout_admin"


def person(tx: Tx, payout: Payout, step: str, now_ms: int) -> None:
    """Tell somebody about a step of their payout, unless they left or have no chat."""
    to = people.load(tx, payout.account_id)
    if to.state == "deleted":
        return
    told = {"payout_id": payout.id, "step": step}
    notices.tell(tx, account_id=to.account_id, kind=KIND, params=told, now_ms=now_ms)


def admins(tx: Tx, payout: Payout, step: str, now_ms: int) -> None:
    """Tell every admin who may decide about a payout."""
    of = people.load(tx, payout.account_id)
    told = {"payout_id": payout.id, "version": payout.version, "step": step}
    for account_id, kin in rows.admins(tx):
        if not is_own(of, account_id, kin):
            notices.tell(tx, account_id=account_id, kind=ADMIN_KIND, params=told, now_ms=now_ms)


def is_own(of: Person, account_id: int, kin: int | None) -> bool:
    """Tell whether an admin is the person, or was one with them."""
    return account_id == of.account_id or (kin is not None and kin == of.kin)
