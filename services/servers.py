"""Servers and groups: where we speak in them, who was seen there, who manages them."""

from domain import localtime, platforms
from domain.actions import UNKNOWN
from domain.amounts import N_
from domain.errors import Invalid, NotAllowed, NotFound
from domain.events import Sender
from domain.people import Person
from domain.terms import Terms
from services import leaderboards, posts
from services.posts import Post
from storage import juries
from storage import servers as store
from storage.servers import DueRoles as DueRoles
from storage.servers import Place as Place
from storage.servers import Server as Server
from storage.tx import Tx

MANAGES_MS = 86_400_000  # for so long after managing a group somebody's settings buttons work
ROLES_AT_ONCE = 50
FAREWELL_ATTEMPTS_MAX = 12
RETRY_MS, RETRY_MS_MOST = 60_000, 6 * 3_600_000
PLACES: tuple[Place, ...] = ("moderators", "jury", "digest", "welcome")


def seen(tx: Tx, person: Person, sender: Sender, now_ms: int) -> None:
    """Somebody we know did something in a server or group: noted, and welcomed where wanted."""
    if sender.server:
        store.add(
            tx,
            platform=sender.platform,
            chat=sender.server,
            locale=person.locale,
            time_zone=person.time_zone,
            now_ms=now_ms,
        )
    is_news = store.seen(
        tx,
        platform=sender.platform,
        chat=sender.group,
        channel=_channel(sender),
        identity_id=person.identity_id,
        now_ms=now_ms,
    )
    if is_news and leaderboards.is_shown(tx, person.account_id):
        welcome(tx, person, sender, now_ms)


def _channel(sender: Sender) -> str:
    """Give the channel of a server in which somebody is; groups without channels have none."""
    return sender.chat if sender.chat != sender.group else ""


def channel_of(tx: Tx, platform: str, external_id: str) -> str:
    """Give the channel in which somebody was last, for what can't be told them; or empty."""
    return store.channel_of(tx, platform, external_id)


def welcome(tx: Tx, person: Person, sender: Sender, now_ms: int) -> None:
    """Welcome somebody who lets their name be shown: once in each server that wants it."""
    server = store.find(tx, sender.platform, sender.group)
    if server is None or not server.welcome_chat:
        return
    posts.say(
        tx,
        platform=server.platform,
        chat=server.welcome_chat,
        kind="welcome",
        ref=f"{server.id}:{person.account_id}",
        params={"server_id": server.id, "account_id": person.account_id},
        now_ms=now_ms,
    )


def find(tx: Tx, platform: str, chat: str) -> Server | None:
    """Give a server or group by the platform's id; None where nothing is known of it."""
    return store.find(tx, platform, chat)


def get(tx: Tx, server_id: int) -> Server:
    """Give a server by its number; raises NotFound."""
    found = store.get(tx, server_id)
    if found is None:
        raise NotFound(N_("There is no such group any more."))
    return found


def of_post(tx: Tx, post: Post) -> Server | None:
    """Give the server in which something is said; None where nothing is known of it any more."""
    community_id = post.params.get("community_id")
    if community_id is None:
        return store.get(tx, int(post.params.get("server_id", 0)))
    group = juries.community_by_id(tx, int(community_id))
    return store.find(tx, group.platform, group.chat) if group else None


def everybody(server: Server) -> Person:
    """Give whom we speak to in a server: nobody we know, in its language and its zone."""
    return Person(
        account_id=0,
        identity_id=0,
        platform=server.platform,
        chat=server.chat,
        role="worker",
        state="active",
        state_reason=None,
        name="",
        locale=server.locale,
        time_zone=server.time_zone,
        consent_ms=None,
        points=0,
        streak_days=0,
        streak_date=None,
        push_on=False,
        push_daily=0,
        quiet_from_minute=0,
        quiet_to_minute=0,
        today_date=None,
        today_tasks=0,
        today_minor=0,
        was_unreachable=False,
    )


