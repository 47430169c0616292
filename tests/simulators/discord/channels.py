"""Channels, threads and direct messages, and who the bot is."""

from typing import Any

from tests.simulators.discord.calls import Call
from tests.simulators.discord.payloads import channel_json
from tests.simulators.discord.permissions import bits
from tests.simulators.discord.refusals import (
    Problems,
    Refusal,
    invalid_at,
    missing_permissions,
    no,
)
from tests.simulators.discord.state import (
    ANNOUNCEMENT,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
)
from tests.simulators.discord.world import World

Json = dict[str, Any]
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


def _channel(world: World, call: Call) -> Channel:
    return world.channel(call.id("channel_id", "Channel"))


def read(world: World, call: Call) -> Json:
    return channel_json(_channel(world, call))


def _name(call: Call) -> str:
    body = call.json()
    problems = Problems()
    if problems.needs(("name",), body.get("name")):
        problems.length(("name",), body["name"], 1, 100)
    if body.get("auto_archive_duration") is not None:
        duration = body["auto_archive_duration"]
        problems.choice(("auto_archive_duration",), duration, ARCHIVE_MINUTES)
    problems.check()
    return str(body["name"])


def _thread(world: World, parent: Channel, kind: int, name: str, number: int) -> Channel:
    assert parent.guild is not None
    thread = Channel(
        number, kind, name, guild=parent.guild, parent=parent, owner_id=world.bot.id
    )
    parent.guild.channels[thread.id] = world.channels[thread.id] = thread
    body = channel_json(thread) | {"newly_created": True}
    world.tell("THREAD_CREATE", body, thread)
    world.bump()
    return thread


def thread_on_message(world: World, call: Call) -> Json:
    channel = _channel(world, call)
    if channel.guild is None or channel.type not in (TEXT, ANNOUNCEMENT):
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    world.needs(channel, "create_public_threads", "read_message_history")
    message = world.message(channel, call.id("message_id", "Message"))
    name = _name(call)
    if message.thread is not None:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    message.thread = _thread(world, channel, PUBLIC_THREAD, name, message.id)
    return channel_json(message.thread)


def thread_alone(world: World, call: Call) -> Json:
    channel = _channel(world, call)
    if channel.guild is None or channel.type not in (TEXT, ANNOUNCEMENT):
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    name, kind = _name(call), call.json().get("type", PRIVATE_THREAD)
    if kind not in (PUBLIC_THREAD, PRIVATE_THREAD):
        words = f"Value must be one of {{{PUBLIC_THREAD}, {PRIVATE_THREAD}}}."
        raise invalid_at(("type",), "BASE_TYPE_CHOICES", words)
    is_public = kind == PUBLIC_THREAD
    world.needs(channel, "create_public_threads" if is_public else "create_private_threads")
    return channel_json(_thread(world, channel, kind, name, world.id()))


def change(world: World, call: Call) -> Json:
    channel, body = _channel(world, call), call.json()
    if channel.guild is None:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if not channel.is_thread:
        world.needs(channel, "manage_channels")
    elif channel.owner_id != world.bot.id or "locked" in body:
        world.needs(channel, "manage_threads")
    problems = Problems()
    problems.length(("name",), body.get("name"), 1, 100)
    problems.check()
    channel.name = body.get("name") or channel.name
    channel.archived = bool(body.get("archived", channel.archived))
    channel.locked = bool(body.get("locked", channel.locked))
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    world.tell(event, channel_json(channel), channel)
    return channel_json(channel)


def delete(world: World, call: Call) -> Json:
    channel = _channel(world, call)
    if channel.guild is None:
        return channel_json(channel)
    needed = "manage_threads" if channel.is_thread else "manage_channels"
    if not world.app_permissions(channel) & bits(needed):
        raise missing_permissions()
    body = channel_json(channel)
    world.forget_channel(channel)
    return body


def open_direct(world: World, call: Call) -> Json:
    recipient = str(call.json().get("recipient_id") or "")
    if not recipient.isdecimal():
        raise invalid_at(("recipient_id",), "BASE_TYPE_REQUIRED", "This field is required")
    user = world.users.get(int(recipient))
    if user is None:
        raise no("User")
    if user.is_bot:
        raise Refusal(403, 50007, "Cannot send messages to this user")
    return channel_json(world.direct_with(user))


def join(world: World, call: Call) -> None:
    channel = _channel(world, call)
    if not channel.is_thread:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")


def me(world: World, call: Call) -> Json:
    return world.bot.json() | {
        "mfa_enabled": True, "locale": "en-US", "premium_type": 0, "email": None, "verified": True,
        "bio": "", "accent_color": None, "banner": None,
    }  # fmt: skip


def user(world: World, call: Call) -> Json:
    found = world.users.get(call.id("user_id", "User"))
    if found is None:
        raise no("User")
    return found.json() | {"banner": None, "accent_color": None}


def application(world: World, call: Call) -> Json:
    owner = next((one for one in world.users.values() if not one.is_bot), world.bot)
    return {
        "id": str(world.app_id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": world.bot.json(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "summary": "",
        "verify_key": "00" * 32,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "hook": True,
        "owner": owner.json(),
        "team": None,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": sum(one.has_bot for one in world.guilds.values()),
        "approximate_user_authorization_count": 0,
        "approximate_user_install_count": sum(one.installed for one in world.users.values()),
    }


AT = "/channels/{channel_id}"
ROUTES = {
    f"GET {AT}": read,
    f"PATCH {AT}": change,
    f"DELETE {AT}": delete,
    f"POST {AT}/messages/{{message_id}}/threads": thread_on_message,
    f"POST {AT}/threads": thread_alone,
    f"PUT {AT}/thread-members/@me": join,
    "POST /users/@me/channels": open_direct,
    "GET /users/@me": me,
    "GET /users/{user_id}": user,
    "GET /oauth2/applications/@me": application,
    "GET /applications/@me": application,
}
