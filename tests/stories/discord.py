"""The driver's people in Discord: the same stories, through the adapter and a simulated Discord.

What somebody sees is what the simulator shows in their direct messages; what they press, select and
fill in is a component there. Commands are given as slash commands where there is one.
"""

import asyncio
import re
from collections.abc import Awaitable
from typing import Any, Literal

from pydantic import SecretStr

from bot.config import DiscordSettings
from bot.platforms.discord.layout import PICK
from bot.platforms.discord.service import Discord
from domain.actions import Action, decode, encode
from domain.events import Event, Sender
from domain.views import Choice, View
from handlers.media_answers import LOOKING
from handlers.table import COMMANDS, ROUTES
from handlers.upload import IMPORT
from tests.simulators.discord import Interaction, Message, Simulator, Upload
from tests.simulators.discord import Person as Phone
from tests.simulators.discord.payloads import interaction_json
from tests.simulators.discord.screen import shown_message
from tests.simulators.discord.slash import available
from tests.stories.driver import Person
from tests.stories.simulated import ANSWER_SECONDS_MAX, QUIET_SECONDS, SimulatedChat

MIMES = {"photo": "image/png", "audio": "audio/ogg", "video": "video/mp4"}
_MARKS = re.compile(r"\*\*|^-# |^>>> ", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])")
_STANDING = re.compile("^[☑☐] ")
_BY_LENGTH = sorted((r for r in ROUTES if r.path != r.name), key=lambda r: -len(r.path))


def unmarked(text: str) -> str:
    """Give what somebody reads: marks and escapes are seen as what they do."""
    read = _ESCAPED.sub(r"\1", _MARKS.sub("", text))
    for route in _BY_LENGTH:
        read = read.replace(f"/{route.path}", f"/{route.name}")
    return read


