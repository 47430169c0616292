"""Who somebody is: met through an identity, or looked up by account."""


from domain.errors import NotFound
from domain.ids import public
from domain.notices import Identity
from domain.people import Person, zone
from domain.terms import PushTerms, Terms
from storage import people
from storage.tx import Tx

OPERATOR = "operator"
ROLES = ("worker", "requester", "reviewer", "admin")
MERGED = "merged"


def arrive(
    tx: Tx,
    *,
    platform: str,
    external_id: str,
    chat: str,
    name: str,
    locale: str,
    time_zone: str,
    terms: Terms,
    now_ms: int,
    lock: bool = True,
    is_home: bool = True,
) -> tuple[Person, dict[str, object]] | None:
    """Give the person who sent an event and their session; somebody unknown gets an account.

    `is_home`: the chat is their own, where they can be reached; a group is not.
    Without `lock` nothing is written and an unknown person is None: for read-only transactions.
    """
    found = people.by_identity(
        tx, platform=platform, external_id=external_id, chat=chat, lock=lock
    )
    if found is not None and found[0].state == MERGED:  # it became part of another just now
        found = people.by_identity(
            tx, platform=platform, external_id=external_id, chat=chat, lock=lock
        )
    moved = found is not None and (found[0].was_unreachable or found[0].chat != chat)
    if found is not None and lock and is_home and moved:
        tx.queries.identity_reached(
            tx.connection, identity_id=found[0].identity_id, chat=chat
        )
    is_admin = (platform, external_id) in terms.admins
    if found is not None and lock and is_admin and found[0].role != "admin":
        set_role(tx, found[0].account_id, "admin")
        return found[0]._replace(role="admin"), found[1]
    if found is not None or not lock:
        return found
    account_id = add(
        tx,
        name=name,
        locale=locale,
        time_zone=time_zone,
        push=terms.push,
        now_ms=now_ms,
        role="admin" if is_admin else "worker",
    )
    if not attach(
        tx,
        account_id,
        platform=platform,
        external_id=external_id,
        chat=chat if is_home else "",
        now_ms=now_ms,
    ):  # they said two things at once, and the other one made their account
        tx.queries.account_remove(tx.connection, account_id=account_id)
    return people.by_identity(tx, platform=platform, external_id=external_id, chat=chat, lock=lock)


def met(
    tx: Tx, *, platform: str, external_id: str, chat: str
) -> tuple[Person, dict[str, object]] | None:
    """Give the person behind a platform's id and their session in a chat; None: nobody we know."""
    return people.by_identity(
        tx, platform=platform, external_id=external_id, chat=chat, lock=False
    )


def identity(tx: Tx, identity_id: int) -> Identity | None:
    """Give a platform's id of somebody by our number of it; None where it is gone."""
    return people.identity(tx, identity_id)


def add(
    tx: Tx,
    *,
    name: str,
    locale: str,
    push: PushTerms,
    now_ms: int,
    handle: str | None = None,
    role: str = "worker",
    state: str = "new",
    time_zone: str = "",
) -> int:
    """Make an account and give its id; UTC where the time zone is unknown to us."""
    account_id: int = tx.queries.account_add(
        tx.connection,
        handle=handle,
        role=role,
        state=state,
        name=name[:64],
        locale=locale[:16] or "en",
        time_zone=zone(time_zone).key if time_zone else "UTC",
        now_ms=now_ms,
        quiet_from_minute=minute(push.quiet_from),
        quiet_to_minute=minute(push.quiet_to),
    )
    return account_id


def attach(
    tx: Tx, account_id: int, *, platform: str, external_id: str, chat: str, now_ms: int
) -> bool:
    """Give an account an identity; False where the platform's id has one already."""
    added = tx.queries.identity_add(
        tx.connection,
        account_id=account_id,
        platform=platform,
        external_id=external_id,
        chat=chat,
        name="",
        now_ms=now_ms,
    )
    return added is not None


def named(tx: Tx, text: str, *, most: int) -> list[tuple[int, str]]:
    """Give the newest people whose name has a text in it, in any case: account, name."""
    return people.named(tx, text.casefold(), most=most)


def minute(clock: str) -> int:
    """Give the minute of the day of `22:30`."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def load(tx: Tx, account_id: int, *, lock: bool = False) -> Person:
    """Give an account, seen without an identity; raises NotFound.

    One that has become part of another is that other one: look at the id of what comes back.
    """
    person = people.by_account(tx, account_id, lock=lock)
    if person is not None and person.state == MERGED:
        return load(tx, people.successor(tx, account_id), lock=lock)
    if person is None:
        raise NotFound("There is no account {account}.", account=public(account_id))
    return person


def consent(tx: Tx, person: Person, now_ms: int) -> None:
    """The person agreed to take part."""
    tx.queries.account_consent(tx.connection, account_id=person.account_id, now_ms=now_ms)


def set_role(tx: Tx, account_id: int, role: str) -> None:
    """Give an account one of ROLES."""
    if role not in ROLES:
        raise NotFound(
            "There is no role {role}; the roles are {roles}.", role=role, roles=", ".join(ROLES)
        )
    tx.queries.account_set_role(tx.connection, account_id=account_id, role=role)


def set_state(tx: Tx, account_id: int, state: str, reason: str | None) -> None:
    """Make an account active, suspended or deleted."""
    tx.queries.account_set_state(
        tx.connection, account_id=account_id, state=state, reason=reason
    )


def set_locale(tx: Tx, account_id: int, locale: str) -> None:
    """Choose the language in which a person is spoken to."""
    tx.queries.account_set_locale(tx.connection, account_id=account_id, locale=locale)


def set_time_zone(tx: Tx, account_id: int, time_zone: str) -> None:
    """Choose the zone of a person's days and nights."""
    tx.queries.account_set_time_zone(
        tx.connection, account_id=account_id, time_zone=time_zone
    )


def set_push(
    tx: Tx, account_id: int, *, on: bool, daily: int, terms: PushTerms, now_ms: int
) -> None:
    """Let tasks be pushed or not, and how many a day; the pace starts afresh."""
    tx.queries.account_set_push(
        tx.connection,
        account_id=account_id,
        push_on=int(on),
        push_daily=daily,
        push_next_ms=now_ms if on else None,
        push_interval_ms=terms.interval_minutes * 60_000,
    )


def set_quiet_hours(tx: Tx, account_id: int, *, from_minute: int, to_minute: int) -> None:
    """Choose when nothing is pushed, in minutes after local midnight."""
    tx.queries.account_set_quiet_hours(
        tx.connection, account_id=account_id, from_minute=from_minute, to_minute=to_minute
    )


def event_is_new(tx: Tx, *, platform: str, event_id: str, at_ms: int) -> bool:
    """Note an event's id; False where it was noted before."""
    return people.event_is_new(tx, platform=platform, event_id=event_id, at_ms=at_ms)


def event_moment(tx: Tx, *, platform: str, event_id: str) -> int | None:
    """Give when an event was noted: what it wrote bears the same time."""
    return people.event_moment(tx, platform=platform, event_id=event_id)


def save_session(
    tx: Tx, person: Person, chat: str, state: dict[str, object], now_ms: int
) -> None:
    """Keep what a chat is in the middle of."""
    people.save_session(
        tx, identity_id=person.identity_id, chat=chat, state=state, now_ms=now_ms
    )
