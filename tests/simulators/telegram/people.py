"""People who chat with the bot: `await ann.sends("/work")`, `await ann.presses("spam")`."""

from typing import TYPE_CHECKING, Any

from tests.simulators.telegram.params import Upload
from tests.simulators.telegram.profile import menu
from tests.simulators.telegram.screen import shown_message, shown_screen
from tests.simulators.telegram.state import Chat, Message, Query, User

if TYPE_CHECKING:
    from tests.simulators.telegram.groups import Group
    from tests.simulators.telegram.world import World

WITHIN_SECONDS = 5.0
ANONYMOUS = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


class Person:
    """Somebody with the app on their phone. Whatever is looked for is waited for, `within` seconds.

    `where` is a group or channel; without it, the private chat with the bot.
    """

    def __init__(self, world: "World", chat: Chat, name: str) -> None:
        assert chat.user is not None
        self.world = world
        self.chat = chat
        self.name = name
        self.user: User = chat.user

    def __repr__(self) -> str:
        return f"<{self.name}>"

    # What a person does.

    async def sends(
        self, text: str, *, where: "Group | None" = None, reply_to: Message | None = None
    ) -> Message:
        """Type something; in the private chat the first message lets the bot write back."""
        return self._says({"text": text}, where, reply_to)

    async def sends_as_the_group(
        self, text: str, where: "Group", *, reply_to: Message | None = None
    ) -> Message:
        """Write as an admin who stays anonymous: Telegram puts a bot of its own in the place."""
        content = {"text": text, "sender_chat": where.chat.json()}
        message, _ = self.world.say(where.chat, ANONYMOUS, content, reply_to)
        return message

    async def opens(self, payload: str) -> Message:
        """Follow a link t.me/BOT?start=payload and tap Start."""
        return await self.sends(f"/start {payload}")

    async def sends_file(
        self,
        data: bytes,
        name: str = "rows.csv",
        *,
        caption: str = "",
        mime: str = "",
        size: int | None = None,
        where: "Group | None" = None,
    ) -> Message:
        """Send a document; `size` claims another size than the data's, for the very large."""
        return self.sends_media("document", data, name, caption, mime=mime, size=size, where=where)

    async def sends_photo(self, data: bytes = PICTURE, caption: str = "") -> Message:
        return self.sends_media("photo", data, "photo.png", caption)

    async def sends_voice(self, data: bytes = b"OggS") -> Message:
        return self.sends_media("voice", data, "voice.oga", mime="audio/ogg")

    async def sends_sticker(self) -> Message:
        return self.sends_media("sticker", b"RIFF....WEBP", "sticker.webp")

    def sends_media(
        self,
        kind: str,
        data: bytes,
        name: str,
        caption: str = "",
        *,
        mime: str = "",
        size: int | None = None,
        where: "Group | None" = None,
    ) -> Message:
        file = self.world.files.store(kind, Upload(name, mime, data), size=size)
        content: dict[str, Any] = {kind: file.json()}
        if caption:
            content["caption"] = caption
        return self._says(content, where, None)

    async def sends_contact(self) -> Message:
        """Share a contact: one of the many things that no bot asked for."""
        content = {"contact": {"phone_number": "+10000000", "first_name": "Eve"}}
        return self._says(content, None, None)

    @property
    def keys(self) -> list[str]:
        """The buttons that a bot has put in the place of the letters."""
        standing = (one for one in reversed(self.chat.messages.values()) if not one.deleted)
        markup = next((m.markup for m in standing if m.markup and "keyboard" in m.markup), {})
        return [key["text"] for row in markup.get("keyboard", []) for key in row]

    async def shares_place(self, latitude: float, longitude: float) -> Message:
        place = {"latitude": latitude, "longitude": longitude, "horizontal_accuracy": 20.0}
        return self._says({"location": place}, None, None)

    async def edits(self, message: Message, text: str) -> None:
        """Change a message of their own."""
        assert message.sender is self.user, f"{self.name} did not write this"
        message.content = {**message.content, "text": text}
        message.content.pop("entities", None)
        message.edited = int(self.world.now())
        self.world.announce(message, "edited_")

    async def deletes(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        message.deleted = True

    async def presses(
        self,
        label: str,
        *,
        on: Message | None = None,
        where: "Group | None" = None,
        within: float = WITHIN_SECONDS,
    ) -> Query:
        """Press a button: on the newest message that has it, or on a given one, however old."""
        chat = self._chat(where)

        def find() -> tuple[Message, dict[str, Any]] | None:
            for message in [on] if on is not None else reversed(chat.messages.values()):
                if not message.deleted and (button := message.button(label)):
                    return message, button
            return None

        found = await self.world.until(find, within)
        assert found, f"{self.name} sees no button “{label}” in:\n{shown_screen(chat)}"
        message, button = found
        assert "callback_data" in button, f"“{label}” is no button to press but {button}"
        return self.world.press(self.user, message, button["callback_data"])

    def forges(self, data: str, on: Message) -> Query:
        """Press a button that is not there, as a program with bad intent can."""
        return self.world.press(self.user, on, data)

    def blocks_the_bot(self) -> None:
        self._becomes("blocked", "member", "kicked")

    def unblocks_the_bot(self) -> None:
        self._becomes("open", "kicked", "member")

    def deactivates(self) -> None:
        self.user.deactivated = True

    def starts(self) -> None:
        """Have talked with the bot long ago: it may write, and nothing waits in the chat."""
        self.chat.bot = "open"

    # What a person sees.

    def message(self, where: "Group | None" = None) -> Message:
        """What the bot said or edited last."""
        latest = self._chat(where).latest
        assert latest is not None, f"{self.name} has not seen anything yet"
        return latest

    def messages(self, where: "Group | None" = None) -> list[Message]:
        """The bot's messages that are there, oldest first."""
        chat = self._chat(where)
        return [one for one in chat.messages.values() if one.from_bot and not one.deleted]

    def screen(self, where: "Group | None" = None) -> str:
        """The whole chat as text with buttons."""
        return shown_screen(self._chat(where))

    @property
    def text(self) -> str:
        return self.message().text

    @property
    def buttons(self) -> list[str]:
        return self.message().buttons

    @property
    def menu(self) -> list[str]:
        """The commands that the app offers."""
        return [one["command"] for one in menu(self.world, self.chat, self.user)]

    async def sees(
        self, *parts: str, where: "Group | None" = None, within: float = WITHIN_SECONDS
    ) -> Message:
        """Wait until the bot's last message has all these words, in its text or on its buttons."""
        chat = self._chat(where)

        def there() -> bool:
            return (
                chat.latest is not None
                and not chat.latest.deleted
                and all(part in shown_message(chat.latest) for part in parts)
            )

        if not await self.world.until(there, within):
            raise AssertionError(f"{self.name} looks for {parts} in:\n{shown_screen(chat)}")
        assert chat.latest is not None
        return chat.latest

    async def finds(
        self, *parts: str, where: "Group | None" = None, within: float = WITHIN_SECONDS
    ) -> Message:
        """Wait until any message of the bot's has all these words."""
        chat = self._chat(where)

        def there() -> Message | None:
            for message in reversed(chat.messages.values()):
                if message.from_bot and not message.deleted:
                    words = shown_message(message)
                    if all(part in words for part in parts):
                        return message
            return None

        found: Message | None = await self.world.until(there, within)
        if found is None:
            raise AssertionError(f"{self.name} looks for {parts} in:\n{shown_screen(chat)}")
        return found

    def sees_no(self, *parts: str, where: "Group | None" = None) -> None:
        """Check that none of these words is anywhere in the chat now."""
        screen = shown_screen(self._chat(where))
        for part in parts:
            assert part not in screen, f"{self.name} should not see “{part}” in:\n{screen}"

    async def is_answered(self, query: Query, within: float = WITHIN_SECONDS) -> str:
        """Wait until a press is acknowledged; give the words of the toast."""
        answered = await self.world.until(lambda: query.answered, within)
        assert answered, f"nobody answered {self.name}'s press of {query.data}"
        return query.toast

    def _chat(self, where: "Group | None") -> Chat:
        return self.chat if where is None else where.chat

    def _says(
        self, content: dict[str, Any], where: "Group | None", reply_to: Message | None
    ) -> Message:
        chat = self._chat(where)
        if where is None:
            self.chat.bot = "open"
        elif chat.kind == "channel":
            message, _ = self.world.say(chat, None, content, reply_to)
            return message
        message, _ = self.world.say(chat, self.user, content, reply_to)
        return message

    def _becomes(self, bot: str, before: str, after: str) -> None:
        self.chat.bot = bot
        payload = {
            "chat": self.chat.json(),
            "from": self.user.json(),
            "date": int(self.world.now()),
            "old_chat_member": _bot_member(self.world, before),
            "new_chat_member": _bot_member(self.world, after),
        }
        self.world.updates.add("my_chat_member", payload, self.chat.id)


def _bot_member(world: "World", status: str) -> dict[str, Any]:
    body = {"user": world.bot.json(), "status": status}
    return {**body, "until_date": 0} if status == "kicked" else body
