"""Taking a chat off an account: it gets one of its own, with nothing on it but what it has seen.

Credits, points, projects and the role stay with the account that the chat leaves. The two never get
a task in common, neither one from before nor one from afterwards: they are one person's.
"""

from dataclasses import dataclass

from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from domain.terms import Terms
from services import audit, notices, people, summaries
from storage import links, servers
from storage import merging as store
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Chat:
    """One of a person's chats; `is_here`: the one they are in."""

    identity_id: int
    platform: str
    is_here: bool


def chats(tx: Tx, person: Person) -> list[Chat]:
    """Give a person's chats, the oldest first."""
    return [
        Chat(identity_id, platform, identity_id == person.identity_id)
        for identity_id, platform in links.chats(tx, person.account_id)
    ]


def find(tx: Tx, person: Person, identity_id: int) -> Chat:
    """Give a chat that can be taken off a person's account; raises Refused."""
    found = chats(tx, person)
    if len(found) < 2:
        raise Refused(N_("Your account has this one chat only. /link brings another to it."))
    for chat in found:
        if chat.identity_id == identity_id:
            return chat
    raise Refused(N_("That chat isn't on your account any more. /unlink lists those that are."))


def unlink(tx: Tx, person: Person, identity_id: int, terms: Terms, now_ms: int) -> int:
    """Take a chat off a person's account, tell the other side, and give the chat's new account.

    Raises Refused as `find` does.
    """
    chat = find(tx, person, identity_id)
    kin = person.account_id if person.kin is None else person.kin
    new_id = store.split(
        tx,
        person.account_id,
        identity_id=identity_id,
        platform=chat.platform,
        kin=kin,
        now_ms=now_ms,
    )
    links.remove(tx, person.account_id)
    servers.level_changed(tx, new_id, now_ms)
    summaries.schedule_first(tx, people.load(tx, new_id), terms, now_ms)
    told_id, kind = (person.account_id, "unlinked") if chat.is_here else (new_id, "taken_off")
    notices.tell(
        tx, account_id=told_id, kind=kind, params={"platform": chat.platform}, now_ms=now_ms
    )
    audit.record(
        tx,
        actor_id=person.account_id,
        action="account.unlink",
        subject=f"account:{person.account_id}",
        details={"identity": identity_id, "platform": chat.platform, "account": new_id},
        now_ms=now_ms,
    )
    return new_id
