"""What moderators do about a message that a jury has judged: asked here, done by the platform.

Who presses is checked twice: by what the platform said with the press, and again where it is done,
by what the platform says of them at that moment (`bot.moderation`).
"""

from domain.actions import UNKNOWN
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, Refused
from domain.events import Power, Sender
from domain.people import Person
from services import audit, juries, notices
from services.juries import Outcome
from storage import moderations as store
from storage.moderations import Act as Act
from storage.moderations import Moderation as Moderation
from storage.tx import Tx

AT_ONCE = 20
ATTEMPTS_MAX = 10
RETRY_MS, RETRY_MS_MOST = 2_000, 300_000
TIME_OUT_MS = 86_400_000
ACTS: tuple[Act, ...] = ("delete", "time_out", "dismiss")
# What takes which power; a dismissal takes any of them.
NEEDS: dict[Act, frozenset[Power]] = {
    "delete": frozenset({"delete"}),
    "time_out": frozenset({"time_out"}),
    "dismiss": frozenset({"delete", "time_out"}),
}


def ask(tx: Tx, person: Person, sender: Sender, case_id: int, action: Act, now_ms: int) -> Outcome:
    """A moderator wants something done about a message; raises Refused where it can't be."""
    if action not in ACTS:
        raise Invalid(UNKNOWN)
    seen = juries.outcome(tx, case_id)
    group = seen.community
    is_there = (sender.platform, sender.group) == (group.platform, group.chat)
    known = juries.member(tx, group.id, person.account_id)
    if is_there and not sender.may & NEEDS[action]:
        raise NotAllowed(
            N_(
                "That takes somebody who may do it in this group by themselves. A moderator who "
                "may can press it."
            )
        )
    if not is_there and (known is None or not known.is_told or sender.chat_kind != "private"):
        raise NotAllowed(N_("That is for the moderators of the group."))
    if any(past.action == "dismiss" for past in of_case(tx, case_id)):
        raise Refused(N_("That message was dismissed, so there is nothing left to do."))
    if action == "time_out" and not seen.case.author:
        raise Refused(N_("I don't know who wrote that message."))
    if not store.ask(
        tx,
        case_id=case_id,
        action=action,
        actor_id=person.account_id,
        actor=sender.user,
        now_ms=now_ms,
    ):
        raise Refused(N_("Somebody else has done that already."))
    return seen


def due(tx: Tx, now_ms: int) -> list[Moderation]:
    """Give what moderators want done."""
    return store.due(tx, now_ms, AT_ONCE)


def of_case(tx: Tx, case_id: int) -> list[Moderation]:
    """Give what moderators did about a message, in order."""
    return store.of_case(tx, case_id)


def done(tx: Tx, wanted: Moderation, now_ms: int) -> None:
    """It is done."""
    store.end(tx, wanted.id, "done")
    audit.record(
        tx,
        actor_id=wanted.actor_id,
        action=f"message.{wanted.action}",
        subject=f"case:{wanted.case_id}",
        now_ms=now_ms,
    )
    _tell(tx, wanted, now_ms)


def refused(tx: Tx, wanted: Moderation, reason: str, now_ms: int) -> None:
    """It can't be done: the reason stands with it, and it can be wanted again."""
    store.end(tx, wanted.id, "refused", reason)
    _tell(tx, wanted, now_ms)


def failed(tx: Tx, wanted: Moderation, now_ms: int) -> None:
    """The platform is in trouble: tried some more times, soon."""
    if wanted.attempts + 1 >= ATTEMPTS_MAX:
        refused(tx, wanted, N_("the platform is in trouble"), now_ms)
        return
    wait_ms = min(RETRY_MS_MOST, RETRY_MS << min(wanted.attempts, 10))
    store.later(tx, wanted.id, now_ms + wait_ms)


def _tell(tx: Tx, wanted: Moderation, now_ms: int) -> None:
    """Tell whoever asked for it how it went, where no card of moderators says so."""
    if juries.outcome(tx, wanted.case_id).case.told_message:
        return
    notices.tell(
        tx,
        account_id=wanted.actor_id,
        kind="moderated",
        params={"case_id": wanted.case_id},
        now_ms=now_ms,
    )
