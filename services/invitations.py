"""Who invited whom."""

from domain.people import Person
from storage import people
from storage.tx import Tx


def note(tx: Tx, person: Person, inviter_id: int, now_ms: int) -> bool:
    """A newcomer came by somebody's link; False where it counts for nothing.

    It counts once, for somebody who has not agreed yet, and never for oneself.
    """
    inviter = people.by_account(tx, inviter_id, lock=False)
    if person.state != "new" or inviter is None or inviter.state != "active":
        return False
    if inviter_id == person.account_id:
        return False
    added: int = tx.queries.invitation_add(
        tx.connection, account_id=person.account_id, inviter_id=inviter_id, now_ms=now_ms
    )
    return added == 1


def count(tx: Tx, account_id: int) -> int:
    """Tell how many came by a person's invitation and take part."""
    many: int = tx.queries.invitation_count(tx.connection, account_id=account_id)
    return many
