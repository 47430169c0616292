"""Messages in channels and direct messages: sent, edited, deleted, read, pinned."""

from typing import Any

from tests.simulators.discord.calls import Call
from tests.simulators.discord.content import read_content
from tests.simulators.discord.payloads import message_json, moment
from tests.simulators.discord.permissions import bits
from tests.simulators.discord.refusals import (
    Problems,
    Refusal,
    closed_to_messages,
    invalid_at,
    missing_permissions,
    no,
    no_mutual_guilds,
)
from tests.simulators.discord.state import EPOCH_MS, Channel, Message
from tests.simulators.discord.world import World

Json = dict[str, Any]
BULK_SECONDS_MAX = 14 * 86_400
PINS_MAX = 250


def _channel(world: World, call: Call) -> Channel:
    return world.channel(call.id("channel_id", "Channel"))


def _message(world: World, call: Call) -> Message:
    return world.message(_channel(world, call), call.id("message_id", "Message"))


def writable(world: World, channel: Channel) -> None:
    """Check that the bot may write there now; raises Refusal with the reason."""
    if channel.user is not None:
        if channel.user.is_gone or not channel.user.takes_direct:
            raise closed_to_messages()
        if not channel.user.installed and not world.shares_guild(channel.user):
            raise no_mutual_guilds()
        return
    if channel.is_thread:
        world.needs(channel, "send_messages_in_threads")
        if channel.locked:
            words = "Tried to perform an operation on an archived thread, such as editing a message"
            raise Refusal(400, 50083, words)
        channel.archived = False
    else:
        world.needs(channel, "send_messages")


def create(world: World, call: Call) -> Json:
    channel = _channel(world, call)
    writable(world, channel)
    body = call.json()
    if call.uploads:
        world.needs(channel, "attach_files")
    reply = _reply(world, channel, body)
    nonce = (channel.id, str(body.get("nonce")))
    if body.get("enforce_nonce") and nonce in world.nonces:
        return message_json(world, world.nonces[nonce])
    content = read_content(world, call, body, channel)
    if channel.guild is not None and not world.app_permissions(channel) & bits("embed_links"):
        content.embeds = []  # as Discord does, without a word
    message = world.add_message(channel, world.bot, reply_to=reply)
    content.put_into(message)
    if body.get("nonce") is not None:
        world.nonces[nonce] = message
    world.announce(message, "MESSAGE_CREATE")
    world.show(message)
    return message_json(world, message)