def set_up(tx: Tx, person: Person, sender: Sender, now_ms: int) -> Server:
    """Give the server that somebody who manages it wants to set up; raises NotAllowed."""
    if not sender.manages:
        raise NotAllowed(N_("That is for those who manage the group. Ask one of them."))
    store.add(
        tx,
        platform=sender.platform,
        chat=sender.group,
        locale=person.locale,
        time_zone=person.time_zone,
        now_ms=now_ms,
    )
    store.seen(
        tx,
        platform=sender.platform,
        chat=sender.group,
        channel=_channel(sender),
        identity_id=person.identity_id,
        now_ms=now_ms,
    )
    server = store.find(tx, sender.platform, sender.group)
    if server is None:
        raise NotFound(N_("There is no such group any more."))
    store.manages(tx, server.id, person.identity_id, now_ms)
    return server


def is_member(tx: Tx, person: Person, server_id: int) -> bool:
    """Tell whether somebody was seen in a server."""
    return store.managed_ms(tx, server_id, person.identity_id) is not None


def managed(tx: Tx, person: Person, sender: Sender, server_id: int, now_ms: int) -> Server:
    """Give a server that a person manages at this moment; raises NotAllowed.

    Within the group the platform says so with every press. Where settings are shown in somebody's
    own chat it can't, so there it is believed for a day.
    """
    server = get(tx, server_id)
    is_there = (sender.platform, sender.group) == (server.platform, server.chat)
    known_ms = store.managed_ms(tx, server_id, person.identity_id)
    is_apart = sender.chat_kind == "private" and not platforms.has_channels(sender.platform)
    was_there = is_apart and now_ms - (known_ms or 0) <= MANAGES_MS
    if not (sender.manages if is_there else was_there):
        raise NotAllowed(
            N_("That is for those who manage the group. Send /server_settings there once more.")
        )
    return server


def set_place(
    tx: Tx, person: Person, server: Server, what: Place, chat: str, terms: Terms, now_ms: int
) -> None:
    """Speak in a channel about something from now on, or nowhere; raises Invalid."""
    if what not in PLACES:
        raise Invalid(UNKNOWN)
    if what != "digest":
        store.set_place(tx, server.id, what, chat)
        return
    next_ms = localtime.next_at(now_ms, person.time_zone, terms.summary.hour * 60)
    store.set_digest(
        tx,
        server.id,
        chat=chat,
        next_ms=next_ms if chat else None,
        locale=person.locale,
        time_zone=person.time_zone,
    )


def chat_gone(tx: Tx, platform: str, chat: str) -> None:
    """We may not speak in a channel any more: what it was for has none."""
    store.chat_gone(tx, platform, chat)


def roles_due(tx: Tx, platform: str, now_ms: int) -> list[DueRoles]:
    """Give members of a platform's servers whose roles are to be looked at."""
    return store.roles_due(tx, platform, now_ms, ROLES_AT_ONCE)


def roles_done(tx: Tx, due: DueRoles, level: int) -> None:
    """A member has the roles of a level."""
    store.roles_done(tx, due, level)


def roles_failed(tx: Tx, due: DueRoles, now_ms: int) -> None:
    """A member's roles could not be changed: tried again, after ever longer waits.

    Of somebody who has left us it is given up in the end.
    """
    if not due.identity_id and due.attempts >= FAREWELL_ATTEMPTS_MAX:
        store.member_gone(tx, due)
        return
    store.roles_later(tx, due, now_ms + min(RETRY_MS_MOST, RETRY_MS << min(due.attempts, 10)))


def roles_differ(tx: Tx, now_ms: int) -> int:
    """Look soon at all whose level is not the one whose roles they have; gives how many."""
    return store.roles_differ(tx, now_ms)


def member_gone(tx: Tx, due: DueRoles) -> None:
    """Somebody is not in a server any more."""
    store.member_gone(tx, due)


def trouble(tx: Tx, server_id: int, text: str) -> bool:
    """Note why roles can't be given somewhere; False where it was known."""
    return store.trouble(tx, server_id, text)
