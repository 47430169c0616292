"""Everything the simulated Telegram holds, and who may be written to."""

import itertools
from collections.abc import Callable
from typing import Any

from tests.simulators.telegram.entities import typed
from tests.simulators.telegram.faults import Faults
from tests.simulators.telegram.files import Files
from tests.simulators.telegram.limits import Limits
from tests.simulators.telegram.refusals import Refusal, bad, forbidden
from tests.simulators.telegram.state import Chat, ChatKind, Message, Query, User
from tests.simulators.telegram.updates import Updates
from tests.simulators.waiting import Waiting

Shown = Callable[[Message], None]
PRIVATE_IDS_FROM = 1_000_001
GROUP_IDS_FROM = -1_001_000_000_001
BOT_ID = 4242
QUERY_SECONDS_MAX = 15.0
QUERIES_KEPT = 20_000


class World(Waiting):
    """The state behind the server. `shown` is called whenever a bot's message is new or changed."""

    def __init__(self, limits: Limits, faults: Faults) -> None:
        super().__init__()
        self.bot = User(BOT_ID, "Bitework", username="bitework_bot", is_bot=True)
        self.limits = limits
        self.faults = faults
        self.files = Files()
        self.updates = Updates(faults)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.names: dict[str, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.query_seconds_max = QUERY_SECONDS_MAX
        self.profile: dict[tuple[str, str], str] = {}
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.privacy = True
        self.met: set[int] = set()
        self.reactions: dict[tuple[int, int], list[str]] = {}
        self.shown: list[Shown] = []
        self._user_ids = itertools.count(PRIVATE_IDS_FROM)
        self._group_ids = itertools.count(GROUP_IDS_FROM, -1)
        self._query_ids = itertools.count(3_000_000_000_000_000_001)
        self._private_id = 0

    # People and chats.

    def add_user(self, name: str, *, language: str, username: str = "") -> Chat:
        """Make a person with a private chat that the bot does not know yet."""
        user = User(next(self._user_ids), name, username, language)
        chat = Chat(user.id, "private", user=user, username=username)
        self.users[user.id] = user
        self.chats[chat.id] = chat
        return chat

    def add_chat(self, kind: ChatKind, title: str, username: str = "") -> Chat:
        chat = Chat(next(self._group_ids), kind, title, username)
        self.chats[chat.id] = chat
        if username:
            self.names[f"@{username.lower()}"] = chat
        return chat

    def chat(self, reference: Any) -> Chat:
        """Find a chat by id or @name, as the bot names it; raises Refusal."""
        if type(reference) is not int:
            text = str(reference or "")
            if not text:
                raise bad("chat_id is empty")
            if text.startswith("@"):
                chat = self.names.get(text.lower())
                if chat is None:
                    raise bad("chat not found")
                return chat
            try:
                reference = int(text)
            except ValueError:
                raise bad("chat not found") from None
        chat = self.chats.get(reference)
        if chat is None or (not chat.bot and not (chat.user and chat.user.id in self.met)):
            raise bad("chat not found")
        if chat.moved_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=chat.moved_to)
        return chat

    def writable(self, reference: Any) -> Chat:
        """Find a chat in which the bot may write now; raises Refusal with the reason."""
        chat = self.chat(reference)
        if chat.user is not None:
            if chat.user.deactivated:
                raise forbidden("user is deactivated")
            if chat.bot == "blocked":
                raise forbidden("bot was blocked by the user")
            if not chat.bot:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        kind = chat.kind
        if chat.bot == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if chat.bot == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")
        if kind == "channel" and chat.bot != "administrator":
            raise bad("need administrator rights in the channel chat")
        if chat.bot == "restricted":
            raise bad("not enough rights to send text messages to the chat")
        return chat

    def message(self, chat: Chat, number: int, words: str) -> Message:
        message = chat.messages.get(number)
        if message is None or message.deleted:
            raise bad(words)
        return message

    # Messages.

    def add_message(
        self, chat: Chat, sender: User | None, content: dict[str, Any], **more: Any
    ) -> Message:
        """Put a message into a chat. Ids count up in all private chats together."""
        if chat.user is not None:
            self._private_id += 1
            number = self._private_id
        else:
            number = chat.last_id + 1
        chat.last_id = number
        message = Message(number, chat, sender, int(self.now()), content, **more)
        chat.messages[number] = message
        if chat.keep and len(chat.messages) > chat.keep:
            del chat.messages[next(iter(chat.messages))]
        return message

    def show(self, message: Message) -> None:
        """Let everybody who looks see that a bot's message is new or changed."""
        message.chat.latest = message
        for shown in self.shown:
            shown(message)
        self.bump()

    def say(
        self,
        chat: Chat,
        sender: User | None,
        content: dict[str, Any],
        reply_to: Message | None = None,
    ) -> tuple[Message, int]:
        """A person writes; give the message and the update's id (0: the bot does not see it)."""
        if "text" in content and "entities" not in content:
            found = typed(content["text"])
            if found:
                content["entities"] = found
        message = self.add_message(chat, sender, content, reply_to=reply_to)
        return message, self.announce(message)

    def announce(self, message: Message, prefix: str = "") -> int:
        """Queue the update about a message of somebody's, where the bot may see it."""
        chat = message.chat
        if chat.moved_to and "migrate_to_chat_id" not in message.content:
            return 0
        kind = prefix + ("channel_post" if chat.kind == "channel" else "message")
        if not self._bot_sees(message):
            return 0
        if message.sender is not None:
            self.met.add(message.sender.id)
        return self.updates.add(kind, message.json(), chat.id)

    def _bot_sees(self, message: Message) -> bool:
        chat = message.chat
        if chat.kind == "private":
            return chat.bot == "open"
        if chat.kind == "channel":
            return chat.bot == "administrator"
        if chat.bot == "administrator":
            return True
        if chat.bot not in ("member", "restricted"):
            return False
        if not self.privacy or not ("text" in message.content or message.media):
            return True  # service messages always arrive
        if message.reply_to is not None and message.reply_to.from_bot:
            return True
        entities = message.content.get("entities") or message.content.get("caption_entities") or ()
        return any(self._is_meant(message.text, entity) for entity in entities)

    def _is_meant(self, text: str, entity: dict[str, Any]) -> bool:
        if entity["type"] != "bot_command" or entity["offset"]:
            return False
        command = text[: entity["length"]]
        _, _, name = command.partition("@")
        return not name or name.lower() == self.bot.username.lower()

    def press(self, user: User, message: Message, data: str) -> Query:
        """A person presses a button."""
        query = Query(str(next(self._query_ids)), user, message, data, self.now())
        self.queries[query.id] = query
        if len(self.queries) > QUERIES_KEPT:  # in long loads, with a bot that answers few
            del self.queries[next(iter(self.queries))]
        self.met.add(user.id)
        payload = {
            "id": query.id,
            "from": user.json(),
            "message": _accessible(message),
            "chat_instance": str(message.chat.id * 7919),
            "data": data,
        }
        self.updates.add("callback_query", payload, message.chat.id)
        return query


def _accessible(message: Message) -> dict[str, Any]:
    """A message as a press tells of it: of one that is gone, only where it was."""
    if not message.deleted:
        return message.json()
    return {"chat": message.chat.json(), "message_id": message.id, "date": 0}