def _reply(world: World, channel: Channel, body: Json) -> Message | None:
    asked = body.get("message_reference")
    if not asked or asked.get("type"):
        return None
    world.needs(channel, "read_message_history")
    found = channel.messages.get(int(asked["message_id"]))
    if found is None or found.deleted or found.only_for is not None:
        if asked.get("fail_if_not_exists", True):
            raise invalid_at(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    return found


def edit(world: World, call: Call) -> Json:
    message = _message(world, call)
    if message.author is not world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    if message.channel.is_thread and message.channel.archived:
        writable(world, message.channel)
    content = read_content(world, call, call.json(), message.channel, before=message)
    content.put_into(message)
    message.edited = world.now()
    world.announce(message, "MESSAGE_UPDATE")
    world.show(message)
    return message_json(world, message)


def delete(world: World, call: Call) -> None:
    message = _message(world, call)
    _may_delete(world, message)
    world.remove(message)


def _may_delete(world: World, message: Message) -> None:
    if message.author is world.bot:
        return
    if message.channel.guild is None:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if not world.app_permissions(message.channel) & bits("manage_messages"):
        raise missing_permissions()


def bulk_delete(world: World, call: Call) -> None:
    channel = _channel(world, call)
    if channel.guild is None:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    world.needs(channel, "manage_messages")
    numbers = call.json().get("messages")
    problems = Problems()
    problems.needs(("messages",), numbers)
    problems.length(("messages",), numbers, 2, 100)
    problems.check()
    oldest = (int((world.now() - BULK_SECONDS_MAX) * 1000) - EPOCH_MS) << 22
    if any(int(number) < oldest for number in numbers):
        raise Refusal(400, 50034, "A message provided was too old to bulk delete")
    for number in numbers:
        message = channel.messages.get(int(number))
        if message is not None and not message.deleted and message.only_for is None:
            world.remove(message)


def read(world: World, call: Call) -> Json:
    world.needs(_channel(world, call), "read_message_history")
    return _without_content(world, _message(world, call))


def listing(world: World, call: Call) -> list[Json]:
    channel = _channel(world, call)
    most = int(call.query.get("limit", 50))
    if not 1 <= most <= 100:
        words = "int value should be between 1 and 100."
        raise invalid_at(("limit",), "NUMBER_TYPE_RANGE", words)
    if channel.guild and not world.app_permissions(channel) & bits("read_message_history"):
        return []
    before = int(call.query.get("before", 1 << 63))
    after = int(call.query.get("after", 0))
    found = [
        one
        for one in reversed(channel.messages.values())
        if not one.deleted and one.only_for is None and after < one.id < before
    ]
    return [_without_content(world, one) for one in found[:most]]


def _without_content(world: World, message: Message) -> Json:
    """Without the intent, somebody's words are hidden from REST too."""
    body = message_json(world, message)
    mine = message.author is world.bot or f"<@{world.bot.id}>" in message.content
    if message.channel.guild is not None and not mine and not world.reads_content:
        body |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return body


def pin(world: World, call: Call) -> None:
    message = _message(world, call)
    _may_pin(world, message.channel)
    pinned = sum(one.pinned for one in message.channel.messages.values())
    if not message.pinned and pinned >= PINS_MAX:
        raise Refusal(400, 30003, f"Maximum number of pins reached for the channel ({PINS_MAX})")
    message.pinned = True


def unpin(world: World, call: Call) -> None:
    message = _message(world, call)
    _may_pin(world, message.channel)
    message.pinned = False


def _may_pin(world: World, channel: Channel) -> None:
    if channel.guild is None:
        return
    if not world.app_permissions(channel) & bits("manage_messages", "pin_messages"):
        raise missing_permissions()


def pins(world: World, call: Call) -> Json:
    found = [one for one in _channel(world, call).messages.values() if one.pinned]
    items = [
        {"message": _without_content(world, one), "pinned_at": moment(one.at)} for one in found
    ]
    return {"items": items, "has_more": False}


def typing(world: World, call: Call) -> None:
    channel = _channel(world, call)
    writable(world, channel)
    channel.typing += 1


def react(world: World, call: Call) -> None:
    message = _message(world, call)
    world.needs(message.channel, "read_message_history", "add_reactions")
    world.reactions.setdefault(message.id, set()).add(call.params["emoji_name"])


def unreact(world: World, call: Call) -> None:
    emoji = call.params["emoji_name"]
    if emoji not in world.reactions.get(_message(world, call).id, ()):
        raise no("Message")
    world.reactions[_message(world, call).id].discard(emoji)


AT = "/channels/{channel_id}/messages"
ROUTES = {
    f"POST {AT}": create,
    f"GET {AT}": listing,
    f"GET {AT}/{{message_id}}": read,
    f"PATCH {AT}/{{message_id}}": edit,
    f"DELETE {AT}/{{message_id}}": delete,
    f"POST {AT}/bulk-delete": bulk_delete,
    f"GET {AT}/pins": pins,
    f"PUT {AT}/pins/{{message_id}}": pin,
    f"DELETE {AT}/pins/{{message_id}}": unpin,
    "PUT /channels/{channel_id}/pins/{message_id}": pin,
    "DELETE /channels/{channel_id}/pins/{message_id}": unpin,
    f"PUT {AT}/{{message_id}}/reactions/{{emoji_name}}/@me": react,
    f"DELETE {AT}/{{message_id}}/reactions/{{emoji_name}}/@me": unreact,
    "POST /channels/{channel_id}/typing": typing,
}
