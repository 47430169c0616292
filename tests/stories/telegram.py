"""The driver's people in Telegram: the same stories, through the adapter and a simulated Telegram.

What somebody sees is what the simulator shows in their chat; what they press is a button there.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, Literal

from pydantic import SecretStr

from bot.config import TelegramSettings
from bot.platforms.telegram.service import Telegram
from domain.actions import Action, decode, encode
from domain.events import Event, Sender
from domain.views import Choice, View
from handlers.media_answers import LOOKING
from tests.simulators.telegram import Message, Query, Simulator
from tests.simulators.telegram import Person as Phone
from tests.simulators.telegram.people import PICTURE
from tests.simulators.telegram.screen import shown_message
from tests.simulators.telegram.updates import Update
from tests.stories.driver import Person
from tests.stories.simulated import ANSWER_SECONDS_MAX, QUIET_SECONDS, SimulatedChat

MEDIA = {"audio": "voice", "video": "video"}  # what people's telephones send


class TelegramPerson(Person):
    """Somebody with a telephone."""

    def __init__(self, name: str, chat: "TelegramChat", phone: Phone) -> None:
        super().__init__(name, chat, "telegram")
        self.telegram = chat
        self.phone = phone
        self.update: Update | None = None
        self._shown: list[Message] = []
        self._before: list[Message] = []
        phone.world.shown.append(self._sees)

    @property
    def sender(self) -> Sender:
        user = str(self.phone.user.id)
        return Sender(platform="telegram", user=user, chat=user, name=self.name, locale="en")

    async def sends(self, text: str) -> View:
        served = self._begins()
        await self.phone.sends(text)
        return await self._answered(served)

    async def taps(self, label: str) -> View:
        button, message = self._on_screen(label), self._asking()
        served = self._begins()
        return await self._answered(served, self.phone.forges(button["callback_data"], message))

    async def presses(self, action: Action) -> View:
        served = self._begins()
        return await self._answered(served, self.phone.forges(encode(action), self._any_message()))

    async def sends_file(
        self,
        name: str,
        content: str | bytes,
        caption: str = "",
        *,
        kind: Literal["photo", "audio", "video", "file"] = "file",
        size_bytes: int | None = None,
    ) -> View:
        data = content.encode() if isinstance(content, str) else content
        served = self._begins()
        if kind == "photo":
            await self.phone.sends_photo(data or PICTURE, caption=caption)
        elif kind != "file":
            self.phone.sends_media(MEDIA[kind], data, name, caption, size=size_bytes)
        else:
            await self.phone.sends_file(data, name, caption=caption, size=size_bytes)
        return await self._answered(served)

    async def shares(self, latitude: float, longitude: float) -> View:
        """Share a location."""
        served = self._begins()
        await self.phone.shares_place(latitude, longitude)
        return await self._answered(served)

    async def after(self, done: Awaitable[Any]) -> View:
        """See what becomes of what was done outside of the chat."""
        served = self._begins()
        await done
        return await self._answered(served, again=True)

    def attached(self, name: str) -> str:
        documents = [
            message.content["document"]
            for message in self._shown
            if "document" in message.content and message.sender is self.phone.world.bot
        ]
        assert [document["file_name"] for document in documents] == [name]
        return self.phone.world.files.by_id[documents[0]["file_id"]].data.decode()

    async def does(self, event: Event) -> View:
        """Let Telegram deliver the last update once more: to a bot that starts anew."""
        assert event is self.last, "only what was done last can be delivered again here"
        assert self.update is not None
        served = self._begins()
        await self.telegram.stops()
        self.phone.world.updates.repeat(self.update)
        self.telegram.starts()
        return await self._answered(served, again=True)

    @property
    def text(self) -> str:
        """What the last step brought: new messages and changed ones, else what stood there."""
        return "\n\n".join(shown_message(message) for message in self._shown or self._before)

    @property
    def buttons(self) -> list[str]:
        return [label.removeprefix("☑ ").removeprefix("☐ ") for label in self._asking().buttons]

    def button(self, label: str) -> Choice:
        button = self._on_screen(label)
        ticked = {"☑": True, "☐": False}.get(button["text"][0])
        return Choice(label, decode(button["callback_data"]), selected=ticked)

    def _on_screen(self, label: str) -> dict[str, Any]:
        message = self._asking()
        for shown in (label, f"☑ {label}", f"☐ {label}"):
            if button := message.button(shown):
                return button
        raise AssertionError(f"{self.name} sees no button “{label}”, but {self.buttons}")

    def _asking(self) -> Message:
        """The latest message with buttons: a file may have come after it."""
        shown = self._shown or self._before
        return next((one for one in reversed(shown) if one.rows), self.phone.message())

    def _any_message(self) -> Message:
        """A message whose button can be forged; who has none yet makes one up."""
        latest = self.phone.chat.latest
        if latest is not None:
            return latest
        self.phone.starts()
        world = self.phone.world
        return world.add_message(self.phone.chat, world.bot, {"text": "?"}, from_bot=True)

    def _begins(self) -> int:
        self._before, self._shown = self._shown or self._before, []
        return self.telegram.watched.served.get(str(self.phone.user.id), 0)

    def _sees(self, message: Message) -> None:
        if message.chat is self.phone.chat:
            self._shown = [one for one in self._shown if one is not message] + [message]

    async def _answered(
        self, served: int, query: Query | None = None, *, again: bool = False
    ) -> View:
        """Wait until the bot has done all that it does about this step."""
        world, watched = self.phone.world, self.telegram.watched
        user = str(self.phone.user.id)
        if not again:
            self.update = next(reversed(world.updates.pending.values()))
            self.last = Event(id=str(self.update.id), sender=self.sender, at_ms=0)
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            while watched.served.get(user, 0) == served:
                self.telegram.fails_with_the_bot()
                await asyncio.sleep(QUIET_SECONDS)
            view = watched.views[user]
            if query is not None:
                await self.phone.is_answered(query)
            elif view.blocks and not again:
                await world.until(lambda: self._shown, ANSWER_SECONDS_MAX)
            await self.telegram.is_quiet()
            if view.fetch is not None:
                reading = f"Reading {view.fetch.file_name}"
                await world.until(lambda: reading not in self.text, ANSWER_SECONDS_MAX)
                await self.telegram.is_quiet()
            if view.receive is not None:
                await world.until(lambda: LOOKING not in self.text, ANSWER_SECONDS_MAX)
                await self.telegram.is_quiet()
                view = watched.views[user]
        self.view = view
        self.screen.append(self.text)
        return view


class TelegramChat(SimulatedChat):
    """A running Bitework in a simulated Telegram, with the driver's clock."""

    platform = "telegram"
    person_of, simulator_of = TelegramPerson, Simulator

    def starts(self) -> None:
        settings = TelegramSettings(
            token=SecretStr(self.simulator.token),
            api_base=self.simulator.url,
            name="",
            messages_a_second=100_000,
            chat_messages_a_second=1000,
            chat_burst=1000,
        )
        self.bot = Telegram(settings, database=self.database, dispatcher=self.dispatcher)
        self.running = asyncio.create_task(self.bot.run())

    async def loses_files(self) -> None:
        self.simulator.world.files.by_id.clear()
        self.simulator.world.files.by_path.clear()

    def calls(self) -> int:
        count: int = self.simulator.log.by_method.total()
        return count
