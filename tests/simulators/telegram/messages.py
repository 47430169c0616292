"""Methods that send, edit and delete texts, and answer presses."""

from typing import Any

from tests.simulators.telegram.entities import formatted, units
from tests.simulators.telegram.markup import read_markup
from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import NOT_MODIFIED, QUERY_TOO_OLD, bad
from tests.simulators.telegram.state import Chat, Message
from tests.simulators.telegram.world import World

TEXT_UNITS_MAX = 4096
CAPTION_UNITS_MAX = 1024
TOAST_UNITS_MAX = 200
DELETE_SECONDS_MAX = 48 * 3600
DELETE_MANY_MAX = 100

Json = dict[str, Any]


def read_text(params: Params, too_long: str) -> Json:
    """Read `text` with its entities as a message's content."""
    text, entities = formatted(
        params.text("text"), params.text("parse_mode"), params.thing("entities")
    )
    if not text:
        raise bad("message text is empty")
    if len(text) > TEXT_UNITS_MAX // 2 and units(text) > TEXT_UNITS_MAX:
        raise bad(too_long)
    return {"text": text, "entities": entities} if entities else {"text": text}


def read_caption(params: Params) -> Json:
    """Read `caption` with its entities; empty where there is none."""
    if not params.has("caption"):
        return {}
    text, entities = formatted(
        params.text("caption"), params.text("parse_mode"), params.thing("caption_entities")
    )
    if units(text) > CAPTION_UNITS_MAX:
        raise bad("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def read_reply(world: World, params: Params, chat: Chat) -> Message | None:
    """Find the message that a new one answers."""
    asked = params.thing("reply_parameters") or {}
    number = int(asked.get("message_id", 0)) or params.number("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(number)
    if found is not None and not found.deleted:
        return found
    if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def sent(world: World, params: Params, chat: Chat, content: Json) -> Message:
    """Put a bot's new message into a chat, once all is checked."""
    markup = read_markup(params)
    reply = read_reply(world, params, chat)
    world.limits.take(chat, world.now())
    sender = None if chat.kind == "channel" else world.bot
    message = world.add_message(chat, sender, content, markup=markup, reply_to=reply, from_bot=True)
    world.show(message)
    return message


def send_message(world: World, params: Params) -> Json:
    chat = world.writable(params.values.get("chat_id"))
    return sent(world, params, chat, read_text(params, "message is too long")).json()


def copy_message(world: World, params: Params) -> Json:
    chat = world.writable(params.values.get("chat_id"))
    origin = world.chat(params.values.get("from_chat_id"))
    copied = world.message(origin, params.number("message_id"), "message to copy not found")
    content = {**copied.content, **read_caption(params)}
    return {"message_id": sent(world, params, chat, content).id}


def forward_message(world: World, params: Params) -> Json:
    chat = world.writable(params.values.get("chat_id"))
    origin = world.chat(params.values.get("from_chat_id"))
    found = world.message(origin, params.number("message_id"), "message to forward not found")
    user = found.sender or world.bot
    forwarded = {"type": "user", "date": found.date, "sender_user": user.json()}
    return sent(world, params, chat, {**found.content, "forward_origin": forwarded}).json()


# Editing.


def editable(world: World, params: Params) -> Message:
    """Find the message that an edit is about; raises Refusal."""
    if params.has("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")  # the bot has no inline mode
    chat = world.writable(params.values.get("chat_id"))
    if not params.has("message_id"):
        raise bad("message identifier is not specified")
    message = world.message(chat, params.number("message_id"), "message to edit not found")
    if not message.from_bot:
        raise bad("message can't be edited")
    return message


def changed(world: World, params: Params, message: Message, content: Json) -> Json:
    """Give a message new content and a new keyboard, in place; the same ones are refused."""
    markup = read_markup(params, edit=True)
    if content == message.content and markup == message.markup:
        raise bad(NOT_MODIFIED)
    world.limits.take(message.chat, world.now())
    message.content, message.markup = content, markup
    message.edited = int(world.now())
    world.show(message)
    return message.json()


def edit_message_text(world: World, params: Params) -> Json:
    message = editable(world, params)
    if message.media:
        raise bad("there is no text in the message to edit")
    return changed(world, params, message, read_text(params, "MESSAGE_TOO_LONG"))


def edit_message_caption(world: World, params: Params) -> Json:
    message = editable(world, params)
    if not message.media:
        raise bad("there is no caption in the message to edit")
    kind = message.media
    return changed(world, params, message, {kind: message.content[kind], **read_caption(params)})


def edit_message_reply_markup(world: World, params: Params) -> Json:
    message = editable(world, params)
    return changed(world, params, message, message.content)


def delete_message(world: World, params: Params) -> bool:
    chat = world.chat(params.values.get("chat_id"))
    message = world.message(chat, params.number("message_id"), "message to delete not found")
    may = message.from_bot or chat.kind == "private" or chat.bot == "administrator"
    if not may:
        raise bad("message can't be deleted")
    if world.now() - message.date > DELETE_SECONDS_MAX:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    world.bump()
    return True


def delete_messages(world: World, params: Params) -> bool:
    chat = world.chat(params.values.get("chat_id"))
    numbers = params.thing("message_ids") or []
    if not 1 <= len(numbers) <= DELETE_MANY_MAX:
        raise bad("there are no messages to delete" if not numbers else "too many messages")
    for number in numbers:
        message = chat.messages.get(int(number))
        if message is not None and (message.from_bot or chat.bot != "member"):
            message.deleted = True
    world.bump()
    return True


# Presses and small things.


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.queries.pop(params.text("callback_query_id"), None)
    if query is None or world.now() - query.at > world.query_seconds_max:
        raise bad(QUERY_TOO_OLD)
    text = params.text("text")
    if units(text) > TOAST_UNITS_MAX:
        raise bad("MESSAGE_TOO_LONG")
    query.answered, query.toast, query.alert = True, text, params.flag("show_alert")
    query.url = params.text("url")
    world.bump()
    return True


def send_chat_action(world: World, params: Params) -> bool:
    chat = world.writable(params.values.get("chat_id"))
    action = params.text("action")
    if not action:
        raise bad("wrong parameter action in request")
    chat.actions.append(action)
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = world.writable(params.values.get("chat_id"))
    if chat.user is None and chat.bot != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    message = world.message(chat, params.number("message_id"), "message to pin not found")
    chat.pinned.append(message.id)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    chat = world.writable(params.values.get("chat_id"))
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def set_message_reaction(world: World, params: Params) -> bool:
    chat = world.writable(params.values.get("chat_id"))
    message = world.message(chat, params.number("message_id"), "message to react not found")
    reactions = params.thing("reaction") or []
    world.reactions[chat.id, message.id] = [str(one.get("emoji", "")) for one in reactions]
    return True


METHODS = {
    "sendMessage": send_message,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
}