class DiscordPerson(Person):
    """Somebody with the app."""

    def __init__(self, name: str, chat: "DiscordChat", phone: Phone) -> None:
        super().__init__(name, chat, "discord")
        self.discord = chat
        self.phone = phone
        self.done: Interaction | Message | None = None
        self._shown: list[Message] = []
        self._before: list[Message] = []
        phone.world.shown.append(self._sees)

    @property
    def sender(self) -> Sender:
        user, chat = str(self.phone.user.id), str(self.phone.chat.id)
        return Sender(platform="discord", user=user, chat=chat, name=self.name, locale="en")

    async def sends(self, text: str) -> View:
        await self.discord.is_up()
        served = self._begins()
        name, _, words = text.removeprefix("/").partition(" ")
        route = COMMANDS.get(name.lower()) if text.startswith("/") else None
        phone = self.phone
        there = {one["name"] for one in available(phone.world, phone.user, phone.chat)}
        if route is None or route.path.partition(" ")[0] not in there:
            return await self._answered(served, await self.phone.says(text))
        needed = sum(option.required for option in route.options if option.kind != "file")
        listed = next((option.choices for option in route.options if option.choices), ())
        most = 1 if route is IMPORT else 99 if route.options else 0
        fits = needed <= len(words.split()) <= most and (not listed or not words or words in listed)
        if not fits:  # the app would not send it
            return await self._answered(served, await self.phone.says(text))
        done = await self.phone.sends(f"/{route.path} {words}".strip())
        return await self._answered(served, done)

    async def taps(self, label: str) -> View:
        await self.discord.is_up()
        component, value = self._on_screen(label)
        message, served = self._asking(), self._begins()
        if value is None:
            return await self._answered(served, self.phone.forges(component["custom_id"], message))
        chosen = [value]
        if decode(component["custom_id"]).verb != PICK:  # a list of several: this one changes
            ticked = [one["value"] for one in component["options"] if one.get("default")]
            chosen = sorted({*ticked} ^ {value}, key=int)
        done = self.phone.forges(component["custom_id"], message, chosen)
        return await self._answered(served, done)

    async def presses(self, action: Action) -> View:
        await self.discord.is_up()
        custom_id = encode(action)
        seen = [one for one in self.phone.messages() if one.component(custom_id)]
        message = seen[-1] if seen else self.phone.keeps(custom_id)
        served = self._begins()
        return await self._answered(served, self.phone.forges(custom_id, message))

    async def fills(self, **fields: str | tuple[str, ...]) -> View:
        if self.phone.modal is None:
            assert self.view is not None
            assert self.view.form is not None, self.text
            await self.presses(self.view.form.action)
        served = self._begins()
        return await self._answered(served, await self.phone.fills(dict(fields)))

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
        mime = MIMES.get(kind, "")
        world, channel = self.phone.world, self.phone.chat
        upload = Upload(name, data, mime, size=size_bytes)
        attached = world.files.store(upload, channel.id)
        served = self._begins()
        message = world.add_message(
            channel, self.phone.user, content=caption, attachments=[attached]
        )
        world.announce(message, "MESSAGE_CREATE")
        return await self._answered(served, message)

    async def after(self, done: Awaitable[Any]) -> View:
        """See what becomes of what was done outside of the chat."""
        served = self._begins()
        await done
        return await self._answered(served, again=True)

    def attached(self, name: str) -> str:
        found = [file for message in self._shown for file in message.attachments]
        assert [file["filename"] for file in found] == [name]
        return self.phone.world.files.data(found[0]).decode()

    async def does(self, event: Event) -> View:
        """Let Discord deliver the last event once more: to a bot that starts anew."""
        assert event is self.last, "only what was done last can be delivered again here"
        served, world = self._begins(), self.phone.world
        await self.discord.stops()
        self.discord.starts()
        await self.discord.is_up()
        if isinstance(self.done, Message):
            world.announce(self.done, "MESSAGE_CREATE")
        else:
            assert self.done is not None
            body = interaction_json(world, self.done)
            self.discord.simulator.gateway.tell_interaction(self.done, body)
        return await self._answered(served, again=True)

    @property
    def text(self) -> str:
        """What the last step brought: new messages and changed ones, else what stood there."""
        shown = self._shown or self._before
        return unmarked("\n\n".join(shown_message(message) for message in shown))

    @property
    def buttons(self) -> list[str]:
        return [_STANDING.sub("", label) for label, _, _ in self._offered()]

    def button(self, label: str) -> Choice:
        component, value = self._on_screen(label)
        if value is None:
            shown = next(words for words, one, _ in self._offered() if one is component)
            ticked = {"☑": True, "☐": False}.get(shown[0])
            return Choice(label, decode(component["custom_id"].rstrip("~")), selected=ticked)
        option = next(one for one in component["options"] if one["value"] == value)
        action = decode(component["custom_id"])
        if action.verb == PICK:
            return Choice(label, decode(value))
        tick = Action("tick", action.id, value, action.version)
        return Choice(label, tick, selected=bool(option.get("default")))

    def _offered(self) -> list[tuple[str, dict[str, Any], str | None]]:
        """Give all that can be pressed or selected: its words, where it is, its value there."""
        found: list[tuple[str, dict[str, Any], str | None]] = []
        for one in self._asking().interactive:
            if "options" in one:
                found += [(option["label"], one, option["value"]) for option in one["options"]]
            else:
                found.append((one["label"], one, None))
        return found

    def _on_screen(self, label: str) -> tuple[dict[str, Any], str | None]:
        for words, one, value in self._offered():
            if _STANDING.sub("", words) == label:
                return one, value
        raise AssertionError(f"{self.name} sees no button “{label}”, but {self.buttons}")

    def _asking(self) -> Message:
        """The latest message with buttons: a file may have come after it."""
        shown = self._shown or self._before
        return next((one for one in reversed(shown) if [*one.interactive]), self.phone.message())

    def _begins(self) -> int:
        self._before, self._shown = self._shown or self._before, []
        return self.discord.watched.served.get(str(self.phone.user.id), 0)

    def _sees(self, message: Message) -> None:
        if message.channel is self.phone.chat:
            self._shown = [one for one in self._shown if one is not message] + [message]

    async def _answered(
        self, served: int, done: Interaction | Message | None = None, *, again: bool = False
    ) -> View:
        """Wait until the bot has done all that it does about this step."""
        world, watched = self.phone.world, self.discord.watched
        user = str(self.phone.user.id)
        if done is not None:
            self.done = done
            self.last = Event(id=str(done.id), sender=self.sender, at_ms=0)
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            while watched.served.get(user, 0) == served:
                self.discord.fails_with_the_bot()
                await asyncio.sleep(QUIET_SECONDS)
            view = watched.views[user]
            if isinstance(done, Interaction):
                await self.phone.is_answered(done)
            elif view.blocks and not again:
                await world.until(lambda: self._shown, ANSWER_SECONDS_MAX)
            await self.discord.is_quiet()
            if view.fetch is not None:
                reading = f"Reading {view.fetch.file_name}"
                await world.until(lambda: reading not in self.text, ANSWER_SECONDS_MAX)
                await self.discord.is_quiet()
            if view.receive is not None:
                await world.until(lambda: LOOKING not in self.text, ANSWER_SECONDS_MAX)
                await self.discord.is_quiet()
                view = watched.views[user]
        self.view = view
        self.screen.append(self.text)
        return view


class DiscordChat(SimulatedChat):
    """A running Bitework in a simulated Discord, with the driver's clock."""

    platform = "discord"
    person_of, simulator_of = DiscordPerson, Simulator

    def starts(self) -> None:
        settings = DiscordSettings(
            token=SecretStr(self.simulator.token),
            api_base=self.simulator.url,
            messages_a_second=100_000,
        )
        self.bot = Discord(settings, database=self.database, dispatcher=self.dispatcher)
        self.running = asyncio.create_task(self.bot.run())

    async def is_up(self) -> None:
        """Wait until the bot is connected and has set its commands."""
        world = self.simulator.world

        def up() -> bool:
            self.fails_with_the_bot()
            return bool(self.simulator.gateway.is_connected and world.commands[0])

        if not up():
            await world.until(up, ANSWER_SECONDS_MAX)

    async def loses_files(self) -> None:
        await super().loses_files()
        self.simulator.world.files.forget()

    def calls(self) -> int:
        count: int = self.simulator.log.by_what.total()
        return count
